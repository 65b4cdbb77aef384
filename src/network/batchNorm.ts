import { count } from '../program/program.js'
import { add, div, held, like, min, mul, sub, type Scalar } from '../program/scalar.js'
import type { Fits } from '../shape/fits.js'
import { aShare, checkOptions } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { append, isTraining, type Layer, type Network } from './network.js'
import {
  anEpsilon, featuresOf, momentsOver, plain, standardized,
  type LastAxis, type LayerNormParams, type NeedsAxis, type NormOptions,
} from './normalization.js'

/** What a batch normalization has seen in training: mean and variance of each feature, and for how many examples they stand. */
export interface Statistics<Features extends number, D extends Float = 'f32'> {
  readonly mean: Tensor<readonly [Features], D>
  readonly variance: Tensor<readonly [Features], D>
  /** 0 before the first batch; later batches count for more, and this for less than all that were seen. */
  readonly count: Tensor<readonly [], D>
}

/** The parameters of `batchNorm`: scale and offset, which gradients move, and statistics, which only batches do. */
export interface BatchNormParams<Features extends number, D extends Float = 'f32'> extends LayerNormParams<Features, D> {
  readonly statistics: Statistics<Features, D>
}

/** What `batchNorm` is told. */
export interface BatchNormOptions extends NormOptions {
  /** The share of the past in the statistics after a batch, from 0 to 1; 0.9 by default, 1 weighs all examples alike. */
  readonly momentum?: number
}

type Given = BatchNormParams<number, Float>

/** The same, with 0/0 where nothing has been seen. */
const known = raw.elementwise((x, n) => held(mul(x, div(n, n))))

/** Mean and variance of a batch of so many examples. */
interface Moments {
  readonly mean: AnyTensor
  readonly variance: AnyTensor
  readonly count: number
}

const meanTogether = raw.elementwise((m, mb, r) => held(add(m, mul(r, sub(mb, m)))))
const varianceTogether = raw.elementwise((v, vb, m, mb, r) => {
  const d = sub(mb, m)
  return held(add(mul(sub(like(r, 1), r), add(v, mul(r, mul(d, d)))), mul(r, vb)))
})

/**
 * Statistics of the past and of a batch together, the past standing for no more than its share allows: with r the batch's
 * share and d the distance of the means, μ + r·d and (1 - r)·(σ² + r·d²) + r·σ²ᵇ, the mean and the variance of both.
 */
const together = ({ mean, variance, count: n }: Statistics<number, Float>, batch: Moments, momentum: number) => {
  const most = momentum === 1 ? Infinity : (batch.count * momentum) / (1 - momentum)
  const all = (past: Scalar): Scalar => add(min(past, like(past, most)), like(past, batch.count))
  const share = raw.elementwise((past) => div(like(past, batch.count), all(past)))(n)
  const r = raw.broadcast(share, mean.shape)
  return {
    mean: meanTogether(mean, batch.mean, r),
    variance: varianceTogether(variance, batch.variance, mean, batch.mean, r),
    count: raw.elementwise(all)(n),
  }
}

/**
 * Each feature (the last axis) brought to mean 0 and variance 1, then scaled and shifted: y = (x - μ) / √(σ² + ε) · scale +
 * offset. In training (with a key in the context) μ and σ² are those of the batch, over all its examples and places. At
 * inference they are the parameters' `statistics`: the mean and variance of the examples seen in training, all alike at
 * first and then with the weight of each batch shrinking by `momentum` with each later one. S. Ioffe, C. Szegedy, "Batch
 * normalization" (2015).
 *
 * Nothing is hidden: the statistics are tensors among the parameters, a trainer's step makes the next ones (`train` does so
 * for anybody), and no optimizer, decay or penalty moves them. So they always belong to the parameters that they are with,
 * and nobody can forget to gather them; a network that has never been trained has none, `count` is 0, and it gives NaN
 * rather than a guess. `calibrate` finds the exact ones of given data, for parameters that were made otherwise than by steps.
 *
 * @example
 * const net = pipe(input([2]), batchNorm())
 * const x = tensor.of([2, 2], [10, 100, 30, 300])
 * const [outputs, [{ statistics }]] = train(net)(net.init(random.key(0)), { key: random.key(1) })(x)
 * outputs // [[-1, -1], [1, 1]]
 * statistics // { mean: [20, 200], variance: [100, 10000], count: 2 }
 */
export const batchNorm = (options: BatchNormOptions = {}) => {
  const { epsilon = 1e-5, momentum = 0.9 } =
    checkOptions<BatchNormOptions>('batchNorm', options, { epsilon: anEpsilon, momentum: aShare })
  const standard = standardized(epsilon)
  return <P extends readonly unknown[], I extends Shape, O extends Shape, D extends Float, X extends DType>(
    net: Network<P, I, O, D, X> & Fits<NeedsAxis<'batchNorm', O>>,
  ): Network<readonly [...P, BatchNormParams<LastAxis<O>, D>], I, O, D, X> => {
    const features = featuresOf('batchNorm', net)
    const axes = net.output.map((_, i) => i)
    const moments = momentsOver(axes)
    const train: NonNullable<Layer['train']> = (params, context) => (x) => {
      const given = params as Given
      const [m, v] = moments(x)
      const batch = { mean: raw.reshape(m, [features]), variance: raw.reshape(v, [features]), count: x.shape[0] as number }
      const statistics = together(given.statistics, batch, context.momentum ?? momentum)
      return [standard(x, m, v, given.scale, given.offset), { ...given, statistics }]
    }
    return append(net, {
      name: 'batchNorm',
      input: net.output,
      output: net.output,
      init: (key, dtype) => ({
        ...plain(key, features, dtype),
        statistics: {
          mean: raw.full([features], 0, dtype), variance: raw.full([features], 1, dtype), count: raw.scalar(0, dtype),
        },
      }),
      apply: (params, context) => (x) => {
        if (isTraining(context)) return train(params, context)(x)[0]
        const { scale, offset, statistics } = params as Given
        const n = raw.broadcast(statistics.count, [features])
        return standard(x, known(statistics.mean, n), known(statistics.variance, n), scale, offset)
      },
      train,
      operations: 8 * count(net.output),
    })
  }
}
