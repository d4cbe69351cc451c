import { expect, test } from 'vitest'
import { rangeOfPreset, smooth, smoothed } from './shape'

test('a smooth line is the mean around each point, and a gap stays a gap', () => {
  expect(smooth([0, 3, 6, null, 9], 3)).toEqual([1.5, 3, 4.5, null, 9])
  expect(smooth([1, 2], 1)).toEqual([1, 2])
  const chart = { id: 'energy', title: '', unit: '', lines: [], columns: [[10, 20, 30], [0, 9, 0]] } as Parameters<typeof smoothed>[0]
  expect(smoothed(chart, 'light').columns).toEqual([[10, 20, 30], [3, 3, 3]])
  expect(smoothed(chart, 'none').columns[1]).toEqual([0, 9, 0])
})

test('presets are parts of the axis that end now', () => {
  const hour = 3_600_000
  const rows = [0, 1, 2, 3].map((h) => ({ tick: 1000 + h * 200_000, at: h * hour }))
  expect(rangeOfPreset('recent', rows, 601_000)).toEqual([591_000, 601_000])
  expect(rangeOfPreset('recent', rows.slice(0, 1), 1000)).toEqual([1000, 1001])
  expect(rangeOfPreset('hour', rows, 601_000)).toEqual([401_000, 601_000])
  expect(rangeOfPreset('day', rows, 601_000)).toEqual([1000, 601_000])
  expect(rangeOfPreset('hour', [], 0)).toBe(null)
})
