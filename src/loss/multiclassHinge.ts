/** The hinge of the best wrong class. */
import { add, constant, like, max, select, sub } from '../program/scalar.js'
import { checkOptions } from '../shape/options.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { ClassesRule } from './forms.js'
import type { Loss } from './loss.js'
import { ignoring, isClass, overPositions, type IgnoreOptions } from './positions.js'
import { classes } from './targets.js'

const others = raw.elementwise((own, p) => select(own, constant(p.dtype, -Infinity), p))
const owned = raw.elementwise((own, p) => select(own, p, like(p, 0)))
const margin = raw.elementwise((best, own) => max(like(best, 0), add(like(best, 1), sub(best, own))))

/**
 * max(0, 1 + max p_j - p_t) over the classes j ≠ t, of scores p and class t (Crammer and Singer 2001); axes between batch
 * and classes are averaged over.
 *
 * @example
 * multiclassHinge().of(t.of([1, 3], [2, 1.5, -1]), t.of([1], [0], 'i32')) // 0.5
 */
export const multiclassHinge = (options: IgnoreOptions = {}): Loss<ClassesRule> => {
  const name = 'multiclassHinge'
  checkOptions<IgnoreOptions>(name, options, { ignore: true })
  const ignored = ignoring(name, options)
  return define({
    rowwise: true,
    name,
    complaint: classes(options.ignore),
    perExample: (scores: AnyTensor, targets: AnyTensor): AnyTensor => {
      const own = isClass(targets, scores)
      const last = [scores.shape.length - 1]
      const each = margin(raw.reduce('max', others(own, scores), last), raw.reduce('sum', owned(own, scores), last))
      return overPositions(ignored?.kept(each, targets) ?? each)
    },
    classWeight: ignored && ((targets, dtype) => overPositions(ignored.kept(raw.full(targets.shape, 1, dtype), targets))),
  })
}
