import type { WrittenProgram } from '../../store/cycle'
import { Code } from '../Source'

/** The programs that the model wrote, the newest one open, each with its problems. */
export function Programs({ programs, kept }: { programs: WrittenProgram[]; kept: boolean }) {
  if (programs.length === 0) return null
  return (
    <section aria-label="Programs">
      <h3>Programs</h3>
      {programs.map((p, i) => (
        <details key={p.attempt} className="program" open={i === programs.length - 1}>
          <summary>
            <span>Program {p.attempt}</span>
            <Verdict program={p} kept={kept && i === programs.length - 1} />
          </summary>
          {p.mends.length > 0 && <p className="meta">Mended before vet: {p.mends.join('; ')}</p>}
          {p.problems.length > 0 && <ul className="problems">{p.problems.map((w) => <li key={w}>{w}</li>)}</ul>}
          {p.code && <figure className="source"><Code source={p.code} /></figure>}
          {p.prompt && <details className="prompt"><summary>What {p.model || 'the model'} was asked</summary><pre tabIndex={0}>{p.prompt}</pre></details>}
        </details>
      ))}
    </section>
  )
}

/** A program that vet rejected never ran; one that passed vet may still have been rejected by its trial. */
function Verdict({ program: p, kept }: { program: WrittenProgram; kept: boolean }) {
  if (p.passed === null) return <span>{p.code ? 'written' : 'being written…'}</span>
  if (!p.passed) return <span className="bad">✕ {p.verdict}</span>
  return <span className={kept ? 'good' : ''}>{kept && '✓ '}{p.verdict}</span>
}
