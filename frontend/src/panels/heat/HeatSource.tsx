import { useMemo, type CSSProperties } from 'react'
import { count } from '../format'
import { rowsOf, heatLevel, type LineCount } from './lines'

/**
 * A source with the number of runs beside each line. Lines that could run but never did are grey and marked "never".
 */
export function HeatSource({ source, counts, label }: { source: string; counts: readonly LineCount[]; label: string }) {
  const rows = useMemo(() => rowsOf(source, counts), [source, counts])
  const most = Math.max(...counts.map((c) => c.runs), 1)
  return (
    <pre className="heat" tabIndex={0} role="region" aria-label={label}>
      <code>
        {rows.map((r) => {
          const never = r.count !== undefined && r.count.runs === 0
          const fired = (r.count?.now ?? 0) > 0
          return (
            <span key={r.number} className={`heat-line${never ? ' never' : ''}${fired ? ' fired' : ''}`}
              style={{ '--warmth': r.count ? heatLevel(r.count.runs, most) : 0 } as CSSProperties}>
              <span className="heat-count" title={titleOf(r.count)}>{r.count ? (never ? 'never' : short(r.count.runs)) : ''}</span>
              {r.tokens.map((t, i) => (t.kind === 'plain' || never ? t.text : <span key={i} className={`go-${t.kind}`}>{t.text}</span>))}
              {'\n'}
            </span>
          )
        })}
      </code>
    </pre>
  )
}

function titleOf(c: LineCount | undefined): string | undefined {
  if (!c) return undefined
  return c.now === undefined ? `ran ${c.runs} times` : `ran ${c.runs} times in the last minute, ${c.now} in the last tick`
}

function short(n: number): string {
  return n < 10_000 ? count(n) : `${count(Math.round(n / 1000))} k`
}
