import { expect, test } from 'vitest'
import { sideBySide } from './sideBySide'

test('a diff side by side has what was taken out beside what came in its place', () => {
  const diff = '--- a\n+++ b\n@@ -1,4 +1,5 @@\n package x\n-old one\n-old two\n+new one\n+new two\n+new three\n same\n@@ -20,2 +21,1 @@\n far\n-gone\n'
  expect(sideBySide(diff)).toEqual([
    { before: 'package x', after: 'package x', kind: 'same' },
    { before: 'old one', after: 'new one', kind: 'changed' },
    { before: 'old two', after: 'new two', kind: 'changed' },
    { before: null, after: 'new three', kind: 'changed' },
    { before: 'same', after: 'same', kind: 'same' },
    { before: null, after: null, kind: 'gap' },
    { before: 'far', after: 'far', kind: 'same' },
    { before: 'gone', after: null, kind: 'changed' },
  ])
})
