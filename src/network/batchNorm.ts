import { count } from '../program/program.js'
import { add, div, like, max, min, mul, sub, type Scalar } from '../program/scalar.js'
import { held } from '../program/scalarFunction.js'
import { aShare, checkOptions } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { layerOf, type Layer } from './layer.js'
import { append, isTraining } from './network.js'
import {
  anEpsilon, featuresOf, momentsOver, plain, standardized,
  type LastAxis, type LayerNormParams, type NeedsAxis, type NormOptions,
} from './normalization.js'
import type { FloatIn, LayerRule, ShapeIn } from './rule.js'
import { expectOf } from './seen.js'
import { isMoved } from './statistics.js'
import { latest, observe } from './train.js'

/** What a batch normalization has seen in training: mean and variance of each feature, and for how many examples they stand. */
export interface Statistics<Features extends number, D extends Float = 'f32'> {
  readonly mean: Tensor<readonly [Features], D>
  readonly variance: Tensor<readonly [Features], D>
  /** 0 before the first batch; then as many examples as the weights of all that were seen make. */
  readonly count: Tensor<readonly [], D>
}

/** The parameters of `batchNorm`: scale and offset, which gradients move, and statistics, which only batches do. */
export interface BatchNormParams<Features extends number, D extends Float = 'f32'> extends LayerNormParams<Features, D> {
  readonly statistics: Statistics<Features, D>
}

/** What `batchNorm` is told. */
export interface BatchNormOptions extends NormOptions {
  /**
   * The share of the past in the statistics after a batch, from 0 to 1; 0.9 by default, 1 weighs all examples alike. A batch that
   * is smaller than those before moves them by as much less as it is smaller.
   */
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
 * With momentum m, what stood for N examples stands for N' = max(N, min(N, n·m / (1 - m)) + n) after a batch of n; r = n / N'.
 */
const together = ({ mean, variance, count: n }: Statistics<number, Float>, batch: Moments, momentum: number) => {
  const most = momentum === 1 ? Infinity : (batch.count * momentum) / (1 - momentum)
  const all = (past: Scalar): Scalar => {
    const full = add(min(past, like(past, most)), like(past, batch.count))
    // Without momentum nothing of the past is left.
    return momentum === 0 ? full : max(past, full)
  }
  const share = raw.elementwise((past) => div(like(past, batch.count), all(past)))(n)
  const r = raw.broadcast(share, mean.shape)
  return {
    mean: meanTogether(mean, batch.mean, r),
    variance: varianceTogether(variance, batch.variance, mean, batch.mean, r),
    count: raw.elementwise(all)(n),
  }
}

/** What `batchNorm` does to types. */
export interface BatchNormRule extends LayerRule {
  readonly name: 'batchNorm'
  readonly out: NeedsAxis<'batchNorm', ShapeIn<this['in']>>
  readonly params: readonly [BatchNormParams<LastAxis<this['in']>, FloatIn<this['dtype']>>]
}

/**
 * Each feature (the last axis) brought to mean 0 and variance 1, then scaled and shifted: y = (x - μ) / √(σ² + ε) · scale +
 * offset. In training (with a key in the context) μ and σ² are those of the batch, over all its examples and places. At
 * inference they are the parameters' `statistics`: the mean and variance of the examples seen in training, all alike at
 * first and then with the weight of each batch shrinking by `momentum` with each later one. S. Ioffe, C. Szegedy, "Batch
 * normalization" (2015).
 *
 * `count` is the number N of examples that the statistics stand for. A batch of n has the share r of them afterwards:
 *
 *     r = n / N',   N' = max(N, min(N, n·momentum / (1 - momentum)) + n),   μ' = μ + r·(μ_batch - μ)
 *
 * So N grows with the examples up to n / (1 - momentum), where r = 1 - momentum, and a last batch that is smaller has as much
 * smaller a share. With `momentum` 0 only the last batch counts.
 *
 * Nothing is hidden: the statistics are tensors among the parameters, a trainer's step makes the next ones (`train` does so
 * for anybody), and no optimizer, decay or penalty moves them. So they always belong to the parameters that they are with,
 * and nobody can forget to gather them. A network that has never been trained has none: `count` is 0, and inference is an error,
 * of `apply` as soon as a number is read (inside a trace, where parameters have no values, it is NaN). `calibrate` finds the
 * exact ones of given data, for parameters that were made otherwise than by steps.
 *
 * @example
 * const net = pipe(input([2]), batchNorm())
 * const x = tensor.of([2, 2], [10, 100, 30, 300])
 * const [outputs, [{ statistics }]] = train(net)(net.init(random.key(0)), { key: random.key(1) })(x)
 * outputs // [[-1, -1], [1, 1]]
 * statistics // { mean: [20, 200], variance: [100, 10000], count: 2 }
 */
export const batchNorm = (options: BatchNormOptions = {}): Layer<BatchNormRule> => {
  const { epsilon = 1e-5, momentum = 0.9 } =
    checkOptions<BatchNormOptions>('batchNorm', options, { epsilon: anEpsilon, momentum: aShare })
  const standard = standardized(epsilon)
  return layerOf('batchNorm', (net) => {
    const features = featuresOf('batchNorm', net)
    const axes = net.output.map((_, i) => i)
    const moments = momentsOver(axes)
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
        const { scale, offset, statistics } = params as Given
        if (!isTraining(context)) {
          expectOf(statistics.count, isMoved)
          const n = raw.broadcast(statistics.count, [features])
          return standard(x, known(statistics.mean, n), known(statistics.variance, n), scale, offset)
        }
        const share = context.momentum ?? momentum
        const [m, v] = moments(x)
        if (context.observed !== undefined) {
          const batch = { mean: raw.reshape(m, [features]), variance: raw.reshape(v, [features]), count: x.shape[0] as number }
          const now = latest(context, statistics)
          observe(context, statistics, now, together(now, batch, share))
        }
        return standard(x, m, v, scale, offset)
      },
      operations: 8 * count(net.output),
    })
  })
}
