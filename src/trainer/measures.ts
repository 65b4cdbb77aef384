/** Measures of steps: time, learning rates, norms, gradients. */
import type { AnyOptimizer } from '../optimizer/optimizer.js'
import { norm, wide } from '../optimizer/norm.js'
import type { Elements } from '../program/elements.js'
import { isFloat } from '../program/scalar.js'
import { aCount, aFunction, check, checkOptions } from '../shape/options.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import * as tree from '../tensor/tree.js'
import type { Measure, Norms, StepResults } from './measure.js'

/**
 * Seconds since the fold began, and examples per second, by a clock in milliseconds, such as `() => performance.now()`: the library
 * itself reads none.
 *
 * @example
 * const xor = dataset.of({ inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4, 1], [0, 1, 1, 0]) })
 * const learn = trainer(pipe(n.input([2]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
 * const rates: (number | undefined)[] = []
 * let now = 0
 * const watched = learn.observe(observe.progress(({ examplesPerSecond }) => rates.push(examplesPerSecond)), { measures: [time(() => (now += 500))] })
 * watched.fold(learn.init(random.key(0)), pipe(xor, dataset.batches({ size: 2, epochs: 2 })))
 * rates // [4, 4, 4, 4]
 */
// @__NO_SIDE_EFFECTS__
export const time = (clock: () => number): Measure => {
  check('time', { clock }, { clock: aFunction })
  return {
    start: () => {
      const begun = clock()
      /** Where the rate is taken from, and where from next: at least a second later. */
      let [from, next] = [{ at: begun, examples: 0 }, { at: begun, examples: 0 }]
      let seen = 0
      return ({ examples }) => {
        const at = clock()
        seen += examples
        const rate = (seen - from.examples) / (at - from.at) * 1000
        if (at - next.at >= 1000) [from, next] = [next, { at, examples: seen }]
        return { seconds: (at - begun) / 1000, ...(Number.isFinite(rate) ? { examplesPerSecond: rate } : {}) }
      }
    },
  }
}

/** The results of what the i-th measure has traced, in its order: the next step may overwrite them. */
const resultsOf = (i: number, { traced, results }: StepResults): readonly Elements[] => {
  const many = traced.map((form) => tree.tensors(form).length)
  const from = many.slice(0, i).reduce((a, b) => a + b, 1)
  return results.slice(from, from + (many[i] as number))
}

/** The same where they are numbers. */
const numbersOf = (i: number, done: StepResults): readonly number[] => resultsOf(i, done).map(([x]) => x as number)

/** The factors of an optimizer's parts. */
const factors = (optimizer: AnyOptimizer, before: unknown, after: unknown): readonly AnyTensor[] => {
  const own = optimizer.rate?.(before, after)
  const later = optimizer.parts?.(after) ?? []
  const inside = (optimizer.parts?.(before) ?? []).flatMap(([part, state], i) => factors(part, state, later[i]?.[1]))
  return own === undefined ? inside : [typeof own === 'number' ? raw.scalar(own, 'f64') : wide(own), ...inside]
}

/**
 * The learning rate of each step: the product of what the optimizer's parts scale by, schedules and plateaus included. Absent for an
 * optimizer without one, and for `optimizer.partition`, which has several.
 *
 * @example
 * const xor = dataset.of({ inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4, 1], [0, 1, 1, 0]) })
 * const falling = optimizer.schedule.polynomialDecay({ initial: 0.5, end: 0.25, steps: 2 })
 * const learn = trainer(pipe(n.input([2]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: falling }) })
 * const rates: (number | undefined)[] = []
 * const watched = learn.observe(observe.progress((moment) => rates.push(moment.learningRate)), { measures: [learningRate] })
 * watched.fold(learn.init(random.key(0)), pipe(xor, dataset.batches({ size: 2, epochs: 2 })))
 * rates // [0.5, 0.375, 0.25, 0.25]
 */
export const learningRate: Measure = {
  trace: ({ optimizer, before, after }) => {
    const [first, ...others] = factors(optimizer, before, after)
    return first === undefined ? [] : [others.reduce((product, next) => raw.mul(product, next), first)]
  },
  start: (i) => (done) => {
    const [rate = NaN] = numbersOf(i, done)
    return Number.isNaN(rate) ? {} : { learningRate: rate }
  },
}

/** What gradients move, by path: no statistics that were seen, no integers. */
const movedOf = (of: unknown, seen: unknown): Readonly<Record<string, AnyTensor>> => {
  const still = tree.byPath(seen)
  return Object.fromEntries(tree.leaves(of).flatMap(({ path, tensor }) =>
    (still.has(path) || !isFloat(tensor.dtype) ? [] : [[path, tensor]])))
}

const normsOf = (of: unknown, seen: unknown): Readonly<Record<string, AnyTensor>> => tree.map(movedOf(of, seen), norm)

const made = (paths: readonly string[], norms: readonly number[]): Norms => ({
  all: Math.sqrt(norms.reduce((sum, x) => sum + x * x, 0)),
  tensors: Object.fromEntries(paths.map((path, i) => [path, norms[i] as number])),
})

/**
 * Euclidean norms of each step's gradient and update, of every tensor of parameters and of all together, in f64. The gradient is that
 * of the loss, penalty included, before the optimizer clips it; the update is what is added to the parameters. Statistics that a
 * layer observes are left out.
 *
 * @example
 * const line = { inputs: tensor.of([1, 1], [1]), targets: tensor.of([1, 1], [2]) }
 * const learn = trainer(pipe(n.input([1]), n.dense(1, { weights: n.initializer.zeros })))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.25 }),
 * })
 * const found: unknown[] = []
 * learn.observe(observe.progress((moment) => found.push(moment.norms?.gradient.tensors, moment.norms?.update.tensors)), { measures: [norms] })
 *   .fold(learn.init(random.key(0)), [line])
 * found // [{ '0.weights': 4, '0.bias': 4 }, { '0.weights': 1, '0.bias': 1 }]
 */
export const norms: Measure = {
  trace: ({ gradients, updates, seen }) => ({ gradient: normsOf(gradients, seen), update: normsOf(updates, seen) }),
  start: (i) => (done) => {
    const [numbers, { gradient }] = [numbersOf(i, done), done.traced[i] as { readonly gradient: object }]
    const paths = Object.keys(gradient)
    return { norms: { gradient: made(paths, numbers.slice(0, paths.length)), update: made(paths, numbers.slice(paths.length)) } }
  },
}

/** After which steps there are gradients. */
export interface GradientsOptions {
  /** After every n-th step; 1 for all. */
  readonly every: number
}

/**
 * The gradient of every n-th step's loss on its batch, by the paths of the parameters. It is that of the loss, penalty included, as the
 * optimizer gets it: before it clips, accumulates, scales or decays anything. Statistics that a layer observes and integers have none.
 * Those steps run a program of their own, which gives the gradients as results; the others run the program that they always did, and
 * copy nothing. `observe.record({ histograms })` makes histograms of them where it makes those of the parameters.
 *
 * @example
 * const line = { inputs: tensor.of([1, 1], [1]), targets: tensor.of([1, 1], [2]) }
 * const learn = trainer(pipe(n.input([1]), n.dense(1, { weights: n.initializer.zeros })))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.125 }),
 * })
 * const found: unknown[] = []
 * learn.observe(observe.progress((moment) => found.push(moment.gradients)), { measures: [gradients({ every: 2 })] })
 *   .fold(learn.init(random.key(0)), [line, line])
 * found // [undefined, { '0.weights': [[-2]], '0.bias': [-2] }]
 */
// @__NO_SIDE_EFFECTS__
export const gradients = (options: GradientsOptions): Measure => {
  const { every } = checkOptions<GradientsOptions>('gradients', options, { every: true })
  check('gradients', { every }, { every: aCount })
  const isDue = (n = 0): boolean => n % every === 0
  return {
    isDue,
    trace: ({ gradients: all, seen, n }) => (isDue(n) ? movedOf(all, seen) : undefined),
    start: (i) => (done) => {
      const types = done.traced[i] as Readonly<Record<string, AnyTensor>> | undefined
      if (types === undefined) return {}
      const results = resultsOf(i, done)
      const copies = Object.entries(types).map(([path, type], j) => [path, concrete(type, (results[j] as Elements).slice())] as const)
      return { gradients: Object.freeze(Object.fromEntries(copies)) }
    },
  }
}
