/**
 * One training step with nothing hidden: what each layer was given and gave, the loss, how the loss changes with each
 * output and each parameter, and what the optimizer made of that.
 */
import type { Weighing } from '../dataset/dataset.js'
import { lift } from '../differentiable/lift.js'
import type { LossRule, TargetShape } from '../loss/loss.js'
import { expectNetwork, paramsOf, run, type AnyNetwork, type Context, type PlacedLayer, type Network } from '../network/network.js'
import { expectCounts, reading } from '../network/seen.js'
import { advanced, observed, pass, unmoved } from '../network/train.js'
import type { AnyOptimizer, OptimizerRuleOf } from '../optimizer/optimizer.js'
import type { Key } from '../random/key.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { plus } from '../tensor/arithmetic.js'
import { elements, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from '../trainer/batch.js'
import {
  expectRecipe, type AnyRecipe, type KeptFor, type ParamsOf, type Recipe, type RecipeFor, type Trained,
} from '../trainer/recipe.js'

/** One layer in one step. */
export interface LayerStory {
  readonly name: string
  readonly input: Tensor<any, any>
  readonly output: Tensor<any, any>
  /** The layer's parameters; absent when it has none. */
  readonly params?: unknown
  /** How the loss changes with each element of the output: ∂loss/∂output. */
  readonly outputGradient: Tensor<any, any>
  /** How the loss changes with each parameter: ∂loss/∂params. */
  readonly gradients?: unknown
}

/** One training step. */
export interface Story<P> {
  readonly inputs: Tensor<any, any>
  readonly targets: Tensor<any, any>
  readonly layers: readonly LayerStory[]
  /** The loss of each example. */
  readonly losses: readonly number[]
  /** Their mean and the penalty, which the step makes smaller. */
  readonly loss: number
  readonly params: P
  readonly gradients: P
  /** What the optimizer adds to the parameters. */
  readonly updates: P
  readonly updated: P
}

/** What a step of a network is explained of: a recipe that fits it, parameters, and a batch. */
export type Moment<N extends Trained, L extends LossRule, A extends AnyOptimizer<any>, B extends number> = RecipeFor<N, L, A> & {
  readonly params: ParamsOf<N>
  readonly inputs: Tensor<readonly [B, ...N['input']], N['inputDtype']>
  readonly targets: Tensor<readonly [B, ...TargetShape<L, N['output']>], L['dtype']>
  /** A weight for each example, as in a batch. */
  readonly weights?: Tensor<readonly [B], Weighing<N['inputDtype']>>
  /** The optimizer's state; a fresh one by default. */
  readonly state?: KeptFor<N, Recipe<L, OptimizerRuleOf<A>>>
  /** What dropout draws from; without it the layers act as at inference. */
  readonly key?: Key
}

/** The same, whose shapes only run time looks at. */
interface AnyMoment<P> extends AnyRecipe<P, unknown> {
  readonly params: P
  readonly inputs: AnyTensor
  readonly targets: AnyTensor
  readonly weights?: AnyTensor
  readonly state?: unknown
  readonly key?: Key
}

const sum = <P>(a: P, b: P): P => tree.zip((x, y) => plus(x as AnyTensor, y as AnyTensor), a, b)

/** On the way back: how the loss changes with the input of the layers passed so far, and what was seen of them. */
interface Backward {
  readonly gradient: AnyTensor
  readonly layers: readonly LayerStory[]
}

/** A layer passed on the way forward, with the way back. */
interface Passed {
  readonly layer: PlacedLayer
  readonly params: unknown
  readonly input: AnyTensor
  readonly output: AnyTensor
  /** What the layer observed, in the places of its parameters. */
  readonly seen: unknown
  readonly pullback: (gradient: AnyTensor) => readonly [params: unknown, input: AnyTensor]
}

/** The network's own run, each layer remembered with its pullback. */
const forward = (net: AnyNetwork, params: readonly unknown[], context: Context, inputs: AnyTensor): readonly Passed[] => {
  const passed: Passed[] = []
  run(net, params, context, inputs, (layer, own, inner) => (input) => {
    const applied = lift(([p, x]: readonly [unknown, AnyTensor]): readonly [outputs: AnyTensor, seen: unknown] => {
      const [[y, after], counts] = reading(p, () => pass(layer, p, inner)(x))
      expectCounts(own, counts)
      return [y, observed(p, after)]
    })
    const [[output, seen], pullback] = applied([own, input])
    passed.push({ layer, params: own, input, output, seen, pullback: (gradient) => pullback([gradient, unmoved(seen)]) })
    return output
  })
  return passed
}

/**
 * Explains one training step of a network. The numbers are those of the trainer's step.
 *
 * @example
 * const net = pipe(n.input([2]), n.dense(1))
 * const story = step(net)({
 *   params: [{ weights: t.of([2, 1], [0.5, -0.25]), bias: t.of([1], [0.1]) }],
 *   loss: loss.squaredError(),
 *   optimizer: optimizer.sgd({ learningRate: 0.1 }),
 *   inputs: t.of([1, 2], [1, 2]),
 *   targets: t.of([1, 1], [1]),
 * })
 * story.loss // 0.81
 * story.gradients[0].weights // [[-1.8], [-3.6]]
 * story.updated[0].weights // [[0.68], [0.11]]
 * toText(story).split('\n')[0] // '1. Forward: the inputs pass through 1 layer.'
 */
export const step = <P, I extends Shape, O extends Shape, F extends Float, X extends DType>(net: Network<P, I, O, F, X>) =>
  <B extends number, L extends LossRule, const A extends AnyOptimizer<P>>(
    moment: Moment<Network<P, I, O, F, X>, L, A, B>,
  ): Story<P> => {
    expectNetwork('explain.step', net)
    expectRecipe('explain.step', moment)
    const { params, loss, optimizer, inputs, targets, weights, penalty, key, state } = moment as unknown as AnyMoment<P>
    expectExamples('explain.step', '', net, loss, { inputs, targets, ...(weights === undefined ? {} : { weights }) })
    const context: Context = key === undefined ? {} : { key }
    const passed = forward(net, params as readonly unknown[], context, inputs)
    const outputs: AnyTensor = passed.at(-1)?.output ?? inputs
    const [mean, pullLoss] = lift((y: AnyTensor): AnyTensor => loss.of(y, targets, weights))(outputs)
    const end: Backward = { gradient: pullLoss(raw.full([], 1, mean.dtype)), layers: [] }
    const backward = passed.reduceRight(({ gradient, layers }, { layer, params: own, input, output, pullback }): Backward => {
      const [ofParams, ofInput] = pullback(gradient)
      const parameters = layer.init === undefined ? {} : { params: own, gradients: ofParams }
      const told: LayerStory = { name: layer.name, input, output, outputGradient: gradient, ...parameters }
      return { gradient: ofInput, layers: [told, ...layers] }
    }, end)
    // Those of the layers with parameters, in order, are the network's.
    const ofLoss = paramsOf(net, backward.layers.filter((layer) => 'gradients' in layer).map((layer) => layer.gradients)) as P
    const penalized = penalty && lift((p: P): AnyTensor => penalty(p))(params)
    const objective = penalized === undefined ? mean : plus(mean, penalized[0])
    const gradients = penalized === undefined ? ofLoss
      : sum(ofLoss, penalized[1](raw.full([], 1, mean.dtype)))
    const [updates] = optimizer.update(gradients, state ?? optimizer.init(params), params, { loss: objective })
    return {
      inputs,
      targets,
      layers: backward.layers,
      losses: [...elements(loss.perExample(outputs, targets))],
      loss: elements(objective)[0] as number,
      params,
      gradients,
      updates,
      updated: advanced(params, updates, paramsOf(net, passed.filter(({ layer }) => layer.init !== undefined).map(({ seen }) => seen))),
    }
  }
