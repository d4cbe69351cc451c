// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import type { QueryStatus } from '../store/queryStatus'
import { initial } from '../store/state'
import { store } from '../store/store'
import { QueryContent } from './QueryContent'

afterEach(() => {
  cleanup()
  store.setState(initial, true)
})

function said(asked: Partial<QueryStatus> | null, any: boolean): string {
  if (asked) store.setState({ asked: { cycles: { state: 'ready', why: '', goodAt: 0, openSince: 0, ...asked } } })
  const { container } = render(<QueryContent topic="cycles" what="the cycles" any={any} empty="No cycle yet."><p>the list</p></QueryContent>)
  return container.textContent ?? ''
}

test('loading, failing and empty are three states, and none looks like another', () => {
  const texts = [said(null, false), said({ state: 'failing', why: 'It answered 503.' }, false), said({}, false)]
  expect(texts[0]).toContain('Loading the cycles')
  expect(texts[1]).toContain('Cannot load the cycles. It answered 503.')
  expect(texts[2]).toContain('No cycle yet.')
  for (const t of texts.slice(0, 2)) expect(t).not.toContain('No cycle yet.')
})

test('what is known is shown while the next answer fails, with how old it is', () => {
  const text = said({ state: 'failing', why: 'It answered 503.', goodAt: new Date(2026, 10, 30, 12, 5, 9).getTime() }, true)
  expect(text).toMatch(/It answered 503\. This is the last known state, from 12:05:09\..*the list/s)
})

test('an answer that takes long is said to be late', async () => {
  expect(said({ state: 'loading', openSince: Date.now() - 6000 }, false)).toContain('has not answered for 6 s')
})

test('an answer that comes replaces the failure', () => {
  store.setState({ asked: { cycles: { state: 'failing', why: 'Silence.', goodAt: 0, openSince: 0 } } })
  const { container } = render(<QueryContent topic="cycles" what="the cycles" any={false} empty="No cycle yet." />)
  expect(container.textContent).toContain('Silence.')
  act(() => store.setState({ asked: { cycles: { state: 'ready', why: '', goodAt: 1, openSince: 0 } } }))
  expect(container.textContent).toBe('No cycle yet.')
})
