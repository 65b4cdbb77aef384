/** The name that was probably meant. */

/** How many letters have to be put in, left out or replaced: Levenshtein's distance. */
const distance = (a: string, b: string): number => {
  const first = Array.from({ length: b.length + 1 }, (_, j) => j)
  const last = [...a].reduce((above, letter, i) => above.reduce<readonly number[]>((row, up, j) => (j === 0 ? [i + 1]
    : [...row, Math.min((above[j - 1] as number) + Number(b[j - 1] !== letter), up + 1, (row[j - 1] as number) + 1)]), []), first as readonly number[])
  return last[b.length] as number
}

/**
 * `; did you mean "species"?`, or nothing where no name is near.
 *
 * @example
 * suggestion('spezies', ['island', 'species']) // '; did you mean "species"?'
 */
export const suggestion = (name: string, names: readonly string[]): string => {
  if (name.length > 64) return ''
  const [first] = names.map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) })).sort((a, b) => a.far - b.far)
  // Names that have no letter in common are not near, however short.
  const isNear = first !== undefined && first.far < name.length && first.far <= Math.max(1, Math.floor(name.length / 3))
  return isNear ? `; did you mean ${JSON.stringify(first.other)}?` : ''
}
