import { lazy, Suspense, type Ref } from 'react'
import type { VetReport } from '../../wire/types'

export interface FieldProps {
  id: string
  labelledBy: string
  value: string
  problems: VetReport['problems']
  change: (source: string) => void
  ref: Ref<{ goTo(line: number): void }>
}

const SourceEditor = lazy(() => import('./SourceEditor'))

/**
 * A field for editing the source of a trait. The editor is a large script, so it is loaded when somebody writes; until
 * then a plain text area is shown.
 */
export function SourceField(props: FieldProps) {
  const { id, labelledBy, value, change } = props
  return (
    <Suspense fallback={
      <textarea id={id} aria-labelledby={labelledBy} value={value} rows={16} wrap="off" spellCheck={false} onChange={(e) => change(e.target.value)} />
    }>
      <SourceEditor {...props} />
    </Suspense>
  )
}
