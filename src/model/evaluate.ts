/** How well a model predicts examples, beside what can be had without learning. */
import * as E from 'fp-ts/lib/Either.js'
import { r2 } from '../metric/regression.js'
import { count } from '../program/program.js'
import { result } from '../run/made.js'
import type { Baseline, Case, Outcome, Result } from '../run/result.js'
import { TenfoldError } from '../shape/error.js'
import { aFunction, aList, aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import type { Definition, LabeledBy } from './define.js'
import type { Input } from './input.js'
import { columnsOf, labeled, type Labeled } from './labeled.js'
import { linearly } from './linear.js'
import { aModel, areFinite, overflown, type Model } from './model.js'
import type { Output } from './output.js'
import { misfit } from './wrong.js'

/** What a result is called, and its cases. */
export interface EvaluateOptions {
  /** Which part of the data it is, `held back` by default. */
  readonly part?: string
  /** What the example with this number is called: `line 17 of penguins.csv`. */
  readonly nameOf?: (index: number) => string
}

type Rows = readonly (readonly number[])[]

const greatest = (row: readonly number[]): number => row.reduce((best, x, i) => (x > (row[best] as number) ? i : best), 0)
const share = (truths: readonly number[], classOf: (i: number) => number): number =>
  truths.filter((truth, i) => truth === classOf(i)).length / truths.length

const scoreOf = (truths: readonly number[], predictions: readonly number[]): number =>
  r2.of({ predictions: raw.vector(predictions, 'f64'), targets: raw.vector(truths, 'f64'), loss: NaN })

/** The score of the linear model, where there is one. */
const linearBaseline = ({ definition: { output }, fitted: { linear } }: Model, truths: readonly number[], inputs: AnyTensor): readonly Baseline[] => {
  if (linear === undefined) return []
  const rows = linearly(linear, inputs)
  const value = output.kind === 'quantity' ? scoreOf(truths, rows.map(([y = NaN]) => y))
    : share(truths, (i) => (output.kind === 'truth' ? Number(rows[i]?.[0] as number >= 0.5) : greatest(rows[i] ?? [])))
  return [{ name: 'linear model', value }]
}

const outcomeOf = ({ definition: { output }, fitted: { scaling: { center, scale } } }: Model, truths: readonly number[], outputs: Rows): Outcome =>
  (output.kind === 'quantity'
    ? {
      kind: 'numbers', name: output.name, ...(output.unit === undefined ? {} : { unit: output.unit }),
      truths, predictions: outputs.map(([y = NaN]) => y * scale + center),
    }
    : { kind: 'classes', names: output.names, truths, probabilities: output.kind === 'truth' ? outputs.map(([p = NaN]) => [1 - p, p]) : outputs })

/** The truths that were learned from, as far as constants go by them: how often each class came, or the mean. */
const learnedBy = ({ fitted: { counts, scaling: { center } }, definition: { output } }: Model): readonly number[] =>
  (output.kind === 'quantity' ? [center] : counts.flatMap((n, place) => Array.from({ length: n }, () => place)))

/**
 * The result of a model for examples that are read; `numbers` are theirs in the whole, by which cases are called. One without a finite
 * answer is an error.
 */
export const resultOf = (
  model: Model, examples: Labeled, { part = 'held back', nameOf }: EvaluateOptions, numbers: readonly number[] = [],
): Result => {
  const { definition, fitted } = model
  const { input, output, network } = definition
  const { raws, values, targets } = examples
  const inputs = columnsOf(definition, fitted.preparation, fitted.scaling, examples).inputs as AnyTensor
  const flat = elements(output.finish(network).compile(model.params).predict(inputs as never) as unknown as AnyTensor)
  const [width, size] = [count(output.shape), count(input.shape)]
  const outputs = raws.map((_, row) => Array.from({ length: width }, (_, i) => flat[row * width + i] as number))
  const astray = outputs.findIndex((row) => !areFinite(fitted.scaling, row))
  if (astray >= 0) throw misfit('model.evaluate', [overflown(output.name)], undefined, `example ${numbers[astray] ?? astray}: `)
  const { threshold } = output
  return result({
    part,
    outcome: outcomeOf(model, targets, outputs),
    learned: learnedBy(model),
    baselines: linearBaseline(model, targets, inputs),
    // Answers go by the threshold.
    ...(threshold === undefined ? {} : { figures: { accuracy: share(targets, (i) => Number(outputs[i]?.[0] as number >= threshold)) } }),
    caseAt: (index): Omit<Case, 'index'> => ({
      ...(nameOf === undefined ? {} : { name: nameOf(numbers[index] ?? index) }),
      shown: input.show(raws[index], values.subarray(index * size, (index + 1) * size) as never),
    }),
  })
}

/**
 * How well a model predicts examples that it has not learned from: its figures, those of `run.result`, the same score of baselines (the
 * commonest class of the training part, or its mean; a linear model of the same inputs), truths beside predictions, and the cases that
 * are most wrong or least sure. Examples that don't fit the schema, or none, are a `Left`.
 *
 * @example
 * const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, rooms: 1 + (i % 4), price: 100 + 3 * i }))
 * const flats = define({
 *   input: row({ area: table.number, rooms: table.integer }), output: quantity('price'), network: perceptron({ hidden: [8] }),
 * })
 * const trained = await pipe(rows.slice(0, 30), train(flats, { epochs: 20 }))()
 * if (trained._tag === 'Left') throw trained.left
 * pipe(rows.slice(30), evaluate(trained.right.model)) // Right
 */
export const evaluate = <I extends Input, O extends Output, P>(model: Model<I, O, P>, options: EvaluateOptions = {}) => {
  check('model.evaluate', { model }, { model: aModel })
  const given = checkOptions<EvaluateOptions>('model.evaluate', options, { part: aString, nameOf: aFunction })
  return (examples: readonly LabeledBy<I, O>[]): E.Either<TenfoldError, Result> => {
    check('model.evaluate', { examples }, { examples: aList })
    if (examples.length === 0)
      return E.left(misfit('model.evaluate', [{ field: 'examples', expected: 'at least 1', received: 0 }], callSite()))
    try {
      return E.map((read: Labeled) => resultOf(model as unknown as Model, read, given))(
        labeled('model.evaluate', model.definition as unknown as Definition, examples, callSite()))
    } catch (error) {
      if (error instanceof TenfoldError) return E.left(error)
      throw error
    }
  }
}
