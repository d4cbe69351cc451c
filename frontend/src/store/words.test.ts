import { expect, test } from 'vitest'
import type { CanarySummary, Cycle, Measure } from '../wire/types'
import { canarySentence, cycleSentence, plainWords, reasonOf, trialSentence } from './words'

const cycle = (patch: object) => ({
  id: 'cycle-main-000007', stage: 'done', attempts: 1, mutation_ids: [], started_at: '2026-11-30T00:00:00Z', world: 'main',
  trigger: { problem_type: 'starvation', origin: 'watcher', severity: 'high' },
  plan: { action_type: 'new_trait', trait_name: 'ripe_fruit', description: '' }, ...patch,
}) as unknown as Cycle
const measure = (name: string, mean: number, pass = true, unit = '') => ({ name, mean, low: mean - 1, high: mean + 1, pass, unit }) as Measure

test('a cycle begins with what went wrong, what was changed, and what came of it', () => {
  const trial = {
    attempt: 1, pairs: 8, ticks: 1800, pass: true, words: 'bearers netted +3.4 energy per 1,000 ticks (+27 % of intake, +1.0 to +5.8), population ×2.24, births ×0.90',
    measures: [measure('net_energy', 3.4), measure('births', 0.9, true, '×'), measure('population', 2.236, true, '×, everyone / nobody')],
  }
  const description = 'A molbot with this trait looks for fruit that is ripe while food is scarce, so that fewer starve.'
  expect(cycleSentence(cycle({ outcome: 'applied', trial, plan: { action_type: 'new_trait', trait_name: 'ripe_fruit', description } })))
    .toBe('Too many starved. Newborns can have a new trait now, “ripe fruit”: a molbot with it looks for fruit that is ripe while food is scarce, so that fewer starve. '
      + 'In copies of the world with it, its bearers gained 27 % more energy, 10 % fewer were born, and 2.2 times as many lived.')
  expect(cycleSentence(cycle({ stage: 'code', plan: { action_type: 'modify_trait', trait_name: 'ripe_fruit', description: 'seek ripe food first' } })))
    .toBe('Too many starved. The idea: rewrite the trait “ripe fruit”. Seek ripe food first. The model is writing the program.')
  expect(cycleSentence(cycle({ stage: 'code', plan: { action_type: 'new_trait', trait_name: 'ripe_fruit', description: 'x'.repeat(500) } })))
    .toBe('Too many starved. The idea: a new trait, “ripe fruit”. The model is writing the program.')
  expect(cycleSentence(cycle({ outcome: 'cancelled', plan: undefined, trigger: { problem_type: 'manual', origin: 'user' } })))
    .toBe('Somebody asked for a change. A person stopped it.')
  expect(cycleSentence(cycle({ stage: 'approval' }))).toContain('waits for your approval')
})

test('a change of parameters is told by differences, which are no ratios', () => {
  const trial = { attempt: 1, pairs: 8, ticks: 9, pass: true, words: 'population ×1.1', measures: [measure('births', 35, true, 'with − without'), measure('starved', -12.4, true, 'with − without')] }
  expect(cycleSentence(cycle({ outcome: 'applied', trial, plan: { action_type: 'adjust_params', params: { friction: 0.1 }, description: '' } })))
    .toBe('Too many starved. The world now has a different friction. In copies of the world with it, 35 more were born, and 12 fewer starved.')
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
    .toBe('Passed: every measure met its requirement.')
  expect(trialSentence({ attempt: 1, pairs: 8, ticks: 9, pass: false, words: '', measures: [measure('time_crowded', 1, false)] }))
    .toBe('Not passed: time crowded missed the requirement.')
})

test('a canary says what it needed and what it had, and why it was kept without a benefit', () => {
  const canary = (benefit: number, harm: number, verdict = '') => ({ benefit, harm, verdict }) as CanarySummary
  expect(canarySentence(canary(1.4, 0.6), 'applied')).toBe(
    'Kept although no benefit was shown in the world: its trial had passed, and there was no evidence of harm. '
    + 'Evidence that it helps: 1.40, needed 20. Evidence that it harms: 0.60, allowed below 3.')
  expect(canarySentence(canary(25, 0.1), 'applied')).toMatch(/^Kept, because the evidence that its bearers do better/)
  expect(canarySentence(canary(0.5, 22, 'bearers do worse than their siblings (e-value 22, survival_1200)'), 'rolled_back')).toMatch(/^Rolled back: bearers do worse/)
  expect(canarySentence(canary(2, 1))).toMatch(/^Not decided yet/)
})

test('no JSON is shown: objects become words, and what cannot be read is left out', () => {
  expect(plainWords('{"tick":1200,"mean_energy":-3.5,"ok":true,"deep":{"a":1}}')).toBe('tick 1,200, mean energy −3.5, ok yes')
  expect(plainWords('[1,2]')).toBe('1, 2')
  expect(plainWords('{"cut off')).toBe('')
  expect(plainWords('passed vet')).toBe('passed vet')
})
