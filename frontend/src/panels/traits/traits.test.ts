import { beforeEach, expect, test } from 'vitest'
import { remember } from '../prefs'
import { keepOrder } from '../useSettledOrder'
import { drafts, dropDraft, EXAMPLE, freeName, keepDraft, renamed } from './drafts'
import { importTrait } from './portable'
import { parseReport } from './useVet'

beforeEach(() => remember('drafts', null))

test('a draft is kept under its name, the last one first; a changed name leaves no copy behind', () => {
  keepDraft(EXAMPLE)
  keepDraft({ name: 'b', source: 'package b' })
  keepDraft({ name: 'c', source: 'package c' }, 'b')
  expect(drafts().map((d) => d.name)).toEqual(['c', 'scavenger'])
  expect([freeName('scavenger'), freeName('new')]).toEqual(['scavenger_2', 'new'])
  dropDraft('c')
  expect(drafts()).toEqual([EXAMPLE])
})

test('what is not a list of drafts is none', () => {
  for (const text of ['{', '{"a":1}', '[1,null,{"name":2}]']) {
    remember('drafts', text)
    expect(drafts()).toEqual([])
  }
})

test('a source is renamed in its package clause alone', () => {
  expect(renamed('// package of mine\npackage a\n\nvar package_b = 1', 'z$1')).toBe('// package of mine\npackage z$1\n\nvar package_b = 1')
})

test('a file becomes a draft, or says why it does not', () => {
  const source = 'package foo\nfunc Execute(m *trait.Molbot) {}'
  expect(importTrait(source, 'x.go').draft).toEqual({ name: 'foo', source })
  expect(importTrait(JSON.stringify({ source_code: source }), 'x.json').draft?.name).toBe('foo')
  expect(importTrait('{"a":1}', 'x.json').why).toContain('without a source_code')
  expect(importTrait('{', 'x.json').why).toContain('is none')
  expect(importTrait('hello', 'x.txt').why).toContain('is no trait')
  expect(importTrait(source + ' '.repeat(40_000), 'x.go').why).toContain('larger')
})

test('the order of before holds: new items come last, gone ones are left out', () => {
  expect(keepOrder(['d', 'c', 'b', 'e'], ['a', 'b', 'c', 'd'], (x) => x)).toEqual(['b', 'c', 'd', 'e'])
})

test('vet’s report is read, also one that leaves something out', () => {
  expect(parseReport({})).toEqual({ state: 'ok', mends: [] })
  expect(parseReport(null)).toEqual({ state: 'ok', mends: [] })
  expect(parseReport({ ok: false, problems: [] })).toMatchObject({ state: 'problems' })
  expect(parseReport({ problems: [{ line: 3, message: 'm', code: 'c', col: 1 }] })).toMatchObject({ state: 'problems', problems: [{ line: 3 }] })
})
