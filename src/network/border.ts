/** Layers that put zeros around sequences and images, or cut off their borders. */
import { endsOf, type Border1d, type Border2d, type Borders, type Resizing } from '../shape/border.js'
import { anInteger, check, type Kind } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { layerOf, type Layer } from './layer.js'
import { resizing, type Sized } from './resize.js'
import type { LayerRule, ShapeIn } from './rule.js'

/** What a layer that pads or crops does to types. */
export interface BorderRule<Name extends string, Rank extends 1 | 2, How extends Resizing, W> extends LayerRule {
  readonly name: Name
  readonly out: Sized<Name, ShapeIn<this['in']>, Rank, How, W>
  readonly takes: DType
}

const isEnds = (x: unknown): boolean => Array.isArray(x) && x.length === 2 && x.every(anInteger.holds)
const aBorder = (rank: number): Kind => ({
  expected: `a whole number or ${rank === 1 ? '[before, after]' : '[before, after] for each of height and width'}`,
  holds: (x) => anInteger.holds(x) || (rank === 1 ? isEnds(x) : Array.isArray(x) && x.length === 2 && x.every(isEnds)),
})

/** Layers that add to the ends of axes, or take from them. */
export interface Bordering<Name extends string, Rank extends 1 | 2, How extends Resizing, Any extends Borders> {
  <const W extends Any>(border: W): Layer<BorderRule<Name, Rank, How, W>>
}

// @__NO_SIDE_EFFECTS__
const bordering = (
  name: string, rank: 1 | 2, how: 'pad' | 'crop', argument: string, apply: (x: AnyTensor, low: Shape, high: Shape) => AnyTensor,
) => (border: Borders) => {
  check(name, { [argument]: border }, { [argument]: aBorder(rank) })
  const ends = endsOf(border, rank)
  const [low, high] = [[0, ...ends.map(([before]) => before), 0], [0, ...ends.map(([, after]) => after), 0]]
  return layerOf(name, (net) => resizing(name, net, rank, how, border, 0, (x) => apply(x, low, high)))
}

const cut = (x: AnyTensor, low: Shape, high: Shape): AnyTensor =>
  raw.slice(x, low, x.shape.map((n: number, axis: number) => n - (high[axis] as number)))

/**
 * Zeros around images: [height, width, channels] with `[before, after]` for each of height and width, or so many at every end.
 *
 * @example
 * pipe(input([28, 28, 3]), zeroPad2d(2)) // [32, 32, 3]
 * pipe(input([28, 28, 3]), zeroPad2d([[1, 0], [2, 2]])) // [29, 32, 3]
 */
export const zeroPad2d =
  bordering('zeroPad2d', 2, 'pad', 'padding', raw.pad) as unknown as Bordering<'zeroPad2d', 2, 'pad', Border2d>

/**
 * As `zeroPad2d` along one axis: [length, channels] with `[before, after]`, or so many at both ends.
 *
 * @example
 * // Causal: nothing is seen of what follows.
 * pipe(input([100, 3]), zeroPad1d([4, 0]), conv1d({ filters: 8, kernel: 5 })) // [100, 8]
 */
export const zeroPad1d =
  bordering('zeroPad1d', 1, 'pad', 'padding', raw.pad) as unknown as Bordering<'zeroPad1d', 1, 'pad', Border1d>

/**
 * Images without their borders: [height, width, channels] less `[before, after]` of each of height and width, or so many at
 * every end. Cropping that leaves nothing is an error.
 *
 * @example
 * pipe(input([28, 28, 3]), crop2d(2)) // [24, 24, 3]
 * pipe(input([28, 28, 3]), crop2d([[1, 0], [2, 2]])) // [27, 24, 3]
 */
export const crop2d = bordering('crop2d', 2, 'crop', 'cropping', cut) as unknown as Bordering<'crop2d', 2, 'crop', Border2d>

/**
 * As `crop2d` along one axis: [length, channels] less `[before, after]`, or so many at both ends.
 *
 * @example
 * pipe(input([100, 3]), crop1d([0, 4])) // [96, 3]
 */
export const crop1d = bordering('crop1d', 1, 'crop', 'cropping', cut) as unknown as Bordering<'crop1d', 1, 'crop', Border1d>
