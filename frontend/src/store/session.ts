import { APIError, call } from '../api/client'
import { Stream, streamURL, type Link } from '../api/stream'
import type { Frame } from '../wire/frame'
import type { StreamMessage } from '../wire/message'
import type { SystemStats } from '../wire/stats'
import type { Cycle, FeedMessage, Mutation, Param, Snapshot } from '../wire/types'
import { publishFrame } from './frames'
import { addFeed, mergeCycles, mergeSnapshots } from './reduce'
import { store } from './store'

/** How often a figure of the newest frame reaches the panels [ms]. */
const PANEL_INTERVAL_MS = 200

/** A session keeps the store up to date: the stream for frames and feed, polls for the rest. */
export class Session {
  private readonly stream: Stream
  private readonly polls: Poll[]
  private paneled = 0

  constructor() {
    this.stream = new Stream(() => streamURL(location, store.getState().feed.at(-1)?.id), {
      message: (m) => this.message(m),
      link: (l) => this.link(l),
    })
    this.polls = [
      new Poll(1000, loadStats),
      new Poll(2000, loadCycles),
      new Poll(4000, loadParams),
      new Poll(4000, loadSnapshots),
      new Poll(5000, loadMutations),
      new Poll(30_000, loadFeed),
    ]
  }

  stop(): void {
    this.stream.stop()
    for (const p of this.polls) p.stop()
  }

  /** Connects and asks again at once. */
  retry(): void {
    this.stream.now()
    this.refresh()
  }

  refresh(): void {
    for (const p of this.polls) p.now()
  }

  private link(link: Link): void {
    store.setState({ link })
    if (link.state === 'live' && this.polls) this.refresh()
  }

  private message(m: StreamMessage): void {
    if (m.kind === 'frame') this.frame(m.frame)
    if (m.kind === 'feed') store.setState((s) => addFeed(s, [m.message]))
    if (m.kind === 'error') console.warn('world stream:', m.error.message)
  }

  private frame(frame: Frame): void {
    publishFrame(frame)
    const now = Date.now()
    if (now - this.paneled < PANEL_INTERVAL_MS) return
    this.paneled = now
    store.setState({ tick: frame.tick, frameAt: now, population: frame.count, food: frame.foodCount })
  }
}

/** One question asked again and again, never twice at a time, and not while nobody looks. */
class Poll {
  private timer = 0
  private busy = false
  private stopped = false

  constructor(private readonly interval: number, private readonly ask: () => Promise<void>) {
    document.addEventListener('visibilitychange', this.shown)
    void this.run()
  }

  now(): void {
    clearTimeout(this.timer)
    void this.run()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    document.removeEventListener('visibilitychange', this.shown)
  }

  private readonly shown = (): void => {
    if (!document.hidden) this.now()
  }

  private async run(): Promise<void> {
    if (this.busy || this.stopped || document.hidden) return
    this.busy = true
    try {
      await this.ask()
      store.setState({ answering: true })
    } catch (err) {
      // A refusal is an answer; only silence makes the page say that nobody is there.
      if (err instanceof APIError && err.status === 0) store.setState({ answering: false })
    } finally {
      this.busy = false
    }
    if (!this.stopped) this.timer = window.setTimeout(() => void this.run(), this.interval)
  }
}

async function loadStats(): Promise<void> {
  store.setState({ stats: await call<SystemStats>('GET', '/api/stats') })
}

export async function loadCycles(): Promise<void> {
  const page = await call<Cycle[]>('GET', '/api/evolution/history?limit=30')
  store.setState((s) => mergeCycles(s, page ?? []))
}

export async function loadParams(): Promise<void> {
  const params = await call<Param[]>('GET', '/api/world/params')
  store.setState({ params: params ?? [] })
}

async function loadSnapshots(): Promise<void> {
  const page = await call<Snapshot[]>('GET', '/api/world/snapshots?limit=120')
  store.setState((s) => mergeSnapshots(s, page ?? []))
}

async function loadMutations(): Promise<void> {
  const mutations = await call<Mutation[]>('GET', '/api/mutations?limit=100')
  store.setState({ mutations: mutations ?? [] })
}

async function loadFeed(): Promise<void> {
  const messages = await call<FeedMessage[]>('GET', '/api/feed?limit=100')
  store.setState((s) => addFeed(s, messages ?? []))
}
