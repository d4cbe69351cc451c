import { useMemo, useState } from 'react'
import { useAnswer } from '../useAnswer'
import { sideBySide } from './sideBySide'

interface Answer {
  mutation_id: string
  against: string
  diff: string
}

/** What a mutation changed compared with an earlier one, line by line. */
export function Diff({ mutation, against, beside = false }: { mutation: string; against?: string; beside?: boolean }) {
  const [both, setBoth] = useState(beside)
  const query = against ? `?against=${encodeURIComponent(against)}` : ''
  const { answer, trouble } = useAnswer<Answer>(`/api/mutations/${encodeURIComponent(mutation)}/diff${query}`)
  if (trouble) return <p className="quiet">No difference to show: {trouble}</p>
  if (!answer) return <p className="quiet">Comparing…</p>
  if (answer.diff.trim() === '') return <p className="quiet">It is the same program as {answer.against}.</p>
  return (
    <figure className="source diff">
      <figcaption>
        <span>against {answer.against}</span>
        <button className="link" aria-pressed={both} onClick={() => setBoth(!both)}>Side by side</button>
      </figcaption>
      {both ? <SideBySide diff={answer.diff} before={answer.against} after={mutation} /> : (
        <pre tabIndex={0} role="region" aria-label="Difference">
          <code>{answer.diff.split('\n').map((line, i) => <span key={i} className={kindOf(line)}>{line}{'\n'}</span>)}</code>
        </pre>
      )}
    </figure>
  )
}

/** Both programs side by side. */
function SideBySide({ diff, before, after }: { diff: string; before: string; after: string }) {
  const rows = useMemo(() => sideBySide(diff), [diff])
  return (
    <div className="beside" tabIndex={0} role="region" aria-label="Difference, side by side">
      <table>
        <thead><tr><th scope="col">{before}</th><th scope="col">{after}</th></tr></thead>
        <tbody>
          {rows.map((r, i) => r.kind === 'gap' ? <tr key={i} className="gap"><td colSpan={2}>unchanged lines</td></tr> : (
            <tr key={i}>
              <td className={r.kind === 'changed' && r.before !== null ? 'removed' : ''}><code>{r.before}</code></td>
              <td className={r.kind === 'changed' && r.after !== null ? 'added' : ''}><code>{r.after}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The CSS class of a line of a unified diff. */
export function kindOf(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('@@')) return 'place'
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : ''
}
