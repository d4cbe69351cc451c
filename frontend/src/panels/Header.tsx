import { hasToken } from '../api/client'
import { go } from '../route/navigate'
import { HOME } from '../route/route'
import { health } from '../store/health'
import { askForToken } from '../store/actions'
import { useGenesis } from '../store/store'
import type { SystemStats } from '../wire/types'
import { count, cycleNumber, safeLink } from './format'
import { Icon } from './Icon'
import { Term } from './Term'
import { useNow } from './useNow'
import { useOnline } from './useOnline'

interface Props {
  theme: 'dark' | 'light'
  setTheme: (theme: 'dark' | 'light') => void
  help: () => void
  retry: () => void
}

export function Header({ theme, setTheme, help, retry }: Props) {
  const temporal = useGenesis((s) => safeLink(s.stats?.temporal_ui_url))
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <header className="top">
      <h1>
        <a href="/" onClick={(e) => {
          e.preventDefault()
          go(HOME)
        }}><img src="/favicon.svg" alt="" width={26} height={26} /> <span>AI-Genesis</span></a>
        <small>Digital creatures whose code rewrites itself, live</small>
      </h1>
      <Figures />
      <Approval />
      <ConnectionStatus retry={retry} />
      <nav aria-label="Page">
        <Key />
        {temporal && (
          <a className="icon-button wide" href={temporal} target="_blank" rel="noreferrer">
            <span>Temporal</span> <Icon name="link" size={15} />
          </a>
        )}
        <button className="icon-button" onClick={() => setTheme(other)} aria-label={`Use the ${other} theme`} title={`Use the ${other} theme`}>
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
        <button className="icon-button" onClick={help} aria-label="Help and settings" title="Help and settings (?)">
          <Icon name="help" />
        </button>
      </nav>
    </header>
  )
}

function Figures() {
  const tick = useGenesis((s) => s.tick || s.stats?.tick)
  const population = useGenesis((s) => (s.frameAt ? s.population : s.stats?.entity_count))
  const stats = useGenesis((s) => s.stats)
  const status = stats?.model_status
  const known = (n: number | undefined) => (n === undefined ? '–' : count(n))
  return (
    <dl className="figures">
      <div><dt><Term name="tick">Tick</Term></dt><dd data-testid="tick">{known(tick)}</dd></div>
      <div><dt><Term name="molbot">Molbots</Term></dt><dd data-testid="population">{known(population)}</dd></div>
      <div title={stats ? `Target: ${stats.target_hz.toFixed(1)} per second. A tick takes ${stats.tick_p50_ms.toFixed(1)} ms (median), 1 in 100 more than ${stats.tick_p99_ms.toFixed(1)} ms` : ''}>
        <dt>Ticks per second</dt><dd>{stats ? stats.achieved_hz.toFixed(1) : '–'}</dd>
      </div>
      <div title={status?.text ?? (stats?.model_provider ? `Served by ${stats.model_provider}` : '')}>
        <dt>Traits written by</dt><dd className="model">{stats ? stats.model || status?.wanted || 'no model' : '–'}{status && <ModelStatus status={status} />}</dd>
      </div>
    </dl>
  )
}

/** The state of the model that writes the traits, while it is not ready. */
function ModelStatus({ status: { state, completed, total } }: { status: NonNullable<SystemStats['model_status']> }) {
  if (!state || state === 'ready') return null
  const share = completed && total ? ` ${Math.floor((100 * completed) / total)} %` : ''
  return <small className="warn"> {state === 'pulling' ? `pulling${share}` : state}</small>
}

/** A link to the cycle that waits for approval, shown on every view of the page. */
function Approval() {
  const id = useGenesis((s) => s.cycles.find((c) => !c.outcome && c.waiting === 'approval')?.id)
  if (!id) return null
  return (
    <button className="approval" onClick={() => go({ ...HOME, cycle: id })} data-testid="approval"
      aria-label={`Approve ${cycleNumber(id)}? It passed its trial and waits for your approval.`}
      title={`${cycleNumber(id)} passed its trial and waits for your approval`}>
      <Icon name="bell" size={15} /> <span>Approve {cycleNumber(id)}?</span>
    </button>
  )
}

function ConnectionStatus({ retry }: { retry: () => void }) {
  const now = useNow(500)
  const online = useOnline()
  const link = useGenesis((s) => s.link)
  const asked = useGenesis((s) => s.asked)
  const frameAt = useGenesis((s) => s.frameAt)
  const stats = useGenesis((s) => s.stats)
  const cycle = useGenesis((s) => s.cycles.at(0))
  const h = health({ link, asked, frameAt, stats, cycle }, now, online)
  return (
    <div className={`pulse ${h.tone}`} role="status" title={h.detail} data-testid="health">
      <span className="lamp" /> <span>{h.label}</span>
      {h.tone !== 'good' && <span className="detail">{h.detail}</span>}
      {(link.state === 'waiting' || h.label === 'API failing') && <button className="link" onClick={retry}>Now</button>}
    </div>
  )
}

/** Shows whether changes need a token, and opens its dialog. */
function Key() {
  const access = useGenesis((s) => s.access)
  const needed = useGenesis((s) => s.stats?.needs_token ?? false)
  if (access === 'open' || (!needed && access !== 'locked')) return null
  const without = access === 'locked' || !hasToken()
  return (
    <button className="icon-button wide" onClick={() => askForToken(true)} data-testid="access"
      title={without ? 'You can look but not change anything: changes need the API token' : 'The API token of this tab'}>
      <Icon name="lock" size={15} /> <span>{without ? 'Read-only' : 'Token'}</span>
    </button>
  )
}
