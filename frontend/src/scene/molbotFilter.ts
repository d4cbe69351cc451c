import type { Frame } from '../wire/frame'

/**
 * Which molbots are highlighted while the others are dimmed: a class of the legend, the bearers of a trait, or a given
 * set.
 */
export type MolbotFilter =
  | { kind: 'class'; row: number }
  | { kind: 'trait'; trait: string }
  | { kind: 'molbots'; serials: ReadonlySet<number> }

/** Whether the i-th molbot of a frame is highlighted. */
export function matcherOf(light: MolbotFilter, frame: Frame, classes: Uint16Array): (i: number) => boolean {
  switch (light.kind) {
    case 'class':
      return (i) => classes[i] === light.row
    case 'trait': {
      const { traits } = frame
      if (traits) return (i) => traits[i].includes(light.trait)
      const rows = (frame.table ?? []).map((set) => set.includes(light.trait))
      return (i) => rows[frame.type[i]] === true
    }
    case 'molbots':
      return (i) => frame.serials !== null && light.serials.has(frame.serials[i])
  }
}
