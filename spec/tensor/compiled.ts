/** A function of tensors as a compiled program: what a trainer does, for tests. */
import type { Backend } from '../../src/backend/backend.js'
import { concrete, elements } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { resultTypes } from '../../src/program/infer.js'

/** What `f` gives for `a` when it is traced, compiled and run. */
export const compiled = <A, B>(backend: Backend, f: (a: A) => B, a: A): B => {
  const { program, captured, result } = trace(f, a)
  const values = backend.compile(program)([...tree.tensors(a), ...captured].map(elements))
  const types = resultTypes(program)
  return tree.replace(result, values.map((value, i) => concrete(types[i]!, value)))
}
