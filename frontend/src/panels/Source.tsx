import { useMemo } from 'react'
import { tokenize } from './golang'
import { useAnswer } from './useAnswer'

interface Answer {
  source_code: string
  file_path: string
  hash: string
}

/** The highlighted Go source of a mutation. The source of an id never changes. */
export function Source({ mutation }: { mutation: string }) {
  const { answer, trouble } = useAnswer<Answer>(`/api/mutations/${encodeURIComponent(mutation)}/source`)
  if (trouble) return <p className="quiet">No source: {trouble}</p>
  if (!answer) return <p className="quiet">Loading the source…</p>
  return (
    <figure className="source">
      <figcaption>
        <span>{answer.file_path}</span>
        <span title={`SHA-256 ${answer.hash}`}>{answer.hash?.slice(0, 10)}</span>
      </figcaption>
      <Code source={answer.source_code} />
    </figure>
  )
}

export function Code({ source }: { source: string }) {
  const tokens = useMemo(() => tokenize(source), [source])
  return (
    <pre tabIndex={0} role="region" aria-label="Source code">
      <code>
        {tokens.map((t, i) => (t.kind === 'plain' ? t.text : <span key={i} className={`go-${t.kind}`}>{t.text}</span>))}
      </code>
    </pre>
  )
}
