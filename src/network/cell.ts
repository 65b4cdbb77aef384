/**
 * What a recurrent layer does at each step: from the state h [batch, units] and the inputs x [batch, inputs] to the next state.
 * What depends on the inputs alone is computed for all steps at once; `step` does the rest.
 */
import { add, like, mul, sub } from '../program/scalar.js'
import { foldIn, type Key } from '../random/key.js'
import { fail } from '../shape/error.js'
import { aFunction, aMaker, aNumber, checkOptions, oneOf } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as t from '../tensor/unary.js'
import * as raw from '../tensor/untyped.js'
import { aBias, biasAmong, withBias, type Bias, type ByBias } from './bias.js'
import { weightedSum } from './dense.js'
import { constant, glorotUniform, orthogonal, zeros, type Initializer } from './initializer.js'

/** What a gate is computed from: x·weights + h·recurrent + bias. */
export interface GateParams<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly weights: Tensor<readonly [Inputs, Units], D>
  readonly recurrent: Tensor<readonly [Units, Units], D>
  readonly bias: Tensor<readonly [Units], D>
}

/** What a gate without a bias is computed from: x·weights + h·recurrent. */
export interface GateWeights<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly weights: Tensor<readonly [Inputs, Units], D>
  readonly recurrent: Tensor<readonly [Units, Units], D>
}

/** The parameters of `gru`. */
export interface GruParams<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly reset: GateParams<Inputs, Units, D>
  readonly update: GateParams<Inputs, Units, D>
  /** `recurrentBias` is added to h·recurrent, which the reset gate then multiplies. */
  readonly candidate: GateParams<Inputs, Units, D> & { readonly recurrentBias: Tensor<readonly [Units], D> }
}

/** The parameters of `gru` without biases. */
export interface GruWeights<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly reset: GateWeights<Inputs, Units, D>
  readonly update: GateWeights<Inputs, Units, D>
  readonly candidate: GateWeights<Inputs, Units, D>
}

/** The parameters of `lstm`. */
export interface LstmParams<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly input: GateParams<Inputs, Units, D>
  readonly forget: GateParams<Inputs, Units, D>
  readonly candidate: GateParams<Inputs, Units, D>
  readonly output: GateParams<Inputs, Units, D>
}

/** The parameters of `lstm` without biases. */
export interface LstmWeights<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly input: GateWeights<Inputs, Units, D>
  readonly forget: GateWeights<Inputs, Units, D>
  readonly candidate: GateWeights<Inputs, Units, D>
  readonly output: GateWeights<Inputs, Units, D>
}

/** The parameters of each kind of cell. */
export interface CellParams<Inputs extends number, Units extends number, D extends Float = 'f32'> {
  readonly simple: GateParams<Inputs, Units, D>
  readonly gru: GruParams<Inputs, Units, D>
  readonly lstm: LstmParams<Inputs, Units, D>
  readonly 'simple without bias': GateWeights<Inputs, Units, D>
  readonly 'gru without bias': GruWeights<Inputs, Units, D>
  readonly 'lstm without bias': LstmWeights<Inputs, Units, D>
}

/** The kind of a cell with this bias; both where only run time knows whether there is one. */
export type WithBias<K extends 'simple' | 'gru' | 'lstm', B> =
  ByBias<B, K, `${K} without bias`>
const kindOf = <K extends 'simple' | 'gru' | 'lstm', B>(kind: K, bias: Bias): WithBias<K, B> =>
  (bias === false ? `${kind} without bias` : kind) as WithBias<K, B>

/** What a cell carries from step to step, or gets of the inputs. */
export type Tensors = readonly AnyTensor[]

/** A kind of cell with so many units. */
export interface Cell<K extends keyof CellParams<number, number>, Units extends number> {
  readonly kind: K
  readonly units: Units
  readonly init: (key: Key, inputs: number, dtype: Float) => unknown
  /** How many tensors [batch, units] the state is; the first is the output. */
  readonly states: number
  /** What each gate gets from the inputs [..., inputs] of all steps. */
  readonly project: (params: unknown, x: AnyTensor) => Tensors
  readonly step: (params: unknown, state: Tensors, projected: Tensors) => Tensors
  /** How many gates there are: each is two products. */
  readonly gates: number
}

/** How the parameters of a cell begin. */
export interface CellOptions<B extends Bias = Initializer> {
  /** Glorot's uniform weights by default. */
  readonly weights?: Initializer
  /** Orthogonal by default. */
  readonly recurrent?: Initializer
  /** Zeros by default; `false` for none. */
  readonly bias?: B
}

const cellKinds = { weights: aFunction, recurrent: aFunction, bias: aBias }

export const aCell = aMaker('a cell, as gru(units) makes it', 'init', 'project', 'step')

type Gate = GateParams<number, number, Float>

const gate = ({ weights = glorotUniform, recurrent = orthogonal(), bias = zeros }: CellOptions<Bias>, units: number) =>
  (key: Key, inputs: number, dtype: Float): Partial<Gate> => ({
    weights: weights(foldIn(key, 0), [inputs, units], dtype),
    recurrent: recurrent(foldIn(key, 1), [units, units], dtype),
    ...biasAmong(bias, key, 2, units, dtype),
  })

const ofState = ({ recurrent }: Gate, h: AnyTensor): AnyTensor => raw.contract(h, recurrent)
/** A gate's argument, from what it got from the inputs. */
const added = (of: Gate, x: AnyTensor, h: AnyTensor): AnyTensor => raw.add(x, ofState(of, h))

/**
 * The simplest cell: h' = tanh(x·W + h·U + b). J. Elman, "Finding structure in time" (1990). With `bias: false` there is no b.
 *
 * @example
 * pipe(input([20, 3]), recurrent(simple(8))) // [20, 8]
 */
export const simple = <const U extends number, const B extends Bias = Initializer>(
  units: U, options: CellOptions<B> = {},
): Cell<WithBias<'simple', B>, U> => {
  checkCount('simple', 'units', units)
  const { bias = zeros } = checkOptions<CellOptions<Bias>>('simple', options, cellKinds)
  const weighted = weightedSum(bias)
  return {
    kind: kindOf('simple', bias),
    units,
    states: 1,
    gates: 1,
    init: gate(options, units),
    project: (params, x) => [weighted(params as Gate, x)],
    step: (params, [h], [x]) => [t.tanh(added(params as Gate, x!, h!))],
  }
}

const mixed = raw.elementwise((z, n, h) => add(mul(sub(like(z, 1), z), n), mul(z, h)))

/** How a GRU begins, and which of its two forms it is. */
export interface GruOptions<B extends Bias = Initializer> extends CellOptions<B> {
  /** Whether the reset gate comes after the recurrent product, as by default, or before. */
  readonly reset?: 'after' | 'before'
}

/**
 * The gated recurrent unit: with r = σ(x·Wᵣ + h·Uᵣ + bᵣ) and z = σ(x·W_z + h·U_z + b_z),
 *
 *     n = tanh(x·Wₙ + bₙ + r ⊙ (h·Uₙ + cₙ)),  h' = (1 - z) ⊙ n + z ⊙ h
 *
 * This is the form of PyTorch, cuDNN and Keras (`reset_after=True`, its default); `reset: 'before'` is that of K. Cho et al.,
 * "Learning phrase representations using RNN encoder-decoder" (2014), and of Keras with `reset_after=False`, in which
 * n = tanh(x·Wₙ + bₙ + (r ⊙ h)·Uₙ + cₙ). With `bias: false` there is no b and no c.
 *
 * @example
 * pipe(input([20, 3]), recurrent(gru(8), { returns: 'last' })) // [8]
 * const bare = pipe(input([20, 3]), recurrent(gru(8, { bias: false })))
 * Object.keys(bare.init(random.key(0))[0].candidate) // ['weights', 'recurrent']
 */
export const gru = <const U extends number, const B extends Bias = Initializer>(
  units: U, given: GruOptions<B> = {},
): Cell<WithBias<'gru', B>, U> => {
  checkCount('gru', 'units', units)
  const { reset = 'after', ...options } =
    checkOptions<GruOptions<Bias>>('gru', given, { ...cellKinds, reset: oneOf('after', 'before') })
  const made = gate(options, units)
  const { bias = zeros } = options
  const weighted = weightedSum(bias)
  return {
    kind: kindOf('gru', bias),
    units,
    states: 1,
    gates: 3,
    init: (key, inputs, dtype) => ({
      reset: made(foldIn(key, 0), inputs, dtype),
      update: made(foldIn(key, 1), inputs, dtype),
      candidate: {
        ...made(foldIn(key, 2), inputs, dtype),
        ...(bias === false ? {} : { recurrentBias: bias(foldIn(foldIn(key, 2), 3), [units], dtype) }),
      },
    }),
    project: (params, x) => {
      const { reset: r, update, candidate } = params as GruParams<number, number, Float>
      return [r, update, candidate].map((g) => weighted(g, x))
    },
    step: (params, [h], [xr, xz, xn]) => {
      const { reset: ofReset, update, candidate } = params as GruParams<number, number, Float>
      const r = t.sigmoid(added(ofReset, xr!, h!))
      const z = t.sigmoid(added(update, xz!, h!))
      const own = withBias(bias, (of) => ofState(candidate, of), candidate.recurrentBias)
      const n = t.tanh(raw.add(xn!, reset === 'after' ? raw.mul(r, own(h!)) : own(raw.mul(r, h!))))
      return [mixed(z, n, h!)]
    },
  }
}

/** How an LSTM begins. */
export interface LstmOptions<B extends Bias = Initializer> extends CellOptions<B> {
  /** What the forget gate's bias begins with, 1 by default. R. Jozefowicz et al. (2015), sec. 2.2. None with `bias: false`. */
  readonly forgetBias?: [B] extends [false] ? never : number
}

const kept = raw.elementwise((f, c, i, g) => add(mul(f, c), mul(i, g)))

/**
 * Long short-term memory: gates i, f, o = σ(x·W + h·U + b) and g = tanh(x·W + h·U + b) of their own parameters each,
 *
 *     c' = f ⊙ c + i ⊙ g,  h' = o ⊙ tanh(c')
 *
 * S. Hochreiter, J. Schmidhuber (1997); F. Gers et al., "Learning to forget" (2000). With `bias: false` there is no b, and
 * a `forgetBias` is an error.
 *
 * @example
 * pipe(input([20, 3]), recurrent(lstm(8))) // [20, 8]
 */
export const lstm = <const U extends number, const B extends Bias = Initializer>(
  units: U, given: LstmOptions<B> = {},
): Cell<WithBias<'lstm', B>, U> => {
  checkCount('lstm', 'units', units)
  const { forgetBias, ...options } = checkOptions<LstmOptions<Bias>>('lstm', given, { ...cellKinds, forgetBias: aNumber })
  const { bias = zeros } = options
  if (bias === false && forgetBias !== undefined)
    fail('lstm', { argument: 'forgetBias', expected: 'left out where bias is false', received: forgetBias })
  const weighted = weightedSum(bias)
  const made = gate(options, units)
  const remembering = gate({ ...options, bias: bias === false ? false : constant(forgetBias ?? 1) }, units)
  return {
    kind: kindOf('lstm', bias),
    units,
    states: 2,
    gates: 4,
    init: (key, inputs, dtype) => ({
      input: made(foldIn(key, 0), inputs, dtype),
      forget: remembering(foldIn(key, 1), inputs, dtype),
      candidate: made(foldIn(key, 2), inputs, dtype),
      output: made(foldIn(key, 3), inputs, dtype),
    }),
    project: (params, x) => {
      const { input, forget, candidate, output } = params as LstmParams<number, number, Float>
      return [input, forget, candidate, output].map((g) => weighted(g, x))
    },
    step: (params, [h, c], [xi, xf, xg, xo]) => {
      const { input, forget, candidate, output } = params as LstmParams<number, number, Float>
      const i = t.sigmoid(added(input, xi!, h!))
      const f = t.sigmoid(added(forget, xf!, h!))
      const g = t.tanh(added(candidate, xg!, h!))
      const o = t.sigmoid(added(output, xo!, h!))
      const next = kept(f, c!, i, g)
      return [raw.mul(o, t.tanh(next)), next]
    },
  }
}
