import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'

/** A second click within this time is the other half of a double click and not an answer [ms]. */
export const GUARD_MS = 600

/** How long the question is shown [ms]. */
const PATIENCE_MS = 5000

/**
 * Whether a click comes too soon after a question to be its answer. What counts is when the finger came down, not when
 * a busy page handled the event; the browser's click count identifies a double click.
 */
export function isDoubleClick(e: { timeStamp: number; detail: number }, askedAt: number): boolean {
  return e.detail > 1 || e.timeStamp - askedAt < GUARD_MS
}

interface Props {
  children: ReactNode
  /** The label after the first press: what will happen. */
  confirm: string
  act: () => void | Promise<unknown>
  disabled?: boolean
  label?: string
  className?: string
}

/**
 * A button for actions that cannot be undone: it asks for confirmation for a few seconds. Neither a double click nor a
 * key that is held down confirms.
 */
export function ConfirmButton({ children, confirm, act, disabled, label, className = 'small-button' }: Props) {
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const askedAt = useRef(0)
  const alive = useRef(true)
  useEffect(() => {
    alive.current = true
    return () => {
      alive.current = false
    }
  }, [])
  useEffect(() => {
    if (!asking) return
    const timer = setTimeout(() => setAsking(false), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [asking])
  const press = async (e: MouseEvent) => {
    if (busy) return
    if (!asking) {
      askedAt.current = e.timeStamp
      setAsking(true)
      return
    }
    if (isDoubleClick(e, askedAt.current)) return
    setAsking(false)
    setBusy(true)
    await act()
    if (alive.current) setBusy(false)
  }
  return (
    <button type="button" className={`${className} confirm ${asking ? 'asking' : ''}`} disabled={disabled || busy} onClick={(e) => void press(e)}
      onKeyDown={(e) => e.repeat && e.preventDefault()} aria-label={asking ? undefined : label}>
      <span aria-hidden={asking}>{children}</span>
      <span aria-hidden={!asking}>{confirm}</span>
    </button>
  )
}
