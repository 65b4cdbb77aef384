import { count } from '../program/program.js'
import { expectShape } from '../shape/error.js'
import type { Shape } from '../shape/shape.js'
import { shapeText, type ShapeText } from '../shape/text.js'
import {
  places, type Extent, type Padding, type Padding2d, type Padding3d, type Paddings, type Pair, type Triple,
} from '../shape/window.js'
import { max, mean } from '../tensor/reduction.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { greatest, meanOfEach, moving, type AnyWindowOptions, type WindowOptions } from '../tensor/window.js'
import { layerOf, type Layer } from './layer.js'
import { append } from './network.js'
import type { LayerRule, ShapeIn } from './rule.js'
import { slide, type Slide } from './window.js'

/** What pooling by a window does to types. */
export interface PoolingRule<Name extends string, K extends Extent, S extends Extent, L extends Extent, Pad extends Paddings>
  extends LayerRule {
  readonly name: Name
  readonly out: Slide<Name, ShapeIn<this['in']>, undefined, K, S, L, Pad>
}

/** Pooling by a window with extents `E`. */
export interface Pooling<Name extends string, E extends Extent, One extends E, Pads extends Paddings> {
  <const K extends E, const S extends E = K, const L extends E = One, const Pad extends Pads | 'valid' = 'valid'>(
    window: K, options?: WindowOptions<S, L, Pad>,
  ): Layer<PoolingRule<Name, K, S, L, Pad>>
}

// @__NO_SIDE_EFFECTS__
const pool = (name: string, rank: number, apply: typeof greatest) =>
  (window: Extent, given: AnyWindowOptions = {}) => {
  const options = { stride: window, ...moving(name, rank, window, given) }
  return layerOf(name, (net) => {
    const output = expectShape(name, 'network', slide(name, net.output, undefined, window, options, places), net.output)
    return append(net, {
      name,
      input: net.output,
      output,
      apply: () => (x) => apply(x, window, options, name),
      operations: count(typeof window === 'number' ? [window] : window) * count(output),
    })
  })
}

/**
 * The greatest element of each window, by channel: [height, width, channels] to [height', width', channels]; the stride is the
 * window unless given. The derivative goes to the first of equals.
 *
 * @example
 * pipe(input([24, 24, 8]), maxPool2d([2, 2])) // [12, 12, 8]
 */
export const maxPool2d = pool('maxPool2d', 2, greatest) as unknown as Pooling<'maxPool2d', Pair, readonly [1, 1], Padding2d>

/**
 * The mean of each window, by channel, over the elements inside the image; the stride is the window unless given.
 *
 * @example
 * pipe(input([24, 24, 8]), averagePool2d([3, 3], { stride: [2, 2] })) // [11, 11, 8]
 */
export const averagePool2d = pool('averagePool2d', 2, meanOfEach) as unknown as Pooling<'averagePool2d', Pair, readonly [1, 1], Padding2d>

/**
 * As `maxPool2d` along one axis: [length, channels] to [length', channels].
 *
 * @example
 * pipe(input([100, 8]), maxPool1d(4)) // [25, 8]
 */
export const maxPool1d = pool('maxPool1d', 1, greatest) as unknown as Pooling<'maxPool1d', number, 1, Padding>

/**
 * As `averagePool2d` along one axis: [length, channels] to [length', channels].
 *
 * @example
 * pipe(input([100, 8]), averagePool1d(3, { stride: 2 })) // [49, 8]
 */
export const averagePool1d = pool('averagePool1d', 1, meanOfEach) as unknown as Pooling<'averagePool1d', number, 1, Padding>

/**
 * As `maxPool2d` in a volume: [depth, height, width, channels] to [depth', height', width', channels].
 *
 * @example
 * pipe(input([16, 24, 24, 8]), maxPool3d([2, 2, 2])) // [8, 12, 12, 8]
 */
export const maxPool3d = pool('maxPool3d', 3, greatest) as unknown as Pooling<'maxPool3d', Triple, readonly [1, 1, 1], Padding3d>

/**
 * As `averagePool2d` in a volume: [depth, height, width, channels] to [depth', height', width', channels].
 *
 * @example
 * pipe(input([16, 24, 24, 8]), averagePool3d([1, 3, 3], { stride: [1, 2, 2] })) // [16, 11, 11, 8]
 */
export const averagePool3d =
  pool('averagePool3d', 3, meanOfEach) as unknown as Pooling<'averagePool3d', Triple, readonly [1, 1, 1], Padding3d>

/** The outputs of a pool over everything but the channels. */
type Global<Name extends string, O extends Shape> =
  O extends readonly [number, ...Shape, infer C extends number] ? readonly [C]
  : number extends O['length'] ? readonly [number] : `${Name} needs axes before the channels, received ${ShapeText<O>}`

/** What pooling over everything but the channels does to types. */
export interface GlobalPoolingRule<Name extends string> extends LayerRule {
  readonly name: Name
  readonly out: Global<Name, ShapeIn<this['in']>>
}

// @__NO_SIDE_EFFECTS__
const globalPool = <Name extends string>(
  name: Name, by: typeof max | typeof mean,
): Layer<GlobalPoolingRule<Name>> => layerOf(name, (net) => {
  const channels = net.output.at(-1)
  const message = `${name} needs axes before the channels, received ${shapeText(net.output)}`
  const output = expectShape(name, 'network', channels === undefined || net.output.length < 2 ? message : [channels], net.output)
  const reduced = by(net.output.slice(0, -1).map((_, i) => i + 1)) as unknown as (x: AnyTensor) => AnyTensor
  return append(net, { name, input: net.output, output, apply: () => reduced, operations: count(net.output) })
})

/**
 * The greatest element of each channel: [...sizes, channels] to [channels], as of a window over everything. The derivative
 * goes to the first of equals.
 *
 * @example
 * pipe(input([7, 7, 64]), globalMaxPool) // [64]
 */
export const globalMaxPool = globalPool('globalMaxPool', max)

/**
 * The mean of each channel: [...sizes, channels] to [channels]. M. Lin et al., "Network in network" (2014), sec. 3.2.
 *
 * @example
 * pipe(input([7, 7, 64]), globalAveragePool) // [64]
 * pipe(input([100, 8]), globalAveragePool) // [8]
 */
export const globalAveragePool = globalPool('globalAveragePool', mean)
