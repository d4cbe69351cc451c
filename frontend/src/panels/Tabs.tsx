import { Suspense, useRef, type KeyboardEvent, type ReactNode } from 'react'

interface Tab<ID extends string> {
  id: ID
  title: string
  body: ReactNode
}

/**
 * A tab list as ARIA defines it: arrow keys move, and only the selected tab is in the tab order. A panel is created
 * when its tab is first selected. After that it stays, hidden, so that what was typed, opened or scrolled in it is
 * kept.
 */
export function Tabs<ID extends string>({ tabs, current, choose }: { tabs: Tab<ID>[]; current: ID; choose: (id: ID) => void }) {
  const visited = useRef(new Set<ID>())
  visited.current.add(current)
  const arrow = (e: KeyboardEvent) => {
    const at = tabs.findIndex((t) => t.id === current)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[e.key]
    if (to === undefined) return
    e.preventDefault()
    const next = tabs[(to + tabs.length) % tabs.length]
    choose(next.id)
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <section className="panel tabs" aria-label="Evolution and world">
      <div role="tablist" aria-label="Panels" onKeyDown={arrow}>
        {tabs.map((t) => (
          <button key={t.id} id={`tab-${t.id}`} role="tab" aria-selected={t.id === current} aria-controls={`panel-${t.id}`}
            tabIndex={t.id === current ? 0 : -1} onClick={() => choose(t.id)}>
            {t.title}
          </button>
        ))}
      </div>
      {tabs.map((t) => (
        <div key={t.id} id={`panel-${t.id}`} className="scroll" role="tabpanel" aria-labelledby={`tab-${t.id}`} tabIndex={0} hidden={t.id !== current}>
          {visited.current.has(t.id) && <Suspense fallback={<Loading />}>{t.body}</Suspense>}
        </div>
      ))}
    </section>
  )
}

function Loading() {
  return <p className="empty loading" role="status"><span className="spinner" aria-hidden="true" /> Loading…</p>
}
