import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { callBytes, explain } from '../../api/client'
import { useGenesis } from '../../store/store'
import { picturesOf, Projector, type Picture } from '../../wire/film'
import { traitsOf, type Frame } from '../../wire/frame'
import { count, value } from '../format'
import { Icon } from '../Icon'

/** How long each picture is shown while the film plays [ms]. */
const PICTURE_MS = 180

/** What is counted in each picture, for the curves. */
interface Figures {
  molbots: number
  energy: number
}

interface Arm {
  pictures: Picture[]
  figures: Figures[]
}

/** The first pair of a trial side by side: the same world, from the same moment, with the change and without. */
export function TrialFilm({ cycle, trait }: { cycle: string; trait: string }) {
  const [open, setOpen] = useState(false)
  if (!open) return <button className="small-button" onClick={() => setOpen(true)}><Icon name="play" size={14} /> Watch the trial</button>
  return <Theatre cycle={cycle} trait={trait} close={() => setOpen(false)} />
}

function Theatre({ cycle, trait, close }: { cycle: string; trait: string; close: () => void }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['trial film', cycle], staleTime: Infinity, retry: 1,
    queryFn: async () => {
      const path = `/api/evolution/cycles/${encodeURIComponent(cycle)}/film`
      const [without, withIt] = await Promise.all([callBytes(`${path}?arm=without`), callBytes(`${path}?arm=with`)])
      return { without: armOf(without), with: armOf(withIt) }
    },
  })
  const [at, setAt] = useState(0)
  const [running, setRunning] = useState(true)
  const length = Math.min(data?.without.pictures.length ?? 0, data?.with.pictures.length ?? 0)
  useEffect(() => {
    if (!running || length === 0) return
    const timer = setInterval(() => setAt((n) => (n + 1) % length), PICTURE_MS)
    return () => clearInterval(timer)
  }, [running, length])
  if (error) return <p className="failing" role="alert"><b>Cannot show the trial.</b> {explain(error)} <button className="link" onClick={close}>Close</button></p>
  if (isPending || length === 0) return <p className="empty loading" role="status"><span className="spinner" aria-hidden="true" /> Loading the film of the trial…</p>
  const tick = data.with.pictures[at].tick - data.with.pictures[0].tick
  return (
    <div className="theatre" role="group" aria-label="Film of the trial">
      <p className="about">Two copies of the world, from the same moment. Molbots with the trait have a ring.</p>
      <div className="arms">
        <Stage title="Without the change" arm={data.without} at={at} trait="" />
        <Stage title="With the change" arm={data.with} at={at} trait={trait} />
      </div>
      <div className="row">
        <button className="icon-button small" onClick={() => setRunning(!running)} aria-label={running ? 'Stop the film' : 'Play the film'}><Icon name={running ? 'pause' : 'play'} size={16} /></button>
        <input type="range" aria-label="Moment of the trial" min={0} max={length - 1} value={at} aria-valuetext={`${count(tick)} ticks after the start`}
          onChange={(e) => { setRunning(false); setAt(Number(e.target.value)) }} />
        <span className="tick">+{count(tick)} ticks</span>
        <button className="icon-button small" onClick={close} aria-label="Close the film"><Icon name="close" size={16} /></button>
      </div>
      <div className="arms">
        <Spark title="Molbots" of={(f) => f.molbots} data={data} at={at} />
        <Spark title="Energy of a molbot" of={(f) => f.energy} data={data} at={at} />
      </div>
    </div>
  )
}

function armOf(body: ArrayBuffer): Arm {
  const pictures = picturesOf(body)
  const projector = new Projector()
  return { pictures, figures: pictures.map((p) => figuresOf(projector.frame(p))) }
}

function figuresOf(frame: Frame | null): Figures {
  if (!frame || frame.count === 0) return { molbots: 0, energy: 0 }
  let energy = 0
  for (let i = 0; i < frame.count; i++) energy += frame.energy[i]
  return { molbots: frame.count, energy: energy / frame.count }
}

function Stage({ title, arm, at, trait }: { title: string; arm: Arm; at: number; trait: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useGenesis((s) => s.params.find((p) => p.name === 'world_width')?.value ?? 2000)
  const height = useGenesis((s) => s.params.find((p) => p.name === 'world_height')?.value ?? 2000)
  const projector = useMemo(() => new Projector(), [])
  useEffect(() => {
    const frame = projector.frame(arm.pictures[at])
    if (frame) draw(canvas, frame, width, height, trait)
  }, [projector, arm, at, width, height, trait])
  return (
    <figure>
      <figcaption>{title} <b>{count(arm.figures[at].molbots)}</b></figcaption>
      <canvas ref={canvas} role="img" aria-label={`${title}: ${count(arm.figures[at].molbots)} molbots`} style={{ aspectRatio: `${width} / ${height}` }} />
    </figure>
  )
}

function draw(canvas: RefObject<HTMLCanvasElement | null>, frame: Frame, width: number, height: number, trait: string): void {
  const c = canvas.current?.getContext('2d')
  if (!canvas.current || !c) return
  const scale = (canvas.current.clientWidth * devicePixelRatio) / width
  canvas.current.width = Math.round(width * scale)
  canvas.current.height = Math.round(height * scale)
  c.scale(scale, scale)
  const style = getComputedStyle(canvas.current)
  c.fillStyle = style.getPropertyValue('--muted')
  for (let i = 0; i < frame.foodCount; i++) c.fillRect(frame.foodX[i] - 2, frame.foodY[i] - 2, 4, 4)
  c.strokeStyle = style.getPropertyValue('--text')
  c.lineWidth = 3
  for (let i = 0; i < frame.count; i++) {
    const radius = Math.max(frame.radius[i], 1.5 / scale) * 1.4
    c.fillStyle = `#${frame.color[i].toString(16).padStart(6, '0')}`
    c.beginPath()
    c.arc(frame.x[i], frame.y[i], radius, 0, 2 * Math.PI)
    c.fill()
    if (!trait || !traitsOf(frame, i)?.some((t) => t.startsWith(`${trait}_v`))) continue
    c.beginPath()
    c.arc(frame.x[i], frame.y[i], radius + 5, 0, 2 * Math.PI)
    c.stroke()
  }
}

/** Both forks in one small curve, with a line at the current picture. */
function Spark({ title, of, data, at }: { title: string; of: (f: Figures) => number; data: { without: Arm; with: Arm }; at: number }) {
  const lines = { without: data.without.figures.map(of), with: data.with.figures.map(of) }
  const most = Math.max(...lines.without, ...lines.with, 1)
  const length = Math.max(lines.with.length - 1, 1)
  const points = (line: number[]) => line.map((v, i) => `${(100 * i) / length},${36 - (34 * v) / most}`).join(' ')
  return (
    <figure>
      <figcaption>{title} <b className="with">{value(lines.with[at])}</b> with, <b>{value(lines.without[at])}</b> without</figcaption>
      <svg className="spark" viewBox="0 0 100 38" preserveAspectRatio="none" aria-hidden="true">
        <polyline className="without" points={points(lines.without)} />
        <polyline className="with" points={points(lines.with)} />
        <line x1={(100 * at) / length} x2={(100 * at) / length} y1="0" y2="38" />
      </svg>
    </figure>
  )
}
