import { useGenesis } from '../../store/store'

/** Says in large letters why the picture stands still. */
export function Veil() {
  const link = useGenesis((s) => s.link.state)
  const never = useGenesis((s) => s.frameAt === 0)
  const down = useGenesis((s) => s.stats !== null && !s.stats.engine_up)
  if (link === 'waiting') return <p className="veil">No connection. Trying again…</p>
  if (down) return <p className="veil">The engine is down. The world comes back with it.</p>
  return never ? <p className="veil">Waiting for the first picture of the world…</p> : null
}
