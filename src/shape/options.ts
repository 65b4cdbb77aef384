/** What callers without types get wrong about options: something that is no record, and names that no option has. */
import { fail } from './error.js'

/** A record of fields: no list, no function, no null. */
export const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null && !Array.isArray(u)

/** Levenshtein's distance: how many letters have to be put in, left out or replaced. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[j] as number) + 1, (row[j - 1] as number) + 1))
    }
  }
  return row[b.length] as number
}

/** Longer names are not compared: they are no slip of a finger, and the comparison is quadratic. */
const longest = 64

/**
 * The name among `names` that was probably meant, if one is near.
 *
 * @example
 * nearest('momentun', ['decay', 'momentum']) // 'momentum'
 * nearest('size', ['decay', 'momentum']) // undefined
 */
export const nearest = (name: string, names: readonly string[]): string | undefined => {
  if (name.length > longest) return undefined
  const [first] = names.map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  return first !== undefined && first.far <= Math.max(1, Math.floor(name.length / 3)) ? first.other : undefined
}

/** `; did you mean "momentum"?`, or nothing where no name is near. */
export const suggestion = (name: string, names: readonly string[]): string => {
  const meant = nearest(name, names)
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/**
 * Options are a record with no other names than these; else an error that names the option, and what it is probably meant
 * to be. The compiler asks for every name of `O`.
 *
 * @example
 * checkOptions<{ decay: number }>('momentum', { decay: 0.9 }, { decay: true })
 * checkOptions<{ decay: number }>('momentum', { dekay: 0.9 }, { decay: true }) // TenfoldError: momentum: unknown option "dekay"; did you mean "decay"?
 */
export const checkOptions = <O extends object>(
  operation: string, options: unknown, known: Readonly<Record<keyof O & string, unknown>>, argument = 'options',
): void => {
  const names = Object.keys(known)
  const expected = names.length === 0 ? 'a record without fields' : `a record of ${names.join(', ')}`
  if (!isRecord(options)) return fail(operation, { argument, expected, received: options })
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined) {
    const message = `unknown option ${JSON.stringify(unknown)}${suggestion(unknown, names)}`
    fail(operation, { argument: unknown, expected, received: options[unknown], message })
  }
}
