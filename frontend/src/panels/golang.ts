/** A light highlighter for Go: it recognises tokens, not grammar, which is enough for reading a trait. */
export type TokenKind = 'comment' | 'string' | 'keyword' | 'constant' | 'type' | 'number' | 'call' | 'plain'

export interface Token {
  kind: TokenKind
  text: string
}

const words = (list: string): Set<string> => new Set(list.split(' '))

const KEYWORDS = words(
  'break case chan const continue default defer else fallthrough for func go goto if import interface map package ' +
  'range return select struct switch type var',
)
const CONSTANTS = words('true false nil iota')
const TYPES = words(
  'bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 ' +
  'uint64 uintptr any',
)

const PATTERN = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/,
    /(?<string>"(?:\\.|[^"\\\n])*"?|`[^`]*`?|'(?:\\.|[^'\\\n])+'?)/,
    /(?<number>\b\d[\w.]*(?:(?<=[eEpP])[+-]\d+)?)/,
    /(?<call>[A-Za-z_]\w*(?=\s*\())|(?<word>[A-Za-z_]\w*)/,
  ].map((r) => r.source).join('|'),
  'g',
)

/** Splits source into tokens, whose texts together are the source again. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const match of source.matchAll(PATTERN)) {
    if (match.index > at) tokens.push({ kind: 'plain', text: source.slice(at, match.index) })
    tokens.push({ kind: kindOf(match.groups ?? {}), text: match[0] })
    at = match.index + match[0].length
  }
  if (at < source.length) tokens.push({ kind: 'plain', text: source.slice(at) })
  return tokens
}

function kindOf(groups: Record<string, string | undefined>): TokenKind {
  if (groups.comment !== undefined) return 'comment'
  if (groups.string !== undefined) return 'string'
  if (groups.number !== undefined) return 'number'
  const word = groups.call ?? groups.word ?? ''
  if (KEYWORDS.has(word)) return 'keyword'
  if (CONSTANTS.has(word)) return 'constant'
  if (TYPES.has(word)) return 'type'
  return groups.call !== undefined ? 'call' : 'plain'
}
