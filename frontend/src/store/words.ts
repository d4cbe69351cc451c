import { count, cycleNumber, figure, withMinusSigns, withSpaces, value } from '../panels/format'
import { waitingOf } from './cycle'
import type { CanarySummary, Cycle, Measure, TrialSummary } from '../wire/types'

/** Cycles, trials and canaries in sentences. Words come first and figures after them. */

/**
 * The e-value that decides a canary, and the e-value of harm below which it passes; evolution/policy has the same
 * numbers.
 */
export const DECISIVE_E_VALUE = 20
export const SUSPICIOUS_E_VALUE = 3

const TROUBLES: Record<string, string> = {
  starvation: 'Too many starved.', overpopulation: 'The world got crowded.', low_diversity: 'The molbots became too much alike.',
  stagnation: 'Nothing was improving any more.',
}

/** The problem of a cycle and its result, in words that need no glossary. */
export function cycleSentence(c: Cycle): string {
  const said = [troubleOf(c), changeOf(c), endOf(c)].filter(Boolean)
  return said.join(' ')
}

function troubleOf(c: Cycle): string {
  const { trigger: t } = c
  if (t.origin === 'user' || t.problem_type === 'manual') return t.reason === 'written by hand' ? 'Somebody wrote a trait by hand.' : 'Somebody asked for a change.'
  return TROUBLES[t.problem_type] ?? `The watcher saw trouble: ${withSpaces(t.problem_type)}.`
}

function changeOf(c: Cycle): string {
  const { plan } = c
  if (!plan) return ''
  const name = plan.trait_name ? withSpaces(plan.trait_name) : 'a trait'
  const done = c.outcome === 'applied'
  if (plan.action_type === 'adjust_params') {
    const set = Object.keys(plan.params ?? {}).map(withSpaces).join(' and ')
    return done ? `The world now has a different ${set || 'setting'}.` : `The idea: change ${set || 'a setting'} of the world.`
  }
  if (plan.action_type === 'modify_trait') return withDeed(done ? `The trait “${name}” was rewritten` : `The idea: rewrite the trait “${name}”`, plan.description)
  return withDeed(done ? `Newborns can have a new trait now, “${name}”` : `The idea: a new trait, “${name}”`, plan.description)
}

/** The maximum length of a description in a list; a model may write any amount [characters]. */
const DEED_CHARS = 160

/** "…: its bearers look for ripe fruit, so that fewer starve." A description that is no such clause stays a sentence of its own. */
function withDeed(said: string, description: string): string {
  const [first] = description.trim().split(/(?<=[.!?])\s/)
  if (!first || first.length > DEED_CHARS) return `${said}.`
  const deed = /^(?:an?|each|every|any) (?:molbot|bearer) with (?:this|the) trait (.+?)\.?$/i.exec(first)
  if (deed) return `${said}: a molbot with it ${deed[1]}.`
  const sentence = first.charAt(0).toUpperCase() + first.slice(1)
  return `${said}. ${/[.!?]$/.test(sentence) ? sentence : `${sentence}.`}`
}

const RUNNING: Record<string, string> = {
  queued: 'It waits for its turn.', observe: 'The state of the world is being recorded.', plan: 'The model is thinking about what to change.',
  code: 'The model is writing the program.', vet: 'The program is being checked.', trial: 'Copies of the world, with it and without it, show what it does.',
  approval: 'It did well in copies of the world and waits for your approval.', save: 'It is being saved.', load: 'It is being loaded into the world.',
  canary: 'Some newborns have it; they are compared with those that do not.', done: 'It is over.',
}

function endOf(c: Cycle): string {
  switch (c.outcome) {
    case undefined: return c.waiting && c.waiting !== 'approval' ? `It waits for ${waitingOf(c)!.part} to ${c.waiting === 'disk' ? 'have space' : 'answer'}.` : (RUNNING[c.stage] ?? '')
    case 'applied': return gainOf(c.trial) || 'It was kept.'
    case 'rolled_back': return 'It did not prove itself in the world and was taken out again.'
    case 'vetoed': return 'A person said no.'
    case 'cancelled': return 'A person stopped it.'
    case 'rejected': return c.trial ? 'In copies of the world it did not help enough, so it was not brought in.' : 'No program was good enough to be tried.'
    default: return 'An error ended it; the world is as it was.'
  }
}

/** "In copies of the world with it its bearers gained 47 % more energy, 80 % more were born, and 2.2 times as many lived." */
function gainOf(trial: TrialSummary | undefined): string {
  if (!trial) return ''
  const of = (name: string) => trial.measures?.find((m) => m.name === name)
  const parts: string[] = []
  const energy = of('net_energy')
  const share = /\(([+-]\d+) % of intake/.exec(trial.words)?.[1]
  if (share && Number(share) !== 0) parts.push(`its bearers gained ${Math.abs(Number(share))} % ${Number(share) < 0 ? 'less' : 'more'} energy`)
  else if (energy) parts.push(`its bearers netted ${figure(Math.abs(energy.mean))} ${energy.mean < 0 ? 'less' : 'more'} energy`)
  for (const [name, verb] of [['births', 'were born'], ['starved', 'starved'], ['population', 'lived']] as const) {
    const many = manyOf(of(name))
    if (many) parts.push(`${many} ${verb}`)
  }
  if (parts.length === 0) return ''
  const last = parts.pop()
  return `In copies of the world with it, ${parts.length > 0 ? `${parts.join(', ')}, and ${last}` : last}.`
}

/** "27 % more" of a ratio, "2.2 times as many" of a large one, "12 fewer" of a difference; nothing of one that is none. */
function manyOf(m: Measure | undefined): string {
  if (!m) return ''
  if (!m.unit.startsWith('×')) {
    const n = Math.round(Math.abs(m.mean))
    return n === 0 ? '' : `${count(n)} ${m.mean < 0 ? 'fewer' : 'more'}`
  }
  if (m.mean >= 1.95) return `${value(Math.round(m.mean * 10) / 10)} times as many`
  const percent = Math.round(Math.abs(m.mean - 1) * 100)
  return percent === 0 ? '' : `${percent} % ${m.mean < 1 ? 'fewer' : 'more'}`
}

/** A reason without the figures of its gate, which the table of the trial shows with their intervals. */
export function reasonOf(reason: string): string {
  return withMinusSigns(reason.replace(/(^|;\s*)bearers netted .*$/s, '').trim().replace(/;$/, ''))
}

/** The result of a trial in words: its objections, or that there are none. */
export function trialSentence(t: TrialSummary): string {
  const objections = reasonOf(t.words)
  if (t.pass) return objections ? `Passed: ${objections}.` : 'Passed: every measure met its requirement.'
  return `Not passed: ${objections || missed(t.measures ?? [])}.`
}

function missed(measures: Measure[]): string {
  const names = measures.filter((m) => !m.pass).map((m) => withSpaces(m.name))
  return names.length > 0 ? `${names.join(' and ')} missed the requirement` : 'the change did not meet its requirements'
}

/** The verdict of a canary: what it needed, what it had, and the conclusion. */
export function canarySentence(canary: CanarySummary, outcome?: Cycle['outcome']): string {
  const { benefit, harm } = canary
  if (benefit === 0 && harm === 0) { // e-values are above 0, so 0 means that none was computed
    const said = withMinusSigns(canary.verdict ?? '')
    return outcome === 'applied' ? `Kept: ${said || 'there was no evidence against it'}.` : said || 'Not decided yet.'
  }
  const had = `Evidence that it helps: ${evidence(benefit)}, needed ${DECISIVE_E_VALUE}. Evidence that it harms: ${evidence(harm)}, allowed below ${SUSPICIOUS_E_VALUE}.`
  if (outcome === 'applied') {
    if (benefit >= DECISIVE_E_VALUE) return `Kept, because the evidence that its bearers do better than their siblings without it is strong. ${had}`
    return `Kept although no benefit was shown in the world: its trial had passed, and there was no evidence of harm. ${had}`
  }
  if (outcome === 'rolled_back') return `Rolled back: ${withMinusSigns(canary.verdict || 'the canary did not pass')}. ${had}`
  if (outcome) return had
  return `Not decided yet. ${had} It is decided at once when either reaches ${DECISIVE_E_VALUE}, otherwise at the end of the window.`
}

function evidence(e: number): string {
  return e >= 1000 ? 'over 1,000' : figure(e)
}

/**
 * The message of vet, a trial or a step without JSON: an object is turned into its figures in words; any other text
 * stays.
 */
export function plainWords(text: string): string {
  const trimmed = text.trim()
  if (!/^[[{]/.test(trimmed)) return withMinusSigns(text)
  try {
    return withMinusSigns(inWords(JSON.parse(trimmed) as unknown))
  } catch {
    return ''
  }
}

function inWords(v: unknown): string {
  if (v === null || v === undefined || v === '') return 'nothing'
  if (Array.isArray(v)) return v.length > 4 ? `${count(v.length)} items` : v.map(inWords).join(', ')
  if (typeof v === 'number') return value(v)
  if (typeof v === 'boolean') return v ? 'yes' : 'no'
  if (typeof v !== 'object') return String(v)
  return Object.entries(v).filter(([, x]) => typeof x !== 'object').map(([k, x]) => `${withSpaces(k)} ${inWords(x)}`).join(', ')
}

/** The short name of a cycle. */
export function cycleName(c: Cycle): string {
  return `${cycleNumber(c.id)} ${c.plan?.trait_name ?? withSpaces(c.plan?.action_type ?? c.trigger.problem_type)}`
}
