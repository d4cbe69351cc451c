import { APIError } from '../api/client'
import { store } from './store'

/** One question asked again and again, never twice at a time, and not while nobody looks or needs the answer. */
export class Poll {
  private timer = 0
  private busy = false
  private stopped = false

  constructor(private readonly interval: number, private readonly ask: () => Promise<void>, private readonly needed = () => true) {
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
      if (this.needed()) await this.once()
    } finally {
      this.busy = false
    }
    if (!this.stopped) this.timer = window.setTimeout(() => void this.run(), this.interval)
  }

  private async once(): Promise<void> {
    try {
      await this.ask()
      store.setState({ answering: true })
    } catch (err) {
      // A refusal is an answer; only silence makes the page say that nobody is there.
      if (err instanceof APIError && err.status === 0) store.setState({ answering: false })
    }
  }
}
