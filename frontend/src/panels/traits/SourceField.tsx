import { useImperativeHandle, useRef, type Ref } from 'react'
import type { VetReport } from '../../wire/types'

interface Props {
  id: string
  labelledBy: string
  value: string
  problems: VetReport['problems']
  change: (source: string) => void
  ref: Ref<{ goTo(line: number): void }>
}

/** The source of a trait, to be edited. */
export function SourceField({ id, labelledBy, value, problems, change, ref }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  useImperativeHandle(ref, () => ({
    goTo(line) {
      const box = field.current
      if (!box) return
      const lines = value.split('\n')
      const from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0)
      box.focus()
      box.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
      box.scrollTop = Math.max((line - 4) * 18, 0)
    },
  }))
  return (
    <textarea ref={field} id={id} aria-labelledby={labelledBy} value={value} rows={16} wrap="off" spellCheck={false} required maxLength={32768}
      aria-invalid={problems.length > 0} onChange={(e) => change(e.target.value)} />
  )
}
