import { useEffect, useId, useState } from 'react'
import { checkpoint, reset, restore } from '../../store/actions'
import { wantCheckpoints } from '../../store/viewActions'
import { useGenesis } from '../../store/store'
import type { Checkpoint } from '../../wire/types'
import { QueryContent } from '../QueryContent'
import { ConfirmButton } from '../ConfirmButton'
import { bytes, count, moment } from '../format'
import { Term } from '../Term'

/** How many are listed before somebody asks for all. */
const FIRST = 6

/** The kept checkpoints: the world can be saved now, returned to any of them, or replaced by a new one. */
export function Checkpoints({ shown }: { shown: boolean }) {
  const kept = useGenesis((s) => s.checkpoints)
  const [all, setAll] = useState(false)
  const [busy, setBusy] = useState(false)
  useEffect(() => (shown ? wantCheckpoints() : undefined), [shown])
  const list = kept ?? []
  const save = async () => {
    setBusy(true)
    await checkpoint()
    setBusy(false)
  }
  // The oldest one is always listed: whoever wants to go far back should not have to search for it.
  const short = list.length > FIRST + 1 && !all
  return (
    <section className="checkpoints" aria-label="Checkpoints">
      <div className="row">
        <h3><Term name="checkpoint">Checkpoints</Term>{list.length > 0 && <small> {count(list.length)} kept</small>}</h3>
        <button className="small-button" disabled={busy} onClick={() => void save()}>Save now</button>
      </div>
      <QueryContent topic="checkpoints" what="the checkpoints" any={list.length > 0} empty="There is no checkpoint yet. The engine saves one from time to time.">
        <ul>
          {(short ? list.slice(0, FIRST) : list).map((c) => <Row key={c.tick} c={c} />)}
          {short && <li><button className="link" onClick={() => setAll(true)}>Show {count(list.length - FIRST - 1)} between</button></li>}
          {short && <Row c={list.at(-1)!} oldest />}
        </ul>
      </QueryContent>
      <Reset />
    </section>
  )
}

function Row({ c, oldest }: { c: Checkpoint; oldest?: boolean }) {
  return (
    <li>
      <span>tick <b>{count(c.tick)}</b>{oldest && <small> oldest</small>}</span>
      <span className="meta" title={bytes(c.bytes)}>{moment(Date.parse(c.saved_at))}</span>
      <ConfirmButton confirm={`Lose everything since ${count(c.tick)}?`} act={() => restore(c.tick)}>Go back to {count(c.tick)}</ConfirmButton>
    </li>
  )
}

/** Replaces this world with a new one. */
function Reset() {
  const [seed, setSeed] = useState('')
  const id = useId()
  const wrong = seed !== '' && !/^\d{1,15}$/.test(seed)
  return (
    <>
      <div className="row reset">
        <label htmlFor={id}>New world with seed</label>
        <input id={id} inputMode="numeric" placeholder="random" value={seed} aria-invalid={wrong} aria-describedby={`${id}-about`} onChange={(e) => setSeed(e.target.value.trim())} />
        <ConfirmButton disabled={wrong} confirm="Replace the world?" act={() => reset(seed === '' ? Math.floor(Math.random() * 1e9) : Number(seed))}>Begin anew</ConfirmButton>
      </div>
      <p className="meta" id={`${id}-about`}>{wrong ? <strong className="wrong">Enter a whole number of at most 15 digits, or nothing for a random seed.</strong> : 'The checkpoints of this world are kept, so you can return to it.'}</p>
    </>
  )
}
