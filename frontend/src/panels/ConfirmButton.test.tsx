// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConfirmButton, GUARD_MS } from './ConfirmButton'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function shown() {
  const done = vi.fn()
  render(<ConfirmButton confirm="Veto it" act={done}>Veto</ConfirmButton>)
  return { done, button: screen.getByRole('button') }
}
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms))

test('one click asks and does nothing; a second one after a while does it', async () => {
  const { done, button } = shown()
  fireEvent.click(button)
  expect(button.className).toContain('asking')
  expect(done).not.toHaveBeenCalled()
  pass(GUARD_MS + 1)
  await act(async () => fireEvent.click(button))
  expect(done).toHaveBeenCalledTimes(1)
})

test.each([0, 100, GUARD_MS - 1])('a second click after %i ms is the other half of a double click', (ms) => {
  const { done, button } = shown()
  fireEvent.click(button)
  pass(ms)
  fireEvent.click(button)
  expect(done).not.toHaveBeenCalled()
  expect(button.className).toContain('asking') // the question still stands
})

test('the question is forgotten after some seconds', () => {
  const { done, button } = shown()
  fireEvent.click(button)
  pass(6000)
  expect(button.className).not.toContain('asking')
  fireEvent.click(button)
  expect(done).not.toHaveBeenCalled()
})

test('while it is being done, it can not be done again', async () => {
  let finish = () => undefined as void
  const done = vi.fn(() => new Promise<void>((resolve) => { finish = resolve }))
  render(<ConfirmButton confirm="Yes" act={done}>No</ConfirmButton>)
  const button = screen.getByRole('button') as HTMLButtonElement
  fireEvent.click(button)
  pass(GUARD_MS + 1)
  fireEvent.click(button)
  pass(GUARD_MS + 1)
  expect(button.disabled).toBe(true)
  fireEvent.click(button)
  expect(done).toHaveBeenCalledTimes(1)
  await act(async () => finish())
  expect(button.disabled).toBe(false)
})

test('a key that is held down does not confirm', () => {
  const { button } = shown()
  expect(fireEvent.keyDown(button, { key: 'Enter', repeat: true })).toBe(false)
  expect(fireEvent.keyDown(button, { key: 'Enter' })).toBe(true)
})
