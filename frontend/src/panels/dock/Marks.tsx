import type { Mark } from '../../curves/plot'
import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { count, cycleNumber } from '../format'

/**
 * Where mutations were loaded: a filled triangle for those that were kept, a hollow one for those removed again. A
 * press opens the cycle.
 */
export function Marks({ marks }: { marks: Mark[] }) {
  return (
    <div className="marks">
      {marks.map((m) => {
        const newest = m.landings.at(-1)!
        const kept = m.landings.some((l) => l.kept)
        return (
          <button key={newest.id} className={kept ? 'mark kept' : 'mark gone'} style={{ left: m.x }} onClick={() => go({ ...HOME, cycle: newest.cycle })}
            aria-label={(m.landings.length > 1 ? `${m.landings.length} mutations: ` : '') + m.landings.map((l) => `${l.name}, ${l.status}, at tick ${count(l.tick)}: open cycle ${cycleNumber(l.cycle)}`).join('; ')}>
            <span aria-hidden="true">{kept ? '▼' : '▽'}{m.landings.length > 1 && <small>{m.landings.length}</small>}</span>
            <span className="mark-tip" aria-hidden="true">
              {m.landings.slice(-6).map((l) => <span key={l.id}><b>{l.name}</b> {l.status}, tick {count(l.tick)}, {cycleNumber(l.cycle)}</span>)}
            </span>
          </button>
        )
      })}
    </div>
  )
}
