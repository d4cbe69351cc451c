import { useGenesis } from '../../store/store'
import { useNow } from '../useNow'
import { useOnline } from '../useOnline'

/** How long the first picture may take before the page says more than that it waits [ms]. */
const LONG_MS = 6000

const opened = Date.now()

/** Says in large letters why the picture stands still. */
export function StatusOverlay() {
  const link = useGenesis((s) => s.link)
  const never = useGenesis((s) => s.frameAt === 0)
  const down = useGenesis((s) => s.stats !== null && !s.stats.engine_up)
  const unknown = useGenesis((s) => s.stats?.engine === 'unknown')
  const failing = useGenesis((s) => (s.asked.stats?.state === 'failing' ? s.asked.stats.why : ''))
  const online = useOnline()
  const now = useNow(never || link.state === 'waiting' ? 1000 : 0)
  if (!online) return <p className="status-overlay" role="status">You are offline. The picture resumes by itself when the network is back.</p>
  if (link.state === 'waiting') {
    const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000))
    return <p className="status-overlay" role="status">No connection to the world. Trying again in {seconds} s.</p>
  }
  if (unknown) return <p className="status-overlay" role="status">Redis does not answer, so no picture arrives. The world keeps running.</p>
  if (down) return <p className="status-overlay" role="status">The engine is down. The world continues when it is back.</p>
  if (!never) return null
  if (failing) return <p className="status-overlay" role="status">No picture of the world yet. {failing}</p>
  return <p className="status-overlay" role="status">Waiting for the first picture of the world…{now - opened > LONG_MS && ' This takes longer than usual.'}</p>
}
