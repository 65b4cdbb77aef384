/**
 * How far what is predicted covers what is true: intersection over union, of classes of examples or of pixels.
 *
 * @example
 * const evidence = { predictions: t.of([3, 2], [2, 1, 0, 3, 1, 0]), targets: t.of([3], [0, 1, 1], 'i32'), loss: 0.5 }
 * jaccard().of(evidence) // 0.5, of class 1
 * jaccard({ average: 'micro' }).of(evidence) // 0.5
 * meanIoU().of(evidence) // 0.5
 * iouPerClass().of(evidence) // [{ iou: 0.5, intersection: 1, union: 2 }, { iou: 0.5, intersection: 1, union: 2 }]
 *
 * @example
 * // One image of 2 × 2 pixels, in 3 classes; of the last pixel nobody knows what it is.
 * const predictions = t.oneHot(3)(t.of([1, 2, 2], [0, 2, 2, 0], 'i32'))
 * const evidence = { predictions, targets: t.of([1, 2, 2], [0, 0, 2, 255], 'i32'), loss: 0.5 }
 * meanIoU({ ignore: 255 }).of(evidence) // 0.5
 */
import { checkOptions } from '../shape/options.js'
import { averaged, tallies, type Tally } from './average.js'
import { classified, ignoreKinds, type IgnoreOptions } from './classes.js'
import type { Metric } from './metric.js'
import { mean, ratio } from './table.js'

/** What a class has in common with its predictions, in examples or pixels; a class that is absent from both has the union 0. */
export interface ClassOverlap {
  readonly iou: number
  readonly intersection: number
  readonly union: number
}

const overlap = ({ hits, predicted, actual }: Tally): ClassOverlap => {
  const union = predicted + actual - hits
  return { iou: ratio(hits, union), intersection: hits, union }
}

/**
 * Jaccard's index hits / (predicted + actual - hits), averaged as `f1With` averages: of class 1 where there are two classes, else
 * the macro average. A class that is neither true nor predicted has 0, which counts in the macro average; `meanIoU` leaves it
 * out.
 */
export const jaccard = averaged('jaccard', 'jaccard', (tally) => overlap(tally).iou)

/**
 * Intersection over union of each class: of outputs [n, ..., classes] and targets [n, ...], such as the pixels [n, height, width]
 * of a segmentation. All pixels of all examples are counted together.
 */
// @__NO_SIDE_EFFECTS__
export const iouPerClass = (options: IgnoreOptions = {}): Metric<readonly ClassOverlap[]> => {
  const { ignore } = checkOptions<IgnoreOptions>('metric.iouPerClass', options, ignoreKinds)
  return { name: 'iouPerClass', of: (evidence) => tallies(classified('iouPerClass', evidence, ignore)).map(overlap) }
}

/**
 * The mean of intersection over union in [0, 1] over the classes that are true or predicted somewhere, of outputs
 * [n, ..., classes] and targets [n, ...], such as the pixels [n, height, width] of a segmentation. All pixels of all examples are
 * counted together (Everingham et al., "The Pascal Visual Object Classes Challenge: A Retrospective", 2015).
 */
// @__NO_SIDE_EFFECTS__
export const meanIoU = (options: IgnoreOptions = {}): Metric => {
  const { ignore } = checkOptions<IgnoreOptions>('metric.meanIoU', options, ignoreKinds)
  return {
    name: 'meanIoU',
    of: (evidence) => {
      const each = tallies(classified('meanIoU', evidence, ignore)).map(overlap)
      return mean(each.filter(({ union }) => union > 0).map(({ iou }) => iou))
    },
  }
}
