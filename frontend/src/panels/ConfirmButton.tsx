import { useEffect, useState, type ReactNode } from 'react'

const PATIENCE_MS = 4000

interface Props {
  children: ReactNode
  /** What the button says once it was pressed: what will happen. */
  confirm: string
  act: () => void | Promise<unknown>
  disabled?: boolean
  label?: string
}

/** A button for what can't be undone: it asks once more, for a few seconds. */
export function ConfirmButton({ children, confirm, act, disabled, label }: Props) {
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (!asking) return
    const timer = setTimeout(() => setAsking(false), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [asking])
  const press = () => {
    if (asking) void act()
    setAsking(!asking)
  }
  return (
    <button type="button" className={`small-button ${asking ? 'asking' : ''}`} disabled={disabled} onClick={press}
      aria-label={asking ? undefined : label}>
      {asking ? confirm : children}
    </button>
  )
}
