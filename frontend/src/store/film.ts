import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { call, callBytes, explain } from '../api/client'
import { look, route } from '../route/navigate'
import type { Film } from '../wire/api'
import { picturesOf, Projector, type Picture } from '../wire/film'
import { publishFrame } from './frames'

/** Ticks in a second of the world's time. */
const TICKS_PER_S = 60

/** The number of pictures in a segment, which one request loads, and the number of segments that are kept. */
const SEGMENT_PICTURES = 30
const MAX_SEGMENTS = 24

/** The maximum number of pictures shown per second. */
const SHOWN_PER_S = 10

/** The maximum age of the answer about the newest part of the film [ms]. */
const FRESH_MS = 3000

export const RATES = [1, 10, 60, 300, 1000] as const

export interface FilmState {
  /** Whether the person is viewing the past; the world keeps running. */
  open: boolean
  extent: Film | null
  /** The position in the past [ticks], and the picture that is shown. */
  at: number
  shown: number | null
  /** 1 forwards, -1 backwards, 0 stopped. */
  direction: -1 | 0 | 1
  rate: number
  loading: boolean
  why: string
}

const CLOSED: FilmState = { open: false, extent: null, at: 0, shown: null, direction: 0, rate: 10, loading: false, why: '' }

export const film = createStore<FilmState>(() => CLOSED)

export function useFilm<T>(select: (f: FilmState) => T): T {
  return useStore(film, select)
}

/** Whether frames of the present are shown. */
export function showsPresent(): boolean {
  return !film.getState().open
}

/** The time between two pictures at a rate [ticks], in whole seconds of the world's time. */
export function stepAt(rate: number): number {
  return TICKS_PER_S * Math.max(1, Math.ceil(rate / SHOWN_PER_S))
}

interface FilmSegment {
  pictures: Picture[]
  /** When it arrived [ms], and whether the film may by now have more pictures of its time. */
  at: number
  whole: boolean
}

const segments = new Map<string, Promise<FilmSegment>>()
let projector = new Projector()

/** Opens the past at a tick, by default one minute ago. */
export async function openFilm(tick?: number): Promise<void> {
  film.setState({ ...CLOSED, open: true, loading: true, rate: film.getState().rate })
  projector = new Projector()
  const extent = await measure()
  if (!extent || !film.getState().open) return
  seek(tick ?? extent.to - 60 * TICKS_PER_S)
}

/** Returns to the present. */
export function closeFilm(): void {
  film.setState({ open: false, direction: 0 })
  segments.clear()
  if (route.getState().at !== null) look({ at: null })
}

/** Asks how far back the film goes. */
async function measure(): Promise<Film | null> {
  try {
    const extent = await call<Film>('GET', '/api/world/film')
    film.setState({ extent, why: extent.pictures === 0 ? 'There is no picture yet: the first one is taken after a second of the world’s time.' : '', loading: false })
    return extent.pictures > 0 ? extent : null
  } catch (err) {
    film.setState({ why: explain(err), loading: false, direction: 0 })
    return null
  }
}

/** Shows the past at a tick. */
export function seek(tick: number): void {
  const { extent } = film.getState()
  if (!extent) return
  const at = Math.min(Math.max(tick, extent.from), extent.to)
  film.setState({ at })
  void show(at)
}

/** Stops the film at a tick and writes the tick into the URL. */
export function stopAt(tick: number): void {
  film.setState({ direction: 0 })
  seek(tick)
  look({ at: Math.round(film.getState().at) })
}

/** Plays the film forwards or backwards, or stops it. */
export function run(direction: -1 | 0 | 1): void {
  const { extent, at } = film.getState()
  if (!extent) return
  film.setState({ direction })
  if (direction === 1 && at >= extent.to) seek(extent.from)
  if (direction !== 0) tick()
  else look({ at: Math.round(film.getState().at) })
}

export function setRate(rate: number): void {
  film.setState({ rate })
}

let ticking = false

/** Advances with the screen's frames while the film plays and its pictures arrive. */
function tick(): void {
  if (ticking) return
  ticking = true
  let before = performance.now()
  const frame = (now: number) => {
    const { open, direction, rate, extent, at, loading } = film.getState()
    if (!open || direction === 0 || !extent) {
      ticking = false
      return
    }
    requestAnimationFrame(frame)
    const passed = Math.min(now - before, 250) / 1000
    before = now
    if (loading) return // the film waits for its pictures
    const next = at + direction * rate * TICKS_PER_S * passed
    if (next >= extent.to || next <= extent.from) void continueFilm(next >= extent.to)
    seek(next)
  }
  requestAnimationFrame(frame)
}

/** At its end the film may have grown meanwhile; if it has not, it stops there. */
async function continueFilm(end: boolean): Promise<void> {
  const before = film.getState().extent
  if (end && (await measure()) && film.getState().extent!.to > (before?.to ?? 0) + TICKS_PER_S) return
  film.setState({ direction: 0 })
}

let wanted = 0

async function show(at: number): Promise<void> {
  const turn = ++wanted
  const { rate, direction } = film.getState()
  const step = stepAt(rate)
  const width = SEGMENT_PICTURES * step
  const number = Math.floor(at / width)
  try {
    const waiting = window.setTimeout(() => film.setState({ loading: true }), 150)
    const segment = await segmentOf(number, step).finally(() => clearTimeout(waiting))
    const near = at / width - number
    if (direction > 0 && near > 0.5) void segmentOf(number + 1, step).catch(() => {})
    if (direction < 0 && near < 0.5 && number > 0) void segmentOf(number - 1, step).catch(() => {})
    if (turn !== wanted || !film.getState().open) return
    film.setState({ loading: false, why: '' })
    project(segment.pictures, at)
  } catch (err) {
    if (turn === wanted) film.setState({ loading: false, direction: 0, why: explain(err) })
  }
}

/** Shows the last picture up to a tick. */
function project(pictures: Picture[], at: number): void {
  const picture = pictures.findLast((p) => p.tick <= at) ?? pictures[0]
  if (!picture || picture.tick === film.getState().shown) return
  const frame = projector.frame(picture)
  if (!frame) return
  film.setState({ shown: picture.tick })
  publishFrame(frame)
}

/** Loads a segment from memory or from the engine. */
async function segmentOf(number: number, step: number): Promise<FilmSegment> {
  const key = `${step}:${number}`
  const known = segments.get(key)
  if (known) {
    const segment = await known
    if (segment.whole || Date.now() - segment.at < FRESH_MS) return segment
  }
  const asked = fetchSegment(number, step)
  segments.delete(key)
  segments.set(key, asked)
  asked.catch(() => segments.get(key) === asked && segments.delete(key))
  for (const [oldest] of segments) {
    if (segments.size <= MAX_SEGMENTS) break
    segments.delete(oldest)
  }
  return asked
}

async function fetchSegment(number: number, step: number): Promise<FilmSegment> {
  const from = number * SEGMENT_PICTURES * step
  const body = await callBytes(`/api/world/film/pictures?from=${from}&count=${SEGMENT_PICTURES}&step=${step}`)
  const whole = from + SEGMENT_PICTURES * step <= (film.getState().extent?.to ?? 0)
  return { pictures: picturesOf(body), at: Date.now(), whole }
}

/** Keeps the film and the URL in sync. Returns a function that stops this. */
export function followFilm(): () => void {
  const arrive = () => {
    const { at } = route.getState()
    const f = film.getState()
    if (at === null && f.open && f.direction === 0 && f.shown !== null) closeFilm()
    if (at !== null && (!f.open || Math.round(f.at) !== at) && f.direction === 0) f.open && f.extent ? seek(at) : void openFilm(at)
  }
  if (route.getState().at !== null) arrive()
  return route.subscribe((r, old) => r.at !== old.at && arrive())
}
