import type { Cycle, CycleStory, Draft, Stage, VetReport } from '../wire/types'

/** Functions that read a cycle's record. */

/** The stage in which a cycle is, or in which it ended; the record of an ended one only says "done". */
export function lastStage(c: Cycle): Stage {
  if (c.stage !== 'done') return c.stage
  if (c.canary || c.outcome === 'rolled_back') return 'canary'
  if (c.outcome === 'applied') return 'done'
  if (c.trial || (c.outcome === 'rejected' && c.plan?.action_type === 'adjust_params')) return 'trial'
  const verdict = c.programs?.at(-1)
  if (verdict) return verdict.passed ? 'trial' : 'vet'
  if (c.outcome === 'rejected') return c.attempts > 0 ? 'trial' : 'vet'
  return c.plan ? 'code' : 'plan'
}

/** A program of a cycle: what the model wrote, its result, its mechanical mends and the problems that vet found. */
export interface WrittenProgram {
  attempt: number
  model: string
  code: string | null
  prompt: string | null
  verdict: string
  passed: boolean | null
  mends: string[]
  problems: string[]
}

export function programsOf(story: Pick<CycleStory, 'programs' | 'prompts' | 'vets'>): WrittenProgram[] {
  const asked = story.prompts.filter((p) => p.step === 'code')
  const attempts = new Set([...asked.map((p) => p.attempt), ...(story.programs ?? []).map((p) => p.attempt)])
  return [...attempts].sort((a, b) => a - b).map((attempt) => {
    const question = asked.find((p) => p.attempt === attempt)
    const record = story.programs?.find((p) => p.attempt === attempt)
    const vet = story.vets.find((v) => v.attempt === attempt)
    return {
      attempt, model: question?.model ?? record?.asked?.model ?? '', code: question?.answer ? codeOf(question.answer) : null,
      prompt: question?.prompt ?? null, verdict: record?.verdict ?? '', passed: record ? record.passed : null,
      mends: vet?.mends ?? [], problems: vet?.problems.map(inWords) ?? [],
    }
  })
}

/** The program that the model is writing for a cycle, as far as it has got; null while it writes none. */
export function writtenNow(c: Cycle, draft: Draft | null): Draft | null {
  if (!draft || draft.cycle_id !== c.id || c.outcome) return null
  if (draft.step === 'plan') return c.plan ? null : draft
  return draft.attempt > (c.programs?.length ?? 0) ? draft : null
}

/** The code of an answer that is still being written: the text after its opening fence, or all of it. */
export function codeSoFar(text: string): string {
  return (/```(?:go)?\n([\s\S]*?)(?:```|$)/.exec(text)?.[1] ?? text).trimStart()
}

/** The code of an answer: models put a fence around it even though they are asked not to. */
export function codeOf(answer: string): string {
  return (/```(?:go)?\n([\s\S]*?)```/.exec(answer)?.[1] ?? answer).trim()
}

/**
 * Quotes the text of a line beside its number, because vet counts the lines of the whole file, of which the model wrote
 * only a part.
 */
function inWords({ line, message, excerpt, advice }: VetReport['problems'][number]): string {
  return `line ${line}${excerpt ? `, “${excerpt.trim()}”` : ''}: ${message}${advice ? ` — ${advice}` : ''}`
}

/** What a running cycle waits for. */
export interface Waiting {
  part: string
  /** Since when [ms]; 0: unknown. */
  since: number
  tokens: number
  tokensPerSecond: number
  text: string
}

/** What a cycle waits for, as the object of a sentence. */
const PARTS: Record<string, string> = {
  model: 'the model', approval: 'your approval', redis: 'Redis', engine: 'the engine', temporal: 'Temporal', worker: 'a worker',
  disk: 'the disk of the engine',
}

/** What a cycle waits for: a word in the lists; in the details also the state of the model that it waits for. */
export function waitingOf(c: Pick<Cycle, 'waiting' | 'waiting_why' | 'waits_for'>): Waiting | null {
  const { waiting, waits_for: w } = c
  if (!waiting && !w) return null
  const part = w?.part || waiting || 'model'
  return {
    part: PARTS[part] ?? part.replaceAll('_', ' '), since: w ? Date.parse(w.since) || 0 : 0, tokens: w?.tokens ?? 0,
    tokensPerSecond: w?.tokens_per_second ?? 0, text: c.waiting_why ?? '',
  }
}
