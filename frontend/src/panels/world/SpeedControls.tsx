import { pauseOrResume, scatter, setSpeed, step } from '../../store/actions'
import { useGenesis } from '../../store/store'
import { Icon } from '../Icon'

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 0]

/** Pause, step and speed, and a handful of food. */
export function SpeedControls() {
  const paused = useGenesis((s) => s.stats?.paused ?? false)
  const speed = useGenesis((s) => s.stats?.speed ?? 1)
  const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b)
  return (
    <div className="float left" role="group" aria-label="Time">
      <button className="icon-button" onClick={() => void pauseOrResume()} aria-label={paused ? 'Resume' : 'Pause'}
        title={paused ? 'Resume the world' : 'Pause the world for everybody'} data-testid="pause">
        <Icon name={paused ? 'play' : 'pause'} />
      </button>
      <button className="icon-button" onClick={() => void step()} disabled={!paused} aria-label="One tick" title="One tick"><Icon name="step" /></button>
      <select aria-label="Speed" value={speed} onChange={(e) => void setSpeed(Number(e.target.value))}>
        {speeds.map((s) => <option key={s} value={s}>{s === 0 ? 'fastest' : `×${s}`}</option>)}
      </select>
      <button className="icon-button" onClick={() => void scatter(50)} aria-label="Scatter 50 pieces of food" title="Scatter 50 pieces of food"><Icon name="food" /></button>
    </div>
  )
}
