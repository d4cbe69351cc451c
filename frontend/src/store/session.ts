import { Stream, streamURL, type Link } from '../api/stream'
import type { WorldEvent } from '../wire/events'
import type { Frame } from '../wire/frame'
import type { StreamMessage } from '../wire/message'
import type { FeedMessage } from '../wire/types'
import { showsPresent } from './film'
import { publishEvents, publishFrame } from './frames'
import { POLLERS, reload, reloadAll, start } from './pollers'
import { addFeed } from './reduce'
import { store } from './store'

/** How often figures of the newest frame reach the panels [ms]. */
const PANEL_INTERVAL_MS = 200

/** Feed lines come in bursts; the data that they announce is requested once, a moment after the first [ms]. */
const ANNOUNCED_MS = 400

/** The watchdog runs once a second; if it runs this late, the page was blocked or the machine asleep [ms]. */
const ASLEEP_MS = 3000

/** A session keeps the store up to date: the stream delivers frames and the feed, polling the rest. */
export class Session {
  private readonly stream: Stream
  private readonly stops: (() => void)[]
  private readonly watchdog: number
  private announced = 0
  private watchedAt = Date.now()
  private paneled = 0

  constructor() {
    this.stream = new Stream(() => streamURL(location, store.getState().feed.at(-1)?.id), {
      message: (m) => this.message(m),
      link: (l) => this.link(l),
    })
    this.stops = POLLERS.map(start)
    this.watchdog = window.setInterval(() => this.watch(), 1000)
  }

  stop(): void {
    this.stream.stop()
    clearInterval(this.watchdog)
    clearTimeout(this.announced)
    for (const stop of this.stops) stop()
  }

  /** Connects and polls again at once. */
  retry(): void {
    this.stream.now()
    reloadAll()
  }

  private link(link: Link): void {
    const before = store.getState().link
    store.setState({ link })
    if (link.state === 'live' && before.state !== 'live') reloadAll()
  }

  /**
   * A connection can be dead without having been closed: the network is gone, or a proxy hangs. If the stream is silent
   * for no known reason (such as a paused world or an engine that is down), it is reconnected.
   */
  private watch(): void {
    const now = Date.now()
    const asleep = now - this.watchedAt > ASLEEP_MS
    this.watchedAt = now
    if (asleep) this.stream.forgive()
    const { stats, asked } = store.getState()
    const explained = asked.stats?.state === 'ready' && stats !== null && (stats.paused || !stats.engine_up)
    if (!explained && !asleep) this.stream.revive()
  }

  private message(m: StreamMessage): void {
    if (m.kind === 'frame') this.frame(m.frame)
    if (m.kind === 'events') this.events(m.events)
    if (m.kind === 'feed') this.feed(m.message)
    if (m.kind === 'draft') store.setState({ draft: m.draft })
    if (m.kind === 'error') console.warn('world stream:', m.error.message)
  }

  /** Every change of a cycle or a mutation appears in the feed, so they are requested then and not every second. */
  private feed(line: FeedMessage): void {
    store.setState((s) => addFeed(s, [line]))
    this.announced ||= window.setTimeout(() => {
      this.announced = 0
      void reload('cycles', 'evolution', 'mutations')
    }, ANNOUNCED_MS)
  }

  /** A child belongs to its parent's clade, even before the phylogeny includes it. */
  private events(events: WorldEvent[]): void {
    const of = store.getState().clades?.of
    for (const e of events) {
      const clade = e.kind === 'birth' ? of?.get(e.other) : undefined
      if (clade !== undefined) of?.set(e.serial, clade)
    }
    if (showsPresent()) publishEvents(events)
  }

  private frame(frame: Frame): void {
    if (showsPresent()) publishFrame(frame)
    const now = Date.now()
    if (now - this.paneled < PANEL_INTERVAL_MS) return
    this.paneled = now
    store.setState({ tick: frame.tick, frameAt: now, population: frame.count, food: frame.foodCount })
  }
}
