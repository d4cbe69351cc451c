import { Stream, streamURL, type Link } from '../api/stream'
import type { WorldEvent } from '../wire/events'
import type { Frame } from '../wire/frame'
import type { StreamMessage } from '../wire/message'
import { publishEvents, publishFrame } from './frames'
import {
  loadCycles, loadEvolution, loadFeed, loadField, loadHistory, loadMutations, loadParams, loadSnapshots, loadStats, loadTree,
} from './load'
import { Poll } from './poll'
import { addFeed } from './reduce'
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
      new Poll(3000, loadEvolution),
      new Poll(4000, loadParams),
      new Poll(4000, loadSnapshots),
      new Poll(5000, loadMutations),
      new Poll(30_000, loadFeed),
      new Poll(15_000, loadHistory),
      new Poll(5000, loadTree, () => store.getState().treeWanted > 0),
      new Poll(2000, loadField, () => store.getState().layer !== null),
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
    if (m.kind === 'events') this.events(m.events)
    if (m.kind === 'feed') store.setState((s) => addFeed(s, [m.message]))
    if (m.kind === 'draft') store.setState({ draft: m.draft })
    if (m.kind === 'error') console.warn('world stream:', m.error.message)
  }

  /** A child is of its parent's clade, before the phylogeny says so. */
  private events(events: WorldEvent[]): void {
    const of = store.getState().clades?.of
    for (const e of events) {
      const clade = e.kind === 'birth' ? of?.get(e.other) : undefined
      if (clade !== undefined) of?.set(e.serial, clade)
    }
    publishEvents(events)
  }

  private frame(frame: Frame): void {
    publishFrame(frame)
    const now = Date.now()
    if (now - this.paneled < PANEL_INTERVAL_MS) return
    this.paneled = now
    store.setState({ tick: frame.tick, frameAt: now, population: frame.count, food: frame.foodCount })
  }
}
