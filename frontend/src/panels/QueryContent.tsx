import type { ReactNode } from 'react'
import { NOT_ASKED, type Topic } from '../store/queryStatus'
import { reload } from '../store/pollers'
import { useGenesis } from '../store/store'
import { clock } from './format'
import { useNow } from './useNow'

interface Props {
  topic: Topic
  /** What is loaded, as the object of a sentence: "the cycles". */
  what: string
  /** Shown when the answer has arrived and is empty. */
  empty?: ReactNode
  /** Whether there is something to show. */
  any: boolean
  children?: ReactNode
}

/** After this long a pending request is shown as late [ms]. */
const LATE_MS = 4000

/** Content that comes from the API: it is loading, failing, empty or present, and each of these looks different. */
export function QueryContent({ topic, what, empty, any, children }: Props) {
  const asked = useGenesis((s) => s.asked[topic] ?? NOT_ASKED)
  const now = useNow(asked.state === 'loading' ? 1000 : 0)
  const again = <button type="button" className="link" onClick={() => void reload(topic)}>Try again now</button>
  if (asked.state === 'failing' && !any) {
    return <p className="failing" role="alert"><b>Cannot load {what}.</b> {asked.why} The page will try again by itself. {again}</p>
  }
  if (asked.state === 'failing') {
    return (
      <>
        <p className="failing slim" role="status">{asked.why} This is the last known state{asked.goodAt > 0 && `, from ${clock(asked.goodAt)}`}. {again}</p>
        {children}
      </>
    )
  }
  if (any) return <>{children}</>
  if (asked.state === 'ready') return <>{empty && <div className="empty">{empty}</div>}{children}</>
  const late = asked.openSince > 0 && now - asked.openSince > LATE_MS
  return (
    <p className="empty loading" role="status">
      <span className="spinner" aria-hidden="true" /> Loading {what}…{late && ` The API has not answered for ${Math.round((now - asked.openSince) / 1000)} s.`}
    </p>
  )
}
