import { useId, useState } from 'react'
import { hasToken } from '../api/client'
import { askForToken, enterToken } from '../store/actions'
import { dismiss } from '../store/change'
import { useGenesis } from '../store/store'
import { Icon } from './Icon'
import { Sheet } from './Sheet'

const KEYS: [string, string][] = [
  ['space', 'pause or resume the world'],
  ['.', 'one tick, while paused'],
  ['f', 'show the whole world'],
  ['+ −', 'zoom'],
  ['c', 'colour the molbots by something else'],
  ['l', 'another layer over the ground'],
  ['d', 'curves and lineage large or small'],
  ['g', 'curves or lineage'],
  ['1 2 3', 'cycles, traits, controls'],
  ['esc', 'let go of the picked molbot, put out the light'],
  ['t', 'dark or light'],
  ['?', 'this sheet'],
]

export function Help({ close }: { close: () => void }) {
  return (
    <Sheet title="Keys and legend" close={close}>
      <dl className="keys">
        {KEYS.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}
      </dl>
      <h3>In the picture</h3>
      <ul>
        <li>A drop is a molbot: its tip is its tail, its colour is inherited, its glow is its energy.</li>
        <li>Its size is its body&rsquo;s.</li>
        <li>A dot is food, larger the more it holds: green leaf, orange fruit, mauve carrion.</li>
        <li>A closing ring is a birth; a spreading one a death, amber of hunger, violet of age. Rays are a collision, or red, a kill.</li>
        <li>A red beam is an attack, a green one a gift.</li>
        <li>A dashed border is a seam: who leaves on one side enters on the other. A solid one is a wall.</li>
        <li>Wheel or pinch zooms, drag moves, a click picks a molbot and goes with it. The small map appears when you are near.</li>
      </ul>
    </Sheet>
  )
}

export function TokenSheet() {
  const asking = useGenesis((s) => s.asking)
  return asking ? <TokenForm /> : null
}

function TokenForm() {
  const [token, setToken] = useState('')
  const field = useId()
  return (
    <Sheet title="API token" close={() => askForToken(false)}>
      <form method="dialog" className="token" onSubmit={() => enterToken(token)}>
        <p>
          {hasToken() ? 'The token that you gave was refused.' : 'This gateway allows changes only with its token.'}{' '}
          Without it the page is read-only. It is kept in this tab alone.
        </p>
        <label htmlFor={field}>Token (the setting GENESIS_API_TOKEN)</label>
        <input id={field} type="password" autoComplete="off" value={token} onChange={(e) => setToken(e.target.value)} autoFocus />
        <button className="primary" disabled={token.trim() === ''}>Use it</button>
      </form>
    </Sheet>
  )
}

export function Notices({ open }: { open: (cycle: string) => void }) {
  const notices = useGenesis((s) => s.notices)
  return (
    <div className="notices" aria-live="assertive">
      {notices.map((n) => (
        <p key={n.key} className={`notice ${n.tone}`}>
          <span>{n.text}</span>
          {n.cycle && <button className="link" onClick={() => open(n.cycle!)}>Show</button>}
          <button className="icon-button" aria-label="Dismiss" onClick={() => dismiss(n.key)}><Icon name="close" size={15} /></button>
        </p>
      ))}
    </div>
  )
}
