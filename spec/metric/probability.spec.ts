import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as loss from '../../src/loss/index.js'
import * as metric from '../../src/metric/index.js'
import type { Metric } from '../../src/metric/index.js'
import * as tensor from '../../src/tensor/index.js'
import { complaint } from '../complaint.js'
import { likelihoods } from '../outside/metrics.js'
import { evidence, labels, matrix, near } from './evidence.js'

const probabilities = { from: 'probabilities' } as const
type Rows = readonly (readonly number[])[]

describe.each(likelihoods)('$name', ({ logits, truth, calibration, ...given }) => {
  const forms = [['logits', logits], ['probabilities', given.probabilities]] as const
  it.each(forms)('has the losses of scikit-learn from %s', (from, rows) => {
    const found = evidence(matrix(rows), labels(truth))
    near(metric.logLoss({ from }).of(found), given.logLoss)
    near(metric.perplexity({ from }).of(found), given.perplexity)
    near(metric.brierScore({ from }).of(found), given.brier)
    for (const { bins, norm, error } of calibration) near(metric.calibrationError({ from, bins, norm }).of(found), error)
    near(metric.calibrationError({ from }).of(found), (calibration[0] as { error: number }).error)
  })

  it('is read from logits unless it is said that they are none', () => {
    const found = evidence(matrix(logits), labels(truth))
    for (const of of [metric.logLoss, metric.perplexity, metric.brierScore, metric.calibrationError])
      expect(of().of(found)).toBe(of({ from: 'logits' }).of(found))
  })
})

/** Logits of some examples in some classes (one output stands for two), with what is true. */
const claims = fc.integer({ min: 1, max: 4 }).chain((outputs) => fc.array(
  fc.tuple(
    fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: outputs, maxLength: outputs }),
    fc.nat(Math.max(1, outputs - 1))),
  { minLength: 1, maxLength: 20 }))
/** The same with multiples of 1/4, whose sums are exact and whose order rounding does not change. */
const exact = claims.map((pairs) => pairs.map(([row, label]) => [row.map((x) => Math.round(x * 4) / 4), label] as const))
const found = (pairs: readonly (readonly [readonly number[], number])[]) =>
  evidence(matrix(pairs.map(([row]) => row)), labels(pairs.map(([, label]) => label)))

describe.each<[name: string, metric: Metric, least: number, greatest: number]>([
  ['log loss', metric.logLoss(), 0, Infinity], ['perplexity', metric.perplexity(), 1, Infinity],
  ['Brier score', metric.brierScore(), 0, 2],
  ...(['l1', 'l2', 'max'] as const).map((norm): [string, Metric, number, number] =>
    [`calibration error ${norm}`, metric.calibrationError({ norm, bins: 5 }), 0, 1]),
])('%s', (_, subject, least, greatest) => {
  it(`is from ${least} to ${greatest}, in whatever order the examples come`, () => {
    fc.assert(fc.property(claims, (pairs) => {
      const value = subject.of(found(pairs))
      expect(value).toBeGreaterThanOrEqual(least)
      expect(value).toBeLessThanOrEqual(greatest + 1e-12)
      near(subject.of(found(pairs.toReversed())), value, 1e-12)
    }))
  })

  it('does not change when all logits of an example grow alike', () => {
    fc.assert(fc.property(exact.filter((pairs) => (pairs[0]?.[0].length as number) > 1), (pairs) => {
      expect(subject.of(found(pairs.map(([row, label]) => [row.map((x) => x + 16), label])))).toBe(subject.of(found(pairs)))
    }))
  })

  it('of one logit z is that of the two logits 0 and z', () => {
    fc.assert(fc.property(exact.filter((pairs) => pairs[0]?.[0].length === 1), (pairs) => {
      near(subject.of(found(pairs)), subject.of(found(pairs.map(([row, label]) => [[0, ...row], label]))), 1e-12)
    }))
  })

  it('takes classes of sequences', () => {
    const rows = [0, 1, 2, 0, 0, 0, -1, 4, 2, 3, 3, 3]
    const steps = evidence(tensor.of([2, 2, 3], rows), tensor.of([2, 2], [0, 2, 1, 1], 'i32'))
    const flat = evidence(tensor.of([4, 3], rows), labels([0, 2, 1, 1]))
    expect(subject.of(steps)).toBe(subject.of(flat))
  })

  it('is an error of NaN and of targets that do not fit', () => {
    const outputs = matrix([[0, 0], [0, NaN]])
    expect(complaint(() => subject.of(evidence(outputs, labels([0, 0])))).message).toContain('predictions hold NaN at example 1')
    expect(complaint(() => subject.of(evidence(outputs, labels([0])))).message)
      .toContain('targets i32[1] do not fit outputs f64[2, 2]')
    expect(complaint(() => subject.of(evidence(outputs, labels([0, 2])))).message)
      .toContain('targets[1] should be a class from 0 to 1')
  })
})

describe('the log loss', () => {
  const [rows, truth] = [[0, 1, 2, 0, 0, 0, -1, 4, 2, 3, 3, 3], [0, 2, 1, 1]]
  it('is the cross-entropy that training minimizes', () => {
    const [outputs, targets] = [tensor.of([4, 3], rows), labels(truth)]
    const trained = tensor.toArray(loss.sparseSoftmaxCrossEntropy().of(outputs, targets as never))
    near(metric.logLoss().of(evidence(outputs, targets)), trained[0] as number, 1e-6)
    const [single, answers] = [[-2, 0.5, 3, 1], [0, 1, 1, 0]]
    const binary = tensor.toArray(loss.sigmoidBinaryCrossEntropy().of(tensor.of([4, 1], single), tensor.of([4, 1], answers)))
    near(metric.logLoss().of(evidence(tensor.of([4, 1], single), labels(answers))), binary[0] as number, 1e-6)
  })
})

describe('of padded sequences', () => {
  // Outputs at the padding are not read.
  const padded = evidence(tensor.of([2, 2, 2], [1, 3, 2, 0, 0, 1, NaN, NaN]), tensor.of([2, 2], [1, 0, 0, -1], 'i32'))
  const whole = evidence(tensor.of([3, 2], [1, 3, 2, 0, 0, 1]), labels([1, 0, 0]))
  const { logLoss, perplexity, brierScore, calibrationError } = metric
  it.each(Object.entries({ logLoss, perplexity, brierScore, calibrationError }))('%s leaves out padding', (_, of) => {
    expect(of({ ignore: -1 }).of(padded)).toBe(of().of(whole))
  })
})

describe('certainty', () => {
  it('that is right costs nothing, and that is wrong everything', () => {
    const of = (p: number, label: number) => evidence(tensor.of([1, 1], [p]), labels([label]))
    const all = [metric.logLoss, metric.perplexity, metric.brierScore, metric.calibrationError]
    expect(all.map((make) => make(probabilities).of(of(1, 1)))).toEqual([0, 1, 0, 0])
    expect(all.map((make) => make(probabilities).of(of(0, 0)))).toEqual([0, 1, 0, 0])
    expect(all.map((make) => make(probabilities).of(of(1, 0)))).toEqual([Infinity, Infinity, 1, 1])
  })

  it('is exact far away from 0', () => {
    near(metric.logLoss().of(evidence(tensor.of([2, 1], [-800, 800]), labels([1, 0]))), 800)
    near(metric.logLoss().of(evidence(matrix([[40]]), labels([1]))), Math.log1p(Math.exp(-40)), 1e-30)
  })

  it('of none of the words is their number', () => {
    for (const words of [2, 10, 1000])
      near(metric.perplexity().of(evidence(tensor.zeros([3, words]), labels([0, 1, 1]))), words, 1e-13)
  })

  it('may rule out classes by logits of -∞', () => {
    const masked = evidence(matrix([[0, -Infinity, 0]]), labels([0]))
    near(metric.logLoss().of(masked), Math.LN2)
    near(metric.brierScore().of(masked), 0.5)
  })
})

describe('bins', () => {
  it('hold their upper ends', () => {
    // 0.5 falls into the first of two bins, 0.75 into the second one.
    const both = evidence(matrix([[0.5, 0.5], [0.75, 0.25]]), labels([1, 0]))
    near(metric.calibrationError({ ...probabilities, bins: 2 }).of(both), (0.5 + 0.25) / 2)
    near(metric.calibrationError({ ...probabilities, bins: 1 }).of(both), 0.125)
    near(metric.calibrationError({ ...probabilities, bins: 2, norm: 'max' }).of(both), 0.5)
  })
})

describe('wrong', () => {
  const refused = (rows: Rows, from: 'logits' | 'probabilities') => (): unknown =>
    metric.logLoss({ from }).of(evidence(matrix(rows), labels(rows.map(() => 0))))
  it.each<[string, () => unknown, string]>([
    ['logits for probabilities', refused([[0.5, 0.5], [2, -1]], 'probabilities'),
      'predictions should be probabilities in [0, 1], but hold 2 at example 1'],
    ['a sum', refused([[0.5, 0.25]], 'probabilities'),
      'predictions should be probabilities that add up to 1, but add up to 0.75 at example 0'],
    ['one probability', refused([[-0.5]], 'probabilities'),
      'predictions should be probabilities in [0, 1], but hold -0.5 at example 0'],
    ['NaN', refused([[NaN]], 'probabilities'), 'predictions hold NaN at example 0'],
    ['an infinite logit', refused([[0, Infinity]], 'logits'), 'predictions hold an infinite logit at example 0'],
    ['no class', refused([[-Infinity, -Infinity]], 'logits'), 'predictions rule out every class at example 0'],
    ['bins', () => metric.calibrationError({ bins: 0 }), 'bins should be a whole number of at least 1, but is 0'],
    ['a norm', () => metric.calibrationError({ norm: 'l3' as never }), 'norm should be one of "l1", "l2", "max"'],
    ['a form', () => metric.perplexity({ from: 'log' as never }), 'from should be one of "logits", "probabilities"'],
  ])('%s', (_, f, message) => expect(complaint(f).message).toContain(message))
})
