import { dataset, loss, metric, pipe, preprocess, tensor as t } from 'tenfold'
import type { Kind } from './kind.js'
import { each, figures, shown, summary, together } from './parts.js'

/** R², the mean absolute error, and the root of the mean squared one. */
const figuresOf = (part: metric.Evidence) =>
  ({ r2: metric.r2.of(part), mae: metric.meanAbsoluteError.of(part), rmse: Math.sqrt(metric.meanSquaredError.of(part)) })

type Numbers = Kind<readonly [1], loss.PerOutputRule>

/** The network learns (y - mean) / deviation. */
const standardised: Numbers['scale'] = (train) => {
  const fitted = preprocess.fit([preprocess.standardise()])(train)
  const [step] = fitted
  const [deviation, mean] = step?.kind === 'standardise' ? [step.deviation[0] ?? 1, step.mean[0] ?? 0] : [1, 0]
  return { of: preprocess.apply(fitted), back: (outputs) => pipe(outputs, t.mul(deviation), t.add(mean)), fitted }
}

const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const

/** How far predictions are from the truth: below which difference so many of them lie. */
const residuals = ({ predictions, targets }: metric.Evidence): string => {
  const truth = t.toArray(targets)
  const sorted = t.toArray(predictions).map((value, i) => value - (truth[i] as number)).sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number
  return [
    `${'residuals (predicted - true)'.padEnd(30)}${shares.map((share) => `${100 * share} %`.padStart(10)).join('')}`,
    `${'are below'.padEnd(30)}${shares.map((share) => shown(at(share)).padStart(10)).join('')}`,
  ].join('\n')
}

/** Targets that are numbers of a unit. */
export const quantity = (unit: string): Numbers => ({
  loss: loss.huber(),
  scale: standardised,
  folds: dataset.folds,
  line: (part) => `R² ${metric.r2.of(part).toFixed(4)}`,
  outcome: (parts) => {
    const { predictions, targets } = together(parts)
    return { kind: 'numbers', name: 'value', unit, truths: t.toArray(targets), predictions: t.toArray(predictions) }
  },
  tell: (parts) => {
    const scores = parts.map(figuresOf)
    const of = (name: keyof (typeof scores)[number]): string => summary(scores.map((score) => score[name]))
    return {
      text: [...(parts.length > 1 ? [each(scores)] : []), residuals(together(parts))],
      score: `R² ${of('r2')}, mean absolute error ${of('mae')}, root mean square error ${of('rmse')} ${unit}`,
      figures: figures(scores),
    }
  },
})
