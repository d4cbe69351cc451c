import type { KeyboardEvent, ReactNode } from 'react'

interface Tab {
  id: string
  title: string
  body: ReactNode
}

/** A tab list as ARIA has it: arrow keys move, and only the chosen tab is in the tab order. */
export function Tabs({ tabs, current, choose }: { tabs: Tab[]; current: string; choose: (id: string) => void }) {
  const arrow = (e: KeyboardEvent) => {
    const way = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    if (way === 0) return
    const at = tabs.findIndex((t) => t.id === current)
    const next = tabs[(at + way + tabs.length) % tabs.length]
    choose(next.id)
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  const chosen = tabs.find((t) => t.id === current) ?? tabs[0]
  return (
    <section className="panel tabs" aria-label="Evolution and world">
      <div role="tablist" aria-label="Panels" onKeyDown={arrow}>
        {tabs.map((t) => (
          <button key={t.id} id={`tab-${t.id}`} role="tab" aria-selected={t === chosen} aria-controls={t === chosen ? `panel-${t.id}` : undefined}
            tabIndex={t === chosen ? 0 : -1} onClick={() => choose(t.id)}>
            {t.title}
          </button>
        ))}
      </div>
      <div id={`panel-${chosen.id}`} className="scroll" role="tabpanel" aria-labelledby={`tab-${chosen.id}`} tabIndex={0}>
        {chosen.body}
      </div>
    </section>
  )
}
