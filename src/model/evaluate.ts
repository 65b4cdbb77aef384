/** How well a model predicts examples, beside what can be had without learning. */
import * as E from 'fp-ts/lib/Either.js'
import { accuracy } from '../metric/accuracy.js'
import { f1 } from '../metric/confusion.js'
import { logLoss } from '../metric/likelihood.js'
import type { Metrics } from '../metric/metric.js'
import { meanAbsoluteError, r2, rootMeanSquaredError } from '../metric/regression.js'
import { count } from '../program/program.js'
import type { Baseline, Case, Outcome, Result } from '../run/result.js'
import type { TenfoldError } from '../shape/error.js'
import { aFunction, aList, aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import type { Definition, LabeledBy } from './define.js'
import type { Input } from './input.js'
import { columnsOf, labeled, type Labeled } from './labeled.js'
import { linearly } from './linear.js'
import { aModel, type Model } from './model.js'
import type { Output } from './output.js'
import { misfit } from './wrong.js'

/** What a result is called, and its cases. */
export interface EvaluateOptions {
  /** Which part of the data it is, `held back` by default. */
  readonly part?: string
  /** What the example with this number is called: `line 17 of penguins.csv`. */
  readonly nameOf?: (index: number) => string
}

/** Cases that are shown: the most wrong ones, and those of which the model was least sure. */
const [mostWrong, leastSure] = [12, 12]

const figuresOf = (metrics: Metrics, predictions: AnyTensor, targets: AnyTensor): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(metrics).map(([name, { of }]) => [name, of({ predictions, targets, loss: NaN }) as number]))

const table = (rows: readonly (readonly number[])[]): AnyTensor =>
  concrete({ shape: [rows.length, rows[0]?.length ?? 0], dtype: 'f64' }, Float64Array.from(rows.flat()))
const places = (list: readonly number[]): AnyTensor => concrete({ shape: [list.length], dtype: 'i32' }, Int32Array.from(list))

const greatest = (row: readonly number[]): number => row.reduce((best, x, i) => (x > (row[best] as number) ? i : best), 0)
const share = (truths: readonly number[], classOf: (i: number) => number): number =>
  truths.filter((truth, i) => truth === classOf(i)).length / truths.length

/** What an outcome is measured by, first what counts. */
interface Judged {
  readonly outcome: Outcome
  readonly figures: Readonly<Record<string, number>>
  readonly baselines: readonly Baseline[]
  /** How wrong each case is, and how unsure the model is of it: more is worse. */
  readonly wrong: readonly number[]
  readonly unsure: readonly number[]
}

const judgedClasses = (
  { definition: { output }, fitted: { counts, linear } }: Model, { targets }: Labeled, outputs: readonly (readonly number[])[], inputs: AnyTensor,
): Judged => {
  const probabilities = output.kind === 'truth' ? outputs.map(([p = NaN]) => [1 - p, p]) : outputs
  const fitted = linear === undefined ? undefined : linearly(linear, inputs)
  const linearClass = (i: number): number => {
    const row = fitted?.[i] ?? []
    return output.kind === 'truth' ? Number((row[0] as number) >= 0.5) : greatest(row)
  }
  // What is answered, which for truths goes by the threshold.
  const predicted = probabilities.map((row) => (output.kind === 'truth' ? Number((row[1] as number) >= (output.threshold ?? 0.5)) : greatest(row)))
  const decided = predicted.map((place) => output.names.map((_, i) => Number(i === place)))
  const common = greatest(counts)
  return {
    outcome: { kind: 'classes', names: output.names, truths: targets, probabilities },
    figures: {
      ...figuresOf({ accuracy, f1 }, table(decided), places(targets)),
      // A probability that is 0 in single precision would make it infinite.
      logLoss: logLoss({ from: 'probabilities' }).of({ predictions: table(probabilities.map(floored)), targets: places(targets), loss: NaN }),
    },
    baselines: [
      { name: 'commonest class', value: share(targets, () => common) },
      ...(fitted === undefined ? [] : [{ name: 'linear model', value: share(targets, linearClass) }]),
    ],
    wrong: probabilities.map((row, i) => 1 - (row[targets[i] as number] as number)),
    unsure: probabilities.map((row) => 1 - Math.max(...row)),
  }
}

const floored = (row: readonly number[]): readonly number[] => row.map((p) => Math.max(p, 1e-12))

const judgedNumbers = (
  { definition: { output }, fitted: { scaling: { center, scale }, linear } }: Model,
  { targets }: Labeled, outputs: readonly (readonly number[])[], inputs: AnyTensor,
): Judged => {
  const predictions = outputs.map(([y = NaN]) => y * scale + center)
  const truths = table(targets.map((y) => [y]))
  const scoreOf = (list: readonly number[]): number => r2.of({ predictions: table(list.map((y) => [y])), targets: truths, loss: NaN })
  return {
    outcome: { kind: 'numbers', name: output.name, ...(output.unit === undefined ? {} : { unit: output.unit }), truths: targets, predictions },
    figures: figuresOf({ r2, meanAbsoluteError, rootMeanSquaredError }, table(predictions.map((y) => [y])), truths),
    baselines: [
      { name: 'mean', value: scoreOf(targets.map(() => center)) },
      ...(linear === undefined ? [] : [{ name: 'linear model', value: scoreOf(linearly(linear, inputs).map(([y = NaN]) => y)) }]),
    ],
    wrong: predictions.map((y, i) => Math.abs(y - (targets[i] as number))),
    unsure: [],
  }
}

const worst = (list: readonly number[], most: number): readonly number[] =>
  list.map((x, i) => [x, i] as const).sort(([a, i], [b, j]) => b - a || i - j).slice(0, most).map(([, i]) => i)

/** The result of a model for examples that are read; `numbers` are theirs in the whole, by which cases are called. */
export const resultOf = (
  model: Model, examples: Labeled, { part = 'held back', nameOf }: EvaluateOptions, numbers: readonly number[] = [],
): Result => {
  const { definition, fitted } = model
  const { input, output, network } = definition
  const inputs = columnsOf(definition, fitted.preparation, fitted.scaling, examples).inputs as AnyTensor
  const flat = elements(output.finish(network).compile(model.params).predict(inputs as never) as unknown as AnyTensor)
  const width = count(output.shape)
  const outputs = examples.raws.map((_, row) => Array.from({ length: width }, (_, i) => flat[row * width + i] as number))
  const { outcome, figures, baselines, wrong, unsure } =
    (output.kind === 'quantity' ? judgedNumbers : judgedClasses)(model, examples, outputs, inputs)
  const shown = [...new Set([...worst(wrong, mostWrong), ...worst(unsure, leastSure)])]
  const size = count(input.shape)
  return {
    part,
    rows: examples.raws.length,
    score: output.kind === 'quantity' ? 'r2' : 'accuracy',
    figures,
    baselines,
    outcome,
    cases: shown.map((index): Case => ({
      index,
      ...(nameOf === undefined ? {} : { name: nameOf(numbers[index] ?? index) }),
      shown: input.show(examples.raws[index], examples.values.subarray(index * size, (index + 1) * size) as never),
    })),
  }
}

/**
 * How well a model predicts examples that it has not learned from: figures (accuracy, macro F1 and log loss of classes; R², mean
 * absolute and root mean squared error of numbers), the same score of baselines (the commonest class of the training part, or its
 * mean; a linear model of the same inputs), truths beside predictions, and the cases that are most wrong or least sure. Examples
 * that don't fit the schema, or none, are a `Left`.
 *
 * @example
 * const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, rooms: 1 + (i % 4), price: 100 + 3 * i }))
 * const flats = define({
 *   input: row({ area: table.number, rooms: table.integer }), output: quantity('price'), network: perceptron({ hidden: [8] }),
 * })
 * const trained = await pipe(rows.slice(0, 30), train(flats, { epochs: 20 }))()
 * if (trained._tag === 'Right') pipe(rows.slice(30), evaluate(trained.right.model)) // Right
 */
export const evaluate = <I extends Input, O extends Output, P>(model: Model<I, O, P>, options: EvaluateOptions = {}) => {
  check('model.evaluate', { model }, { model: aModel })
  const given = checkOptions<EvaluateOptions>('model.evaluate', options, { part: aString, nameOf: aFunction })
  return (examples: readonly LabeledBy<I, O>[]): E.Either<TenfoldError, Result> => {
    check('model.evaluate', { examples }, { examples: aList })
    if (examples.length === 0)
      return E.left(misfit('model.evaluate', [{ field: 'examples', expected: 'at least 1', received: 0 }], callSite()))
    return E.map((read: Labeled) => resultOf(model as unknown as Model, read, given))(
      labeled('model.evaluate', model.definition as unknown as Definition, examples, callSite()))
  }
}
