import { useState } from 'react'
import { go, linkTo } from '../route/navigate'
import { HOME } from '../route/route'
import { GLOSSARY } from './glossary'
import { allowNotifications, notificationsAllowed } from './notifications'
import { Sheet } from './Sheet'
import { setShortcuts, useShortcuts } from './shortcuts'

const KEYS: [string, string][] = [
  ['space', 'pause or resume the world'],
  ['.', 'one tick, while paused'],
  ['f', 'show the whole world'],
  ['+ −', 'zoom'],
  ['c', 'colour the molbots by something else'],
  ['l', 'another layer over the ground'],
  ['d', 'curves and lineage large or small'],
  ['g', 'curves or lineage'],
  ['1 2 3 4', 'evolution, traits, molbots, controls'],
  ['esc', 'let go of the picked molbot and its light'],
  ['t', 'dark or light'],
  ['?', 'this help'],
]

const CANVAS_KEYS: [string, string][] = [
  ['← ↑ ↓ →', 'move the picture'],
  ['enter', 'select the molbot in the middle'],
  ['pg up, pg dn', 'select the previous or the next one'],
  ['home', 'show the whole world'],
]

export function Help({ close, tour }: { close: () => void; tour: () => void }) {
  return (
    <Sheet title="Help and settings" close={close} wide>
      <p><button className="small-button" onClick={tour}>Take the tour</button></p>
      <Settings />
      <Elsewhere close={close} />
      <h3>Keys</h3>
      <dl className="keys">
        {KEYS.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}
      </dl>
      <h3>Keys while the picture of the world has the focus (press Tab to reach it)</h3>
      <dl className="keys">
        {CANVAS_KEYS.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}
      </dl>
      <h3>In the picture</h3>
      <ul>
        <li>A drop is a molbot: its round end is its head, its colour is inherited, its glow is its energy, and its size is that of its body.</li>
        <li>A dot is food, larger the more it holds: green is leaf, orange is fruit, mauve is carrion.</li>
        <li>A ring that closes is a birth. A ring that spreads is a death: amber for hunger, violet for old age. Rays are a collision, red rays a kill.</li>
        <li>A red beam is an attack, a green one a gift of energy.</li>
        <li>A dashed border is open: whatever leaves on one side enters on the other. A solid one is a wall.</li>
        <li>The wheel or two fingers zoom, dragging moves, a click selects a molbot and follows it. The small map appears when you zoom in.</li>
      </ul>
      <h3>Words</h3>
      <dl className="glossary">
        {Object.entries(GLOSSARY).map(([word, about]) => <div key={word}><dt>{word}</dt><dd>{about}</dd></div>)}
      </dl>
    </Sheet>
  )
}

/** How to show the page on a wall, and the world in another page. */
function Elsewhere({ close }: { close: () => void }) {
  const code = `<iframe src="${linkTo({ mode: 'embed' })}" width="800" height="600" title="AI-Genesis, live"></iframe>`
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard.writeText(code).then(() => setCopied(true)).catch(() => undefined) // without https it can still be selected
  return (
    <>
      <h3>On a wall, and in another page</h3>
      <p><button className="small-button" onClick={() => {
        close()
        go({ ...HOME, mode: 'kiosk' })
      }}>Show it on a wall</button> The newest cycle, the world and its curves in turn, without controls. Esc leaves it.</p>
      <p>To embed the world in your own page, list its site in the gateway’s setting <code>GENESIS_EMBED_ORIGINS</code>:</p>
      <p className="row"><code className="snippet" tabIndex={0}>{code}</code> <button className="tool" onClick={() => void copy()}>{copied ? 'Copied' : 'Copy'}</button></p>
    </>
  )
}

function Settings() {
  const shortcuts = useShortcuts()
  const [allowed, setAllowed] = useState(notificationsAllowed)
  return (
    <div className="settings">
      <label className="check">
        <input type="checkbox" checked={shortcuts} onChange={(e) => setShortcuts(e.target.checked)} /> Single keys are shortcuts, as listed below
      </label>
      <label className="check">
        <input type="checkbox" checked={allowed} disabled={!('Notification' in window)} onChange={async (e) => setAllowed(await allowNotifications(e.target.checked))} />
        Notify me when a cycle waits for approval and this page is in the background
      </label>
    </div>
  )
}
