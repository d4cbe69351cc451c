import { expect, test } from 'vitest'
import type { CanarySummary, Cycle, Measure } from '../wire/types'
import { canarySentence, cycleSentence, plainWords, reasonOf, trialSentence } from './words'

const cycle = (patch: object) => ({
  id: 'cycle-main-000007', stage: 'done', attempts: 1, mutation_ids: [], started_at: '2026-11-30T00:00:00Z', world: 'main',
  trigger: { problem_type: 'starvation', origin: 'watcher', severity: 'high' },
  plan: { action_type: 'new_trait', trait_name: 'ripe_fruit', description: '' }, ...patch,
}) as unknown as Cycle
const measure = (name: string, mean: number, pass = true) => ({ name, mean, low: mean - 1, high: mean + 1, pass, unit: '' }) as Measure

test('a cycle begins with what went wrong, what was changed, and what came of it', () => {
  const trial = { attempt: 1, pairs: 8, ticks: 1800, pass: true, words: '', measures: [measure('net_energy', 3.4), measure('births', 1.27)] }
  expect(cycleSentence(cycle({ outcome: 'applied', trial })))
    .toBe('Too many starved. Newborns can have a new trait now, “ripe fruit”. In copies of the world its bearers netted 3.40 more energy, and 27 % more were born.')
  expect(cycleSentence(cycle({ outcome: 'cancelled', plan: undefined, trigger: { problem_type: 'manual', origin: 'user' } })))
    .toBe('Somebody asked for a change. A person stopped it.')
  expect(cycleSentence(cycle({ stage: 'approval' }))).toContain('waits for your approval')
})

test('every ending and every stage has its words', () => {
  for (const outcome of ['applied', 'rolled_back', 'vetoed', 'cancelled', 'rejected', 'failed']) expect(cycleSentence(cycle({ outcome })).split('. ').length).toBeGreaterThan(2)
  for (const stage of ['queued', 'observe', 'plan', 'code', 'vet', 'trial', 'approval', 'save', 'load', 'canary']) {
    expect(cycleSentence(cycle({ stage })).split('. ').length, stage).toBeGreaterThan(2)
  }
})

test('a figure has one interval: the sentence of a trial leaves the gate\'s own out', () => {
  const words = 'it does not surely gain energy; bearers netted +1.2 energy per 1,000 ticks (+3 % of intake, -1.0 to +3.4), population ×0.98, births ×1.01'
  expect(reasonOf(words)).toBe('it does not surely gain energy')
  expect(trialSentence({ attempt: 1, pairs: 8, ticks: 9, pass: false, words, measures: [] })).toBe('Not passed: it does not surely gain energy.')
  expect(trialSentence({ attempt: 1, pairs: 8, ticks: 9, pass: true, words: words.slice(words.indexOf('bearers')), measures: [] }))
    .toBe('Passed: every measure met what was asked of it.')
  expect(trialSentence({ attempt: 1, pairs: 8, ticks: 9, pass: false, words: '', measures: [measure('time_crowded', 1, false)] }))
    .toBe('Not passed: time crowded missed what was asked.')
})

test('a canary says what it needed and what it had, and why it was kept without a benefit', () => {
  const canary = (benefit: number, harm: number, verdict = '') => ({ benefit, harm, verdict }) as CanarySummary
  expect(canarySentence(canary(1.4, 0.6), 'applied')).toBe(
    'Kept although no benefit was shown in the world: its trial had spoken for it, and nothing here spoke against it. '
    + 'Evidence that it helps: 1.40, needed 20. Evidence that it harms: 0.60, allowed below 3.')
  expect(canarySentence(canary(25, 0.1), 'applied')).toMatch(/^Kept, because its bearers surely do better/)
  expect(canarySentence(canary(0.5, 22, 'bearers do worse than their siblings (e-value 22, survival_1200)'), 'rolled_back')).toMatch(/^Rolled back: bearers do worse/)
  expect(canarySentence(canary(2, 1))).toMatch(/^Not decided yet/)
})

test('no JSON is shown: objects become words, and what cannot be read is left out', () => {
  expect(plainWords('{"tick":1200,"mean_energy":-3.5,"ok":true,"deep":{"a":1}}')).toBe('tick 1,200, mean energy −3.5, ok yes')
  expect(plainWords('[1,2]')).toBe('1, 2')
  expect(plainWords('{"cut off')).toBe('')
  expect(plainWords('passed vet')).toBe('passed vet')
})
