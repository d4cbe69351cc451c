import { useEffect } from 'react'

export type Keys = Record<string, () => void>

/** Carries out single keys of the page, unless a person is typing, choosing or reading a sheet. */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || taken(e)) return
      const act = keys[e.key]
      if (!act) return
      e.preventDefault()
      act()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  })
}

function taken(e: KeyboardEvent): boolean {
  if (document.querySelector('dialog[open]')) return true
  const on = e.target instanceof HTMLElement ? e.target : null
  if (!on) return false
  if (on instanceof HTMLInputElement && on.type === 'range') return e.key !== '?' && e.key !== 'f'
  if (on.matches('input, select, textarea')) return true
  // Space presses a focused button; other keys mean nothing to it.
  return e.key === ' ' && on.matches('button, a, summary')
}
