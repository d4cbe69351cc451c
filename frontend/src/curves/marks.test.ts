import { expect, test } from 'vitest'
import { marks } from './marks'

test.each([
  [[0, 500, 1000], ['0', '500', '1,000']],
  [[2500, 5000, 7500, 10_000, 12_500], ['2.5 k', '5 k', '7.5 k', '10 k', '12.5 k']],
  [[-50, 0, 50], ['−50', '0', '50']],
  [[0.1, 0.2, 0.30000000000000004], ['0.1', '0.2', '0.3']],
  [[0.24, 0.245, 0.25], ['0.24', '0.245', '0.25']],
])('an axis says what stands at its marks: %j', (splits, labels) => {
  expect(marks(splits)).toEqual(labels)
})
