// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { putWith } from '../../store/actions'
import { store } from '../../store/store'
import { Toolbox } from './Toolbox'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  store.setState({ tool: null })
})

test('one tool is in hand, until it or the box is put away', () => {
  render(<Toolbox />)
  fireEvent.click(screen.getByLabelText('Tools'))
  fireEvent.click(screen.getByText('Food here', { exact: false, selector: 'button' }))
  expect(store.getState().tool).toBe('food')
  fireEvent.click(screen.getByText('A cold front here', { exact: false, selector: 'button' }))
  expect(store.getState().tool).toBe('cold')
  expect(screen.getByText('Food here', { exact: false, selector: 'button' }).getAttribute('aria-pressed')).toBe('false')
  fireEvent.click(screen.getByLabelText('Tools'))
  expect(store.getState().tool).toBeNull()
})

test('what is put somewhere is asked for with its place', async () => {
  const asked: [string, unknown][] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    asked.push([path, JSON.parse(String(init.body))])
    return Promise.resolve(new Response('{}'))
  })
  await putWith('founders', 12, 34)
  await putWith('cold', 12, 34)
  expect(asked).toEqual([['/api/world/spawn', { count: 5, x: 12, y: 34 }], ['/api/world/front', { celsius: -12, x: 12 }]])
})
