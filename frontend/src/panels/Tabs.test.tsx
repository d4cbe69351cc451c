// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { Tabs } from './Tabs'
import { useSettledOrder } from './useSettledOrder'

afterEach(cleanup)

function Two() {
  const [tab, setTab] = useState<'a' | 'b'>('a')
  return <Tabs current={tab} choose={setTab} tabs={[{ id: 'a', title: 'A', body: <input aria-label="typed" /> }, { id: 'b', title: 'B', body: <p>b</p> }]} />
}

test('what is typed in a tab is there again after a look at another', () => {
  render(<Two />)
  fireEvent.change(screen.getByLabelText('typed'), { target: { value: 'half a sent' } })
  fireEvent.click(screen.getByRole('tab', { name: 'B' }))
  expect(screen.queryByRole('tabpanel', { name: 'A' })).toBe(null) // it is hidden from everybody
  fireEvent.keyDown(screen.getByRole('tablist'), { key: 'Home' })
  expect((screen.getByLabelText('typed') as HTMLInputElement).value).toBe('half a sent')
})

function List({ items }: { items: string[] }) {
  const { items: shown, handlers } = useSettledOrder(items, (x) => x)
  return <ul {...handlers}>{shown.map((x) => <li key={x}>{x}</li>)}</ul>
}

test('a list does not re-sort under the pointer', () => {
  const { rerender, container } = render(<List items={['a', 'b', 'c']} />)
  const order = () => [...container.querySelectorAll('li')].map((l) => l.textContent).join('')
  const list = container.querySelector('ul')!
  fireEvent.pointerEnter(list)
  rerender(<List items={['c', 'd', 'a', 'b']} />)
  expect(order()).toBe('abcd')
  fireEvent.pointerLeave(list)
  expect(order()).toBe('cdab')
})
