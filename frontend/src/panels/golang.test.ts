import { expect, test } from 'vitest'
import { tokenize } from './golang'

const source = `// graze
package graze
import "math"
func Execute(m *trait.Molbot) {
	x := 1.5e-3 * math.Abs(float64(2)) /* twice */
	if food, ok := m.NearestFood(50); ok && x != nil { m.Say('\\'', \`a
b\`) }
}`

test('tokens put together are the source', () => {
  expect(tokenize(source).map((t) => t.text).join('')).toBe(source)
})

test('each kind is found', () => {
  const kinds = (kind: string) => tokenize(source).filter((t) => t.kind === kind).map((t) => t.text)
  expect(kinds('comment')).toEqual(['// graze', '/* twice */'])
  expect(kinds('string')).toEqual(['"math"', `'\\''`, '`a\nb`'])
  expect(kinds('keyword')).toEqual(['package', 'import', 'func', 'if'])
  expect(kinds('number')).toEqual(['1.5e-3', '2', '50'])
  expect(kinds('call')).toEqual(['Execute', 'Abs', 'NearestFood', 'Say'])
  expect(kinds('type')).toEqual(['float64'])
  expect(kinds('constant')).toEqual(['nil'])
})

test('an unfinished string or comment ends with the source', () => {
  expect(tokenize('"abc').map((t) => t.kind)).toEqual(['string'])
  expect(tokenize('/* abc').map((t) => t.kind)).toEqual(['comment'])
})
