/** A network with its parameters, made ready to predict: traced once, and run without tracing from then on. */
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import { aMaker, checkOptions } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import {
  countIn, namesOf, tensorAt, type Batched, type DTypes, type Example, type Form, type RowsIn, type Tensors,
} from '../tensor/form.js'
import { elements, isTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { inference, tensorsOf, type Inferring } from './inference.js'

/** How a network with its parameters is run. */
export interface CompileOptions {
  /** What runs the programs, `backend.wasm` if nothing is said; all backends give the same bits. */
  readonly backend?: Backend
}

/** The output for one example, or the outputs for a batch, [batch, ...]: as the network's `apply` gives them, at inference. */
export interface Predict<I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  (example: Example<I, X>): Example<O, D>
  <B extends number>(examples: Batched<B, I, X>): Batched<B, O, D>
}

/**
 * A network with its parameters. The parameters stay where the programs run; a prediction copies its examples there and
 * its outputs back. A program is made for one example at once, for a batch when the first of about that size comes.
 *
 * @example
 * const net = pipe(input([2]), dense(3, { bias: initializer.constant(1), weights: initializer.zeros }))
 * const { predict } = net.compile(net.init(random.key(0)))
 * predict(t.of([2], [5, 7])) // [1, 1, 1]
 * predict(t.zeros([4, 2])).shape // [4, 3]
 */
export interface Predictor<I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  readonly predict: Predict<I, O, D, X>
}

export const aBackend = aMaker('a backend, such as backend.wasm', 'compile', 'loop')

export const compileOptions = (operation: string, options: unknown): CompileOptions =>
  checkOptions<CompileOptions>(operation, options, { backend: aBackend })

/** What the types would have refused. */
const refuse = (argument: string, input: Shape, dtype: DType, x: unknown): never => {
  const expected = `${printType({ shape: input, dtype })} or ${dtype}[${['batch', ...input].join(', ')}]`
  const received = isTensor(x) ? printType(x) : x
  const message = isTensor(x) ? { message: `${argument} ${argument === 'inputs' ? 'are' : 'is'} ${received}, expected ${expected}` } : {}
  return fail('predict', { argument, expected, received, ...message })
}

/** How many examples there are: `undefined` where it is one, without an axis for it. */
const rowsIn: RowsIn = (x, argument, shape, dtype) => {
  if (!isTensor(x) || x.dtype !== dtype) return refuse(argument, shape, dtype, x)
  if (raw.equal(x.shape, shape)) return undefined
  const [n, ...example] = x.shape as Shape
  return n === undefined || !raw.equal(example, shape) ? refuse(argument, shape, dtype, x) : n
}

export const compile = (
  net: Inferring, params: unknown, options: CompileOptions = {},
): Predictor<any, any, any, any> => {
  const { backend = standard } = compileOptions('compile', options)
  const { loop, outputs } = inference(net, backend)(params)
  // What is wrong with the parameters is said now, and the first prediction is as fast as the others.
  loop(1)
  return Object.freeze({
    predict: (x: Tensors): any => {
      const n = countIn('predict', 'inputs', net.input, net.inputDtype, x, rowsIn)
      return tensorsOf(net, outputs(namesOf(net.input).map((name) => elements(tensorAt(x, name)))), n)
    },
  })
}
