/**
 * Activations: layers without parameters that keep the shape.
 *
 * @example
 * pipe(input([784]), dense(64), relu, dense(10), softmax) // [10]
 * const others = [step, sigmoid, tanh, leakyRelu(0.1), elu(), selu, gelu, silu, softplus]
 * others.map((activation) => activation(pipe(input([8]), dense(4))).output) // [[4], [4], [4], [4], [4], [4], [4], [4], [4]]
 * const more = [celu(), relu6, hardSigmoid, hardSwish, mish, softsign, logSoftmax]
 * more.map((activation) => activation(pipe(input([8]), dense(4))).output) // [[4], [4], [4], [4], [4], [4], [4]]
 */
import { count } from '../program/program.js'
import type { Float, Shape } from '../shape/shape.js'
import { logSoftmax as logSoftmaxOf, softmax as softmaxOf } from '../tensor/softmax.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import * as t from '../tensor/unary.js'
import { layerOf, type Layer } from './layer.js'
import { append, type PlacedLayer } from './network.js'
import type { KeepsRule } from './rule.js'

/** A layer that keeps the shape and has no parameters: of one type for all, so that one may be chosen at run time. */
export type Activation = Layer<KeepsRule<'activation'>>

type Function = <S extends Shape, D extends Float>(x: Tensor<S, D>) => Tensor<S, D>

// @__NO_SIDE_EFFECTS__
const activation = (
  name: string, f: Function, others: Pick<PlacedLayer, 'probabilities'> = {},
): Activation => layerOf(name, (net) => append(net, {
  name, input: net.output, output: net.output, apply: () => f as (x: AnyTensor) => AnyTensor, operations: count(net.output), stepwise: true, ...others,
}))

/** 1 where x ≥ 0, else 0: the threshold of the first perceptrons. Its derivative is 0, so nothing below it learns. */
export const step = activation('step', t.step)
/** 1 / (1 + e⁻ˣ), in (0, 1). As the last layer leave it out: `sigmoidBinaryCrossEntropy` takes logits. */
export const sigmoid = activation('sigmoid', t.sigmoid, { probabilities: true })
/** (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ), in (-1, 1). */
export const tanh = activation('tanh', t.tanh)
/** max(0, x); its derivative at 0 is 0. */
export const relu = activation('relu', t.relu)
/** x where x > 0, else slope·x. */
export const leakyRelu = (slope = 0.01): Activation => activation('leakyRelu', t.leakyRelu(slope))
/**
 * x where x > 0, else α(eˣ - 1). D. Clevert et al., "Fast and accurate deep network learning by exponential linear units"
 * (2016).
 */
export const elu = (alpha = 1): Activation => activation('elu', t.elu(alpha))
/** The scaled elu that keeps mean and variance. G. Klambauer et al., "Self-normalizing neural networks" (2017). */
export const selu = activation('selu', t.selu)
/** x·Φ(x) with the exact normal distribution. D. Hendrycks, K. Gimpel, "Gaussian error linear units" (2016). */
export const gelu = activation('gelu', t.gelu)
/** x·sigmoid(x), also called swish. */
export const silu = activation('silu', t.silu)
/** log(1 + eˣ). */
export const softplus = activation('softplus', t.softplus)
/**
 * x where x > 0, else α(e^(x/α) - 1), with α above 0. J. Barron, "Continuously differentiable exponential linear units" (2017).
 */
export const celu = (alpha = 1): Activation => activation('celu', t.celu(alpha))
/** min(max(x, 0), 6). A. Krizhevsky, "Convolutional deep belief networks on CIFAR-10" (2010). */
export const relu6 = activation('relu6', t.relu6)
/** relu6(x + 3) / 6, in [0, 1]. A. Howard et al., "Searching for MobileNetV3" (2019), sec. 5.2. */
export const hardSigmoid = activation('hardSigmoid', t.hardSigmoid, { probabilities: true })
/** x·relu6(x + 3) / 6. A. Howard et al., "Searching for MobileNetV3" (2019), sec. 5.2. */
export const hardSwish = activation('hardSwish', t.hardSwish)
/** x·tanh(log(1 + eˣ)). D. Misra, "Mish: a self regularized non-monotonic activation function" (2019). */
export const mish = activation('mish', t.mish)
/** x / (1 + |x|), in (-1, 1). J. Turian et al., "Quadratic features and deep architectures for chunking" (2009). */
export const softsign = activation('softsign', t.softsign)
/**
 * Positive numbers that add up to 1 along the last axis. As the last layer of a classifier leave it out: the losses take
 * logits, and the trainer refuses it.
 */
export const softmax = activation('softmax', softmaxOf, { probabilities: true })
/**
 * The logarithm of `softmax`, without overflow: numbers of at most 0. They are logits still, so that losses of logits take them,
 * and their softmax is that of what came.
 */
export const logSoftmax = activation('logSoftmax', logSoftmaxOf)
