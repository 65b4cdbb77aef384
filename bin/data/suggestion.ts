/** The name that was probably meant. */

/** How many letters have to be put in, left out or replaced: Levenshtein's distance. */
const distance = (a: string, b: string): number => {
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    const row = [i + 1]
    for (let j = 0; j < b.length; j++)
      row.push(Math.min((last[j] as number) + Number(a[i] !== b[j]), (last[j + 1] as number) + 1, (row[j] as number) + 1))
    last = row
  }
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
  const [first] = names.map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  // Names that have no letter in common are not near, however short.
  const isNear = first !== undefined && first.far < name.length && first.far <= Math.max(1, Math.floor(name.length / 3))
  return isNear ? `; did you mean ${JSON.stringify(first.other)}?` : ''
}
