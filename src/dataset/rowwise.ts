/**
 * Functions of rows, for data of many: compiled once, and run in pieces that fit in memory.
 *
 * Law: where each row of `f(x)` depends on that row of `x` alone, `rowwise(f)(x)` is `f(x)`, to the bit.
 */
import { cache } from '../program/cache.js'
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { jitOptions } from '../jit/options.js'
import { inference, outputsOf } from '../network/inference.js'
import type { Elements } from '../program/elements.js'
import { fail } from '../shape/error.js'
import { aFunction, check } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor } from '../tensor/argument.js'
import { concrete, elements, typeInWords, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as raw from '../tensor/untyped.js'

/** What runs the function: `backend.wasm` if nothing is said. */
export interface RowwiseOptions {
  readonly backend?: Backend
}

/** A function for one type of rows. */
interface Made {
  readonly outputs: (inputs: readonly Elements[]) => readonly Elements[]
  readonly row: Shape
}

const made = (f: (x: AnyTensor) => AnyTensor, input: Shape, dtype: Float, backend: Backend): Made => {
  const one = trace(f, raw.full([1, ...input], 0, dtype)).result
  const [rows, ...row] = expectTensor('dataset.rowwise', 'the rows of f', one).shape as Shape
  const expected = `a function of ${dtype} [rows, ...] to ${dtype} [rows, ...]`
  if (rows !== 1 || one.dtype !== dtype) fail('dataset.rowwise', { argument: 'f', expected, received: String(one) })
  const net = { input, output: row, dtype, inputDtype: dtype, layers: [], apply: () => f }
  const resident = inference(net, backend)({})
  return { outputs: (inputs) => outputsOf(resident, inputs), row }
}

/**
 * The same function, of tensors [rows, ...] of floats to such tensors, where each row depends on one row: traced once for rows
 * of a shape, compiled, and run some hundred rows at a time.
 *
 * @example
 * const logMel = rowwise(signal.logMel({ length: 64, step: 32, rate: 8000, bands: 8 }))
 * logMel(t.zeros([1000, 800])) // Tensor<readonly [1000, 24, 8]>
 */
export const rowwise = <F extends (x: any) => AnyTensor>(f: F, options: RowwiseOptions = {}): F => {
  check('dataset.rowwise', { f }, { f: aFunction })
  const { backend = standard } = jitOptions('dataset.rowwise', options)
  const known = cache<Made>(8)
  const apply = (x: AnyTensor): AnyTensor => {
    expectTensor('dataset.rowwise', 'x', x)
    const [rows, ...input] = x.shape as readonly [number, ...number[]]
    const isRows = x.shape.length > 0 && (x.dtype === 'f32' || x.dtype === 'f64')
    if (!isRows) fail('dataset.rowwise', { argument: 'x', expected: 'a tensor [rows, ...] of floats', received: typeInWords(x) })
    const { outputs, row } = known(`${x.dtype} ${input.join()}`, () => made(f, input, x.dtype as Float, backend))
    return concrete({ shape: [rows, ...row], dtype: x.dtype }, outputs([elements(x)])[0] as Elements)
  }
  // It has the types of `f`, whatever its parameters.
  return apply as F
}
