import { count } from '../program/program.js'
import { like, lt, mul, select } from '../program/scalar.js'
import { foldIn } from '../random/key.js'
import { aFunction, checkOptions } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { constant, type Initializer } from './initializer.js'
import { layerOf, type Layer } from './layer.js'
import { append } from './network.js'
import { featuresOf, type LastAxis, type NeedsAxis } from './normalization.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'

/** The parameters of `prelu`: a slope for each channel. */
export interface PreluParams<Channels extends number, D extends Float = 'f32'> {
  readonly slope: Tensor<readonly [Channels], D>
}

/** How `prelu` begins. */
export interface PreluOptions {
  /** 0.25 by default. */
  readonly slope?: Initializer
}

/** What `prelu` does to types. */
export interface PreluRule extends LayerRule {
  readonly name: 'prelu'
  readonly out: NeedsAxis<'prelu', ShapeIn<this['in']>>
  readonly params: readonly [PreluParams<LastAxis<this['in']>, FloatIn<this['dtype']>>]
}

const rectified = raw.elementwise((x, a) => select(lt(like(x, 0), x), x, mul(a, x)))

/**
 * x where x > 0, else a·x, with a slope a that is learned for each channel, which is the last axis; at 0 the derivative is a.
 * K. He et al., "Delving deep into rectifiers" (2015), eq. 1.
 *
 * @example
 * const net = pipe(input([28, 28, 1]), conv2d({ filters: 8, kernel: [3, 3] }), prelu()) // [26, 26, 8]
 * net.init(random.key(0))[1].slope.shape // [8]
 */
export const prelu = (options: PreluOptions = {}): Layer<PreluRule> => {
  const { slope = constant(0.25) } = checkOptions<PreluOptions>('prelu', options, { slope: aFunction })
  return layerOf('prelu', (net) => {
    const channels = featuresOf('prelu', net)
    return append(net, {
      name: 'prelu',
      input: net.output,
      output: net.output,
      init: (key, dtype) => ({ slope: slope(foldIn(key, 0), [channels], dtype) }),
      apply: (params) => (x) => rectified(x, raw.broadcast((params as PreluParams<number, Float>).slope, x.shape)),
      stepwise: true,
      operations: 2 * count(net.output),
    })
  })
}
