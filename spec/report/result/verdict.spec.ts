import { describe, expect, it, test } from 'vitest'
import { figures, score, verdict } from '../../../src/report/result/verdict.js'
import type { Result } from '../../../src/run/index.js'
import { classes, resultOf } from './outcomes.js'

const penguins = classes(['Adelie', 'Chinstrap', 'Gentoo'], [[0, 0, 43], [1, 1, 18], [1, 0, 2], [2, 2, 36], [2, 1, 1]])
const commonest = { name: 'commonest class', value: 0.43 }
const houses = { kind: 'numbers', name: 'price', unit: 'dollars', truths: [1000, 2000, 3000, 4000], predictions: [1100, 2000, 2700, 9000] } as const

describe('a sentence', () => {
  it.each<[string, Result, string]>([
    ['classes', resultOf(penguins, { baselines: [commonest] }),
      'Correctly classifies 97 of 100 cases that it had not seen; always saying Adelie would be right for 43.'],
    ['several baselines', resultOf(penguins, { baselines: [commonest, { name: 'linear model', value: 0.955 }, { name: 'nearest neighbor', value: 0.9 }] }),
      'Correctly classifies 97 of 100 cases that it had not seen; always saying Adelie would be right for 43, a linear model is right for 96, nearest neighbor: right for 90.'],
    // The commonest class in training is another one here.
    ['a commonest class of other cases', resultOf(penguins, { baselines: [{ ...commonest, value: 0.2 }] }),
      'Correctly classifies 97 of 100 cases that it had not seen; always saying the commonest class would be right for 20.'],
    ['another score', resultOf(penguins, { part: 'validation', score: 'f1', figures: { f1: 0.9 }, baselines: [{ name: 'linear model', value: 0.5 }] }),
      'Correctly classifies 97 of 100 cases of the part “validation”; always saying Adelie would be right for 43.'],
    ['a case', resultOf(classes(['a', 'b'], [[0, 0, 1]])), 'Correctly classifies 1 of 1 case that it had not seen; always saying a would be right for 1.'],
    ['numbers', resultOf(houses, { baselines: [{ name: 'mean', value: -0.0001 }, { name: 'linear model', value: 0.61 }] }),
      'Half of its predictions of price for 4 cases that it had not seen are off by at most 200 dollars; it explains 80.0% of the variation, the mean 0.0%, a linear model 61.0%.'],
    ['an error', resultOf({ ...houses, unit: '' }, { score: 'meanAbsoluteError', figures: { meanAbsoluteError: 1350 }, baselines: [{ name: 'mean', value: 2000 }] }),
      'Half of its predictions of price for 4 cases that it had not seen are off by at most 200; its mean absolute error is 1,350, beside 2,000 (mean).'],
    ['sequences', resultOf({ kind: 'sequences', losses: [1, 2] }, { figures: { loss: 1.5 }, baselines: [{ name: 'frequencies', value: 3.3 }, { name: 'chance', value: 4 }] }),
      'Predicts 2 texts that it had not seen with a loss of 1.5, beside 3.3 (frequencies) and 4 (chance).'],
  ])('about %s', (_, result, sentence) => expect(verdict(result)).toBe(sentence))
})

describe('numbers to be seen at once', () => {
  it('are the score with its interval, and baselines', () => {
    expect(score(resultOf(penguins, { baselines: [commonest] }))).toEqual({
      name: 'accuracy', value: '97.0%', note: '95 % interval 91.5% to 99.0%, of 100 cases', baselines: [{ name: 'commonest class', value: '43.0%' }],
    })
    expect(score(resultOf(houses))).toEqual({ name: 'R²', value: '0.8', note: 'of 4 cases; more is better', baselines: [] })
    expect(score(resultOf(houses, { score: 'rootMeanSquaredError', figures: { rootMeanSquaredError: 12345.6 } })))
      .toEqual({ name: 'root mean squared error', value: '12,345.6', note: 'of 4 cases; less is better', baselines: [] })
    expect(score(resultOf(penguins, { figures: {} })).value).toBe('NaN')
  })
  test('are the others in their order', () =>
    expect(figures(resultOf(penguins, { figures: { loss: 0.25, accuracy: 0.97, top5: 0.99, f1: 0.9, r2: 1.5, cohenKappa: 0.5 } }))).toEqual([
      { name: 'loss', value: '0.25' }, { name: 'top5', value: '99.0%' }, { name: 'F1', value: '90.0%' }, { name: 'R²', value: '1.5' }, { name: 'Cohen’s κ', value: '0.5' },
    ]))
})
