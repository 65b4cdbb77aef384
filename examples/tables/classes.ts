import { dataset, loss, metric, pipe, report } from 'tenfold'
import * as outcome from '../kit/outcome.js'
import type { Kind } from './kind.js'
import { each, figures, summary, together } from './parts.js'

/** Targets that are classes, of these names: the network gives a logit for each. */
export const classes = <const N extends readonly string[]>(...names: N): Kind<readonly [N['length']], loss.ClassesRule> => ({
  loss: loss.sparseSoftmaxCrossEntropy(),
  scale: () => ({ of: (targets) => targets, back: (logits) => logits, fitted: [] }),
  folds: dataset.stratifiedFolds,
  line: (part) => `accuracy ${metric.accuracy.of(part).toFixed(4)}`,
  outcome: (parts) => outcome.classes(names).of(together(parts)),
  tell: (parts) => {
    const scores = parts.map(metric.values({ accuracy: metric.accuracy }))
    const { confusion, perClass } = pipe(
      together(parts), metric.values({ confusion: metric.confusionMatrix, perClass: metric.perClass }),
    )
    return {
      text: [
        ...(parts.length > 1 ? [each(scores)] : []),
        report.classification(perClass, names),
        report.confusion(confusion, names),
      ],
      score: `accuracy ${summary(scores.map(({ accuracy }) => accuracy))}`,
      figures: { ...figures(scores), confusion },
    }
  },
})
