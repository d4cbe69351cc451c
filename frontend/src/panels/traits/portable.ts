import type { Draft } from './drafts'

/** A trait as one file: its source as stored in the repository of mutations, or JSON that also has its origin. */
const LARGEST = 32_768

/** Reads a file that somebody chose, or explains why it is not a trait. */
export function importTrait(text: string, fileName: string): { draft?: Draft; why: string } {
  let source = text
  if (/^\s*\{/.test(text)) {
    try {
      const { source_code } = JSON.parse(text) as { source_code?: unknown }
      if (typeof source_code !== 'string') return { why: `${fileName} is JSON without a source_code, so it is no trait.` }
      source = source_code
    } catch {
      return { why: `${fileName} begins as JSON and is none.` }
    }
  }
  if (source.length > LARGEST) return { why: `${fileName} is larger than the ${LARGEST / 1024} KiB that a trait may have.` }
  const name = /^package[ \t]+([a-z][a-z0-9_]*)/m.exec(source)?.[1]
  if (!name || !/func\s+Execute\s*\(/.test(source)) return { why: `${fileName} is no trait: it needs a package clause and a function Execute.` }
  return { draft: { name, source }, why: '' }
}
