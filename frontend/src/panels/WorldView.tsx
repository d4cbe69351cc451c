import { useEffect, useRef, useState, type RefObject } from 'react'
import { call } from '../api/client'
import type { Picked, Scene } from '../scene/scene'
import { pauseOrResume, scatter, setSpeed, step } from '../store/actions'
import { onFrame } from '../store/frames'
import { useGenesis } from '../store/store'
import { value } from './format'
import { Icon } from './Icon'

interface Props {
  theme: 'dark' | 'light'
  reducedMotion: boolean
  scene: RefObject<Scene | null>
}

/** The frame around the scene: it makes it, feeds it, and holds the buttons that float above it. */
export function WorldView({ theme, reducedMotion, scene }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const [trouble, setTrouble] = useState('')
  const [picked, setPicked] = useState<Picked | null>(null)
  const width = useGenesis((s) => s.params.find((p) => p.name === 'world_width')?.value ?? 2000)
  const height = useGenesis((s) => s.params.find((p) => p.name === 'world_height')?.value ?? 2000)
  const options = useRef({ world: { width, height }, theme, reducedMotion, pick: setPicked })
  options.current = { world: { width, height }, theme, reducedMotion, pick: setPicked }

  useEffect(() => {
    let gone = false
    let stop: (() => void) | undefined
    void import('../scene/scene')
      .then((m) => m.Scene.mount(host.current!, options.current))
      .then((made) => {
        if (gone) return made.destroy()
        scene.current = made
        made.setWorld(options.current.world)
        made.setTheme(options.current.theme)
        stop = onFrame((frame) => made.push(frame))
      })
      .catch((err: unknown) => setTrouble(`The world can't be drawn here: ${String(err)}`))
    return () => {
      gone = true
      stop?.()
      scene.current?.destroy()
      scene.current = null
    }
  }, [scene])
  useEffect(() => scene.current?.setTheme(theme), [scene, theme])
  useEffect(() => scene.current?.setReducedMotion(reducedMotion), [scene, reducedMotion])
  useEffect(() => scene.current?.setWorld({ width, height }), [scene, width, height])

  return (
    <section className="world" aria-label="The world">
      <div ref={host} className="canvas" role="img" aria-label="Live picture of the world" />
      {trouble && <p className="empty over" role="alert">{trouble}</p>}
      <Overlay />
      <Clockwork />
      <div className="float right" role="group" aria-label="View">
        <button className="icon-button" onClick={() => scene.current?.zoom(1.4)} aria-label="Zoom in" title="Zoom in (+)"><Icon name="plus" /></button>
        <button className="icon-button" onClick={() => scene.current?.zoom(1 / 1.4)} aria-label="Zoom out" title="Zoom out (-)"><Icon name="minus" /></button>
        <button className="icon-button" onClick={() => scene.current?.fit()} aria-label="Show the whole world" title="Show the whole world (f)"><Icon name="fit" /></button>
      </div>
      {picked && <Card picked={picked} />}
    </section>
  )
}

/** Says in large letters why the picture stands still. */
function Overlay() {
  const link = useGenesis((s) => s.link.state)
  const never = useGenesis((s) => s.frameAt === 0)
  const down = useGenesis((s) => s.stats !== null && !s.stats.engine_up)
  if (link === 'waiting') return <p className="veil">No connection. Trying again…</p>
  if (down) return <p className="veil">The engine is down. The world comes back with it.</p>
  return never ? <p className="veil">Waiting for the first picture of the world…</p> : null
}

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 0]

function Clockwork() {
  const paused = useGenesis((s) => s.stats?.paused ?? false)
  const speed = useGenesis((s) => s.stats?.speed ?? 1)
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b)
  return (
    <div className="float left" role="group" aria-label="Time">
      <button className="icon-button" onClick={() => void pauseOrResume()} aria-label={paused ? 'Resume' : 'Pause'}
        title={`${paused ? 'Resume' : 'Pause'} (space)`} data-testid="pause">
        <Icon name={paused ? 'play' : 'pause'} />
      </button>
      <button className="icon-button" onClick={() => void step()} disabled={!paused} aria-label="One tick" title="One tick (.)"><Icon name="step" /></button>
      <select aria-label="Speed" value={speed} onChange={(e) => void setSpeed(Number(e.target.value))}>
        {speeds.map((s) => <option key={s} value={s}>{s === 0 ? 'fastest' : `× ${s}`}</option>)}
      </select>
      <button className="icon-button" onClick={() => void scatter(50)} aria-label="Scatter 50 pieces of food" title="Scatter 50 pieces of food"><Icon name="food" /></button>
    </div>
  )
}

/** What is known of the molbot that was clicked. */
function Card({ picked }: { picked: Picked }) {
  const traits = useTraitsOf(picked)
  return (
    <div className="float card-picked" role="status">
      <span className="swatch" style={{ background: `#${picked.color.toString(16).padStart(6, '0')}` }} />
      <b>{picked.id ?? 'molbot'}</b> <span>energy {value(Math.round(picked.energy * 10) / 10)}</span>
      <ul>{traits.map((t) => <li key={t}>{t}</li>)}</ul>
      <small>{traits.length === 0 && 'no traits · '}drag to let go</small>
    </div>
  )
}

/** Binary frames have a type instead of traits; the gateway tells what it means. */
function useTraitsOf(picked: Picked): string[] {
  const [table, setTable] = useState<Map<number, string[]>>(new Map())
  const unknown = picked.traits === null && !table.has(picked.type)
  useEffect(() => {
    if (!unknown) return
    call<{ type: number; traits: string[] }[]>('GET', '/api/world/types').then(
      (rows) => setTable(new Map(rows.map((r) => [r.type, r.traits]))),
      () => undefined,
    )
  }, [unknown, picked.type])
  return picked.traits ?? table.get(picked.type) ?? []
}
