/**
 * One training step with nothing hidden: what each layer was given and gave, the loss, how the loss changes with each
 * output and each parameter, and what the optimizer made of that.
 */
import type { Weighing } from '../dataset/dataset.js'
import { lift } from '../differentiable/lift.js'
import type { AnyLossRule, Targets } from '../loss/loss.js'
import {
  contextOf, expectNetwork, paramsOf, run, type AnyNetwork, type Context, type Network, type PlacedLayer,
} from '../network/network.js'
import { expectAll, reading } from '../network/seen.js'
import { advanced, observed, pass, unmoved } from '../network/train.js'
import type { AnyOptimizer, OptimizerRuleOf } from '../optimizer/optimizer.js'
import type { Key } from '../random/key.js'
import { plus } from '../tensor/arithmetic.js'
import { tensorAt, type Batched, type DTypes, type Floats, type Form, type Tensors } from '../tensor/form.js'
import { elements, isTensor, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectExamples } from '../trainer/batch.js'
import {
  expectFits, expectRecipe, type AnyRecipe, type KeptFor, type ParamsOf, type Recipe, type RecipeFor, type Trained,
} from '../trainer/recipe.js'

/** One layer in one step; `T` are tensors, or also records of them in a network of several inputs or outputs. */
export interface LayerStory<T extends Tensors = AnyTensor> {
  readonly name: string
  readonly input: T
  readonly output: T
  /** The layer's parameters; absent when it has none. */
  readonly params?: unknown
  /** How the loss changes with each element of the output: ∂loss/∂output. */
  readonly outputGradient: T
  /** How the loss changes with each parameter: ∂loss/∂params. */
  readonly gradients?: unknown
  /** The layers of branches in a record, by the branch's name. */
  readonly branches?: Readonly<Record<string, readonly LayerStory<T>[]>>
}

/** One training step. */
export interface Story<P, T extends Tensors = AnyTensor> {
  readonly inputs: T
  readonly targets: T
  readonly layers: readonly LayerStory<T>[]
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

/** The tensors of a story: records, too, where inputs or outputs are some. */
export type Told<I, O> = [I, O] extends [readonly unknown[], readonly unknown[]] ? AnyTensor : Tensors

/** What a step of a network is explained of: a recipe that fits it, parameters, and a batch. */
export type Moment<N extends Trained, L extends AnyLossRule, A extends AnyOptimizer<any>, B extends number> = RecipeFor<N, L, A> & {
  readonly params: ParamsOf<N>
  readonly inputs: Batched<B, N['input'], N['inputDtype']>
  readonly targets: Targets<L, B, N['output']>
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
  readonly inputs: Tensors
  readonly targets: Tensors
  readonly weights?: AnyTensor
  readonly state?: unknown
  readonly key?: Key
}

const sum = <P>(a: P, b: P): P => tree.zip((x, y) => plus(x as AnyTensor, y as AnyTensor), a, b)

/** The gradient on the way back, and the layers that it came through. */
interface Backward {
  readonly gradient: Tensors
  readonly layers: readonly LayerStory<Tensors>[]
}

/** A layer passed on the way forward, with the way back. */
interface Passed {
  readonly layer: PlacedLayer
  readonly params: unknown
  readonly input: Tensors
  readonly output: Tensors
  /** What the layer observed, in the places of its parameters. */
  readonly seen: unknown
  readonly pullback: (gradient: Tensors) => readonly [params: unknown, input: Tensors]
  /** What was passed inside of branches, by name. */
  readonly inside: Readonly<Record<string, readonly Passed[]>>
}

/** The network's own run, each layer remembered with its pullback. */
const forward = (net: AnyNetwork, params: unknown, context: Context, inputs: Tensors): readonly Passed[] => {
  const passed: Passed[] = []
  run(net, params, context, inputs, (layer, own, inner) => (input) => {
    const applied = lift(([p, x]: readonly [unknown, Tensors]): readonly [outputs: Tensors, seen: unknown] => {
      const [[y, after], expected] = reading(p, () => pass(layer, p, inner)(x))
      expectAll(own, expected)
      return [y, observed(p, after)]
    })
    const [[output, seen], pullback] = applied([own, input])
    // Branches are run once more, as the layer runs them, to see their layers.
    const inside = Object.fromEntries(Object.entries(layer.branches?.blocks ?? {}).map(([name, block], i) =>
      [name, forward(block, (own as Readonly<Record<string, unknown>>)[name], contextOf(inner, i), inputOf(input, name))]))
    passed.push({ layer, params: own, input, output, seen, pullback: (gradient) => pullback([gradient, unmoved(seen)]), inside })
    return output
  })
  return passed
}

/** What of a layer's input a branch is given. */
const inputOf = (input: Tensors, name: string): Tensors => (isTensor(input) ? input : tensorAt(input, name))

/** The gradient of what each branch gives, from that of what they are joined to. */
const parted = ({ layer, input, inside }: Passed, gradient: Tensors): readonly Tensors[] => {
  const ends = Object.entries(inside).map(([name, passed]) => passed.at(-1)?.output ?? inputOf(input, name))
  const [, pullback] = lift((made: readonly Tensors[]): Tensors => layer.branches?.join(input, made) ?? input)(ends)
  return pullback(gradient)
}

/** The stories of layers, from the last one's gradient back to that of their inputs. */
const told = (passed: readonly Passed[], gradient: Tensors): Backward =>
  passed.reduceRight<Backward>((after, one) => {
    const { layer, params: own, input, output, pullback, inside } = one
    const [ofParams, ofInput] = pullback(after.gradient)
    const parameters = layer.init === undefined ? {} : { params: own, gradients: ofParams }
    const parts = layer.branches === undefined ? [] : parted(one, after.gradient)
    const branches = layer.branches === undefined ? {} : {
      branches: Object.fromEntries(Object.entries(inside).map(([name, within], i) => [name, told(within, parts[i] as Tensors).layers])),
    }
    const story: LayerStory<Tensors> = { name: layer.name, input, output, outputGradient: after.gradient, ...parameters, ...branches }
    return { gradient: ofInput, layers: [story, ...after.layers] }
  }, { gradient, layers: [] })

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
export const step = <P, I extends Form, O extends Form, F extends Floats, X extends DTypes>(net: Network<P, I, O, F, X>) =>
  <B extends number, L extends AnyLossRule, const A extends AnyOptimizer<P>>(
    moment: Moment<Network<P, I, O, F, X>, L, A, B>,
  ): Story<P, Told<I, O>> => {
    expectNetwork('explain.step', net)
    expectRecipe('explain.step', moment)
    expectFits('explain.step', net, (moment as unknown as AnyMoment<P>).loss)
    const { params, loss, optimizer, inputs, targets, weights, penalty, key, state } = moment as unknown as AnyMoment<P>
    expectExamples('explain.step', '', net, loss, { inputs, targets, ...(weights === undefined ? {} : { weights }) })
    const context: Context = key === undefined ? {} : { key }
    const passed = forward(net, params, context, inputs)
    const outputs = passed.at(-1)?.output ?? inputs
    const [mean, pullLoss] = lift((y: Tensors): AnyTensor => loss.of(y, targets, weights))(outputs)
    const backward = told(passed, pullLoss(raw.full([], 1, mean.dtype)))
    // Those of the layers with parameters, in order, are the network's.
    const ofLoss = paramsOf(net, backward.layers.filter((layer) => 'gradients' in layer).map((layer) => layer.gradients)) as P
    const penalized = penalty && lift((p: P): AnyTensor => penalty(p))(params)
    const objective = penalized === undefined ? mean : plus(mean, penalized[0])
    const gradients = penalized === undefined ? ofLoss
      : sum(ofLoss, penalized[1](raw.full([], 1, mean.dtype)))
    const [updates] = optimizer.update(gradients, state ?? optimizer.init(params), params, { loss: objective })
    const story: Story<P, Tensors> = {
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
    return story as Story<P, Told<I, O>>
  }
