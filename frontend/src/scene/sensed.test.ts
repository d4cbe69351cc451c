import { describe, expect, test } from 'vitest'
import { sensedMarks } from './sensed'

describe('what a molbot senses is drawn', () => {
  const at = { x: 100, y: 50 }
  test('as a line to what was found and one ring for each look', () => {
    const marks = sensedMarks([
      { sense: 'NearestFood', found: true, radius: 60, dx: 30, dy: -5 },
      { sense: 'RichestFood', found: false, radius: 60, dx: 0, dy: 0 },
    ], at, 7)
    expect(marks.map((m) => m.shape)).toEqual(['ring', 'beam'])
    expect(marks[0]).toMatchObject({ x: 100, y: 50, from: 60, to: 60 })
    expect(marks[1]).toMatchObject({ x: 100, y: 50, dx: 30, dy: -5 })
  })
  test('as an arrow of one length where only a direction was felt, and not at all where nothing was', () => {
    const [arrow, ...rest] = sensedMarks([
      { sense: 'Comfort', found: true, dx: 0.6, dy: 0.8 }, { sense: 'ScentGradient', found: false, dx: 0, dy: 0 }, { sense: 'Temperature', found: true, dx: 0, dy: 0 },
    ], at, 7)
    expect(Math.hypot(arrow.dx, arrow.dy)).toBeCloseTo(40)
    expect(rest).toEqual([])
  })
})
