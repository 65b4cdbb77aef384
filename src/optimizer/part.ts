/**
 * Parts of parameters. A tree with `null` in the places of what is left out is a tree like any other: optimizers keep nothing
 * for what is not there.
 */
import { fail } from '../shape/error.js'
import { aFunction, aString, listOf, suggestion, type Kind } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { expectChosen, type Mask } from './mask.js'

/** Parameters of which leaves may be left out, which `null` stands for. */
export type Masked<P> = P extends AnyTensor ? P | null : { readonly [K in keyof P]: Masked<P[K]> }

/** Parameters with `null` in the places of all parts but these. */
export type Only<P, Name extends string> = {
  readonly [K in keyof P]: `${K & (string | number)}` extends Name ? (string extends Name ? P[K] | null : P[K]) : null
}

/** The names of the parts of parameters: positions in a list, and names in a record. */
export type PartName<P> =
  unknown extends P ? string
  : P extends AnyTensor ? never
  : P extends readonly unknown[]
    ? number extends P['length'] ? `${number}` : Extract<Exclude<keyof P, keyof readonly unknown[]>, string>
  : `${keyof P & (string | number)}`

/** A sentence for each name that no part has. */
export type NoPart<P, Name extends string> =
  string extends Name ? never
  : Exclude<Name, PartName<P>> extends infer X extends string ? `the parameters have no part ${X}` : never

/** The leaves that the mask chooses. */
export const masked = <P>(params: P, mask: Mask): Masked<P> =>
  tree.map(params, (tensor, path) => (mask(path) ? tensor : null)) as Masked<P>

/** The parts whose names are chosen, `null` in the places of the others. */
export const only = (params: unknown, chosen: (name: string) => boolean): unknown =>
  (Array.isArray(params)
    ? params.map((part: unknown, i) => (chosen(`${i}`) ? part : null))
    : Object.fromEntries(Object.entries(params as object).map(([name, part]) => [name, chosen(name) ? part : null])))

/** The names of the parts: those of one tensor are none. */
export const namesOf = (params: unknown): readonly string[] =>
  (tree.leaves(params).some(({ path }) => path === '') ? [] : Object.keys(params as object))

/** A name that no part has is an error that lists those that there are. */
export const expectNames = (operation: string, argument: string, chosen: readonly string[], params: unknown): void => {
  const known = namesOf(params)
  const wrong = chosen.find((name) => !known.includes(name))
  if (wrong === undefined) return
  const message =
    `the parameters have no part ${wrong}, but ${known.join(', ') || 'none'}${suggestion(wrong, known)}`
  fail(operation, { argument, expected: 'parts of the parameters', received: wrong, message })
}

const names = listOf('names', aString)
export const aPart: Kind = {
  expected: 'the name of a part, a list of names, or a function of the path of a leaf',
  holds: (x) => aString.holds(x) || aFunction.holds(x) || (names.holds(x) && x.length > 0),
}

/** A part of trees of the parameters' form. */
export interface Selection {
  /** Whether the parameters have it; else an error. */
  readonly expect: (params: unknown) => void
  readonly of: (tree: unknown) => unknown
}

/** The part that a name, names or a mask mean. */
export const selection = (operation: string, part: string | readonly string[] | Mask): Selection => {
  if (typeof part === 'function')
    return { expect: (params) => expectChosen(operation, part, params), of: (params) => masked(params, part) }
  const chosen = typeof part === 'string' ? [part] : part
  return {
    expect: (params) => expectNames(operation, 'part', chosen, params),
    of: (params) => only(params, (name) => chosen.includes(name)),
  }
}
