import { useGenesis } from '../../store/store'

/** Says in large letters why the picture stands still. */
export function StatusOverlay() {
  const link = useGenesis((s) => s.link.state)
  const never = useGenesis((s) => s.frameAt === 0)
  const down = useGenesis((s) => s.stats !== null && !s.stats.engine_up)
  if (link === 'waiting') return <p className="status-overlay">No connection. Trying again…</p>
  if (down) return <p className="status-overlay">The engine is down. The world comes back with it.</p>
  return never ? <p className="status-overlay">Waiting for the first picture of the world…</p> : null
}
