import { pauseEvolution, resumeEvolution } from '../../store/evolve'
import { useGenesis } from '../../store/store'
import { QueryContent } from '../QueryContent'
import { duration } from '../format'
import { Icon } from '../Icon'
import { Term } from '../Term'
import { useNow } from '../useNow'

/** Whether the watcher starts cycles by itself, if not why, and the button that changes it. */
export function Evolution() {
  const state = useGenesis((s) => s.evolution)
  const now = useNow(1000)
  if (!state) return <QueryContent topic="evolution" what="the state of evolution" any={false} />
  const cooling = state.cooldown_until ? Date.parse(state.cooldown_until) - now : 0
  const watcher = <Term name="watcher" />
  return (
    <div className="evolution-state" data-testid="evolution">
      <p>
        {state.paused ? (
          <><b className="warn">Evolution is paused</b>{state.pause && <> by {state.pause.by || 'somebody'}{state.pause.reason && `: ${state.pause.reason}`}</>}. No cycle starts by itself.</>
        ) : state.running ? <>The {watcher} waits until this cycle has ended.</> : cooling > 0
          ? <>The {watcher} rests for another {duration(cooling)}.</> : <>The {watcher} is looking for trouble.</>}
      </p>
      <button className="small-button" onClick={() => void (state.paused ? resumeEvolution() : pauseEvolution())}>
        <Icon name={state.paused ? 'play' : 'pause'} size={13} /> {state.paused ? 'Resume evolution' : 'Pause evolution'}
      </button>
    </div>
  )
}
