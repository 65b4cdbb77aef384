/** What callers without types get wrong: arguments of another kind, options that are no record, names that no option has. */
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

/** What an argument may be, with its name in sentences. */
export interface Kind {
  readonly expected: string
  readonly holds: (x: any) => boolean
}

// @__NO_SIDE_EFFECTS__
const typed = (type: string, expected: string): Kind => ({ expected, holds: (x: unknown) => typeof x === type })
export const aFunction = typed('function', 'a function')
export const aBoolean = typed('boolean', 'true or false')
export const aString = typed('string', 'a string')
/** Finite. */
export const aNumber: Kind = { expected: 'a finite number', holds: Number.isFinite }
export const aShare: Kind = { expected: 'a number from 0 to 1', holds: (x) => typeof x === 'number' && x >= 0 && x <= 1 }
export const anInteger: Kind = { expected: 'a whole number', holds: Number.isSafeInteger }
export const aCount: Kind = { expected: 'a whole number of at least 1', holds: (x) => Number.isSafeInteger(x) && x >= 1 }
export const aRecord: Kind = { expected: 'a record', holds: isRecord }
export const aList: Kind = { expected: 'a list', holds: Array.isArray }

export const anIterable: Kind = {
  expected: 'a list or another iterable',
  holds: (x) => typeof x === 'object' && x !== null && typeof x[Symbol.iterator] === 'function',
}

export const anAsyncIterable: Kind = {
  expected: 'a list or another iterable, also an asynchronous one',
  holds: (x) => anIterable.holds(x) || (typeof x === 'object' && x !== null && typeof x[Symbol.asyncIterator] === 'function'),
}

/** Numbers in a list or a typed array; what each of them is, is checked elsewhere. */
export const aNumberList: Kind = { expected: 'a list of numbers', holds: (x) => Array.isArray(x) || ArrayBuffer.isView(x) }

/** A record with these functions: what something else of this package has made. */
// @__NO_SIDE_EFFECTS__
export const aMaker = (expected: string, ...names: readonly string[]): Kind =>
  ({ expected, holds: (x: unknown) => isRecord(x) && names.every((name) => typeof x[name] === 'function') })

/** The same, or left out. */
// @__NO_SIDE_EFFECTS__
export const optional = ({ expected, holds }: Kind): Kind => ({ expected, holds: (x) => x === undefined || holds(x) })

/** A list of these. */
// @__NO_SIDE_EFFECTS__
export const listOf = (of: string, { holds }: Kind): Kind =>
  ({ expected: `a list of ${of}`, holds: (x) => Array.isArray(x) && x.every(holds) })

export const integers = listOf('whole numbers', anInteger)

/** One of these strings. */
// @__NO_SIDE_EFFECTS__
export const oneOf = (...names: readonly string[]): Kind =>
  ({ expected: `one of ${names.map((name) => JSON.stringify(name)).join(', ')}`, holds: (x) => names.includes(x) })

/**
 * Every named argument is of its kind; else an error that names it.
 *
 * @example
 * check('residual', { block: 3 }, { block: aFunction }) // TenfoldError: residual: block should be a function, but is 3
 */
export const check = <N extends string>(
  operation: string, given: Readonly<Record<N, unknown>>, kinds: Readonly<Record<NoInfer<N>, Kind>>,
): void => {
  for (const name of Object.keys(kinds) as N[]) {
    const { expected, holds } = kinds[name]
    if (!holds(given[name])) fail(operation, { argument: name, expected, received: given[name] })
  }
}

/**
 * Options are a record with no other names than these, each of its kind or left to its default; else an error that names the
 * option, and what it is probably meant to be. The compiler asks for every name of `O`; `true` says no kind. Gives the
 * options back.
 *
 * @example
 * checkOptions<{ decay: number }>('momentum', { decay: 0.9 }, { decay: true }).decay // 0.9
 * checkOptions<{ decay: number }>('momentum', { dekay: 0.9 }, { decay: true })
 * // TenfoldError: momentum: unknown option "dekay"; did you mean "decay"?
 */
export const checkOptions = <O extends object>(
  operation: string, options: unknown, known: Readonly<Record<keyof O & string, true | Kind>>, argument = 'options',
): O => {
  const names = Object.keys(known) as (keyof O & string)[]
  const expected = names.length === 0 ? 'a record without fields' : `a record of ${names.join(', ')}`
  if (!isRecord(options)) return fail(operation, { argument, expected, received: options })
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name))
  if (unknown !== undefined) {
    const message = `unknown option ${JSON.stringify(unknown)}${suggestion(unknown, names)}`
    fail(operation, { argument: unknown, expected, received: options[unknown], message })
  }
  for (const name of names) {
    const kind = known[name]
    if (kind !== true && options[name] !== undefined) check(operation, options, { [name]: kind })
  }
  return options as O
}
