/** Borders around all axes. */
import { expectShape } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { check, checkOptions, integers, listOf, oneOf, type Kind } from '../shape/options.js'
import { pad as paddedShape, padBy, type PadBy, type PadMode, type Widths } from '../shape/pad.js'
import type { DType, Shape } from '../shape/shape.js'
import { aTensor, checkNumber } from './argument.js'
import type { Bordering } from './moves.js'
import { takeListed } from './take.js'
import type { AnyTensor, Shaped, Tensor } from './tensor.js'
import * as raw from './untyped.js'

/** `pad` with borders of widths `W` from the elements themselves, of any tensor that it fits. */
export interface BorderingBy<W extends Widths, M extends PadMode> {
  <S extends Shape, D extends DType>(x: Fits<PadBy<S, W, M>> & Tensor<S, D>): Shaped<PadBy<S, W, M>, D>
}

/** What stands in a border, where it is not one value. */
export interface PadOptions<M extends PadMode> {
  readonly mode: M
}

/** `pad(widths, value)(x)`, `pad(widths, { mode })(x)`. */
export interface Padder {
  <const W extends Widths>(widths: W, value?: number): Bordering<W>
  <const W extends Widths, const M extends PadMode>(widths: W, options: PadOptions<M>): BorderingBy<W, M>
}

const pairs: Kind = listOf('pairs [before, after]', { expected: '', holds: (pair) => integers.holds(pair) && pair.length === 2 })

/** Which element of `n` stands at a place before, among or behind them. */
const sources: Readonly<Record<PadMode, (place: number, n: number) => number>> = {
  reflect: (i, n) => (i < 0 ? -i : i < n ? i : 2 * (n - 1) - i),
  symmetric: (i, n) => (i < 0 ? -1 - i : i < n ? i : 2 * n - 1 - i),
  edge: (i, n) => Math.min(Math.max(i, 0), n - 1),
  wrap: (i, n) => (i + n) % n,
}

/**
 * With `[before, after]` elements added to each axis: all of one value, by default 0; or by a `mode` elements of the tensor, of
 * which there have to be enough: mirrored at the ends, which are not repeated (`reflect`) or are (`symmetric`), those at the ends
 * everywhere (`edge`), or those from the other end (`wrap`).
 *
 * @example
 * pipe(of([2], [1, 2]), pad([[1, 2]])) // [0, 1, 2, 0, 0]
 * pipe(of([3], [1, 2, 3]), pad([[2, 1]], { mode: 'reflect' })) // [3, 2, 1, 2, 3, 2]
 * pipe(of([3], [1, 2, 3]), pad([[2, 1]], { mode: 'wrap' })) // [2, 3, 1, 2, 3, 1]
 */
export const pad: Padder = (widths: Widths, by: number | PadOptions<PadMode> = 0) => (x: AnyTensor): any => {
  check('pad', { widths, x }, { widths: pairs, x: aTensor })
  if (typeof by !== 'number') {
    const { mode } = checkOptions<PadOptions<PadMode>>('pad', by, { mode: true })
    check('pad', { mode }, { mode: oneOf(...Object.keys(sources)) })
    expectShape('pad', 'widths', padBy(x.shape, widths, mode), x.shape)
    return widths.reduce<AnyTensor>((y, [low, high], axis) => {
      const n = x.shape[axis] as number
      return low + high === 0 ? y : takeListed(y, Array.from({ length: low + n + high }, (_, i) => sources[mode](i - low, n)), axis)
    }, x)
  }
  expectShape('pad', 'widths', paddedShape(x.shape, widths), x.shape)
  checkNumber('pad', 'value', by, x.dtype)
  return raw.pad(x, widths.map(([low]) => low), widths.map(([, high]) => high), by)
}
