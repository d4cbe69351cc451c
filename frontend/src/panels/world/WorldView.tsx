import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Scene } from '../../scene/scene'
import { useGenesis, store } from '../../store/store'
import { Icon } from '../Icon'
import { connect } from './bridge'
import { Clockwork } from './Clockwork'
import { Inspector } from './Inspector'
import { Legend } from './Legend'
import { StatusOverlay } from './StatusOverlay'

interface Props {
  theme: 'dark' | 'light'
  reducedMotion: boolean
  scene: RefObject<Scene | null>
}

/** The frame around the scene: it makes it, ties it to the store, and holds what floats above it. */
export function WorldView({ theme, reducedMotion, scene }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const map = useRef<HTMLCanvasElement>(null)
  const [trouble, setTrouble] = useState('')
  const width = useGenesis((s) => s.params.find((p) => p.name === 'world_width')?.value ?? 2000)
  const height = useGenesis((s) => s.params.find((p) => p.name === 'world_height')?.value ?? 2000)
  const walls = useGenesis((s) => s.params.some((p) => p.name === 'world_walls' && p.value === 1))
  const zoomed = useGenesis((s) => s.zoomed)
  const newest = useRef({ world: { width, height, walls }, theme, reducedMotion })
  newest.current = { world: { width, height, walls }, theme, reducedMotion }

  useEffect(() => {
    let gone = false
    let untie: (() => void) | undefined
    void import('../../scene/scene')
      .then((m) => m.Scene.mount(host.current!, {
        ...newest.current, picked: (picked) => store.setState({ picked }), legend: (legend) => store.setState({ legend }),
        zoomed: (zoomed) => store.setState({ zoomed }),
      }))
      .then((made) => {
        if (gone) return made.destroy()
        scene.current = made
        made.setWorld(newest.current.world)
        made.setTheme(newest.current.theme)
        made.setMinimap(map.current)
        untie = connect(made)
      })
      .catch((err: unknown) => setTrouble(`The world can't be drawn here: ${String(err)}`))
    return () => {
      gone = true
      untie?.()
      scene.current?.destroy()
      scene.current = null
    }
  }, [scene])
  useEffect(() => scene.current?.setTheme(theme), [scene, theme])
  useEffect(() => scene.current?.setReducedMotion(reducedMotion), [scene, reducedMotion])
  useEffect(() => scene.current?.setWorld({ width, height, walls }), [scene, width, height, walls])

  return (
    <section className="world" aria-label="The world">
      <div ref={host} className="canvas" role="img" aria-label="Live picture of the world" />
      {trouble && <p className="empty over" role="alert">{trouble}</p>}
      <StatusOverlay />
      <Clockwork />
      <canvas ref={map} className={zoomed ? 'minimap' : 'minimap away'} aria-hidden="true" data-testid="minimap"
        style={{ aspectRatio: `${width} / ${height}` }} />
      <div className="float right" role="group" aria-label="View">
        <button className="icon-button" onClick={() => scene.current?.zoom(1.4)} aria-label="Zoom in" title="Zoom in (+)"><Icon name="plus" /></button>
        <button className="icon-button" onClick={() => scene.current?.zoom(1 / 1.4)} aria-label="Zoom out" title="Zoom out (-)"><Icon name="minus" /></button>
        <button className="icon-button" onClick={() => scene.current?.fit()} aria-label="Show the whole world" title="Show the whole world (f)"><Icon name="fit" /></button>
      </div>
      <Legend />
      <Inspector follow={(on) => scene.current?.follow(on)} close={() => scene.current?.unpick()} />
    </section>
  )
}
