import { useId } from 'react'
import { GLOSSARY } from './glossary'

/**
 * A word with its definition, which is shown when the word is pressed, pointed at or focused. Plain: without the dotted
 * underline, for places with many such words.
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
