import { useState } from 'react'
import { useGenesis } from '../../store/store'
import { moment, signed, withSpaces } from '../format'
import { FromSource, type EditCopy } from './TraitCard'
import { Source } from '../Source'

/** Traits that are no longer in the world. */
export function FormerTraits({ search, editCopy }: { search: string; editCopy: EditCopy }) {
  const mutations = useGenesis((s) => s.mutations)
  const [opened, setOpened] = useState<string | null>(null)
  const words = search.toLowerCase().split(/\s+/)
  const past = mutations.filter((m) => ['rolled_back', 'retired', 'failed'].includes(m.status)
    && words.every((w) => `${m.trait_name} ${m.description} ${m.model} ${m.status}`.toLowerCase().includes(w)))
  if (past.length === 0) return null
  return (
    <details className="former">
      <summary>No longer in the world: {past.length}</summary>
      <ul>
        {past.map((m) => (
          <li key={m.id}>
            <button className="former-row" aria-expanded={opened === m.id} onClick={() => setOpened(opened === m.id ? null : m.id)}>
              <span className="name">{m.trait_name} <small>v{m.version}</small></span>
              <span className={`badge ${m.status}`}>{withSpaces(m.status)}</span>
              <span className="meta">{moment(Date.parse(m.applied_at ?? m.created_at))} · by {m.model}{m.score !== 0 && ` · trial ${signed(m.score)}`}</span>
            </button>
            {opened === m.id && <div className="details">{m.error && <p className="why">{m.error}</p>}<div className="row"><FromSource mutation={m} editCopy={editCopy} /></div><Source mutation={m.id} /></div>}
          </li>
        ))}
      </ul>
    </details>
  )
}
