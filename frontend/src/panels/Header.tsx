import { hasToken } from '../api/client'
import { health } from '../store/health'
import { askForToken } from '../store/actions'
import { useGenesis } from '../store/store'
import { count, safeLink } from './format'
import { Icon } from './Icon'
import { useNow } from './useNow'

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
      <h1><img src="/favicon.svg" alt="" width={26} height={26} /> <span>AI-Genesis</span></h1>
      <Figures />
      <Pulse retry={retry} />
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
        <button className="icon-button" onClick={help} aria-label="Keys and legend" title="Keys and legend (?)">
          <Icon name="help" />
        </button>
      </nav>
    </header>
  )
}

function Figures() {
  const tick = useGenesis((s) => s.tick || s.stats?.tick || 0)
  const population = useGenesis((s) => (s.frameAt ? s.population : (s.stats?.entity_count ?? 0)))
  const stats = useGenesis((s) => s.stats)
  const model = stats?.model ? stats.model : 'unknown'
  return (
    <dl className="figures">
      <div><dt>Tick</dt><dd data-testid="tick">{count(tick)}</dd></div>
      <div><dt>Molbots</dt><dd data-testid="population">{count(population)}</dd></div>
      <div title={stats ? `Target ${stats.target_hz.toFixed(1)} Hz; a tick takes ${stats.tick_p50_ms.toFixed(1)} ms, 1 in 100 over ${stats.tick_p99_ms.toFixed(1)} ms` : ''}>
        <dt>Rate</dt><dd>{stats ? `${stats.achieved_hz.toFixed(1)} Hz` : '–'}</dd>
      </div>
      <div title={stats?.model_provider ? `Served by ${stats.model_provider}` : ''}>
        <dt>Traits by</dt><dd className="model">{model}</dd>
      </div>
    </dl>
  )
}

function Pulse({ retry }: { retry: () => void }) {
  const now = useNow(500)
  const link = useGenesis((s) => s.link)
  const answering = useGenesis((s) => s.answering)
  const frameAt = useGenesis((s) => s.frameAt)
  const stats = useGenesis((s) => s.stats)
  const cycle = useGenesis((s) => s.cycles.at(0))
  const h = health({ link, answering, frameAt, stats, cycle }, now)
  return (
    <div className={`pulse ${h.tone}`} role="status" title={h.detail} data-testid="health">
      <span className="lamp" /> <span>{h.label}</span>
      {h.tone !== 'good' && <span className="detail">{h.detail}</span>}
      {link.state === 'waiting' && <button className="link" onClick={retry}>Now</button>}
    </div>
  )
}

/** Says that changes need a token, and takes it. */
function Key() {
  const access = useGenesis((s) => s.access)
  const needed = useGenesis((s) => s.stats?.needs_token ?? false)
  if (access === 'open' || (!needed && access !== 'locked')) return null
  const without = access === 'locked' || !hasToken()
  return (
    <button className="icon-button wide" onClick={() => askForToken(true)} data-testid="access"
      title={without ? 'This page may look and not touch: changes need the API token' : 'The token of this tab'}>
      <Icon name="lock" size={15} /> <span>{without ? 'Read-only' : 'Token'}</span>
    </button>
  )
}
