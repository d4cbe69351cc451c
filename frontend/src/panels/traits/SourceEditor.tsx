import { autocompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands'
import { go } from '@codemirror/lang-go'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useImperativeHandle, useRef } from 'react'
import type { FieldProps } from './SourceField'
import { METHODS } from './methods'

/** The colours of the page's own highlighter, so that a source looks the same everywhere. */
const colors = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.string, tags.character], color: 'var(--good)' },
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: 'var(--violet)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: [tags.typeName, tags.standard(tags.typeName)], color: 'var(--accent-text)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--blue)' },
])

const options: Completion[] = METHODS.map((m) => ({ label: m.name, detail: m.signature, info: m.about, type: 'method' }))

/** Completes the trait API after the molbot's name. */
function complete(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/\bm\.\w*/)
  return before ? { from: before.from + 2, options, validFor: /^\w*$/ } : null
}

/**
 * An editor for the source of a trait: highlighted, with vet's problems at their lines and completion of the trait API
 * after "m.".
 */
export default function SourceEditor({ id, labelledBy, value, problems, change, ref }: FieldProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const newest = useRef({ value, change })
  newest.current = { value, change }
  useEffect(() => {
    const made = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: newest.current.value,
        extensions: [
          lineNumbers(), history(), drawSelection(), highlightActiveLine(), indentOnInput(), bracketMatching(), lintGutter(), go(), syntaxHighlighting(colors),
          indentUnit.of('\t'), EditorState.tabSize.of(4), autocompletion({ override: [complete] }),
          keymap.of([
            ...defaultKeymap, ...historyKeymap,
            // Tab indents; Escape followed by Tab leaves the field, as in every CodeMirror editor (WCAG 2.1.2).
            { key: 'Tab', run: indentMore, shift: indentLess },
          ]),
          EditorView.contentAttributes.of({ id, 'aria-labelledby': labelledBy, spellcheck: 'false' }),
          EditorView.updateListener.of((u) => {
            if (u.docChanged) newest.current.change(u.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [id, labelledBy])
  useEffect(() => {
    const made = view.current
    if (made && made.state.doc.toString() !== value) made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: value } })
  }, [value])
  useEffect(() => {
    const made = view.current
    if (!made) return
    const { doc } = made.state
    made.dispatch(setDiagnostics(made.state, problems.filter((p) => p.line >= 1 && p.line <= doc.lines).map((p) => {
      const line = doc.line(p.line)
      return { from: Math.min(line.from + Math.max(p.col - 1, 0), line.to), to: line.to, severity: 'error', message: p.advice ? `${p.message} ${p.advice}` : p.message }
    })))
  }, [problems])
  useImperativeHandle(ref, () => ({
    goTo(line) {
      const made = view.current
      if (!made) return
      const at = made.state.doc.line(Math.min(Math.max(line, 1), made.state.doc.lines))
      made.dispatch({ selection: { anchor: at.from, head: at.to }, scrollIntoView: true })
      made.focus()
    },
  }))
  return <div ref={host} className="editor" />
}
