/** Layers that carry a state along a sequence: one loop, whose body is a cell. */
import { select } from '../program/scalar.js'
import { foldIn } from '../random/key.js'
import { add as plus } from '../shape/arithmetic.js'
import type { Add } from '../shape/arithmetic.js'
import { expectShape } from '../shape/error.js'
import { aBoolean, aFunction, check, checkOptions, oneOf } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import { scan } from '../tensor/scan.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { aCell, type Cell, type CellParams } from './cell.js'
import { maskFor, type Mask } from './mask.js'
import { layerOf, type Layer } from './layer.js'
import { append, type Context } from './network.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'

/** The kinds of cells, by name. */
export type Kinds = keyof CellParams<number, number>
/** What a recurrent layer gives: all outputs or the last. */
export type Returns = 'sequence' | 'last'

/** How a sequence is gone through. */
export interface RecurrentOptions<R extends Returns> {
  /** The state at every step, [time, units], as by default, or the last one, [units]. */
  readonly returns?: R
  /** From the last step to the first; the states stay in the steps' places. */
  readonly reverse?: boolean
  /** The steps that count, `padding(0)`; at any other the state stays as it is. */
  readonly mask?: Mask
  /** Keeps only some ~√time states for derivatives, and computes the rest again: slower, and less memory. */
  readonly checkpoint?: boolean
}

/** What a recurrent layer of `U` units gives for outputs `O` of the layer before. */
export type Recurrent<Name extends string, O extends Shape, U extends number, R extends Returns> =
  O extends readonly [infer T extends number, number] ? R extends 'last' ? readonly [U] : readonly [T, U]
  : number extends O['length'] ? R extends 'last' ? readonly [U] : readonly [number, U]
  : `${Name} needs [time, features], received ${ShapeText<O>}`

const recurrenceKinds = { returns: oneOf('sequence', 'last'), mask: aFunction, checkpoint: aBoolean }

const recurrentShape = (name: string, shape: Shape, units: number, returns: Returns): Shape | string =>
  shape.length !== 2 ? `${name} needs [time, features], received ${shapeText(shape)}`
  : returns === 'last' ? [units] : [shape[0] as number, units]

/** The features of outputs [time, features]. */
type Features<O> = O extends readonly [number, infer F extends number] ? F : number

const chosen = raw.elementwise((counts, next, before) => select(counts, next, before))

/** The states of a cell along x [batch, time, features]: of all steps, [batch, time, units], or the last. */
const along = (
  name: string, cell: Cell<Kinds, number>, params: unknown, context: Context, x: AnyTensor,
  { returns = 'sequence', reverse = false, mask, checkpoint = false }: RecurrentOptions<Returns>,
): AnyTensor => {
  const [batch, steps] = [x.shape[0] as number, maskFor(name, mask, context, x)]
  const initial: readonly AnyTensor[] = Array.from({ length: cell.states }, () => raw.full([batch, cell.units], 0, x.dtype))
  const rows: readonly (readonly AnyTensor[])[] = [
    cell.project(params, x).map((projected) => raw.permute(projected, [1, 0, 2])),
    steps === undefined ? [] : [raw.permute(steps, [1, 0])],
  ]
  const [last, outputs] = scan((state: readonly AnyTensor[], row) => {
    const [projected, [counts]] = row as typeof rows as readonly [readonly AnyTensor[], readonly AnyTensor[]]
    const moved = cell.step(params, state, projected)
    const next = counts === undefined ? moved
      : moved.map((s, i) => chosen(raw.expand(counts, [1], s.shape), s, state[i]!))
    return [next, returns === 'sequence' ? next.slice(0, 1) : []]
  }, initial, rows, { reverse, checkpoint })
  return returns === 'last' ? last[0]! : raw.permute((outputs as readonly AnyTensor[])[0]!, [1, 0, 2])
}

const operationsOf = (cell: Cell<Kinds, number>, [time, features]: Shape): number =>
  2 * cell.gates * time! * cell.units * (features! + cell.units)

/** What `recurrent` does to types. */
export interface RecurrentRule<K extends Kinds, U extends number, R extends Returns> extends LayerRule {
  readonly name: 'recurrent'
  readonly out: Recurrent<'recurrent', ShapeIn<this['in']>, U, R>
  readonly params: readonly [CellParams<Features<this['in']>, U, FloatIn<this['dtype']>>[K]]
}

/**
 * A cell carried along a sequence [time, features], its state 0 in the beginning: the states of all steps or the last one. It
 * is one loop with one compiled body, however long the sequence.
 *
 * @example
 * pipe(input([20, 3]), recurrent(lstm(8)), recurrent(gru(4), { returns: 'last' }), dense(1)) // [1]
 */
export const recurrent = <K extends Kinds, U extends number, const R extends Returns = 'sequence'>(
  cell: Cell<K, U>, options: RecurrentOptions<R> = {},
): Layer<RecurrentRule<K, U, R>> => {
  check('recurrent', { cell }, { cell: aCell })
  checkOptions<RecurrentOptions<R>>('recurrent', options, { ...recurrenceKinds, reverse: aBoolean })
  const name = `recurrent(${cell.kind})`
  return layerOf('recurrent', (net) => {
    const shape = recurrentShape('recurrent', net.output, cell.units, options.returns ?? 'sequence')
    const features = net.output[1] as number
    return append(net, {
      name,
      input: net.output,
      output: expectShape('recurrent', 'network', shape, net.output),
      init: (key, dtype) => cell.init(key, features, dtype),
      apply: (params, context) => (x) => along(name, cell, params, context, x, options),
      operations: operationsOf(cell, net.output),
    })
  })
}

/** The parameters of `bidirectional`: those of each way. */
export interface BidirectionalParams<Q> {
  readonly forward: Q
  readonly backward: Q
}

/** What `bidirectional` does to types. */
export interface BidirectionalRule<K extends Kinds, U extends number, R extends Returns> extends LayerRule {
  readonly name: 'bidirectional'
  readonly out: Recurrent<'bidirectional', ShapeIn<this['in']>, Add<U, U>, R>
  readonly params: readonly [BidirectionalParams<CellParams<Features<this['in']>, U, FloatIn<this['dtype']>>[K]>]
}

/**
 * A cell carried along a sequence both ways, with parameters for each, their states joined: [time, 2·units], or [2·units] of
 * the two last ones. M. Schuster, K. Paliwal, "Bidirectional recurrent neural networks" (1997).
 *
 * @example
 * pipe(input([20, 3]), bidirectional(gru(8))) // [20, 16]
 */
export const bidirectional = <K extends Kinds, U extends number, const R extends Returns = 'sequence'>(
  cell: Cell<K, U>, options: Omit<RecurrentOptions<R>, 'reverse'> = {},
): Layer<BidirectionalRule<K, U, R>> => {
  check('bidirectional', { cell }, { cell: aCell })
  checkOptions<typeof options>('bidirectional', options, recurrenceKinds)
  const name = `bidirectional(${cell.kind})`
  return layerOf('bidirectional', (net) => {
    const shape = recurrentShape('bidirectional', net.output, plus(cell.units, cell.units), options.returns ?? 'sequence')
    const output = expectShape('bidirectional', 'network', shape, net.output)
    const features = net.output[1] as number
    return append(net, {
      name,
      input: net.output,
      output,
      init: (key, dtype) => ({
        forward: cell.init(foldIn(key, 0), features, dtype),
        backward: cell.init(foldIn(key, 1), features, dtype),
      }),
      apply: (params, context) => (x) => {
        const { forward, backward } = params as BidirectionalParams<unknown>
        const way = (own: unknown, reverse: boolean): AnyTensor =>
          along(name, cell, own, context, x, { ...options, reverse })
        return raw.concatenate([way(forward, false), way(backward, true)], output.length)
      },
      operations: 2 * operationsOf(cell, net.output),
    })
  })
}
