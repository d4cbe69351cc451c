import { useId } from 'react'
import { GLOSSARY } from './glossary'

/**
 * A word of the page with its meaning behind it, shown when it is pressed, pointed at or focused. Plain: without the
 * dotted line, where there are many.
 */
export function Term({ name, children, plain }: { name: string; children?: string; plain?: boolean }) {
  const tip = useId()
  const about = GLOSSARY[name]
  if (!about) return <span>{children ?? name}</span>
  if (plain) return <span title={about}>{children ?? name}</span>
  return (
    <span className="term">
      <button type="button" aria-describedby={tip}>{children ?? name}</button>
      <span id={tip} role="tooltip">{about}</span>
    </span>
  )
}
