import { expect, test } from 'vitest'
import { bytes, count, figure, withMinusSigns, moment, plural, safeLink, signed, value } from './format'

test('every figure has the typographic minus sign, and no zero has a sign', () => {
  expect([count(-1234), value(-0.5), signed(-0.05), signed(1.2), signed(-0.001), signed(0), count(-0), figure(-12.34), figure(7)])
    .toEqual(['−1,234', '−0.5', '−0.05', '+1.20', '0.00', '0.00', '0', '−12.3', '7.00'])
})

test('only the minus of a figure is changed in a text, never a hyphen', () => {
  expect(withMinusSigns('from -3 to -0.5 °C, cycle-main-000042, 2-3, graze-v1, (-2)')).toBe('from −3 to −0.5 °C, cycle-main-000042, 2-3, graze-v1, (−2)')
})

test('sizes, numbers of things and moments are said as people say them', () => {
  expect([bytes(12), bytes(34_000), bytes(1_240_000), plural(1, 'child', 'children'), plural(3, 'cycle')])
    .toEqual(['12 B', '34 kB', '1.2 MB', '1 child', '3 cycles'])
  const now = new Date(2026, 10, 30, 12).getTime()
  expect([moment(now, now), moment(now - 86_400_000, now)]).toEqual(['12:00:00', '29 Nov 12:00'])
})

test('a link that leads elsewhere than to http is none', () => {
  expect([safeLink('javascript:alert(1)'), safeLink('https://x.y'), safeLink(undefined)]).toEqual([undefined, 'https://x.y', undefined])
})
