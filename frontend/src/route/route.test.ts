import { expect, test } from 'vitest'
import { format, HOME, parse, type Route } from './route'

const read = (address: string) => {
  const url = new URL(address, 'http://h')
  return parse(url.pathname, url.search)
}

test('home has no parameters', () => {
  expect(format(HOME)).toBe('/')
  expect(read('/')).toEqual(HOME)
})

test('every part of a route survives its address', () => {
  const full: Route = {
    page: { kind: 'cycle', id: 'cycle-main-000042' }, tab: 'traits', cycle: 'cycle-main-000007', trait: 'graze_v1', molbot: 'mol_00a3f1',
    clade: 'mol_000001', color: 'energy', layer: 'scent', channel: 2, dock: 'lineage', tall: true, chart: 'tick', range: [1200, 90_000],
    at: 12_345, mode: 'kiosk',
  }
  expect(read(format(full))).toEqual(full)
  for (const one of Object.keys(full) as (keyof Route)[]) {
    if (one === 'channel') continue // a channel belongs to a layer
    const route = { ...HOME, [one]: full[one] } as Route
    expect(read(format(route)), one).toEqual(route)
  }
  expect(read(format({ ...HOME, range: 'hour' })).range).toBe('hour')
})

test.each([
  '/cycle/', '/cycle/%E0%A4%A', '/cycle/a%2F..%2Fb', '/nowhere/x', '/?tab=none&color=red&layer=moon:9&ticks=9-3&molbot=<b>&mode=x&curve=y',
  '/?cycle=a%22b&trait=%3Cscript%3E', '/?ticks=1e9-2e9',
])('what is not understood is as at home: %s', (address) => {
  expect(read(address)).toEqual(HOME)
})
