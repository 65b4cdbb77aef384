import { count } from '../program/program.js'
import { add, div, like, mul, sqrt, sub } from '../program/scalar.js'
import { foldIn } from '../random/key.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { mean, variance } from '../tensor/reduction.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { ones, zeros } from './initializer.js'
import { append, type Network } from './network.js'

/** The parameters of `layerNorm`: one scale and one offset for each feature. */
export interface LayerNormParams<Features extends number, D extends Float = 'f32'> {
  readonly scale: Tensor<readonly [Features], D>
  readonly offset: Tensor<readonly [Features], D>
}

type LastAxis<O extends Shape> = O extends readonly [...Shape, infer F extends number] ? F : number
type NeedsAxis<O extends Shape> = O extends readonly [] ? 'layerNorm needs at least one axis, received []' : O

const meanOf = mean([-1], { keepDims: true }) as (x: AnyTensor) => AnyTensor
const varianceOf = variance([-1], { keepDims: true }) as (x: AnyTensor) => AnyTensor

/**
 * Each example's last axis brought to mean 0 and variance 1, then scaled and shifted by feature:
 * y = (x - μ) / √(σ² + ε) · scale + offset. J. Ba et al., "Layer normalization" (2016).
 *
 * @example
 * pipe(input([64]), dense(32), layerNorm(), relu) // [32]
 */
export const layerNorm = ({ epsilon = 1e-5 }: { readonly epsilon?: number } = {}) => {
  if (!(epsilon > 0 && Number.isFinite(epsilon)))
    fail('layerNorm', { argument: 'epsilon', expected: 'a number above 0', received: epsilon })
  const normalized = raw.elementwise((x, m, v, scale, offset) => {
    const deviation = sqrt(add(v, like(v, epsilon)))
    return add(mul(div(sub(x, m), deviation), scale), offset)
  })
  return <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<NeedsAxis<O>>,
  ): Network<readonly [...P, LayerNormParams<LastAxis<O>, D>], I, O, D, X> => {
    const features = net.output.at(-1)
      ?? expectShape('layerNorm', 'network', 'layerNorm needs at least one axis, received []', net.output).length
    return append(net, {
      name: 'layerNorm',
      input: net.output,
      output: net.output,
      init: (key, dtype) => ({
        scale: ones(foldIn(key, 0), [features], dtype),
        offset: zeros(foldIn(key, 1), [features], dtype),
      }),
      apply: (params) => {
        const { scale, offset } = params as LayerNormParams<number, Float>
        return (x) => {
          const spread = (y: AnyTensor): AnyTensor => raw.broadcast(y, x.shape)
          return normalized(x, spread(meanOf(x)), spread(varianceOf(x)), spread(scale), spread(offset))
        }
      },
      operations: 8 * count(net.output),
    })
  }
}
