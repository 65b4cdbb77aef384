/** What observers have seen, as plain data and back: tensors, lists, records and simple values, as `checkpoint` keeps them. */
import * as E from 'fp-ts/lib/Either.js'
import { fail, valueText } from '../shape/error.js'
import { aFunction, aString, check, isRecord } from '../shape/options.js'
import type { AsyncObserver, Memory, StatesAsData } from './seen.js'

const unfit = (expected: string, received: unknown): E.Either<string, never> => E.left(`${expected} expected, received ${valueText(received)}`)

/**
 * The memory of an observer whose values are plain data: tensors, lists, records and simple values, made anew by each step. `is` tells
 * such values from others when they come back, and `name` is what messages call them.
 *
 * @example
 * const peak: observe.Observer<unknown, number> = {
 *   start: () => -Infinity,
 *   see: (highest, { loss }) => ({ value: Math.max(highest, loss) }),
 *   memory: plainMemory('a number', (u) => typeof u === 'number'),
 * }
 */
// @__NO_SIDE_EFFECTS__
export const plainMemory = <R>(name: string, is: (u: unknown) => boolean = () => true): Memory<any, R> => {
  check('plainMemory', { name, is }, { name: aString, is: aFunction })
  return { encode: (value) => value, decode: (plain) => (is(plain) ? E.right(plain as R) : unfit(name, plain)) }
}

/** A memory of lists of such values: what is written grows no more, and what comes back may. */
// @__NO_SIDE_EFFECTS__
export const listMemory = <A>(name: string, is: (u: unknown) => boolean): Memory<any, readonly A[]> => ({
  encode: (list) => [...list],
  decode: (plain) => (Array.isArray(plain) && plain.every(is) ? E.right([...plain] as readonly A[]) : unfit(name, plain)),
})

/** Numbers as a tensor, which takes 8 bytes for each. */
export const column = (numbers: readonly number[]) => ({ dtype: 'f64' as const, shape: [numbers.length], elements: Float64Array.from(numbers) })

/** The numbers of a column. */
export const columnOf = (plain: unknown): readonly number[] | undefined => {
  const list = isRecord(plain) ? plain['elements'] : undefined
  return list instanceof Float64Array ? [...list] : undefined
}

const inside = <St>(states: StatesAsData<St>, name: string): StatesAsData<St> => ({
  encode: (state) => states.encode(state), decode: (plain) => states.decode(plain), path: states.path === '' ? name : `${states.path}.${name}`,
})

/** What an observer has seen, as plain data; one without memory is an error that names it. */
export const remembered = <St, R>({ memory }: AsyncObserver<St, R>, value: R, states: StatesAsData<St>): unknown => {
  if (memory !== undefined) return memory.encode(value, states)
  const name = states.path === '' ? 'the observer' : states.path
  const message = `${name} has no memory, so that a checkpoint would lose what it has seen: `
    + 'an observer has memory: { encode, decode }, where it sees plain data observe.plainMemory'
  return fail('observe.checkpoint', { argument: name, expected: 'an observer with memory', received: undefined, message })
}

/** The memory of several observers, by name. */
export const memories = <St>(entries: readonly (readonly [string, AsyncObserver<St, any>])[]): Memory<St, any> => ({
  encode: (value, states) => Object.fromEntries(entries.map(([name, observer]) =>
    [name, remembered(observer, value[name], inside(states, name))])),
  decode: (plain, states) => {
    if (!isRecord(plain)) return unfit(`a memory of ${entries.map(([name]) => name).join(', ')}`, plain)
    const { path } = states
    const at = (name: string): string => inside({ ...states, path }, name).path
    const other = Object.keys(plain).find((name) => !entries.some(([known]) => known === name))
    if (other !== undefined) return E.left(`${at(other)} is remembered, and is none of the observers`)
    const value: Record<string, unknown> = {}
    for (const [name, { memory }] of entries) {
      if (memory === undefined) return E.left(`${at(name)} has no memory`)
      if (!Object.hasOwn(plain, name)) return E.left(`${at(name)}: nothing is remembered of it`)
      const decoded = memory.decode(plain[name], inside(states, name))
      if (E.isLeft(decoded)) return E.left(decoded.left.startsWith(at(name)) ? decoded.left : `${at(name)}: ${decoded.left}`)
      value[name] = decoded.right
    }
    return E.right(value)
  },
})
