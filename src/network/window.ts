/**
 * What layers have in common that slide a window over sequences [length, channels], images [height, width, channels] or volumes
 * [depth, height, width, channels].
 */
import type { FloorDivide, Remainder } from '../shape/arithmetic.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import type { Transposed1d, Transposed2d, Transposed3d } from '../shape/transposed.js'
import {
  axisNames, movesOf,
  type Extent, type Moves, type Padding, type Padding2d, type Padding3d, type Paddings, type Pair, type Triple,
  type Window1d, type Window2d, type Window3d,
} from '../shape/window.js'
import type { AnyWindowOptions } from '../tensor/window.js'

/** Where a window goes: over the places that it finds, or back from them. */
export type Way = 'there' | 'back'

type Places<W extends Way, In, K, S, L, P> =
  In extends Pair
    ? [K, S, L, P] extends [infer A extends Pair, infer B extends Pair, infer C extends Pair, infer Q extends Padding2d]
      ? W extends 'there' ? Window2d<In, A, B, C, Q> : Transposed2d<In, A, B, C, Q>
      : never
  : In extends Triple
    ? [K, S, L, P] extends [infer A extends Triple, infer B extends Triple, infer C extends Triple, infer Q extends Padding3d]
      ? W extends 'there' ? Window3d<In, A, B, C, Q> : Transposed3d<In, A, B, C, Q>
      : never
    : [K, S, L, P] extends [infer A extends number, infer B extends number, infer C extends number, infer Q extends Padding]
      ? In extends readonly [infer N extends number]
        ? W extends 'there' ? Window1d<N, A, B, C, Q> : Transposed1d<N, A, B, C, Q>
        : never
      : never

/** Why channels or filters cannot be shared out among groups. */
type Undivided<Name extends string, C extends number, F, G extends number> =
  G extends 1 ? never
  : Uneven<C, G> extends true ? `${Name}: ${C} channels do not divide into ${G} groups`
  : F extends number ? Uneven<F, G> extends true ? `${Name}: ${F} filters do not divide into ${G} groups` : never : never
type Uneven<N extends number, G extends number> =
  Remainder<N, G> extends infer R ? number extends R ? false : R extends 0 ? false : true : never

/**
 * The outputs of a window that slides over outputs `O` of the layer before, with `F` channels; or a message that names the
 * layer.
 */
export type Slide<
  Name extends string, O extends Shape, F extends number | undefined, K extends Extent, S extends Extent, L extends Extent,
  P extends Paddings, G extends number = 1, W extends Way = 'there',
> =
  number extends O['length'] ? Axes<K, F extends number ? F : number>
  : Axes<K>['length'] extends O['length']
    ? O extends readonly [...infer In extends Shape, infer C extends number]
      ? [Undivided<Name, C, F, G>] extends [never]
        ? Places<W, In, K, S, L, P> extends infer R
          ? R extends Shape ? readonly [...R, F extends number ? F : C] : `${Name}: ${R & string}`
          : never
        : Undivided<Name, C, F, G>
      : never
    : `${Name} needs ${AxesText<K>}, received ${ShapeText<O>}`
/** The axes of what a window slides over, channels last. */
type Axes<K extends Extent, C = number> =
  K extends Pair ? readonly [number, number, C]
  : K extends Triple ? readonly [number, number, number, C]
  : readonly [number, C]
type AxesText<K extends Extent> =
  K extends Pair ? '[height, width, channels]'
  : K extends Triple ? '[depth, height, width, channels]'
  : '[length, channels]'

/** The channels that each group of outputs `O` has. */
export type Channels<O extends Shape, G extends number = 1> =
  O extends readonly [...Shape, infer C extends number] ? FloorDivide<C, G> : number

/** The twin of `Slide`; `places` says where a window goes. */
export const slide = (
  name: string, shape: Shape, filters: number | undefined, kernel: Extent, options: AnyWindowOptions,
  places: (from: Shape, moves: Moves) => Shape | string, groups = 1,
): Shape | string => {
  const moves = movesOf(kernel, options)
  const names = axisNames(moves.window.length)
  const channels = shape.at(-1)
  if (channels === undefined || shape.length !== names.length + 1)
    return `${name} needs [${names.join(', ')}, channels], received ${shapeText(shape)}`
  if (channels % groups !== 0) return `${name}: ${channels} channels do not divide into ${groups} groups`
  if (filters !== undefined && filters % groups !== 0) return `${name}: ${filters} filters do not divide into ${groups} groups`
  const found = places(shape.slice(0, -1), moves)
  return typeof found === 'string' ? `${name}: ${found}` : [...found, filters ?? channels]
}
