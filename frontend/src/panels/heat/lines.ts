import { tokenize, type Token } from '../golang'

/** How often one line of a source ran. */
export interface LineCount {
  line: number
  runs: number
  /** In the last tick, if known. */
  now?: number
}

/** A line of a source with its counts; a line without executable code has none. */
export interface Row {
  number: number
  tokens: Token[]
  count?: LineCount
}

/** The tokens of a source line by line, with the counts of executable lines. */
export function rowsOf(source: string, counts: readonly LineCount[]): Row[] {
  const byLine = new Map(counts.map((c) => [c.line, c]))
  const rows: Row[] = [{ number: 1, tokens: [], count: byLine.get(1) }]
  for (const t of tokenize(source)) {
    t.text.split('\n').forEach((text, i) => {
      if (i > 0) rows.push({ number: rows.length + 1, tokens: [], count: byLine.get(rows.length + 1) })
      if (text) rows[rows.length - 1].tokens.push({ kind: t.kind, text })
    })
  }
  if (rows.at(-1)?.tokens.length === 0) rows.pop()
  return rows
}

/** How warm a line is, 0 to 1: each step means ten times as many runs. */
export function heatLevel(runs: number, most: number): number {
  return runs <= 0 ? 0 : Math.log10(1 + (9 * runs) / Math.max(most, 1))
}
