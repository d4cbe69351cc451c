import { expect, test } from 'vitest'
import { speciesName } from './names'

test('names are pronounceable, differ, and follow from the id alone', () => {
  const names = new Set<string>()
  for (let serial = 0; serial < 20_000; serial++) names.add(speciesName(serial))
  for (const serial of [343_000, 343_001, 686_000, 24_353_000, 2 ** 40]) names.add(speciesName(serial))
  expect(names.size).toBe(20_005)
  expect([...names].filter((n) => !/^([BDFGKLMNPRSTVZbdfgklmnprstvz][aeiou])+$/.test(n))).toEqual([])
  expect(speciesName(0x00a3f1)).toBe(speciesName(0x00a3f1))
  expect(speciesName(1).slice(0, 2)).not.toBe(speciesName(2).slice(0, 2))
})
