/**
 * Pure functions over trees of tensors, compiled: traced once for each type of argument, and kept.
 *
 * Law: `compiled(f)(a)` is `f(a)`, to the bit.
 */
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import { plan } from '../program/plan.js'
import { count } from '../program/program.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, typeInWords, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { isSymbolic } from './given.js'
import { simplified, traced } from './prepare.js'
import { collected } from './result.js'
import { isSupported } from '../backend/wasm/supported.js'

/** How a function is compiled. */
export interface CompiledOptions {
  /** `standard` if nothing is said. */
  readonly backend?: Backend
  /** Elements of arguments that are computed without a program before one is made, which takes as long as they do. */
  readonly patience?: number
}

/** By default, what `normal` takes as long for, without a program, as for making one. */
export const patienceOf = 16384

/** Programs of more bytes are not made: they would hold their memory as long as they are kept. */
const mostBytes = 1 << 26

/** A function made ready. */
export interface Compiled<B> {
  /** The tree that the function gave, with tensors of the types of its own. */
  readonly form: B
  /** One run on the elements of the arguments, in the order of their tree. The next run may overwrite the results. */
  readonly run: (inputs: readonly Elements[]) => readonly Elements[]
}

const made = <A, B>(f: (a: A) => B, like: A, backend: Backend): Compiled<B> => {
  const { program: full, form, captured } = traced(f, like)
  if (captured.length > 0) throw new TypeError(`a compiled function closes over ${typeInWords(captured[0]!)}`)
  const program = simplified(full)
  if (plan(program, 0).bytes <= mostBytes) return { form, run: backend.loop(program, 0)([]).step }
  const types = tree.tensors(like)
  const run = (inputs: readonly Elements[]): readonly Elements[] =>
    tree.tensors(f(tree.replace(like, inputs.map((x, i) => concrete(types[i]!, x))))).map(elements)
  return { form, run }
}

/** Arguments of one type: how many elements went without a program, and the program. */
interface Known<B> {
  spent: number
  compiled: Compiled<B> | undefined
}

/** Programs for arguments by type. What is no tensor is part of the function; inside of a trace there is no program. */
export const programs = <B>({ backend = standard, patience = patienceOf }: CompiledOptions) => {
  const known = cache<Known<B>>(8)
  /** For arguments like these, of so many elements, unless without a program they are done sooner. */
  return <A>(f: (a: A) => B, like: A, given: readonly AnyTensor[], size: number): Compiled<B> | undefined => {
    if (size === 0 || isSymbolic(given)) return undefined
    const held = known(signature(like), () => ({ spent: 0, compiled: undefined }))
    held.spent += size
    // The engine is asked last: its first answer takes longer than a small draw.
    if (held.compiled === undefined && held.spent > patience && isSupported()) held.compiled = made(f, like, backend)
    return held.compiled
  }
}

/** The function, by programs; without one where that is shorter. */
// @__NO_SIDE_EFFECTS__
export const compiled = <A, B>(f: (a: A) => B, options: CompiledOptions = {}) => {
  const programFor = programs<B>(options)
  return (a: A): B => {
    const inputs = tree.tensors(a)
    const found = programFor(f, a, inputs, inputs.reduce((sum, { shape }) => sum + count(shape), 0))
    return found === undefined ? f(a) : collected(found.form, tree.tensors(found.form), found.run(inputs.map(elements)))
  }
}
