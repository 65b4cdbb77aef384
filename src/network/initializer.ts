/**
 * Initial weights, as functions of a key and a shape. The last axis is the outputs'; fan-in is the product of the others
 * (for a convolution: window times channels), fan-out the outputs times the window.
 */
import { count } from '../program/program.js'
import { beside, overElements } from '../jit/elements.js'
import { add, convert, mul } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aNumber, check, checkOptions, integers } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import type { Key } from '../random/key.js'
import * as random from '../random/distribution.js'
import { checkDraw } from '../random/draw.js'
import { expectTensor } from '../tensor/argument.js'
import { typeInWords, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { orthogonalRows } from './orthogonal.js'

/** Makes weights of a shape. */
export type Initializer = (key: Key, shape: Shape, dtype: Float) => AnyTensor

const scaled = overElements(1, ([x], factor, offset) => add(mul(x, beside(x, factor)), beside(x, offset)))

/** `offset + factor · x` for each element. */
const affine = (x: AnyTensor, factor: number, offset = 0): AnyTensor => scaled([x], factor, offset)

/**
 * `value` everywhere.
 *
 * @example
 * constant(0.1)(random.key(0), [2], 'f32') // [0.1, 0.1]
 * zeros(random.key(0), [2], 'f32') // [0, 0]
 * ones(random.key(0), [2], 'f32') // [1, 1]
 */
// @__NO_SIDE_EFFECTS__
export const constant = (value: number): Initializer => {
  check('constant', { value }, { value: aNumber })
  return (key, shape, dtype = 'f32') => {
    checkDraw('constant', key, shape, dtype)
    return raw.full(shape, value, dtype)
  }
}
/** 0 everywhere. */
export const zeros: Initializer = constant(0)
/** 1 everywhere. */
export const ones: Initializer = constant(1)

/**
 * Given weights, whatever the key; another shape or element type than the layer needs is an error.
 *
 * @example
 * dense(2, { bias: given(t.of([2], [1, -1])) })
 */
export const given = (weights: Tensor<any, any>): Initializer => (key, shape, dtype = 'f32') => {
  checkDraw('given', key, shape, dtype)
  expectTensor('given', 'weights', weights)
  if (!raw.equal(weights.shape, shape) || weights.dtype !== dtype)
    fail('given', { argument: 'weights', expected: `${dtype}[${shape.join(', ')}]`, received: typeInWords(weights) })
  return weights
}

/**
 * Uniform in [low, high).
 *
 * @example
 * dense(10, { weights: uniform({ low: -0.05, high: 0.05 }) })
 */
export const uniform = (interval: Required<random.Interval>): Initializer => {
  const { low, high } = checkOptions<Required<random.Interval>>('uniform', interval, { low: true, high: true })
  check('uniform', { low, high }, { low: aNumber, high: aNumber })
  return (key, shape, dtype) => random.uniform(key, shape, { low, high }, dtype)
}

/** A normal distribution; its mean is 0 by default. */
export interface Normal {
  readonly mean?: number
  readonly deviation: number
}

const normalOptions = (operation: string, options: Normal): Normal => {
  const { deviation } = checkOptions<Normal>(operation, options, { mean: aNumber, deviation: true })
  check(operation, { deviation }, { deviation: aNumber })
  return options
}

/**
 * Normal with this mean and deviation.
 *
 * @example
 * dense(10, { weights: normal({ deviation: 0.01 }) })
 */
export const normal = (options: Normal): Initializer => {
  const { mean = 0, deviation } = normalOptions('normal', options)
  return (key, shape, dtype) => affine(random.normal(key, shape, dtype), deviation, mean)
}

/** The deviation of a normal distribution cut at two deviations, of which only this part is left. */
const cut = 0.87962566103423978

/**
 * Normal, cut at two deviations; `deviation` is that of the distribution before the cut.
 *
 * @example
 * dense(10, { weights: truncatedNormal({ deviation: 0.01 }) })
 */
export const truncatedNormal = (options: Normal): Initializer => {
  const { mean = 0, deviation } = normalOptions('truncatedNormal', options)
  return (key, shape, dtype) => affine(random.truncatedNormal(key, shape, {}, dtype), deviation, mean)
}

/**
 * How many values an output is a sum of, and how many outputs a value takes part in.
 *
 * @example
 * fans([5, 5, 3, 8]) // { fanIn: 75, fanOut: 200 }
 */
export const fans = (shape: Shape): { readonly fanIn: number; readonly fanOut: number } => {
  check('fans', { shape }, { shape: integers })
  const [inputs = 1, outputs = 1] = shape.slice(-2)
  const window = count(shape.slice(0, -2))
  return shape.length < 2 ? { fanIn: count(shape), fanOut: count(shape) } : { fanIn: window * inputs, fanOut: window * outputs }
}

type Fan = (f: ReturnType<typeof fans>) => number

/** Uniform of variance scale / fan: in ±√(3·scale / fan). */
// @__NO_SIDE_EFFECTS__
const scaledUniform = (scale: number, fan: Fan): Initializer => (key, shape, dtype) => {
  const limit = Math.sqrt((3 * scale) / Math.max(1, fan(fans(shape))))
  return random.uniform(key, shape, { low: -limit, high: limit }, dtype)
}
/** Cut normal of variance scale / fan after the cut. */
// @__NO_SIDE_EFFECTS__
const scaledNormal = (scale: number, fan: Fan): Initializer => (key, shape, dtype) =>
  affine(random.truncatedNormal(key, shape, {}, dtype), Math.sqrt(scale / Math.max(1, fan(fans(shape)))) / cut)

const incoming: Fan = ({ fanIn }) => fanIn
const average: Fan = ({ fanIn, fanOut }) => (fanIn + fanOut) / 2

/**
 * X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010), eq. 16: variance
 * 2 / (fan-in + fan-out).
 *
 * @example
 * dense(10, { weights: glorotUniform })
 */
export const glorotUniform = scaledUniform(1, average)
/**
 * As `glorotUniform`, of a normal distribution cut at two deviations.
 *
 * @example
 * dense(10, { weights: glorotNormal })
 */
export const glorotNormal = scaledNormal(1, average)
/**
 * K. He et al., "Delving deep into rectifiers" (2015), eq. 10: variance 2 / fan-in, for relu.
 *
 * @example
 * dense(10, { weights: heUniform })
 */
export const heUniform = scaledUniform(2, incoming)
/**
 * As `heUniform`, of a normal distribution cut at two deviations.
 *
 * @example
 * pipe(input([28, 28, 1]), conv2d({ filters: 8, kernel: [5, 5], weights: heNormal }), relu) // [24, 24, 8]
 */
export const heNormal = scaledNormal(2, incoming)
/**
 * Y. LeCun et al., "Efficient BackProp" (1998), sec. 4.6: variance 1 / fan-in; with selu, tanh.
 *
 * @example
 * dense(10, { weights: lecunUniform })
 */
export const lecunUniform = scaledUniform(1, incoming)
/**
 * As `lecunUniform`, of a normal distribution cut at two deviations.
 *
 * @example
 * pipe(input([8]), dense(10, { weights: lecunNormal }), selu) // [10]
 */
export const lecunNormal = scaledNormal(1, incoming)

/**
 * Rows (or columns, whichever are fewer) that are orthogonal and of length `gain`. A. Saxe et al., "Exact solutions to the
 * nonlinear dynamics of learning in deep linear neural networks" (2014).
 *
 * @example
 * dense(10, { weights: orthogonal({ gain: 1.4 }) })
 */
export const orthogonal = (options: { readonly gain?: number } = {}): Initializer => {
  const { gain = 1 } = checkOptions<typeof options>('orthogonal', options, { gain: aNumber })
  return (key, shape, dtype = 'f32') => {
    checkDraw('orthogonal', key, shape, dtype)
    const columns = shape.at(-1) ?? 1
    const rows = count(shape) / columns
    const [few, many] = rows < columns ? [rows, columns] : [columns, rows]
    const basis = orthogonalRows(random.normal(key, [few, many], 'f64'))
    const long = affine(basis, gain)
    const weights = raw.elementwise((x) => convert(x, dtype))(rows < columns ? long : raw.permute(long, [1, 0]))
    return raw.reshape(weights, shape)
  }
}
