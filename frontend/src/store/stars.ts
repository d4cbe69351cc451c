import { recall, remember } from '../panels/prefs'
import { store } from './store'

/** Molbots that a person has starred, by id, with the names given to them. Only this browser stores and sees them. */
export type Stars = Readonly<Record<string, string>>

const MAX_STARS = 100
const MAX_NAME_LENGTH = 40

/** What the browser has stored; invalid entries are dropped. */
export function readStars(): Stars {
  try {
    const kept = JSON.parse(recall('stars') ?? '{}') as unknown
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {}
    return Object.fromEntries(Object.entries(kept).filter(([id, name]) => /^mol_[0-9a-f]{6,16}$/.test(id) && typeof name === 'string').slice(-MAX_STARS)) as Stars
  } catch {
    return {}
  }
}

function keep(stars: Stars): void {
  store.setState({ stars })
  remember('stars', JSON.stringify(stars))
}

/** Stars a molbot, or removes its star and its name. */
export function star(id: string): void {
  const { [id]: had, ...others } = store.getState().stars
  keep(had === undefined ? Object.fromEntries([...Object.entries(others), [id, '']].slice(-MAX_STARS)) : others)
}

export function rename(id: string, name: string): void {
  const { stars } = store.getState()
  if (id in stars) keep({ ...stars, [id]: name.trim().slice(0, MAX_NAME_LENGTH) })
}
