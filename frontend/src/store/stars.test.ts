import { afterEach, expect, test } from 'vitest'
import { recall, remember } from '../panels/prefs'
import { readStars, rename, star } from './stars'
import { store } from './store'

afterEach(() => {
  remember('stars', null)
  store.setState({ stars: {} })
})

test('a molbot is starred, named and forgotten again, and the browser keeps it', () => {
  star('mol_0000a1')
  rename('mol_0000a1', '  Ada ')
  expect(store.getState().stars).toEqual({ mol_0000a1: 'Ada' })
  expect(readStars()).toEqual({ mol_0000a1: 'Ada' })
  star('mol_0000a1')
  expect(readStars()).toEqual({})
})

test('who has no star has no name', () => {
  rename('mol_0000a1', 'Ada')
  expect(store.getState().stars).toEqual({})
})

test('what the browser kept and is none of ours is forgotten', () => {
  for (const text of ['nonsense', '[]', 'null', '{"mol_0000a1": 7, "x": "y"}']) {
    remember('stars', text)
    expect(readStars()).toEqual({})
  }
  expect(recall('stars')).not.toBeNull()
})
