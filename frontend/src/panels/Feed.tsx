import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { go } from '../route/navigate'
import { HOME } from '../route/route'
import { loadOlderFeed } from '../store/olderFeed'
import type { FeedLine } from '../store/state'
import { useGenesis } from '../store/store'
import { QueryContent } from './QueryContent'
import { cycleNumber, withMinusSigns, moment, withSpaces } from './format'
import { Icon, isIcon } from './Icon'

/** How many lines are drawn; the button above shows more of the known ones. */
const DRAWN = 60

/** The evolution feed: the messages of all agents, newest at the bottom, each with a link to its cycle. */
export function Feed() {
  const feed = useGenesis((s) => s.feed)
  const list = useRef<HTMLOListElement>(null)
  const pinned = useRef(true)
  const [search, setSearch] = useState('')
  const [agent, setAgent] = useState('')
  const [most, setMost] = useState(DRAWN)
  const wanted = useDeferredValue(search)
  const agents = useMemo(() => [...new Set(feed.map((l) => l.agent))].sort(), [feed])
  const found = useMemo(() => feed.filter((l) => matches(l, wanted, agent)), [feed, wanted, agent])
  useEffect(() => {
    const box = list.current
    if (box && pinned.current) box.scrollTop = box.scrollHeight
  }, [found])
  return (
    <section className="panel feed" aria-labelledby="feed-title">
      <div className="feed-head">
        <h2 id="feed-title">Evolution feed</h2>
        <input type="search" aria-label="Search the feed" placeholder="Search" value={search} onChange={(e) => setSearch(e.target.value)} />
        <select aria-label="Filter by agent" value={agent} onChange={(e) => setAgent(e.target.value)}>
          <option value="">all agents</option>
          {agents.map((a) => <option key={a}>{a}</option>)}
        </select>
      </div>
      <ol ref={list} className="scroll" tabIndex={0} aria-live="polite" aria-label="Evolution feed" onScroll={(e) => {
        const box = e.currentTarget
        pinned.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40
      }}>
        {(feed.length === 0 || found.length === 0) && (
          <li className="line-note">
            <QueryContent topic="feed" what="the feed" any={feed.length > 0} empty="There were no messages in the last hour.">
              {feed.length > 0 && <p className="empty">No line matches.</p>}
            </QueryContent>
          </li>
        )}
        {feed.length > 0 && <Older hidden={found.length > most} more={() => setMost(most + DRAWN)} />}
        {found.slice(-most).map((l) => <Line key={l.key} line={l} />)}
      </ol>
    </section>
  )
}

/** The button for earlier lines: first those that the page has, then those that the gateway still has. */
function Older({ hidden, more }: { hidden: boolean; more: () => void }) {
  const [state, setState] = useState<'idle' | 'loading' | 'end' | 'failed'>('idle')
  const press = async () => {
    more()
    if (hidden) return
    setState('loading')
    setState(await loadOlderFeed())
  }
  if (state === 'end' && !hidden) return <li className="line-note"><p className="empty">This is the start of the feed: messages are kept for an hour.</p></li>
  return (
    <li className="line-note">
      <button className="small-button" disabled={state === 'loading'} onClick={() => void press()}>{state === 'loading' ? 'Loading…' : 'Older lines'}</button>
      {state === 'failed' && <span className="bad"> They could not be loaded; try again.</span>}
    </li>
  )
}

function matches(l: FeedLine, search: string, agent: string): boolean {
  if (agent && l.agent !== agent) return false
  const text = `${l.agent} ${withSpaces(l.action ?? '')} ${l.message} ${l.metadata?.cycle_id ?? ''}`.toLowerCase()
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

function Line({ line: l }: { line: FeedLine }) {
  const cycle = l.metadata?.cycle_id
  return (
    <li className={`line agent-${l.agent}`}>
      <span className="face"><Icon name={isIcon(l.agent) ? l.agent : 'spark'} size={16} /></span>
      <div>
        <p className="who">
          <b>{l.agent}</b> {l.action && <span>{withSpaces(l.action)}</span>} <time>{moment(l.time)}</time>
          {cycle && <> <button className="link" onClick={() => go({ ...HOME, cycle })} aria-label={`Show cycle ${cycleNumber(cycle)}`}>{cycleNumber(cycle)}</button></>}
        </p>
        <p className="said">{withMinusSigns(l.message)}</p>
      </div>
    </li>
  )
}
