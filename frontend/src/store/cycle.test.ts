import { describe, expect, test } from 'vitest'
import type { Cycle, CycleStory, Draft } from '../wire/types'
import { codeOf, codeSoFar, lastStage, programsOf, writtenNow, waitingOf } from './cycle'

const cycle = (more: object) => ({ stage: 'done', attempts: 0, ...more }) as Cycle

test.each([
  ['running', cycle({ stage: 'vet' }), 'vet'],
  ['applied', cycle({ outcome: 'applied' }), 'done'],
  ['rolled back', cycle({ outcome: 'rolled_back' }), 'canary'],
  ['rejected by its trial', cycle({ outcome: 'rejected', attempts: 3, trial: {} }), 'trial'],
  ['rejected by vet', cycle({ outcome: 'rejected', attempts: 3, programs: [{ passed: false }] }), 'vet'],
  ['without a plan', cycle({ outcome: 'failed' }), 'plan'],
])('a cycle that is %s stopped there', (_, c, stage) => {
  expect(lastStage(c)).toBe(stage)
})

describe('the programs of a cycle', () => {
  const story = {
    programs: [{ attempt: 1, verdict: 'refused by vet', passed: false }],
    prompts: [
      { step: 'plan', attempt: 0, model: 'm', prompt: 'p', answer: '{}' },
      { step: 'code', attempt: 1, model: 'm', prompt: 'write', answer: '```go\nfunc Execute() {}\n```' },
      { step: 'code', attempt: 2, model: 'm', prompt: 'again', answer: null },
    ],
    vets: [{ attempt: 1, ok: false, mends: ['gofmt'], problems: [
      { code: 'unused', line: 3, col: 2, message: 'unused x' }, { code: 'map', line: 9, col: 7, message: 'no map', excerpt: '\tm := map[int]int{}', advice: 'use an array' },
    ] }],
  } as unknown as CycleStory

  test('have their code without a fence, and all that vet said of them', () => {
    const [first, second] = programsOf(story)
    expect(first).toMatchObject({ code: 'func Execute() {}', passed: false, mends: ['gofmt'], problems: ['line 3: unused x', 'line 9, “m := map[int]int{}”: no map — use an array'] })
    expect(second).toMatchObject({ attempt: 2, code: null, passed: null, mends: [], problems: [] })
  })

  test('a plain answer is code as it is', () => {
    expect(codeOf('func Execute() {}\n')).toBe('func Execute() {}')
  })
})

describe('what is being written', () => {
  const draft = (more: object) => ({ cycle_id: 'c', step: 'code', attempt: 2, model: 'm', text: '', ...more }) as Draft
  const running = cycle({ id: 'c', stage: 'code', plan: {}, programs: [{}] })

  test.each([
    ['the next program', running, draft({}), true],
    ['a program that is done', running, draft({ attempt: 1 }), false],
    ['of another cycle', running, draft({ cycle_id: 'd' }), false],
    ['of a cycle that has ended', cycle({ id: 'c', outcome: 'failed' }), draft({}), false],
    ['a plan', cycle({ id: 'c', stage: 'plan' }), draft({ step: 'plan', attempt: 0 }), true],
    ['a plan that is made', running, draft({ step: 'plan', attempt: 0 }), false],
  ])('%s', (_, c, d, shown) => {
    expect(writtenNow(c, d)).toBe(shown ? d : null)
  })

  test('is shown without its fence, even half of it', () => {
    expect([codeSoFar('Here:\n```go\nfunc Ex'), codeSoFar('```go\nfunc E() {}\n```\nThat'), codeSoFar('func E')]).toEqual(['func Ex', 'func E() {}\n', 'func E'])
  })
})

test('what a cycle waits for is read from a word, and from the detail where there is one', () => {
  expect(waitingOf({})).toBe(null)
  expect(waitingOf({ waiting: 'redis', waiting_why: 'connection refused' })).toMatchObject({ part: 'Redis', text: 'connection refused', since: 0 })
  const waits_for = { part: 'model', since: '2026-11-30T00:00:10Z', tokens: 44, tokens_per_second: 3.1, text: 'Waiting for the model' }
  expect(waitingOf({ waiting: 'model', waits_for })).toEqual({ part: 'the model', since: Date.UTC(2026, 10, 30, 0, 0, 10), tokens: 44, tokensPerSecond: 3.1, text: '' })
})
