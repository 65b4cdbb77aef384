/** A cell along a sequence, from one state to another: one loop, whose body is the cell. */
import { select } from '../program/scalar.js'
import type { Key } from '../random/key.js'
import { fail } from '../shape/error.js'
import { aBoolean, aFunction, aRecord, check, checkOptions } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { expectTensor, floats } from '../tensor/argument.js'
import { scan } from '../tensor/scan.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { aCell, type Cell, type CellParams } from './cell.js'
import { maskFor, type Mask } from './mask.js'
import { within } from './network.js'
import {
  expectState, firstState, learnedState, namedState, type AnyCell, type CellState, type Kinds, type LearnedState,
} from './state.js'

/** How a cell goes along a sequence. */
export interface UnrollOptions {
  /** From the last step to the first; the states stay in the steps' places. */
  readonly reverse?: boolean
  /** The steps that count, `padding(0)`; at any other the state stays as it is. */
  readonly mask?: Mask
  /** Keeps only some ~√time states for derivatives, and computes the rest again: slower, and less memory. */
  readonly checkpoint?: boolean
}

export const unrollKinds = { reverse: aBoolean, mask: aFunction, checkpoint: aBoolean }

type State = readonly AnyTensor[]

const chosen = raw.elementwise((counts, next, before) => select(counts, next, before))

/**
 * The states of a cell along x [batch, time, features] from a first one: the last one, and the outputs of all steps,
 * [batch, time, units], where they are asked for. `steps` are those that count, bool [batch, time].
 */
export const along = (
  cell: AnyCell, params: unknown, x: AnyTensor, initial: State, steps: AnyTensor | undefined, every: boolean,
  { reverse = false, checkpoint = false }: UnrollOptions,
): readonly [last: State, outputs?: AnyTensor] => {
  const rows: readonly State[] = [
    cell.project(params, x).map((projected) => raw.permute(projected, [1, 0, 2])),
    steps === undefined ? [] : [raw.permute(steps, [1, 0])],
  ]
  const [last, outputs] = scan((state: State, row) => {
    const [projected, [counts]] = row as typeof rows as readonly [State, State]
    const moved = cell.step(params, state, projected)
    const next = counts === undefined ? moved
      : moved.map((s, i) => chosen(raw.expand(counts, [1], s.shape), s, state[i]!))
    return [next, every ? next.slice(0, 1) : []]
  }, initial, rows, { reverse, checkpoint })
  return every ? [last, raw.permute((outputs as State)[0]!, [1, 0, 2])] : [last]
}

const expectSequence = (operation: string, x: AnyTensor): AnyTensor => {
  const { shape } = expectTensor(operation, 'x', x, floats)
  if (shape.length === 3) return x
  const message = `${operation} needs [batch, time, features], received ${shapeText(shape as Shape)}`
  return fail(operation, { argument: 'x', expected: '[batch, time, features]', received: shape, message })
}

/**
 * A cell with its parameters as a function of a sequence and a state: x [batch, time, features] to the outputs of all steps,
 * [batch, time, units], and the last state, with which the next part of the sequence goes on. Without a state it begins with the
 * one among the parameters, where it is learned, else with 0: then the outputs are those of the layer `recurrent`. A mask is
 * made of x itself.
 *
 * @example
 * // What comes step by step: the whole sequence is never there.
 * const cell = lstm(8)
 * const net = pipe(input([20, 3]), recurrent(cell), dense(1))
 * const [memory, head] = net.init(random.key(0))
 * const go = unroll(cell)(memory)
 * const [, heard] = go(t.ones([1, 12, 3]))
 * const [outputs, state] = go(t.ones([1, 1, 3]), heard)
 * outputs.shape // [1, 1, 8]
 * state.cell.shape // [1, 8]
 */
export const unroll = <K extends Kinds, U extends number>(cell: Cell<K, U>, options: UnrollOptions = {}) => {
  check('unroll', { cell }, { cell: aCell })
  const { mask, ...way } = checkOptions<UnrollOptions>('unroll', options, unrollKinds)
  return <F extends number, D extends Float>(params: CellParams<F, U, D>[K] & Partial<LearnedState<K, U, D>>) => {
    check('unroll', { params }, { params: aRecord })
    return <B extends number, T extends number>(
      x: Tensor<readonly [B, T, F], D>, state?: CellState<readonly [B, U], D>[K],
    ): readonly [outputs: Tensor<readonly [B, T, U], D>, state: CellState<readonly [B, U], D>[K]] => {
      const { shape: [, , features], dtype } = expectSequence('unroll', x)
      const isLearned = 'initialState' in params
      const init = (key: Key): unknown => ({
        ...cell.init(key, features as number, dtype as Float) as object,
        ...(isLearned ? learnedState(cell, dtype) : {}),
      })
      const [last, outputs] = within({ name: 'unroll', init }, () => {
        const context = { inputs: x }
        const initial = state === undefined
          ? firstState('unroll', isLearned ? 'learned' : 'zeros', cell, params, context, x) : expectState('unroll', cell, state, x)
        return along(cell, params, x, initial, maskFor('unroll', mask, context, x), true, way)
      }, dtype, params)
      return [outputs, namedState(last)] as never
    }
  }
}
