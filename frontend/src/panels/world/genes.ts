/** The range of each gene and how it is said; engine/world/genes.go has the same ranges, and a test compares. */
export interface Gene {
  low: number
  high: number
  unit: string
  about: string
}

export const GENES: Record<string, Gene> = {
  speed: { low: 0.3, high: 2, unit: '', about: 'Thrust; its cost grows with the cube' },
  sense: { low: 20, high: 220, unit: 'px', about: 'How far it senses' },
  metabolism: { low: 0.3, high: 2, unit: '', about: 'Bites and moves better; living costs more' },
  size: { low: 0.5, high: 2, unit: '', about: 'Holds and bites more; living and moving cost more' },
  life: { low: 0.4, high: 2, unit: '', about: 'Lifespan; living costs more' },
  warmth: { low: -10, high: 45, unit: '°C', about: 'The temperature that suits it' },
  aggression: { low: 0, high: 1, unit: '', about: 'Damage of its attacks' },
  fertility: { low: 0, high: 1, unit: '', about: 'Breeds earlier, with poorer children' },
  gut: { low: 0, high: 1, unit: '', about: 'Which food it digests: 0.25 leaf, 0.6 fruit, 0.9 carrion' },
  hue: { low: 0, high: 1, unit: '', about: 'Colour; has no effect' },
}

/** Where a value is in its gene's range, from 0 to 1; null for a gene that is not known here. */
export function positionInRange(name: string, value: number): number | null {
  const gene = GENES[name]
  return gene ? Math.min(Math.max((value - gene.low) / (gene.high - gene.low), 0), 1) : null
}
