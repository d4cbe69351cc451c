import { afterEach, expect, test, vi } from 'vitest'
import type { FeedMessage } from '../wire/types'
import { loadOlderFeed } from './olderFeed'
import { store } from './store'

const line = (n: number) => ({ id: `${n}000-0`, agent: 'coder', action: 'code_written', message: `line ${n}`, timestamp: '2026-12-01T00:00:00Z', metadata: {} }) as unknown as FeedMessage

afterEach(() => vi.unstubAllGlobals())

test('older lines come page by page, past those that are known, up to the end; a failure can be tried again', async () => {
  const pages: Record<string, { lines: FeedMessage[]; next?: string }> = {
    '/api/feed?limit=200': { lines: [line(9), line(8)], next: '/api/feed?limit=200&cursor=8' },
    '/api/feed?limit=200&cursor=8': { lines: [line(7)], next: '/api/feed?limit=200&cursor=7' },
    '/api/feed?limit=200&cursor=7': { lines: [line(6)] },
  }
  const answer = async (path: string) => {
    const { lines, next } = pages[path]
    return new Response(JSON.stringify(lines), { headers: next ? { Link: `<${next}>; rel="next"` } : {} })
  }
  store.setState({ feed: [8, 9].map((n) => ({ ...line(n), key: `${n}000-0`, time: n * 1000 })) })
  const said = () => store.getState().feed.map((l) => l.message)
  vi.stubGlobal('fetch', answer)
  expect(await loadOlderFeed()).toBe('idle')
  expect(said()).toEqual(['line 7', 'line 8', 'line 9'])
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
  expect(await loadOlderFeed()).toBe('failed')
  vi.stubGlobal('fetch', answer)
  expect(await loadOlderFeed()).toBe('end')
  expect(said()).toEqual(['line 6', 'line 7', 'line 8', 'line 9'])
})
