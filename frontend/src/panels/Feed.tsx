import { useEffect, useRef } from 'react'
import { useGenesis } from '../store/store'
import { clock, spaced } from './format'
import { Icon, isIcon } from './Icon'

/** The evolution feed: what each agent says, newest below. */
export function Feed() {
  const feed = useGenesis((s) => s.feed)
  const list = useRef<HTMLOListElement>(null)
  const pinned = useRef(true)
  useEffect(() => {
    const box = list.current
    if (box && pinned.current) box.scrollTop = box.scrollHeight
  }, [feed])
  return (
    <section className="panel feed" aria-labelledby="feed-title">
      <h2 id="feed-title">Evolution feed</h2>
      <ol ref={list} className="scroll" tabIndex={0} aria-live="polite" aria-label="Evolution feed" onScroll={(e) => {
        const box = e.currentTarget
        pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40
      }}>
        {feed.length === 0 && <li className="empty">Quiet so far.</li>}
        {feed.map((l) => (
          <li key={l.key} className={`line agent-${l.agent}`}>
            <span className="face"><Icon name={isIcon(l.agent) ? l.agent : 'spark'} size={16} /></span>
            <div>
              <p className="who">
                <b>{l.agent}</b> {l.action && <span>{spaced(l.action)}</span>} <time>{clock(l.time)}</time>
              </p>
              <p className="said">{l.message}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
