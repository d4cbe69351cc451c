// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { store } from '../../store/store'
import type { Explanation } from '../../wire/types'
import { Explain } from './Explain'

configure({ asyncUtilTimeout: 4000 })

const told: Explanation = {
  molbot: 'mol_000007', tick: 900, watched: 120, skipped: false, x: 10, y: 20,
  traits: [{ trait: 'graze_v1', fuel: 40, lines: [{ line: 1, tick: 0, minute: 0 }, { line: 2, tick: 1, minute: 99 }] }],
  sensed: [{ trait: 'graze_v1', line: 2, sense: 'NearestFood', radius: 60, found: true, dx: 30, dy: 0, value: 4 }],
  wanted: [
    { trait: 'new_v2', what: 'thrust', dx: 1, dy: 0, amount: 0.5, counts: true },
    { trait: 'graze_v1', what: 'rest', dx: 0, dy: 0, amount: 0, counts: false },
  ],
  outcome: { alive: true, energy: -0.25, eaten: 0, moved: 1.5, bred: false },
}

function answering(answer: Explanation) {
  const asked: string[] = []
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path)
    const body = path.endsWith('?sources=true') ? { ...answer, traits: answer.traits.map((t) => ({ ...t, source: 'if x {\n\tm.Eat()\n' })) } : answer
    return Promise.resolve(new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } }))
  })
  return asked
}

function show() {
  return render(<QueryClientProvider client={new QueryClient()}><Explain id="mol_000007" /></QueryClientProvider>)
}

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('a molbot is explained', () => {
  test('by what it sensed, wanted and got, in words, and by the lines that ran', async () => {
    const asked = answering(told)
    show()
    expect(await screen.findByText(/moved 1.5 px; in total its energy changed by −0.25/)).toBeTruthy()
    expect(screen.getByText(/looked for the nearest food within 60 px: it is 30 px to the right/)).toBeTruthy()
    expect(screen.getByText(/lie still/).className).toBe('overruled')
    expect(screen.getByText(/push to the right with 50 % of its strength/).className).toBe('')
    expect(screen.getByText('never').closest('.heat-line')?.className).toContain('never')
    expect(screen.getByText('99').closest('.heat-line')?.className).toContain('fired')
    expect(asked).toEqual(['/api/world/molbots/mol_000007/explain', '/api/world/molbots/mol_000007/explain?sources=true'])
  })
  test('and what it sensed is for the picture, until the explanation is closed', async () => {
    answering(told)
    const { unmount } = show()
    await screen.findByText(/It sensed/)
    expect(store.getState().sensed).toHaveLength(1)
    unmount()
    expect(store.getState().sensed).toEqual([])
  })
  test('when it dies, by what ended it', async () => {
    answering({ ...told, outcome: { ...told.outcome, alive: false, cause: 'starved' } })
    show()
    expect(await screen.findByText('In its last tick it starved.')).toBeTruthy()
  })
})
