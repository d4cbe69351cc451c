import { useMemo, useRef, useState } from 'react'
import { marksAt } from '../../curves/plot'
import { bookmarks, rowsOf } from '../../curves/rows'
import { save } from '../../curves/save'
import { canRecord, canRecordGif, record, recordGif, type Recording } from '../../scene/recording'
import { closeFilm, film, RATES, run, setRate, stopAt, useFilm } from '../../store/film'
import { notify } from '../../store/change'
import { useGenesis } from '../../store/store'
import { count, cycleNumber, duration } from '../format'
import { Icon } from '../Icon'
import { useSize } from '../useSize'

const MS_PER_TICK = 1000 / 60

/** The past of the world: a scrubber over the film, with cycles as bookmarks. */
export function TimeBar() {
  const { extent, at, shown, direction, rate, loading, why } = useFilm((f) => f)
  const now = useGenesis((s) => s.tick)
  const from = extent?.from ?? 0
  const to = extent?.to ?? 0
  return (
    <section className="timebar" aria-label="The past">
      <p className="when">
        {why ? <span role="alert">{why}</span> : (shown === null ? 'Loading the pictures…' : <><b>Tick {count(shown)}</b>{now > shown && ` · ${duration((now - shown) * MS_PER_TICK)} of the world’s time ago`}</>)}
        {loading && <span className="spinner" aria-hidden="true" />}
      </p>
      <div className="row">
        <button className="icon-button small" aria-pressed={direction === -1} onClick={() => run(direction === -1 ? 0 : -1)} aria-label="Play backwards" title="Play backwards"><Icon name="backwards" size={16} /></button>
        <button className="icon-button small" onClick={() => run(direction === 0 ? 1 : 0)} aria-label={direction === 0 ? 'Play' : 'Stop'} title={direction === 0 ? 'Play' : 'Stop'}><Icon name={direction === 0 ? 'play' : 'pause'} size={16} /></button>
        <select aria-label="Speed of the film" value={rate} onChange={(e) => setRate(Number(e.target.value))}>
          {RATES.map((r) => <option key={r} value={r}>×{count(r)}</option>)}
        </select>
        <div className="reel">
          <input type="range" aria-label="Moment of the past" min={from} max={Math.max(to, from + 1)} step={60} value={at} disabled={!extent || to === from}
            aria-valuetext={`tick ${count(Math.round(at))}`} onChange={(e) => stopAt(Number(e.target.value))} />
          <Bookmarks from={from} to={to} choose={stopAt} />
        </div>
        {canRecordGif() && <Record />}
        <button className="small-button" disabled={shown === null} onClick={() => void copyBranch(shown!)}
          title="Copy the command that opens this tick as another world beside this one">Branch</button>
        <button className="small-button" onClick={closeFilm}>Back to the present</button>
      </div>
    </section>
  )
}

/** Records what is played until it is pressed again, and saves that as a video or a GIF. */
function Record() {
  const [as, setAs] = useState(canRecord() ? 'video' : 'GIF')
  const [recording, setRecording] = useState<{ taken: Promise<Recording>; from: number } | null>(null)
  const start = () => {
    const canvas = document.querySelector<HTMLCanvasElement>('.world .canvas canvas')
    if (!canvas) return
    setRecording({ taken: as === 'GIF' ? recordGif(canvas) : Promise.resolve(record(canvas)), from: film.getState().shown ?? 0 })
    if (film.getState().direction === 0) run(1)
  }
  const stop = async () => {
    if (!recording) return
    setRecording(null)
    run(0)
    try {
      const { file, ending } = await (await recording.taken).stop()
      save(file, `world-${recording.from}-${film.getState().shown ?? recording.from}.${ending}`)
    } catch (err) {
      notify('bad', `Nothing was recorded: ${err instanceof Error ? err.message : String(err)}`)
    }
  }
  return (
    <>
      <select aria-label="Record as" value={as} disabled={recording !== null} onChange={(e) => setAs(e.target.value)}>
        {canRecord() && <option>video</option>}
        <option>GIF</option>
      </select>
      <button className="small-button" aria-pressed={recording !== null} onClick={() => (recording ? void stop() : start())}
        title={recording ? 'Stop and save the file' : `Play, and save what is shown as a ${as}`}>{recording ? 'Stop and save' : 'Record'}</button>
    </>
  )
}

/**
 * Copies the command that creates a branch. The page can't run it, because who may start engines is decided by the
 * machine.
 */
async function copyBranch(tick: number): Promise<void> {
  const command = `genesis branch ${tick}`
  try {
    await navigator.clipboard.writeText(command)
    notify('info', `Copied “${command}”. Run it where the engine runs; it says how to start the other world.`)
  } catch {
    notify('info', `Run “${command}” where the engine runs; it says how to start the other world.`)
  }
}

/** Bookmarks where cycles changed the world, or began if they changed nothing; a click goes there. */
function Bookmarks({ from, to, choose }: { from: number; to: number; choose: (tick: number) => void }) {
  const box = useRef<HTMLUListElement>(null)
  const { width } = useSize(box)
  const mutations = useGenesis((s) => s.mutations)
  const cycles = useGenesis((s) => s.cycles)
  const history = useGenesis((s) => s.history)
  const snapshots = useGenesis((s) => s.snapshots)
  const marks = useMemo(
    () => marksAt(bookmarks(mutations, cycles, rowsOf(history, snapshots)), (tick) => (width * (tick - from)) / Math.max(to - from, 1), width),
    [mutations, cycles, history, snapshots, from, to, width],
  )
  return (
    <ul ref={box} className="bookmarks" aria-label="Cycles">
      {marks.map((m) => {
        const [first] = m.landings
        const what = m.landings.map((l) => `${l.name} of ${cycleNumber(l.cycle)}: ${l.status}`).join(', ')
        return (
          <li key={first.id} style={{ left: m.x }}>
            <button data-kept={m.landings.some((l) => l.kept)} onClick={() => choose(first.tick)} aria-label={`Go to tick ${count(first.tick)}: ${what}`} title={`${what}, tick ${count(first.tick)}`} />
          </li>
        )
      })}
    </ul>
  )
}
