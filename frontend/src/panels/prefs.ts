/** The person's choices, which this browser remembers. If storage is forbidden, they last as long as the page. */
const memory = new Map<string, string>()

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`genesis.${key}`) ?? memory.get(key) ?? null
  } catch {
    return memory.get(key) ?? null
  }
}

export function remember(key: string, value: string | null): void {
  if (value === null) memory.delete(key)
  else memory.set(key, value)
  try {
    if (value === null) localStorage.removeItem(`genesis.${key}`)
    else localStorage.setItem(`genesis.${key}`, value)
  } catch {
    // Kept in memory only.
  }
}
