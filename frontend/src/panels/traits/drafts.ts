import { recall, remember } from '../prefs'

/** The drafts of a person, by the name of the trait. They outlive the dialog, the tab and the browser. */
export interface Draft {
  name: string
  source: string
}

const KEY = 'drafts'
const MOST = 20

export const EXAMPLE: Draft = {
  name: 'scavenger',
  source: `package scavenger

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Execute runs once a tick on each bearer.
func Execute(m *trait.Molbot) {
	if m.Energy() > 0.8*m.MaxEnergy() {
		return
	}
	if food, ok := m.NearestFood(80); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}
`,
}

/** All drafts, most recently edited first. */
export function drafts(): Draft[] {
  try {
    const kept = JSON.parse(recall(KEY) ?? '[]') as unknown
    return Array.isArray(kept) ? kept.filter(isDraft) : []
  } catch {
    return []
  }
}

function isDraft(d: unknown): d is Draft {
  return typeof d === 'object' && d !== null && typeof (d as Draft).name === 'string' && typeof (d as Draft).source === 'string'
}

/** Stores a draft, and removes its old entry if its name has changed. */
export function keepDraft(draft: Draft, before = draft.name): void {
  const others = drafts().filter((d) => d.name !== draft.name && d.name !== before)
  remember(KEY, JSON.stringify([draft, ...others].slice(0, MOST)))
}

export function dropDraft(name: string): void {
  remember(KEY, JSON.stringify(drafts().filter((d) => d.name !== name)))
}

/** The source under another name: its package clause is changed to the trait's name. */
export function renamed(source: string, name: string): string {
  return source.replace(/^package[ \t]+\w*/m, () => `package ${name}`)
}

/** A name that no draft uses yet. */
export function freeName(name: string): string {
  const taken = new Set(drafts().map((d) => d.name))
  const base = name.slice(0, 40)
  if (!taken.has(base)) return base
  for (let n = 2; ; n++) if (!taken.has(`${base}_${n}`)) return `${base}_${n}`
}
