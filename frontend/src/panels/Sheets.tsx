import { useId, useRef, useState } from 'react'
import { hasToken } from '../api/client'
import { go } from '../route/navigate'
import { HOME } from '../route/route'
import { askForToken, enterToken } from '../store/actions'
import { dismiss } from '../store/change'
import { store, useGenesis } from '../store/store'
import type { Question as Asked } from '../store/state'
import { isDoubleClick } from './ConfirmButton'
import { Icon } from './Icon'
import { Sheet } from './Sheet'

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
          {hasToken() ? 'The gateway rejected the token of this tab.' : 'This gateway allows changes only with its token.'}{' '}
          Without it you can look but not change anything. It is stored in this tab only.
        </p>
        <label htmlFor={field}>Token (the setting GENESIS_API_TOKEN)</label>
        <input id={field} type="password" autoComplete="off" value={token} onChange={(e) => setToken(e.target.value)} autoFocus />
        <button className="primary" disabled={token.trim() === ''}>Use it</button>
      </form>
    </Sheet>
  )
}

/** Asks a person to confirm something before it is done. */
export function Question() {
  const question = useGenesis((s) => s.question)
  return question ? <Asking question={question} /> : null
}

function Asking({ question }: { question: Asked }) {
  const since = useRef(performance.now())
  const close = () => store.setState({ question: null })
  const yes = (e: { timeStamp: number; detail: number }) => {
    if (isDoubleClick(e, since.current)) return // the other half of a double click
    close()
    question.act()
  }
  return (
    <Sheet title={question.title} close={close}>
      <p>{question.text}</p>
      <p className="answers">
        <button className="small-button" onClick={close} autoFocus>No, leave it</button>
        <button className="primary" onClick={yes}>{question.yes}</button>
      </p>
    </Sheet>
  )
}

export function Notices() {
  const notices = useGenesis((s) => s.notices)
  return (
    <div className="notices" aria-live="assertive">
      {notices.map((n) => (
        <p key={n.key} className={`notice ${n.tone}`}>
          <span>{n.text}</span>
          {n.cycle && <button className="link" onClick={() => go({ ...HOME, cycle: n.cycle! })}>Show</button>}
          <button className="icon-button" aria-label="Dismiss" onClick={() => dismiss(n.key)}><Icon name="close" size={15} /></button>
        </p>
      ))}
    </div>
  )
}
