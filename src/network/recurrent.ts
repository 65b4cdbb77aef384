/** Layers that carry a state along a sequence. */
import { foldIn } from '../random/key.js'
import { add as plus } from '../shape/arithmetic.js'
import type { Add } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import { check, checkOptions, oneOf } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { aCell, type Cell, type CellParams } from './cell.js'
import { layerOf, type Layer } from './layer.js'
import { maskFor } from './mask.js'
import { append, type Context, type Decoding, type TensorNetwork } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import {
  anInitialState, expectBegin, firstState, learnedState, stateShape,
  type AnyCell, type Begins, type InitialState, type Kinds, type StatefulParams, type StateShape,
} from './state.js'
import { along, unrollKinds, type UnrollOptions } from './unroll.js'

/** What a recurrent layer gives: all outputs, the last one, or the last state. */
export type Returns = 'sequence' | 'last' | 'state'

/** How a sequence is gone through. */
export interface RecurrentOptions<R extends Returns, I extends InitialState = 'zeros'> extends UnrollOptions {
  /**
   * The output at every step, [time, units], as by default, or the last one, [units]; or the whole last state, with which a
   * decoder may begin: [units], of an LSTM [2, units], output and cell state.
   */
  readonly returns?: R
  /**
   * What the state is in the beginning: 0 by default; or `'learned'`, one more parameter, which begins with 0; or in a decoder of
   * `encoderDecoder` its source, an encoder's outputs of the shape that `returns: 'state'` gives.
   */
  readonly initialState?: I
}

/** What a recurrent layer of `U` units gives for outputs `O` of the layer before. */
export type Recurrent<Name extends string, O extends Shape, K extends Kinds, U extends number, R extends Returns> =
  O extends readonly [infer T extends number, number] ? Returned<T, K, U, R>
  : number extends O['length'] ? Returned<number, K, U, R>
  : `${Name} needs [time, features], received ${ShapeText<O>}`
type Returned<T extends number, K extends Kinds, U extends number, R extends Returns> =
  R extends 'last' ? readonly [U] : R extends 'state' ? StateShape<K, U> : readonly [T, U]

/** The same, where the first state fits. */
type Begun<Name extends string, O, D, I, K extends Kinds, U extends number, R extends Returns> =
  Begins<Name, I, K, U, D> extends infer S extends string ? S : Recurrent<Name, ShapeIn<O>, K, U, R>

const recurrenceKinds = { ...unrollKinds, returns: oneOf('sequence', 'last', 'state'), initialState: anInitialState }

/** Where a layer of so many units, of one way or both, fits the network: what it gives. */
const recurrentShape = (
  name: string, net: TensorNetwork, cell: AnyCell, units: number,
  { returns = 'sequence', initialState = 'zeros' }: RecurrentOptions<Returns, InitialState>,
): Shape => {
  const { output: shape } = net
  expectBegin(name, initialState, cell, units, net.dtype)
  return expectShape(name, 'network', shape.length !== 2 ? `${name} needs [time, features], received ${shapeText(shape)}`
    : returns === 'last' ? [units] : returns === 'state' ? stateShape(cell, units) : [shape[0] as number, units], shape)
}

/** The features of outputs [time, features]. */
type Features<O> = O extends readonly [number, infer F extends number] ? F : number

const initOf = (cell: AnyCell, { initialState }: RecurrentOptions<Returns, InitialState>): AnyCell['init'] =>
  (key, inputs, dtype) => {
    const own = cell.init(key, inputs, dtype)
    return initialState === 'learned' ? { ...own as object, ...learnedState(cell, dtype) } : own
  }

/** What a cell gives along x [batch, time, features]; of an encoder's state it takes the units from `start` on. */
const gone = (
  name: string, cell: AnyCell, params: unknown, context: Context, x: AnyTensor,
  { returns = 'sequence', initialState = 'zeros', mask, ...way }: RecurrentOptions<Returns, InitialState>, start = 0,
): AnyTensor => {
  const steps = maskFor(name, mask, context, x)
  const initial = firstState(name, initialState, cell, params, context, x, start)
  const [last, outputs] = along(cell, params, x, initial, steps, returns === 'sequence', way)
  if (outputs !== undefined) return outputs
  const [first] = last as readonly [AnyTensor]
  if (returns === 'last' || last.length === 1) return first
  return raw.concatenate(last.map((s) => raw.reshape(s, [x.shape[0] as number, 1, cell.units])), 1)
}

/** Whether the outputs of a sequence are to be had step by step. */
const isStepwise = ({ returns = 'sequence', initialState = 'zeros', mask, reverse = false }: RecurrentOptions<Returns, InitialState>): boolean =>
  returns === 'sequence' && typeof initialState === 'string' && mask === undefined && !reverse

/** What a cell gives for one step x [batch, 1, features], given what the step before has left. */
const oneStep = (
  name: string, cell: AnyCell, params: unknown, context: Context, x: AnyTensor, { initialState = 'zeros' }: RecurrentOptions<Returns, InitialState>,
): AnyTensor => (context.decoding as Decoding).carry(
  () => firstState(name, initialState, cell, params, context, x),
  (kept) => {
    const next = cell.step(params, kept, cell.project(params, raw.reshape(x, [x.shape[0] as number, x.shape[2] as number])))
    return [next, raw.reshape(next[0] as AnyTensor, [x.shape[0] as number, 1, cell.units])]
  })

const operationsOf = (cell: AnyCell, [time, features]: Shape): number =>
  2 * cell.gates * time! * cell.units * (features! + cell.units)

/** What `recurrent` does to types. */
export interface RecurrentRule<K extends Kinds, U extends number, R extends Returns, I = 'zeros'> extends LayerRule {
  readonly name: 'recurrent'
  readonly out: Begun<'recurrent', this['in'], this['dtype'], I, K, U, R>
  readonly params: readonly [
    StatefulParams<CellParams<Features<this['in']>, U, FloatIn<this['dtype']>>[K], I, K, U, FloatIn<this['dtype']>>,
  ]
}

/**
 * A cell carried along a sequence [time, features], its state 0 in the beginning: the outputs of all steps, the last one, or the
 * last state. It is one loop with one compiled body, however long the sequence. `unroll` is the same for a state that is given
 * and given back.
 *
 * @example
 * pipe(input([20, 3]), recurrent(lstm(8)), recurrent(gru(4), { returns: 'last' }), dense(1)) // [1]
 *
 * @example
 * const net = pipe(input([20, 3]), recurrent(lstm(8), { initialState: 'learned', returns: 'state' })) // [2, 8]
 * net.init(random.key(0))[0].initialState.cell.shape // [8]
 */
export const recurrent = <
  K extends Kinds, U extends number, const R extends Returns = 'sequence', const I extends InitialState = 'zeros',
>(
  cell: Cell<K, U>, options: RecurrentOptions<R, I> = {},
): Layer<RecurrentRule<K, U, R, I>> => {
  check('recurrent', { cell }, { cell: aCell })
  checkOptions<RecurrentOptions<R, I>>('recurrent', options, recurrenceKinds)
  const name = `recurrent(${cell.kind})`
  return layerOf('recurrent', (net) => {
    const output = recurrentShape('recurrent', net, cell, cell.units, options)
    return append(net, {
      name,
      input: net.output,
      output,
      init: (key, dtype) => initOf(cell, options)(key, net.output[1] as number, dtype),
      apply: (params, context) => (x) => (context.decoding === undefined ? gone(name, cell, params, context, x, options)
        : oneStep(name, cell, params, context, x, options)),
      operations: operationsOf(cell, net.output),
      ...(isStepwise(options) ? { stepwise: true } : {}),
    })
  })
}

/** The parameters of `bidirectional`: those of each way. */
export interface BidirectionalParams<Q> {
  readonly forward: Q
  readonly backward: Q
}

/** What `bidirectional` does to types. */
export interface BidirectionalRule<K extends Kinds, U extends number, R extends Returns, I = 'zeros'> extends LayerRule {
  readonly name: 'bidirectional'
  readonly out: Begun<'bidirectional', this['in'], this['dtype'], I, K, Add<U, U>, R>
  readonly params: readonly [BidirectionalParams<
    StatefulParams<CellParams<Features<this['in']>, U, FloatIn<this['dtype']>>[K], I, K, U, FloatIn<this['dtype']>>
  >]
}

/**
 * A cell carried along a sequence both ways, with parameters for each, their states joined: [time, 2·units], or [2·units] of
 * the two last ones. So are those of an encoder that it begins with, forward before backward. M. Schuster, K. Paliwal,
 * "Bidirectional recurrent neural networks" (1997).
 *
 * @example
 * pipe(input([20, 3]), bidirectional(gru(8))) // [20, 16]
 * pipe(input([20, 3]), bidirectional(lstm(8), { returns: 'state' })) // [2, 16]
 */
export const bidirectional = <
  K extends Kinds, U extends number, const R extends Returns = 'sequence', const I extends InitialState = 'zeros',
>(
  cell: Cell<K, U>, options: Omit<RecurrentOptions<R, I>, 'reverse'> = {},
): Layer<BidirectionalRule<K, U, R, I>> => {
  check('bidirectional', { cell }, { cell: aCell })
  const { reverse: _, ...kinds } = recurrenceKinds
  checkOptions<typeof options>('bidirectional', options, kinds)
  const name = `bidirectional(${cell.kind})`
  return layerOf('bidirectional', (net) => {
    const output = recurrentShape('bidirectional', net, cell, plus(cell.units, cell.units), options)
    const [features, init] = [net.output[1] as number, initOf(cell, options)]
    return append(net, {
      name,
      input: net.output,
      output,
      init: (key, dtype) => ({
        forward: init(foldIn(key, 0), features, dtype), backward: init(foldIn(key, 1), features, dtype),
      }),
      apply: (params, context) => (x) => {
        const { forward, backward } = params as BidirectionalParams<unknown>
        const way = (own: unknown, reverse: boolean): AnyTensor =>
          gone(name, cell, own, context, x, { ...options, reverse }, reverse ? cell.units : 0)
        return raw.concatenate([way(forward, false), way(backward, true)], output.length)
      },
      operations: 2 * operationsOf(cell, net.output),
    })
  })
}
