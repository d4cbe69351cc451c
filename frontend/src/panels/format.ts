/** Numbers and times as people read them. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const few = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })

export function count(n: number): string {
  return whole.format(n)
}

export function value(n: number): string {
  return few.format(n)
}

/** 14:05:09 of a time in ms; a dash for none. */
export function clock(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toLocaleTimeString('en-GB') : '–'
}

/** 12 s, 3 min 5 s, 2 h 4 min of a duration in ms. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000))
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}

/** rolled_back as rolled back. */
export function spaced(name: string): string {
  return name.replaceAll('_', ' ')
}

/** 000042 of cycle-main-000042. */
export function cycleNumber(id: string): string {
  return `#${Number(id.split('-').at(-1)) || id}`
}

/** The URL if it leads to http or https; anything else must not become a link. */
export function safeLink(url: string | undefined): string | undefined {
  return url && /^https?:\/\//i.test(url) ? url : undefined
}
