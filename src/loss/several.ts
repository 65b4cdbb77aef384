/** The loss of several outputs: each has its own, and they add up. */
import { like, mul } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { aNumber, aRecord, check, checkOptions, isRecord, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { isOne, misnamed, namesText, tensorAt, type Form, type Shapes, type Tensors } from '../tensor/form.js'
import { elements, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type {
  AnyLoss, AnyLossRule, LossBase, LossParts, LossRule, OutputEvidence, TargetsOf, WeightedLoss,
} from './loss.js'

/** The loss of one of several outputs, with its weight in the sum: 1 unless it is said. */
export type OutputLoss = LossBase<any> | { readonly loss: LossBase<any>; readonly weight?: number }

type RuleIn<L> = L extends LossBase<infer R> ? R : never

/** The rules of losses by name. */
export type LossRulesOf<Ls> = { readonly [K in keyof Ls]: Ls[K] extends { readonly loss: infer L } ? RuleIn<L> : RuleIn<Ls[K]> }

/** What is wrong with losses for outputs of these names, in sentences. */
type Misnamed<Rs, O> =
  | (Exclude<keyof O, keyof Rs> extends infer K extends string ? `loss.outputs has no loss for the output ${K}` : never)
  | (Exclude<keyof Rs, keyof O> extends infer K extends string ? `loss.outputs has a loss for ${K}, which is no output` : never)

type EachTarget<Rs, O> = { readonly [K in keyof O]: K extends keyof Rs ? Rs[K] extends LossRule ? TargetsOf<Rs[K], O[K]> : never : never }
type Refused<T> = { [K in keyof T & string]: T[K] extends string ? `${K}: ${T[K]}` : never }[keyof T & string]

/** A record of targets, each as the loss of its name takes it. */
export interface OutputsLossRule<Rs> extends AnyLossRule {
  readonly targets: this['in'] extends Shape ? 'loss.outputs is for a network of several outputs, received one of one'
    : [Misnamed<Rs, this['in']>] extends [never]
      ? [Refused<EachTarget<Rs, this['in']>>] extends [never] ? EachTarget<Rs, this['in']> : Refused<EachTarget<Rs, this['in']>>
      : Misnamed<Rs, this['in']>
  readonly dtype: { readonly [K in keyof Rs]: Rs[K] extends LossRule ? Rs[K]['dtype'] : never }
}

/** The loss of a record of outputs. */
export interface OutputsLoss<Rs> extends LossBase<OutputsLossRule<Rs>> {
  /** Σ weight·loss of each example. */
  readonly perExample: (predictions: Predictions<Rs>, targets: Predictions<Rs>) => Tensor<readonly [number], Float>
  /** Σ weight·loss of the batch. */
  readonly of: (predictions: Predictions<Rs>, targets: Predictions<Rs>, weights?: AnyTensor) => Tensor<readonly [], Float>
  /** Each loss and its weight, and what is done with them. */
  readonly parts: LossParts
}
type Predictions<Rs> = { readonly [K in keyof Rs]: AnyTensor }

/** Σ weightₖ·lossₖ, in the order of the names; a weight of 1 is no factor. */
const weightedSum = (parts: Readonly<Record<string, WeightedLoss>>, losses: readonly AnyTensor[]): AnyTensor =>
  Object.values(parts).map(({ weight }, i): AnyTensor => {
    const value = losses[i] as AnyTensor
    return weight === 1 ? value : raw.elementwise((x) => mul(x, like(x, weight)))(value)
  }).reduce((a, b) => raw.add(a, b))

const isLoss = (x: unknown): boolean => isRecord(x) && typeof x['of'] === 'function' && typeof x['complaint'] === 'function'
const aLoss: Kind = { expected: 'a loss, or { loss, weight }', holds: isLoss }
const aWeight: Kind = { expected: 'a finite number of at least 0', holds: (x) => aNumber.holds(x) && x >= 0 }

const partOf = (name: string, given: unknown): WeightedLoss => {
  const isWeighted = isRecord(given) && !isLoss(given) && 'loss' in given
  const { loss, weight = 1 } = checkOptions<{ readonly loss: unknown; readonly weight?: number }>(
    'loss.outputs', isWeighted ? given : { loss: given }, { loss: true, weight: true }, name)
  check('loss.outputs', { [name]: loss, [`${name}.weight`]: weight }, { [name]: aLoss, [`${name}.weight`]: aWeight })
  const part = loss as AnyLoss
  if (part.parts !== undefined) fail('loss.outputs', { argument: name, expected: 'the loss of one output', received: part.name })
  return { loss: part, weight }
}

/** What is wrong with losses for outputs of this form: the twin of the rule's sentences. */
const misfitOf = (parts: Readonly<Record<string, WeightedLoss>>, outputs: Form): string | undefined => {
  if (isOne(outputs)) return 'loss.outputs is for a network of several outputs, received one of one'
  const missing = Object.keys(outputs).find((name) => !Object.hasOwn(parts, name))
  if (missing !== undefined) return `loss.outputs has no loss for the output ${missing}`
  const other = Object.keys(parts).find((name) => !Object.hasOwn(outputs, name))
  return other === undefined ? undefined : `loss.outputs has a loss for ${other}, which is no output`
}

/** What a metric sees of all outputs: their loss. */
const ofAll = (
  names: readonly string[], name: string, metric: { readonly of: (evidence: OutputEvidence) => unknown }, loss: number,
): unknown => {
  const refuse = (): never => {
    const message = `${name} is of one output: ${namesText(names)} have records of metrics, and of all together there is metric.loss`
    return fail('evaluate', { argument: name, expected: 'in the record of an output', received: name, message })
  }
  return metric.of({ get predictions() { return refuse() }, get targets() { return refuse() }, loss })
}

/** The values of records of metrics by output, and of metrics of all outputs. */
const evaluated = (names: readonly string[]): LossParts['evaluated'] => (metrics, outcome, { isMetric, values }) => {
  const { predictions, targets, loss, each } = outcome
  check('evaluate', { metrics }, { metrics: aRecord })
  return Object.freeze(Object.fromEntries(Object.entries(metrics as Readonly<Record<string, unknown>>).map(([name, given]) => {
    if (names.includes(name)) {
      const expected = 'a record of metrics: { accuracy: metric.accuracy }'
      if (!isRecord(given) || isMetric(given)) fail('evaluate', { argument: name, expected, received: isMetric(given) ? 'a metric' : given })
      const evidence = { predictions: tensorAt(predictions, name), targets: tensorAt(targets, name), loss: each[name] as number }
      return [name, values(given, evidence)]
    }
    const message = `${name} is no output of the network, which has ${namesText(names)}`
    if (!isMetric(given)) fail('evaluate', { argument: name, expected: 'an output or a metric', received: given, message })
    return [name, ofAll(names, name, given as { readonly of: (evidence: OutputEvidence) => unknown }, loss)]
  })))
}

/** The loss over examples: the mean of each, and their weighted sum. */
const meansOf = (losses: Readonly<Record<string, WeightedLoss>>): LossParts['means'] => (meanOf) => {
  const means = Object.entries(losses).map(([name, { loss }]) => [name, meanOf(loss)] as const)
  const number = (x: AnyTensor): number => elements(x)[0] as number
  return ({ predictions, targets, weights }) => {
    const each = means.map(([name, mean]) => mean({
      predictions: tensorAt(predictions, name), targets: tensorAt(targets, name), ...(weights === undefined ? {} : { weights }),
    }))
    return {
      loss: number(weightedSum(losses, each)),
      each: Object.fromEntries(means.map(([name], i) => [name, number(each[i] as AnyTensor)])),
    }
  }
}

/**
 * The loss of a network of several outputs: each has a loss of its own, and what is minimised is their sum, each times its
 * weight. Targets are a record by the same names. A. Kendall et al., "Multi-task learning" (2018), eq. 1.
 *
 * @example
 * const both = outputs({ price: squaredError(), kind: { loss: sparseSoftmaxCrossEntropy(), weight: 0.5 } })
 * both.of(
 *   { price: t.of([1, 1], [3]), kind: t.zeros([1, 2]) },
 *   { price: t.of([1, 1], [1]), kind: t.of([1], [0], 'i32') },
 * ) // 4.347
 */
export const outputs = <const Ls extends Readonly<Record<string, OutputLoss>>>(given: Ls): OutputsLoss<LossRulesOf<Ls>> => {
  const some: Kind = { expected: 'a record of losses', holds: (x) => isRecord(x) && Object.keys(x).length > 0 }
  check('loss.outputs', { losses: given }, { losses: some })
  const names = Object.keys(given)
  const losses = Object.freeze(Object.fromEntries(names.map((name) => [name, Object.freeze(partOf(name, given[name]))])))
  const list = Object.entries(losses)
  const expectRecords = (predictions: Tensors, targets: Tensors): void => {
    for (const [argument, record] of [['predictions', predictions], ['targets', targets]] as const) {
      const message = misnamed(argument, names, record)
      if (message !== undefined)
        fail('loss.outputs', { argument, expected: `a record of ${namesText(names)}`, received: record, message })
    }
  }
  const perExample = (predictions: Tensors, targets: Tensors): AnyTensor => {
    expectRecords(predictions, targets)
    return weightedSum(losses, list.map(([name, { loss }]) => loss.perExample(tensorAt(predictions, name), tensorAt(targets, name))))
  }
  const of = (predictions: Tensors, targets: Tensors, weights?: AnyTensor): AnyTensor => {
    expectRecords(predictions, targets)
    return weightedSum(losses, list.map(([name, { loss }]) => loss.of(tensorAt(predictions, name), tensorAt(targets, name), weights)))
  }
  const complaint = (targets: Tensors, form: Form): string | undefined => {
    const wrong = misfitOf(losses, form) ?? misnamed('targets', names, targets)
    if (wrong !== undefined) return wrong
    for (const [name, { loss }] of list) {
      const message = loss.complaint(tensorAt(targets, name), (form as Shapes)[name] as Shape)
      if (message !== undefined) return `${name}: ${message}`
    }
    return undefined
  }
  const parts: LossParts = Object.freeze({
    losses, misfit: (form: Form) => misfitOf(losses, form), means: meansOf(losses), evaluated: evaluated(names),
  })
  return { name: `outputs(${names.join(' | ')})`, parts, perExample, of, complaint } as unknown as OutputsLoss<LossRulesOf<Ls>>
}
