import { explain } from '../../api/client'
import { go } from '../../route/navigate'
import { HOME } from '../../route/route'
import { useGenesis } from '../../store/store'
import { CopyLink } from '../CopyLink'
import { Badge, nameOf, Summary } from '../evolution/CycleCard'
import { CycleDetail } from '../evolution/CycleDetail'
import { cycleNumber } from '../format'
import { useCycleDetail } from '../useCycleDetail'
import { BackLink } from './BackLink'

/** One cycle as a full page. */
export function CyclePage({ id }: { id: string }) {
  const listed = useGenesis((s) => s.cycles.find((c) => c.id === id))
  const { data, error, isPending, refetch } = useCycleDetail(listed ?? { id }, true)
  const cycle = listed ?? data
  return (
    <article className={`panel sheet-page cycle ${cycle?.outcome ?? 'running'}`} data-cycle={id}>
      <header>
        <BackLink />
        <h2>Cycle {cycleNumber(id)}{cycle && <>: {nameOf(cycle)}</>}</h2>
        {cycle && <Badge cycle={cycle} />}
        <CopyLink to={{ page: { kind: 'cycle', id } }} what={`cycle ${cycleNumber(id)}`} />
        <button className="tool" onClick={() => go({ ...HOME, cycle: id })}>Show in the list</button>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label={`Cycle ${cycleNumber(id)}`}>
        {!cycle && isPending && <p className="empty loading" role="status"><span className="spinner" aria-hidden="true" /> Loading the cycle…</p>}
        {!cycle && error && <p className="failing" role="alert"><b>Cannot load cycle {id}.</b> {explain(error)} <button className="link" onClick={() => void refetch()}>Try again now</button></p>}
        {cycle && <><Summary cycle={cycle} /><CycleDetail cycle={cycle} /></>}
      </div>
    </article>
  )
}
