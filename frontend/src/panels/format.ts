/** Numbers and times for people. Every minus sign of a figure is U+2212, which is as wide as a plus. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const few = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })

/** A text with typographic minus signs before its figures. */
export function withMinusSigns(text: string): string {
  return text.replace(/(^|[^\p{L}\d-])-(?=\d|\.\d)/gu, '$1\u2212')
}

export function count(n: number): string {
  return withMinusSigns(whole.format(n === 0 ? 0 : n))
}

export function value(n: number): string {
  return withMinusSigns(few.format(n === 0 ? 0 : n))
}

/** A figure with its sign and as many decimals as its size needs: +1.20, −0.05, +230. */
export function signed(n: number): string {
  const text = Math.abs(n) >= 100 ? n.toFixed(0) : Math.abs(n) >= 10 ? n.toFixed(1) : n.toFixed(2)
  const zero = Number(text) === 0
  return zero ? text.replace('-', '') : n > 0 ? `+${text}` : withMinusSigns(text)
}

/** A figure with as many decimals as its size needs, without a plus. */
export function figure(n: number): string {
  return signed(n).replace('+', '')
}

/** 14:05:09 for a time [ms]; a dash for none. */
export function clock(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toLocaleTimeString('en-GB') : '–'
}

/** 14:05:09 for a time today, 29 Nov 14:05 for another day. */
export function moment(ms: number, now = Date.now()): string {
  if (!Number.isFinite(ms)) return '–'
  if (new Date(ms).toDateString() === new Date(now).toDateString()) return clock(ms)
  const day = new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return `${day} ${clock(ms).slice(0, 5)}`
}

/** 12 s, 3 min 5 s or 2 h 4 min for a duration [ms]. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000))
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
}

/** 240 ms, 12.3 s or 5 min for a duration [s]. */
export function seconds(s: number): string {
  if (s === 0) return ''
  if (s < 0.995) return `${Math.max(Math.round(s * 1000), 1)} ms`
  return s < 100 ? `${s.toFixed(1)} s` : `${Math.round(s / 60)} min`
}

/** 512 B, 34 kB, 1.2 MB. */
export function bytes(n: number): string {
  if (n < 1000) return `${n} B`
  return n < 1_000_000 ? `${count(n / 1000)} kB` : `${value(Math.round(n / 100_000) / 10)} MB`
}

/** "rolled back" for "rolled_back". */
export function withSpaces(name: string): string {
  return name.replaceAll('_', ' ')
}

/** 1 molbot, 2 molbots. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** "000042" for "cycle-main-000042". */
export function cycleNumber(id: string): string {
  return `#${Number(id.split('-').at(-1)) || id}`
}

/** The URL if it is http or https; nothing else may become a link. */
export function safeLink(url: string | undefined): string | undefined {
  return url && /^https?:\/\//i.test(url) ? url : undefined
}
