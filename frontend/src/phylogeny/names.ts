/**
 * A pronounceable name, such as Tavoru, for each molbot that founds a species. It is derived from the id alone, so it
 * never changes.
 */

const CONSONANTS = 'bdfgklmnprstvz'
const VOWELS = 'aeiou'
const SYLLABLES = CONSONANTS.length * VOWELS.length
const THREE = SYLLABLES ** 3

/** A prime number, so that neighbouring ids get dissimilar names and no two ids share one. */
const SPREAD = 104_729

/** The name for a serial. Different serials have different names. */
export function speciesName(serial: number): string {
  if (!Number.isFinite(serial)) return 'Unknown'
  let rest = ((serial % THREE) * SPREAD) % THREE
  let name = ''
  for (let k = 0; k < 3; k++) {
    name += syllable(rest % SYLLABLES)
    rest = Math.floor(rest / SYLLABLES)
  }
  for (let more = Math.floor(serial / THREE); more > 0; more = Math.floor(more / SYLLABLES)) name += syllable(more % SYLLABLES)
  return name[0].toUpperCase() + name.slice(1)
}

function syllable(n: number): string {
  return CONSONANTS[Math.floor(n / VOWELS.length)] + VOWELS[n % VOWELS.length]
}
