import { useEffect, useState } from 'react'
import { linkTo } from '../route/navigate'
import type { Route } from '../route/route'
import { notify } from '../store/change'

/** Copies a link to something. */
export function CopyLink({ to, what, children = 'Copy link' }: { to: Partial<Route>; what: string; children?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    const link = linkTo(to)
    try {
      await navigator.clipboard.writeText(link)
      setCopied(true)
    } catch { // without https there is no clipboard
      notify('info', `The link to ${what}: ${link}`)
    }
  }
  return <button type="button" className="tool" onClick={() => void copy()} aria-label={`${copied ? 'Copied' : children} to ${what}`}>{copied ? 'Copied' : children}</button>
}
