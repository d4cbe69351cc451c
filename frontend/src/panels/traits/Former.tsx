import { useState } from 'react'
import { useGenesis } from '../../store/store'
import { clock, spaced, value } from '../format'
import { Source } from '../Source'

/** Traits that were in the world and are not any more. */
export function Former() {
  const mutations = useGenesis((s) => s.mutations)
  const [opened, setOpened] = useState<string | null>(null)
  const past = mutations.filter((m) => m.status === 'rolled_back' || m.status === 'retired' || m.status === 'failed')
  if (past.length === 0) return null
  return (
    <details className="former">
      <summary>No longer in the world: {past.length}</summary>
      <ul>
        {past.map((m) => (
          <li key={m.id}>
            <button className="former-row" aria-expanded={opened === m.id} onClick={() => setOpened(opened === m.id ? null : m.id)}>
              <span className="name">{m.trait_name} <small>v{m.version}</small></span>
              <span className={`badge ${m.status}`}>{spaced(m.status)}</span>
              <span className="meta">{clock(Date.parse(m.applied_at ?? m.created_at))} · by {m.model}{m.score !== 0 && ` · trial ${m.score > 0 ? '+' : ''}${value(m.score)}`}</span>
            </button>
            {opened === m.id && <div className="details">{m.error && <p className="why">{m.error}</p>}<Source mutation={m.id} /></div>}
          </li>
        ))}
      </ul>
    </details>
  )
}
