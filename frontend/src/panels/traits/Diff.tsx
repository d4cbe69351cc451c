import { useAnswer } from '../useAnswer'

interface Answer {
  mutation_id: string
  against: string
  diff: string
}

/** What a mutation changed against an earlier one, line by line. */
export function Diff({ mutation, against }: { mutation: string; against?: string }) {
  const query = against ? `?against=${encodeURIComponent(against)}` : ''
  const { answer, trouble } = useAnswer<Answer>(`/api/mutations/${encodeURIComponent(mutation)}/diff${query}`)
  if (trouble) return <p className="quiet">No difference to show: {trouble}</p>
  if (!answer) return <p className="quiet">Comparing…</p>
  if (answer.diff.trim() === '') return <p className="quiet">It is the same program as {answer.against}.</p>
  return (
    <figure className="source diff">
      <figcaption><span>against {answer.against}</span></figcaption>
      <pre tabIndex={0} role="region" aria-label="Difference">
        <code>{answer.diff.split('\n').map((line, i) => <span key={i} className={kindOf(line)}>{line}{'\n'}</span>)}</code>
      </pre>
    </figure>
  )
}

/** The class of a line of a unified diff. */
export function kindOf(line: string): string {
  if (line.startsWith('+++') || line.startsWith('---') || line.startsWith('@@')) return 'place'
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : ''
}
