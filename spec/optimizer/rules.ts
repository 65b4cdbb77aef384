/** Optimizers run as a trainer runs them: the step is traced once, and the program is run again and again. */
import { interpret } from '../../src/backend/interpret.js'
import { gradient } from '../../src/differentiable/differentiable.js'
import { lift } from '../../src/differentiable/lift.js'
import type { OptimizerOf } from '../../src/optimizer/index.js'
import type { Elements } from '../../src/program/elements.js'
import { concrete, elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import * as raw from '../../src/tensor/untyped.js'
import { add } from '../../src/program/scalar.js'

const plus = raw.elementwise(add)

interface At<P, S> {
  readonly params: P
  readonly state: S
}

/** The parameters after one step along these gradients. */
export const step = <P, S>(rule: OptimizerOf<P, S>) => ({ params, state }: At<P, S>, gradients: P, loss = raw.scalar(0, 'f64')): At<P, S> => {
  const [updates, next] = rule.update(gradients, state, params, { loss })
  return { params: tree.zip((p, u) => plus(p, u), params, updates), state: next }
}

/** `f` from here on, `n` steps. */
export const minimise = <P, S>(rule: OptimizerOf<P, S>, f: (params: P) => AnyTensor, start: P, n: number): P => {
  const first: At<P, S> = { params: start, state: rule.init(start) }
  const next = (at: At<P, S>) => step(rule)(at, gradient(lift(f))(at.params), f(at.params))
  const run = interpret(trace(next, first).program)
  const inputs = tree.tensors(first).map(elements)
  const last = Array.from({ length: n }).reduce<readonly Elements[]>((values) => run(values), inputs)
  return tree.replace(start, tree.tensors(start).map(({ shape, dtype }, i) => concrete({ shape, dtype }, last[i] as Elements)))
}
