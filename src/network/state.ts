/** What cells carry along a sequence, by name: the hidden state, which is the output, and the cell state of an LSTM. */
import { expectShape, fail } from '../shape/error.js'
import { isRecord, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { expectTensor } from '../tensor/argument.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Cell, CellParams } from './cell.js'
import type { Context } from './network.js'
import { checkSource, sourceIn, type Source } from './source.js'

/** The kinds of cells, by name. */
export type Kinds = keyof CellParams<number, number>
/** A cell of any kind. */
export type AnyCell = Cell<Kinds, number>

/** The state of `simple` and `gru`: [batch, units], of an example [units]. */
export interface HiddenState<S extends Shape, D extends Float = 'f32'> {
  readonly hidden: Tensor<S, D>
}

/** The state of `lstm`. */
export interface LstmState<S extends Shape, D extends Float = 'f32'> extends HiddenState<S, D> {
  readonly cell: Tensor<S, D>
}

/** The state of each kind of cell. */
export interface CellState<S extends Shape, D extends Float = 'f32'> {
  readonly simple: HiddenState<S, D>
  readonly gru: HiddenState<S, D>
  readonly lstm: LstmState<S, D>
  readonly 'simple without bias': HiddenState<S, D>
  readonly 'gru without bias': HiddenState<S, D>
  readonly 'lstm without bias': LstmState<S, D>
}

/** The state that a sequence begins with, where it is learned: the same for all. */
export interface LearnedState<K extends Kinds, U extends number, D extends Float = 'f32'> {
  readonly initialState: CellState<readonly [U], D>[K]
}

/** A cell's state as one tensor: [units], of an LSTM [2, units], hidden and cell. */
export type StateShape<K extends Kinds, U extends number> = K extends `lstm${string}` ? readonly [2, U] : readonly [U]
export const stateShape = ({ states }: AnyCell, units: number): Shape => (states === 1 ? [units] : [states, units])

/** Where a sequence's first state is from: it is 0, or among the parameters, or what the encoder has made. */
export type InitialState = 'zeros' | 'learned' | Source<Shape, Float>

/** A cell's parameters, with the state that they begin with if it is learned. */
export type StatefulParams<Q, I, K extends Kinds, U extends number, D extends Float> =
  I extends 'learned' ? Q & LearnedState<K, U, D> : Q

/** What the first state has to be: a sentence where a source is of another shape or element type. */
export type Begins<Name extends string, I, K extends Kinds, U extends number, D> =
  I extends Source<infer S, infer E>
    ? Fitting<StateShape<K, U>, S> extends true
      ? [D] extends [E] ? true : `${Name} needs an initial state of ${D & string}, received ${E}`
      : `${Name} needs an initial state ${ShapeText<StateShape<K, U>>}, received ${ShapeText<S>}`
    : true
/** Whether shapes agree, as far as they are known. */
type Fitting<A extends Shape, B extends Shape> =
  number extends B['length'] ? true : A extends B ? true : B extends A ? true : false

export const anInitialState: Kind = {
  expected: '"zeros", "learned" or the source of a decoder', holds: (x) => x === 'zeros' || x === 'learned' || isRecord(x),
}

/** The twin of `Begins`. */
export const expectBegin = (name: string, initial: InitialState, cell: AnyCell, units: number, dtype: DType): void => {
  if (typeof initial === 'string') return
  const { shape, dtype: given } = checkSource(name, 'initialState', initial)
  const expected = stateShape(cell, units)
  expectShape(name, 'initialState', raw.equal(shape, expected) ? shape
    : `${name} needs an initial state ${shapeText(expected)}, received ${shapeText(shape)}`, shape)
  if (given !== dtype) {
    const message = `${name} needs an initial state of ${dtype}, received ${given}`
    fail(name, { argument: 'initialState', expected: dtype, received: given, message })
  }
}

const names = ['hidden', 'cell'] as const
type ByName = Readonly<Record<string, AnyTensor>>

/** The tensors of a state by their names. */
export const namedState = (tensors: readonly AnyTensor[]): ByName =>
  Object.fromEntries(tensors.map((tensor, i) => [names[i] as string, tensor]))

/** 0 for every unit, of so many sequences. */
const zeroState = ({ states, units }: AnyCell, batch: number, dtype: DType): readonly AnyTensor[] =>
  Array.from({ length: states }, () => raw.full([batch, units], 0, dtype))

/** How a learned state begins: with 0. */
export const learnedState = ({ states, units }: AnyCell, dtype: DType): { readonly initialState: ByName } =>
  ({ initialState: namedState(Array.from({ length: states }, () => raw.full([units], 0, dtype))) })

/** The state that is among the parameters, for so many sequences. */
const ownState = ({ states, units }: AnyCell, params: unknown, batch: number): readonly AnyTensor[] => {
  const { initialState } = params as { readonly initialState: ByName }
  return names.slice(0, states).map((name) => raw.expand(initialState[name] as AnyTensor, [0], [batch, units]))
}

/** The first state of a layer; of what an encoder has made the units from `start` on. */
export const firstState = (
  operation: string, initial: InitialState, cell: AnyCell, params: unknown, context: Context, x: AnyTensor, start = 0,
): readonly AnyTensor[] => {
  const [batch] = x.shape as readonly [number, ...Shape]
  if (initial === 'learned') return ownState(cell, params, batch)
  if (initial === 'zeros') return zeroState(cell, batch, x.dtype)
  const made = sourceIn(operation, 'initialState', initial, context)
  const all = raw.reshape(made, [batch, cell.states, made.shape.at(-1) as number])
  return Array.from({ length: cell.states }, (_, i) =>
    raw.reshape(raw.slice(all, [0, i, start], [batch, i + 1, start + cell.units]), [batch, cell.units]))
}

/** A state that is given with x [batch, time, features]. */
export const expectState = (operation: string, cell: AnyCell, state: unknown, x: AnyTensor): readonly AnyTensor[] => {
  const wanted = names.slice(0, cell.states)
  if (!isRecord(state))
    return fail(operation, { argument: 'state', expected: `a record of ${wanted.join(' and ')}`, received: state })
  return wanted.map((name) => {
    const given = expectTensor(operation, `state.${name}`, state[name])
    const shape = [x.shape[0] as number, cell.units]
    if (given.dtype !== x.dtype || !raw.equal(given.shape, shape))
      fail(operation, { argument: `state.${name}`, expected: `${x.dtype}${shapeText(shape)}`, received: given })
    return given
  })
}
