/**
 * Pure functions over trees of tensors, compiled: traced once for each type of argument, and kept.
 *
 * Law: `compiled(f)(a)` is `f(a)`, to the bit.
 */
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { cache } from '../program/cache.js'
import { count } from '../program/program.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, recordingOf, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { prepare, type Prepared } from './prepare.js'
import { isSupported } from './supported.js'

/** How a function is compiled. */
export interface CompiledOptions {
  /** `standard` if nothing is said. */
  readonly backend?: Backend
  /** Elements of arguments that are computed without a program before one is made, which takes as long as they do. */
  readonly patience?: number
}

/** By default, what `normal` takes as long for, without a program, as for making one. */
export const patienceOf = 16384

/** Arguments of one type: how many elements went without a program, and the program. */
interface Known<B> {
  spent: number
  prepared: Prepared<B> | undefined
}

/** Programs for arguments by type. What is no tensor is part of the function; inside of a trace there is no program. */
export const programs = <B>({ backend = standard, patience = patienceOf }: CompiledOptions) => {
  const known = cache<Known<B>>(8)
  /** For arguments like these, of so many elements, unless without a program they are done sooner. */
  return <A>(f: (a: A) => B, like: A, given: readonly AnyTensor[], size: number): Prepared<B> | undefined => {
    if (size === 0 || !isSupported() || given.some((x) => recordingOf(x) !== undefined)) return undefined
    const held = known(`${signature(like)} ${JSON.stringify(tree.map(like, () => null))}`, () => ({ spent: 0, prepared: undefined }))
    held.spent += size
    if (held.spent > patience) held.prepared ??= prepare(f, like, backend)
    return held.prepared
  }
}

/** The function, by programs; without one where that is shorter. */
// @__NO_SIDE_EFFECTS__
export const compiled = <A, B>(f: (a: A) => B, options: CompiledOptions = {}) => {
  const programFor = programs<B>(options)
  return (a: A): B => {
    const given = tree.tensors(a)
    const prepared = programFor(f, a, given, given.reduce((sum, { shape }) => sum + count(shape), 0))
    if (prepared === undefined) return f(a)
    const results = prepared.run(given.map(elements))
    const types = tree.tensors(prepared.form)
    return tree.replace(prepared.form, results.map((result, i) => concrete(types[i] as AnyTensor, result.slice())))
  }
}
