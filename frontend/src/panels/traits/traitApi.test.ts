import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { METHODS } from './traitApi'

test('the editor offers the API that the engine has', () => {
  const source = readFileSync(new URL('../../../../engine/trait/api.go', import.meta.url), 'utf8')
  const declared = [...source.matchAll(/^func \(m \*Molbot\) ([A-Z]\w*)(\([^)]*\))([^{\n]*)\{/gm)]
    .map(([, name, args, result]) => `${name}${`${args} ${result.trim()}`.trim()}`)
  expect(declared.length).toBeGreaterThan(20)
  expect(METHODS.map((m) => m.name + m.signature)).toEqual(declared)
})
