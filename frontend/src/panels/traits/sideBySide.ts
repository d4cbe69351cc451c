/** A row of two programs side by side: a line of either one, or of both. */
export interface SideRow {
  before: string | null
  after: string | null
  kind: 'same' | 'changed' | 'gap'
}

/** Arranges a unified diff side by side: removed lines beside those that replaced them. */
export function sideBySide(diff: string): SideRow[] {
  const rows: SideRow[] = []
  let removed: string[] = []
  let added: string[] = []
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      rows.push({ before: removed[i] ?? null, after: added[i] ?? null, kind: 'changed' })
    }
    removed = []
    added = []
  }
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    if (line.startsWith('---') || line.startsWith('+++') || line.startsWith('\\')) continue
    if (line.startsWith('-')) removed.push(line.slice(1))
    else if (line.startsWith('+')) added.push(line.slice(1))
    else {
      flush()
      if (!line.startsWith('@@')) rows.push({ before: line.slice(1), after: line.slice(1), kind: 'same' })
      else if (rows.length > 0) rows.push({ before: null, after: null, kind: 'gap' })
    }
  }
  flush()
  return rows
}
