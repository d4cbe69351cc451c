// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { initial } from '../../store/state'
import { store } from '../../store/store'
import type { Param } from '../../wire/types'
import { numberOf, Params } from './Params'

const warmth: Param = { name: 'temperature', about: '', unit: '°C', default: 20, value: 20, min: -30, max: 60, integer: false, live: true }

beforeEach(() => store.setState({ ...initial, params: [warmth], asked: { params: { state: 'ready', why: '', goodAt: 1, openSince: 0 } } }, true))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const field = () => screen.getByLabelText('temperature, exact') as HTMLInputElement

test.each(['9000', 'warm', '-31', '1e9', '--3'])('a refused number stays as it was typed: %s', async (text) => {
  const asked = vi.fn()
  vi.stubGlobal('fetch', asked)
  render(<Params />)
  fireEvent.change(field(), { target: { value: text } })
  await act(async () => fireEvent.keyDown(field(), { key: 'Enter' }))
  expect(field().value).toBe(text)
  expect(field().getAttribute('aria-invalid')).toBe('true')
  expect(screen.getByRole('alert').textContent).toMatch(/must be between|not a number/)
  expect(asked).not.toHaveBeenCalled()
  fireEvent.keyDown(field(), { key: 'Escape' })
  expect(field().value).toBe('20')
  expect(screen.queryByRole('alert')).toBe(null)
})

test('a number that the API refuses stays, too', async () => {
  vi.stubGlobal('fetch', async () => new Response('{"error":{"code":"invalid","message":"no"}}', { status: 400 }))
  render(<Params />)
  fireEvent.change(field(), { target: { value: '30' } })
  await act(async () => {
    fireEvent.keyDown(field(), { key: 'Enter' })
    await new Promise((r) => setTimeout(r, 20))
  })
  expect(screen.getByRole('alert').textContent).toContain('The API rejected it')
  expect(field().value).toBe('30')
})

test('a comma and a typographic minus are understood', () => {
  expect([numberOf('−3,5'), numberOf(' 12 '), numberOf('-0.25')]).toEqual([-3.5, 12, -0.25])
  expect([numberOf(''), numberOf('1,2,3'), numberOf('x')].every(Number.isNaN)).toBe(true)
})
