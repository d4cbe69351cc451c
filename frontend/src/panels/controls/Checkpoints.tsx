import { useEffect } from 'react'
import { checkpoint, restore } from '../../store/actions'
import { loadCheckpoints } from '../../store/load'
import { useGenesis } from '../../store/store'
import { clock, count } from '../format'
import { ConfirmButton } from '../ConfirmButton'

const EVERY_MS = 10_000

/** The checkpoints that are kept: the world can be saved now, or be taken back to one of them. */
export function Checkpoints() {
  const kept = useGenesis((s) => s.checkpoints)
  useEffect(() => {
    const ask = () => void loadCheckpoints().catch(() => undefined) // asked again
    ask()
    const timer = setInterval(ask, EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <section className="checkpoints" aria-label="Checkpoints">
      <div className="row">
        <h3>Checkpoints</h3>
        <button className="small-button" onClick={() => void checkpoint()}>Save now</button>
      </div>
      {kept === null ? <p className="quiet">Asking…</p> : kept.length === 0 ? <p className="quiet">None is kept yet.</p> : (
        <ul>
          {kept.slice(0, 12).map((c) => (
            <li key={c.tick}>
              <span>tick <b>{count(c.tick)}</b></span>
              <span className="meta">{clock(Date.parse(c.saved_at))} · {count(c.bytes / 1024)} kB</span>
              <ConfirmButton confirm="Lose all since?" label={`Go back to tick ${c.tick}`} act={() => restore(c.tick)}>Go back</ConfirmButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
