import { useEffect } from 'react'
import { shortcutsOn } from './shortcuts'

export type Keys = Record<string, () => void>

/**
 * Handles the page's single-key shortcuts, unless a person has turned them off, or is typing, choosing or reading a
 * dialog.
 */
export function useKeys(keys: Keys): void {
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || taken(e)) return
      // A held key would pause and resume in turn. Escape is not a character, so it always works.
      if (e.repeat && e.key === ' ') return e.preventDefault()
      const act = shortcutsOn() || e.key === 'Escape' ? keys[e.key] : undefined
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
  if (on.matches('input, select, textarea') || on.isContentEditable) return true
  // Space presses a focused button; other keys do nothing on one.
  return e.key === ' ' && on.closest('button, a, summary') !== null
}
