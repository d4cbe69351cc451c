import { useEffect, useMemo, useState } from 'react'
import { call, explain } from '../api/client'
import { tokenize } from './golang'

interface Answer {
  source_code: string
  file_path: string
  hash: string
}

/** A source never changes under its id, so each is asked for once. */
const kept = new Map<string, Promise<Answer>>()

function load(id: string): Promise<Answer> {
  let answer = kept.get(id)
  if (!answer) {
    answer = call<Answer>('GET', `/api/mutations/${encodeURIComponent(id)}/source`)
    answer.catch(() => kept.delete(id))
    kept.set(id, answer)
  }
  return answer
}

/** The Go source of a mutation, highlighted. */
export function Source({ mutation }: { mutation: string }) {
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [trouble, setTrouble] = useState('')
  useEffect(() => {
    let wanted = true
    load(mutation).then(
      (a) => wanted && setAnswer(a),
      (err: unknown) => wanted && setTrouble(explain(err)),
    )
    return () => {
      wanted = false
    }
  }, [mutation])
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

function Code({ source }: { source: string }) {
  const tokens = useMemo(() => tokenize(source), [source])
  return (
    <pre tabIndex={0} aria-label="Source code">
      <code>
        {tokens.map((t, i) => (t.kind === 'plain' ? t.text : <span key={i} className={`go-${t.kind}`}>{t.text}</span>))}
      </code>
    </pre>
  )
}
