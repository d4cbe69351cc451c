// @vitest-environment jsdom
import { act, cleanup, createEvent, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConfirmButton, GUARD_MS } from './ConfirmButton'

let now = 0
beforeEach(() => {
  now = 1000
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function shown() {
  const done = vi.fn()
  render(<ConfirmButton confirm="Veto it" act={done}>Veto</ConfirmButton>)
  return { done, button: screen.getByRole('button') }
}
const pass = (ms: number) => {
  now += ms
  act(() => void vi.advanceTimersByTime(ms))
}
/** A click at the test's current time. */
function click(button: HTMLElement, detail = 1): void {
  const e = createEvent.click(button, { detail })
  Object.defineProperty(e, 'timeStamp', { value: now })
  fireEvent(button, e)
}

test('one click asks and does nothing; a second one after a while does it', async () => {
  const { done, button } = shown()
  click(button)
  expect(button.className).toContain('asking')
  expect(done).not.toHaveBeenCalled()
  pass(GUARD_MS + 1)
  await act(async () => click(button))
  expect(done).toHaveBeenCalledTimes(1)
})

test.each([0, 100, GUARD_MS - 1])('a second click after %i ms is the other half of a double click', (ms) => {
  const { done, button } = shown()
  click(button)
  pass(ms)
  click(button)
  expect(done).not.toHaveBeenCalled()
  expect(button.className).toContain('asking') // the question is still shown
})

test('what the browser counts as a second click never confirms, however late a busy page sees it', () => {
  const { done, button } = shown()
  click(button)
  pass(GUARD_MS * 3)
  click(button, 2)
  expect(done).not.toHaveBeenCalled()
})

test('the question is forgotten after some seconds', () => {
  const { done, button } = shown()
  click(button)
  pass(6000)
  expect(button.className).not.toContain('asking')
  click(button)
  expect(done).not.toHaveBeenCalled()
})

test('while it is being done, it cannot be done again', async () => {
  let finish = () => undefined as void
  const done = vi.fn(() => new Promise<void>((resolve) => { finish = resolve }))
  render(<ConfirmButton confirm="Yes" act={done}>No</ConfirmButton>)
  const button = screen.getByRole('button') as HTMLButtonElement
  click(button)
  pass(GUARD_MS + 1)
  click(button)
  pass(GUARD_MS + 1)
  expect(button.disabled).toBe(true)
  click(button)
  expect(done).toHaveBeenCalledTimes(1)
  await act(async () => finish())
  expect(button.disabled).toBe(false)
})

test('a key that is held down does not confirm', () => {
  const { button } = shown()
  expect(fireEvent.keyDown(button, { key: 'Enter', repeat: true })).toBe(false)
  expect(fireEvent.keyDown(button, { key: 'Enter' })).toBe(true)
})
