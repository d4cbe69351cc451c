import { useGenesis } from '../../store/store'
import { CycleCard } from './CycleCard'
import { Evolution } from './Evolution'
import { Trigger } from './Trigger'

/** The evolution cycles, newest first, the button that forces one, and whether evolution goes on by itself. */
export function Cycles({ opened, open }: { opened: string | null; open: (id: string | null) => void }) {
  const cycles = useGenesis((s) => s.cycles)
  return (
    <>
      <Trigger running={cycles.find((c) => !c.outcome)?.id} started={open} />
      <Evolution />
      {cycles.length === 0 && (
        <p className="empty">No cycle yet. The watcher starts one when something goes wrong, or you force one above.</p>
      )}
      <ul className="cards" aria-label="Evolution cycles">
        {cycles.map((c) => (
          <CycleCard key={c.id} cycle={c} expanded={opened === c.id} toggle={() => open(opened === c.id ? null : c.id)} />
        ))}
      </ul>
    </>
  )
}
