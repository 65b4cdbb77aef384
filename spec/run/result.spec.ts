/** Figures, baselines and cases of outcomes, and what is drawn of a network. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as n from '../../src/network/index.js'
import * as random from '../../src/random/index.js'
import * as run from '../../src/run/index.js'
import type { Case, LayerFacts, Outcome } from '../../src/run/index.js'
import { elements } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { complaint } from '../complaint.js'

const caseAt = (index: number): Omit<Case, 'index'> => ({ name: `row ${index}`, shown: { kind: 'row', cells: { index } } })
const made = (outcome: Outcome, more: Partial<run.ResultOptions> = {}) => run.result({ part: 'held back', outcome, caseAt, ...more })

const animals: Outcome = {
  kind: 'classes', names: ['cat', 'dog', 'eel'], truths: [0, 0, 1, 2, 1],
  probabilities: [[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0.25, 0.5, 0.25], [0.5, 0.5, 0], [0, 1, 0]],
}

describe('the result of classes', () => {
  it('has figures by their definitions', () => {
    const { figures, score, rows } = made({ ...animals, probabilities: animals.probabilities.with(3, [0.25, 0.25, 0.5]) } as Outcome)
    expect([score, rows]).toEqual(['accuracy', 5])
    expect(figures['accuracy']).toBe(4 / 5)
    expect(figures['logLoss']).toBeCloseTo((Math.log(2) * 3 + Math.log(8)) / 5, 12)
    // F1 of cat 2 · 1 · ½ / 1½, of dog 2 · ⅔ · 1 / 1⅔, of eel 1.
    expect(figures['macroF1']).toBeCloseTo((2 / 3 + 4 / 5 + 1) / 3, 12)
    expect(figures['auc']).toBeUndefined()
  })

  it('of a true class without probability has an infinite loss', () => expect(made(animals).figures['logLoss']).toBe(Infinity))

  it('of two has the area under the curve, where there are both', () => {
    const pair = { kind: 'classes', names: ['no', 'yes'], truths: [0, 1, 1], probabilities: [[0.75, 0.25], [0.25, 0.75], [0.875, 0.125]] } as const
    expect(made(pair).figures['auc']).toBe(0.5)
    expect(made({ ...pair, truths: [1, 1, 1] }).figures).not.toHaveProperty('auc')
  })

  it('shows the least sure, then the wrong ones whose truth is least probable', () => {
    const { cases } = made(animals, { cases: 2 })
    // Margins 0.25, 0.625, 0.25, 0, 1; wrong are 1 (0.125) and 3 (0).
    expect(cases.map(({ index, name }) => [index, name])).toEqual([[3, 'row 3'], [0, 'row 0'], [1, 'row 1']])
    expect(made(animals, { cases: 0 }).cases).toEqual([])
    expect(run.result({ part: 'all', outcome: animals }).cases).toEqual([])
  })

  it('asks only for what it shows', () => {
    const asked: number[] = []
    const many: Outcome = { kind: 'numbers', name: 'x', truths: Array.from({ length: 1000 }, (_, i) => i), predictions: Array.from({ length: 1000 }, () => 0) }
    made(many, { caseAt: (i) => { asked.push(i); return caseAt(i) } })
    expect(asked).toEqual(Array.from({ length: 24 }, (_, i) => 999 - i))
  })

  it('stands beside the commonest class', () => {
    expect(made(animals).baselines).toEqual([{ name: 'commonest class', value: 0.4 }])
    // What was learned from says which that is.
    expect(made(animals, { learned: [2, 2, 1] }).baselines).toEqual([{ name: 'commonest class', value: 0.2 }])
    const [first] = made(animals, { score: 'logLoss' }).baselines
    expect(first?.value).toBeCloseTo(-(4 * Math.log(0.4) + Math.log(0.2)) / 5, 12)
    const linear = { name: 'linear model', value: 0.5 }
    expect(made(animals, { baselines: [linear] }).baselines).toEqual([{ name: 'commonest class', value: 0.4 }, linear])
  })
})

describe('the result of numbers', () => {
  const prices: Outcome = { kind: 'numbers', name: 'price', unit: '€', truths: [1, 2, 3, 6], predictions: [1, 2, 5, 5] }

  it('has r2, mae and rmse, and the mean beside them', () => {
    const { figures, score, baselines, cases } = made(prices)
    expect(score).toBe('r2')
    expect(figures).toEqual({ r2: 1 - 5 / 14, mae: 3 / 4, rmse: Math.sqrt(5 / 4) })
    expect(baselines).toEqual([{ name: 'mean', value: 0 }])
    expect(made(prices, { learned: [6], score: 'mae' }).baselines).toEqual([{ name: 'mean', value: (5 + 4 + 3) / 4 }])
    expect(cases.map(({ index }) => index)).toEqual([2, 3, 0, 1])
  })

  it('takes figures of others', () => expect(made(prices, { figures: { median: 1 }, score: 'median' })).toMatchObject({ score: 'median', baselines: [] }))
})

it('the result of sequences has the mean loss and the perplexity', () => {
  const { figures, score, baselines, cases } = made({ kind: 'sequences', losses: [1, 3, 2] })
  expect([score, figures['loss'], baselines]).toEqual(['loss', 2, []])
  expect(figures['perplexity']).toBeCloseTo(Math.exp(2), 12)
  expect(cases.map(({ index }) => index)).toEqual([1, 2, 0])
})

describe('a result', () => {
  it('is an event that can be written', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(7)), { minLength: 1 }), (pairs) => {
      const outcome: Outcome = {
        kind: 'classes', names: ['a', 'b', 'c'], truths: pairs.map(([truth]) => truth),
        probabilities: pairs.map(([, eighths]) => [eighths / 8, 1 - eighths / 8, 0]),
      }
      const result = made(outcome)
      expect(result.cases.length).toBeLessThanOrEqual(48)
      expect(new Set(result.cases.map(({ index }) => index)).size).toBe(result.cases.length)
      expect(run.codec.is({ event: 'result', ...result })).toBe(true)
    }))
  })

  it.each([
    [{ kind: 'classes', names: ['a', 'b'], truths: [0], probabilities: [] }, 'outcome: 1 lists of probabilities expected'],
    [{ kind: 'classes', names: ['a', 'b'], truths: [], probabilities: [] }, 'outcome.truths should be at least 1 case'],
    [{ kind: 'classes', names: ['a'], truths: [0], probabilities: [[1]] }, 'outcome.names should be at least 2 classes'],
    [{ kind: 'classes', names: ['a', 'b'], truths: [0], probabilities: [[0.25, 0.25]] }, 'probabilities that add up to 1'],
    [{ kind: 'sequences', losses: [] }, 'outcome.losses should be at least 1 case'],
    [{ kind: 'words' }, 'one of classes, numbers, sequences expected, received "words"'],
  ])('of %j is refused', (outcome, says) => expect(complaint(() => made(outcome as Outcome)).message).toContain(says))

  it('beside truths that are no classes is refused', () => {
    expect(complaint(() => made(animals, { learned: [3] })).message).toContain('learned should be classes from 0 to 2, but is 3')
    expect(complaint(() => made(animals, { learned: [] })).message).toContain('learned should be at least 1 truth')
  })

  it('of a figure that is not there is refused', () =>
    expect(complaint(() => made(animals, { score: 'r2' })).message).toContain('score should be one of accuracy, logLoss, macroF1'))
})

describe('what is drawn of a network', () => {
  it('is what its layers give and have', () => {
    expect(run.network(pipe(n.input([4, 4, 1]), n.flatten, n.dense(3), n.relu))).toEqual({
      input: [4, 4, 1],
      layers: [
        { name: 'flatten', output: [16], parameters: 0 }, { name: 'dense', output: [3], parameters: 51 },
        { name: 'relu', output: [3], parameters: 0 },
      ],
    })
  })

  it('has branches as branches, whose parameters are those of the whole', () => {
    const net = pipe(n.input({ left: [2], right: [3] }), n.parallel({ left: n.dense(4), right: pipe(n.input([3]), n.dense(5), n.tanh) }))
    const facts = run.network(net)
    expect(facts.input).toEqual({ left: [2], right: [3] })
    const [block] = facts.layers as [LayerFacts]
    expect(block).toMatchObject({ name: 'parallel(left | right)', output: [9], parameters: 32 })
    expect(Object.entries(block.branches ?? {}).map(([name, layers]) => [name, layers.map((layer) => [layer.name, layer.parameters])]))
      .toEqual([['left', [['dense', 12]]], ['right', [['dense', 20], ['tanh', 0]]]])
    const total = facts.layers.reduce((sum, { parameters }) => sum + parameters, 0)
    expect(total).toBe(tree.tensors(net.init(random.key(0))).reduce((sum, tensor) => sum + elements(tensor).length, 0))
    expect(run.codec.is({ event: 'start', step: 0, network: facts })).toBe(true)
    expect(complaint(() => run.network(3 as never)).message).toContain('run.network: network should be a network')
  })
})
