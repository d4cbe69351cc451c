import { useGenesis } from '../store/store'
import { Badge, nameOf, Summary } from './evolution/CycleCard'
import { cycleNumber } from './format'

/** The newest cycle for a screen on a wall: the problem, the change and its result. */
export function Story() {
  const cycle = useGenesis((s) => s.cycles.at(0))
  return (
    <section className="panel story" aria-labelledby="story-title">
      <h2 id="story-title">The newest cycle</h2>
      {cycle ? (
        <div className={`cycle ${cycle.outcome ?? 'running'}`}>
          <p className="row"><span className="number">{cycleNumber(cycle.id)}</span> <b>{nameOf(cycle)}</b> <Badge cycle={cycle} /></p>
          <Summary cycle={cycle} />
        </div>
      ) : <p className="empty">When something goes wrong here, a model writes new code for the creatures. That has not happened yet.</p>}
    </section>
  )
}
