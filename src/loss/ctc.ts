/**
 * Connectionist temporal classification (Graves et al. 2006): the chance that logits of T steps say some labels, whatever the
 * steps at which they do. Labels l₁ … lₙ are put between blanks, ∅ l₁ ∅ l₂ … lₙ ∅, and αₜ(s) is the chance of all ways to be at
 * place s of those after step t (equations 5 to 8 of the paper, in logarithms):
 *
 *     αₜ(s) = (αₜ₋₁(s) + αₜ₋₁(s - 1) + αₜ₋₁(s - 2)) · yₜ(l_s),  the third where l_s is a label and another than l_{s-2}
 *     loss  = -ln (α_T(2n) + α_T(2n - 1))
 *
 * The derivative is that of the loop: backward it computes the β of the paper.
 */
import { exp, log } from '../program/elementary/functions.js'
import { add, and, constant, eq, like, max, mul, ne, neg, select, sub, type Scalar } from '../program/scalar.js'
import { named } from '../program/scalarFunction.js'
import { count, positiveCount } from '../optimizer/hyperparameter.js'
import { check, checkOptions, type Kind } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { scan } from '../tensor/scan.js'
import { logSoftmax } from '../tensor/softmax.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { define } from './define.js'
import type { TextOf, Unless } from './forms.js'
import type { Loss, LossRule } from './loss.js'
import { expectOutputs } from './predictions.js'
import { complaintOf, place, type Complaint } from './targets.js'

/** Up to `L` labels, padded, for outputs [steps, classes]. */
export interface CtcRule<L extends number> extends LossRule {
  readonly targets: this['in'] extends readonly [number, number] ? readonly [L]
    : Unless<this['in'], `ctc needs outputs [steps, classes], received ${TextOf<this['in']>}`>
  readonly dtype: 'i32'
}

/** What labels look like. */
export interface CtcOptions<L extends number> {
  /** The number of labels that each target has room for. */
  readonly length: L
  /** The class that says no label; 0 by default. */
  readonly blank?: number
  /** What fills targets behind their labels: a negative number, or the blank; -1 by default. */
  readonly padding?: number
}

/** The share of one of three in their sum: e^(x - y), and none in a sum of nothing. */
const share = (x: Scalar, y: Scalar): Scalar => {
  const none = constant(y.dtype, -Infinity)
  const isNothing = eq(y, none)
  return select(isNothing, like(y, 0), exp(sub(x, select(isNothing, like(y, 0), y))))
}

/** ln (eᵃ + eᵇ + eᶜ), which of three times -∞ is -∞. */
const logAdd = named({
  name: 'logAdd3',
  body: (a, b, c) => {
    const none = constant(a.dtype, -Infinity)
    const greatest = max(max(a, b), c)
    const isNothing = eq(greatest, none)
    const from = select(isNothing, like(a, 0), greatest)
    const power = (x: Scalar): Scalar => exp(sub(x, from))
    return select(isNothing, none, add(from, log(add(add(power(a), power(b)), power(c)))))
  },
  partials: (args, y) => args.map((x) => share(x, y)),
})

const none = (dtype: DType): Scalar => constant(dtype, -Infinity)

/** One step: who stayed, who came from the place before, who skipped a blank if they may, and what the step says of the place. */
const moved = raw.elementwise((stayed, before, skipped, maySkip, says) =>
  add(logAdd(stayed, before, select(maySkip, skipped, none(skipped.dtype))), says))
const total = raw.elementwise((a, b) => neg(logAdd(a, b, none(a.dtype))))

/** Before the first step: at the first place, from which the first two are reached. */
const starting = {
  f32: raw.elementwise((s) => select(eq(s, like(s, 0)), constant('f32', 0), none('f32'))),
  f64: raw.elementwise((s) => select(eq(s, like(s, 0)), constant('f64', 0), none('f64'))),
}
const at = raw.elementwise((s, place, x) => select(eq(s, place), x, none(x.dtype)))
const differs = raw.elementwise((label, before, blank) => and(ne(label, blank), ne(label, before)))

/** Places moved up along the last axis, and `value` in those that are left. */
const shifted = (x: AnyTensor, by: number, value: number): AnyTensor => {
  const [batch, places] = x.shape as readonly [number, number]
  return raw.pad(raw.slice(x, [0, 0], [batch, places - by]), [0, by], [0, 0], value)
}

/** The labels between blanks, [batch, 2·length + 1], padding being blanks too. */
const betweenBlanks = (labels: AnyTensor, blank: number, padding: number): AnyTensor => {
  const known = raw.elementwise((label) => select(eq(label, like(label, padding)), like(label, blank), label))(labels)
  return raw.pad(known, [0, 1], [0, 1], blank, [0, 1])
}

/** ln y of every step and place, [steps, batch, places]. */
const said = (logs: AnyTensor, places: AnyTensor): AnyTensor => {
  const [batch, steps, classes] = logs.shape as readonly [number, number, number]
  const shape = [steps, batch, places.shape[1] as number]
  const index = raw.elementwise((step, row, label) =>
    add(mul(add(mul(row, like(row, steps)), step), like(row, classes)), label))
  const indices = index(raw.iota(shape, 0), raw.iota(shape, 1), raw.expand(places, [0], shape))
  return raw.gather(raw.reshape(logs, [batch * steps * classes]), indices)
}

/** -ln of the chance of the labels, [batch]. */
const cost = (logits: AnyTensor, labels: AnyTensor, blank: number, padding: number): AnyTensor => {
  const places = betweenBlanks(labels, blank, padding)
  const { shape } = places
  const blanks = raw.full(shape, blank, 'i32')
  const isLabel = raw.elementwise((label, blank) => select(eq(label, blank), like(label, 0), like(label, 1)))(places, blanks)
  const maySkip = differs(places, shifted(places, 2, blank), blanks)
  const s = raw.iota(shape, 1)
  const step = (alpha: AnyTensor, says: AnyTensor): readonly [AnyTensor, readonly []] =>
    [moved(alpha, shifted(alpha, 1, -Infinity), shifted(alpha, 2, -Infinity), maySkip, says), []]
  const says = said(logSoftmax(logits), places)
  const [alpha] = scan(step as never, starting[logits.dtype as 'f32' | 'f64'](s), says) as unknown as readonly [AnyTensor]
  const end = raw.elementwise((n) => add(n, n))(raw.reduce('sum', isLabel, [1]))
  const chance = (place: AnyTensor): AnyTensor => raw.reduce('max', at(s, raw.expand(place, [1], shape), alpha), [1])
  return total(chance(end), chance(raw.elementwise((n) => sub(n, like(n, 1)))(end)))
}

/** Labels, then padding, and steps enough for them: one for each, and one between two that are equal. */
const sequences = (length: number, blank: number, padding: number): Complaint => {
  const shape = (predictions: Shape): Shape => [...predictions.slice(0, 1), length]
  return complaintOf({ dtypes: ['i32'], shape }, (targets, outputs) => {
    if (outputs.length !== 2) return undefined
    const [steps, classes] = outputs as readonly [number, number]
    const list = [...elements(targets)]
    const wrong = list.findIndex((x, i) => {
      const isLabel = x >= 0 && x < classes && x !== blank
      return x !== padding && (!isLabel || (i % length > 0 && list[i - 1] === padding))
    })
    if (wrong >= 0)
      return `${place(wrong, targets.shape)} is ${list[wrong]}, expected a class from 0 to ${classes - 1} `
        + `other than the blank, ${blank}, or ${padding}, behind which there is only ${padding}`
    const needed = Array.from({ length: list.length / length }, (_, row) => {
      const labels = list.slice(row * length, (row + 1) * length).filter((x) => x !== padding)
      return labels.length + labels.filter((x, i) => i > 0 && x === labels[i - 1]).length
    })
    const late = needed.findIndex((n) => n > steps)
    return late < 0 ? undefined : `targets[${late}] takes at least ${needed[late]} steps, but predictions have ${steps}`
  })
}

/**
 * The negative logarithm of the chance of labels under logits [batch, steps, classes], whatever the steps that say them;
 * between them steps may say the blank, and equal ones behind each other are one (Graves et al., "Connectionist Temporal
 * Classification", 2006). Targets are [batch, length]: labels, none of them the blank, then padding. All steps count; for
 * inputs of several lengths, let the network say the blank behind their end. Labels that take more steps than there are cost ∞,
 * with derivative 0, and are refused where they are known. It is not divided by the number of labels.
 *
 * @example
 * // steps 1 and 2 say "1", or one of them the blank: 3 of 4 ways
 * ctc({ length: 1 }).of(t.zeros([1, 2, 2]), t.of([1, 1], [1], 'i32')) // 0.2877, -ln ¾
 */
// @__NO_SIDE_EFFECTS__
export const ctc = <const L extends number>(options: CtcOptions<L>): Loss<CtcRule<L>> => {
  const name = 'ctc'
  const { length, blank = 0, padding = -1 } = checkOptions<CtcOptions<L>>(
    name, options, { length: true, blank: count, padding: true })
  const aPadding: Kind = {
    expected: `a negative whole number or the blank, ${blank}`,
    holds: (x) => x === blank || (Number.isInteger(x) && (x as number) < 0 && (x as number) >= -2147483648),
  }
  check(name, { length, padding }, { length: positiveCount, padding: aPadding })
  return define({
    rowwise: true,
    name,
    logits: true,
    complaint: sequences(length, blank, padding),
    perExample: (logits: AnyTensor, targets: AnyTensor): AnyTensor => {
      const fits = ([steps = 0, classes = 0, ...more]: Shape): boolean => more.length === 0 && steps > 0 && classes > blank
      const expected = `[batch, steps, classes], at least one step and ${blank + 1} classes, one of them the blank`
      expectOutputs(name, logits, fits, expected)
      return cost(logits, targets, blank, padding)
    },
  })
}
