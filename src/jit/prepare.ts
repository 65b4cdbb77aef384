/**
 * A pure function over trees of tensors as a program that a backend runs: traced, simplified, compiled.
 *
 * Law: `prepare(f, like, backend).run` gives the elements of what `f` gives, to the bit, for all arguments of `like`'s types.
 */
import type { Backend } from '../backend/backend.js'
import { pure } from '../backend/pure.js'
import type { Elements } from '../program/elements.js'
import { plan } from '../program/plan.js'
import { simplify } from '../program/simplify/simplify.js'
import { concrete, elements } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'

/** A function ready to run. */
export interface Prepared<B> {
  /** The tree that `f` gave, with tensors of the types of its own. */
  readonly form: B
  /** One run on the elements of the arguments, in the order of their tree. The next run may overwrite the results. */
  readonly run: (inputs: readonly Elements[]) => readonly Elements[]
}

/** Programs of more bytes are not made: they would hold their memory as long as they are kept. */
const mostBytes = 1 << 26

/** What is no tensor in `like` is part of the function, which may not close over symbols of a trace. */
export const prepare = <A, B>(f: (a: A) => B, like: A, backend: Backend): Prepared<B> => {
  const { program, captured, result } = trace(f, like)
  if (captured.length > 0) throw new TypeError(`a compiled function closes over ${String(captured[0])}`)
  // The symbols themselves would keep all that was recorded.
  const form = tree.map(result, raw.zerosLike)
  const simplified = simplify(program, pure.compile)
  if (plan(simplified, 0).bytes <= mostBytes) return { form, run: backend.loop(simplified, 0)([]).step }
  const types = tree.tensors(like)
  const run = (inputs: readonly Elements[]): readonly Elements[] =>
    tree.tensors(f(tree.replace(like, inputs.map((x, i) => concrete(types[i]!, x))))).map(elements)
  return { form, run }
}
