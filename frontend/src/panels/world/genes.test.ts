import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GENES, positionInRange } from './genes'

test('the ranges are those of the engine', () => {
  const source = readFileSync(new URL('../../../../engine/world/genes.go', import.meta.url), 'utf8')
  const rows = [...source.matchAll(/^\s*Gene\w+:\s+\{"(\w+)", ([-\d.]+), ([-\d.]+), /gm)]
  expect(rows.length).toBeGreaterThan(5)
  expect(Object.fromEntries(rows.map(([, name, low, high]) => [name, [Number(low), Number(high)]])))
    .toEqual(Object.fromEntries(Object.entries(GENES).map(([name, g]) => [name, [g.low, g.high]])))
})

test('a value has a place in its range; an unknown gene has none', () => {
  expect([positionInRange('warmth', 17.5), positionInRange('hue', 3), positionInRange('wings', 1)]).toEqual([0.5, 1, null])
})
