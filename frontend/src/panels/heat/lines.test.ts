import { describe, expect, test } from 'vitest'
import { rowsOf, heatLevel } from './lines'

describe('lines of a source', () => {
  const source = 'package x\n\n/* two\nlines */\nfunc Execute() {\n\tm.Eat()\n}\n'
  test('are numbered as in the file, and put together they are it again', () => {
    const rows = rowsOf(source, [{ line: 6, runs: 3 }, { line: 5, runs: 0 }])
    expect(`${rows.map((r) => r.tokens.map((t) => t.text).join('')).join('\n')}\n`).toBe(source)
    expect(rows.map((r) => r.number)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(rows[5].count?.runs).toBe(3)
    expect(rows[4].count?.runs).toBe(0)
    expect(rows[0].count).toBeUndefined()
  })
  test('are the warmer the more often they ran', () => {
    expect(heatLevel(0, 100)).toBe(0)
    expect(heatLevel(100, 100)).toBe(1)
    expect(heatLevel(10, 100)).toBeGreaterThan(heatLevel(1, 100))
  })
})
