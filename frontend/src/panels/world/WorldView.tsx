import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { linkTo, useRoute } from '../../route/navigate'
import type { World } from '../../scene/camera'
import type { Scene } from '../../scene/scene'
import { putWith } from '../../store/actions'
import { closeFilm, openFilm, useFilm } from '../../store/film'
import { useGenesis, store } from '../../store/store'
import { serialOf } from '../../wire/frame'
import { Icon } from '../Icon'
import { connect } from './bridge'
import { SpeedControls } from './SpeedControls'
import { Inspector } from './Inspector'
import { Legend } from './Legend'
import { Toolbox } from './Toolbox'
import { StatusOverlay } from './StatusOverlay'

const TimeBar = lazy(() => import('./TimeBar').then((m) => ({ default: m.TimeBar })))

interface Props {
  theme: 'dark' | 'light'
  reducedMotion: boolean
  scene: RefObject<Scene | null>
}

/** How often a lost picture is recreated automatically, and the delay before each attempt [ms]. */
const REMOUNTS = 5
const REMOUNT_MS = 800

type Drawing = { state: 'drawn' } | { state: 'lost' } | { state: 'impossible'; why: string }

/**
 * The frame around the scene: it creates the scene, connects it to the store, and holds the controls that float above
 * it.
 */
export function WorldView({ theme, reducedMotion, scene }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const map = useRef<HTMLCanvasElement>(null)
  const [alone, setAlone] = useState(false)
  const width = useGenesis((s) => s.params.find((p) => p.name === 'world_width')?.value ?? 2000)
  const height = useGenesis((s) => s.params.find((p) => p.name === 'world_height')?.value ?? 2000)
  const walls = useGenesis((s) => s.params.some((p) => p.name === 'world_walls' && p.value === 1))
  const past = useFilm((f) => f.open)
  const zoomed = useGenesis((s) => s.zoomed)
  const mode = useRoute((r) => r.mode)
  const world = { width, height, walls }
  const [drawing, again] = useScene(host, map, scene, { world, theme, reducedMotion })
  useEffect(() => scene.current?.setTheme(theme), [scene, theme])
  useEffect(() => scene.current?.setReducedMotion(reducedMotion), [scene, reducedMotion])
  useEffect(() => scene.current?.setWorld({ width, height, walls }), [scene, width, height, walls])

  return (
    <section className={alone ? 'world alone' : 'world'} aria-label="The world">
      <div ref={host} className="canvas" role="application" tabIndex={0} onKeyDown={(e) => keyed(e, scene.current)}
        aria-label="Live picture of the world. Arrow keys move it, plus and minus zoom, Enter selects the molbot in the middle, Page Down and Page Up the next and the previous one, Home shows everything." />
      {drawing.state === 'impossible' && (
        <div className="status-overlay solid" role="alert">
          <p><b>This browser cannot draw the world.</b> {drawing.why}</p>
          <p>Turn on hardware acceleration in its settings, or use another browser. Everything else on this page works without the picture.</p>
          <button className="small-button" onClick={again}>Try again</button>
        </div>
      )}
      {drawing.state === 'lost' && <p className="status-overlay" role="status">The graphics card lost the picture. It is being redrawn…</p>}
      {drawing.state === 'drawn' && <StatusOverlay />}
      <Announcer />
      {past && <Suspense><TimeBar /></Suspense>}
      {mode === 'page' && !past && <SpeedControls />}
      {mode === 'embed' && <a className="float left source-link" href={linkTo({})} target="_blank" rel="noreferrer">AI-Genesis <Icon name="link" size={13} /></a>}
      <canvas ref={map} className={zoomed ? 'minimap' : 'minimap away'} aria-hidden="true" data-testid="minimap"
        style={{ aspectRatio: `${width} / ${height}` }} />
      <div className="float right" role="group" aria-label="View">
        {mode !== 'embed' && (
          <button className="icon-button" aria-pressed={past} onClick={() => (past ? closeFilm() : void openFilm())} aria-label="Look back in time"
            title={past ? 'Back to the present' : 'Look back in time'}>
            <Icon name="past" />
          </button>
        )}
        {mode === 'page' && !past && <Toolbox />}
        <button className="icon-button" onClick={() => scene.current?.zoom(1.4)} aria-label="Zoom in" title="Zoom in (+)"><Icon name="plus" /></button>
        <button className="icon-button" onClick={() => scene.current?.zoom(1 / 1.4)} aria-label="Zoom out" title="Zoom out (−)"><Icon name="minus" /></button>
        <button className="icon-button" onClick={() => scene.current?.fit()} aria-label="Show the whole world" title="Show the whole world (f)"><Icon name="fit" /></button>
        <button className="icon-button" aria-pressed={alone} onClick={() => setAlone(!alone)} aria-label="Fill the window with the world" title={alone ? 'Back to the page' : 'Fill the window with the world'}>
          <Icon name={alone ? 'close' : 'screen'} />
        </button>
      </div>
      <Legend />
      <Inspector follow={(on) => scene.current?.follow(on)} close={() => scene.current?.unpick()} />
    </section>
  )
}

/** Creates a scene in an element, and creates it again when the graphics card loses it. */
function useScene(
  host: RefObject<HTMLDivElement | null>, map: RefObject<HTMLCanvasElement | null>, scene: RefObject<Scene | null>,
  options: { world: World; theme: 'dark' | 'light'; reducedMotion: boolean },
): [Drawing, () => void] {
  const [attempt, setAttempt] = useState(0)
  const [drawing, setDrawing] = useState<Drawing>({ state: 'drawn' })
  const newest = useRef(options)
  newest.current = options
  useEffect(() => {
    let gone = false
    let untie: (() => void) | undefined
    let timer = 0
    const lost = () => {
      if (gone) return
      const id = store.getState().picked?.id
      if (id) store.setState({ wanted: serialOf(id) }) // the next scene selects it again
      if (attempt >= REMOUNTS) return setDrawing({ state: 'impossible', why: 'The graphics card keeps losing the picture.' })
      setDrawing({ state: 'lost' })
      timer = window.setTimeout(() => setAttempt(attempt + 1), REMOUNT_MS)
    }
    void import('../../scene/scene')
      .then((m) => m.Scene.mount(host.current!, {
        ...newest.current, picked: (picked) => store.setState({ picked }), legend: (legend) => store.setState({ legend }),
        zoomed: (zoomed) => store.setState({ zoomed }), lost,
        used: ({ x, y }) => {
          const { tool } = store.getState()
          if (tool) void putWith(tool, x, y)
        },
      }))
      .then((made) => {
        if (gone) return made.destroy()
        scene.current = made
        made.setWorld(newest.current.world)
        made.setTheme(newest.current.theme)
        made.setMinimap(map.current)
        untie = connect(made)
        setDrawing({ state: 'drawn' })
      })
      .catch((err: unknown) => {
        if (!gone) setDrawing({ state: 'impossible', why: err instanceof Error ? err.message : String(err) })
      })
    return () => {
      gone = true
      clearTimeout(timer)
      untie?.()
      scene.current?.destroy()
      scene.current = null
      store.setState({ picked: null })
    }
  }, [scene, host, map, attempt])
  return [drawing, () => setAttempt(attempt + 1)]
}

const STEP_PX = 60

/** What the keyboard does while the picture has the focus. */
function keyed(e: KeyboardEvent, scene: Scene | null): void {
  if (!scene || e.ctrlKey || e.metaKey || e.altKey) return
  const acts: Record<string, () => void> = {
    ArrowLeft: () => scene.pan(STEP_PX, 0), ArrowRight: () => scene.pan(-STEP_PX, 0), ArrowUp: () => scene.pan(0, STEP_PX),
    ArrowDown: () => scene.pan(0, -STEP_PX), '+': () => scene.zoom(1.4), '=': () => scene.zoom(1.4), '-': () => scene.zoom(1 / 1.4),
    Enter: () => (store.getState().tool ? scene.applyMiddle() : scene.pickMiddle()), PageDown: () => scene.pickNext(1), PageUp: () => scene.pickNext(-1), Home: () => scene.fit(),
    Escape: () => (store.getState().tool ? store.setState({ tool: null }) : scene.unpick()),
  }
  const act = acts[e.key]
  if (!act) return
  e.preventDefault()
  e.stopPropagation()
  act()
}

/** Tells screen readers which molbot is selected. */
function Announcer() {
  const id = useGenesis((s) => s.picked?.id ?? null)
  const gone = useGenesis((s) => s.picked?.gone ?? false)
  return <p className="visually-hidden" role="status">{id && (gone ? `${id} has died.` : `Selected ${id}.`)}</p>
}
