/** A network with its parameters, made ready to predict: traced once, and run without tracing from then on. */
import { standard } from '../backend/standard.js'
import { anyJitOptions, isAsync } from '../jit/options.js'
import type { Elements } from '../program/elements.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { countIn, namesOf, tensorAt, type RowsIn, type Tensors } from '../tensor/form.js'
import { elements, isTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { inference, outputsOf, tensorsOf } from './inference.js'
import type { Compile } from './network.js'

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

export const compile: Compile = (net, params, options = {}) => {
  const { backend = standard } = anyJitOptions('compile', options)
  /** The elements of examples, and how many there are. */
  const read = (x: Tensors): readonly [inputs: readonly Elements[], n: number | undefined] => {
    const n = countIn('predict', 'inputs', net.input, net.inputDtype, x, rowsIn)
    return [namesOf(net.input).map((name) => elements(tensorAt(x, name))), n]
  }
  // What is wrong with the parameters is said now, and the first prediction is as fast as the others.
  if (isAsync(backend)) {
    const resident = inference(net, backend)(params)
    resident.ready(1)
    const predictAsync = async (x: Tensors): Promise<any> => {
      const [inputs, n] = read(x)
      const { outputsLater } = await import('./asyncInference.js')
      return tensorsOf(net, await outputsLater(backend, resident, inputs), n)
    }
    return Object.freeze({ predictAsync })
  }
  const resident = inference(net, backend)(params)
  resident.ready(1)
  return Object.freeze({
    predict: (x: Tensors): any => {
      const [inputs, n] = read(x)
      return tensorsOf(net, outputsOf(resident, inputs), n)
    },
  })
}
