/** What the compiler knows of losses that have a name before any network is there. */
import { pipe } from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import * as loss from '../../src/loss/index.js'
import type { Loss, LossRule, TargetsOf } from '../../src/loss/index.js'
import type { Same } from '../../src/shape/fits.js'
import type { Float, Shape } from '../../src/shape/shape.js'
import * as t from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'

const proven = <T extends true>(claim?: T): void => void claim
type RuleOf<L> = L extends Loss<infer R> ? R : never

test('one value is of outputs of every shape', () => {
  const entropy = loss.sparseSoftmaxCrossEntropy()
  proven<Same<typeof entropy, Loss<loss.ClassesRule>>>()
  const mean = entropy.of(t.of([1, 3], [2, 0, -1]), t.of([1], [0], 'i32'))
  proven<Same<typeof mean, Tensor<readonly []>>>()
  const each = entropy.perExample(t.zeros([2, 5, 3], 'f64'), t.zeros([2, 5], 'i32'))
  proven<Same<typeof each, Tensor<readonly [2], 'f64'>>>()
  expect(t.item(mean)).toBeCloseTo(0.16985, 4)
  expect(each.shape).toEqual([2])
  // @ts-expect-error distributions in place of classes
  expect(() => entropy.of(t.zeros([2, 3]), t.zeros([2, 3]))).toThrow('targets')
  // @ts-expect-error one class too few
  expect(() => entropy.of(t.zeros([2, 3]), t.zeros([1], 'i32'))).toThrow('targets')
  // @ts-expect-error no classes
  expect(() => entropy.of(t.zeros([2]), t.zeros([2], 'i32'))).toThrow()
})

test('targets follow from outputs', () => {
  type Classes = loss.ClassesRule
  proven<Same<TargetsOf<Classes, readonly [10]>, readonly []>>()
  proven<Same<TargetsOf<Classes, readonly [7, 10]>, readonly [7]>>()
  proven<Same<TargetsOf<Classes, readonly []>, 'a loss of classes needs outputs [..., classes], received []'>>()
  proven<Same<TargetsOf<Classes, Shape>, Shape>>()
  proven<Same<TargetsOf<loss.PerOutputRule, readonly []>, readonly []>>()
  proven<Same<TargetsOf<loss.DistributionsRule, readonly [4, 3]>, readonly [4, 3]>>()
  proven<Same<loss.FitsLoss<loss.DistributionsRule, readonly []>,
    { readonly error: 'a loss of distributions needs outputs [..., classes], received []' }>>()
  proven<Same<RuleOf<ReturnType<typeof loss.huber>>, loss.PerOutputRule>>()
  proven<Same<RuleOf<ReturnType<typeof loss.softmaxCrossEntropy>>, loss.DistributionsRule>>()
  proven<Same<RuleOf<ReturnType<typeof loss.klDivergence>>, loss.DistributionsRule>>()
  proven<Same<RuleOf<ReturnType<typeof loss.multiclassHinge>>, loss.ClassesRule>>()
  // In a function that is generic in the number of classes, too.
  const first = <C extends number>(logits: Tensor<readonly [1, C]>): Tensor<readonly []> =>
    loss.sparseSoftmaxCrossEntropy().of(logits, t.zeros([1], 'i32'))
  expect(t.item(first(t.zeros([1, 4])))).toBeCloseTo(Math.log(4), 6)
})

test('a loss of one\'s own is of every shape, of numbers or of classes', () => {
  const perExample = (p: AnyTensor, x: AnyTensor): AnyTensor => pipe(p, t.sub(x), t.abs, t.sum([1]))
  const absolute = loss.define({ name: 'absolute', perExample })
  proven<Same<typeof absolute, Loss<loss.PerOutputRule>>>()
  const chosen = loss.define({ name: 'chosen', targets: 'classes', perExample: (p) => pipe(p, t.sum([1])) })
  proven<Same<typeof chosen, Loss<loss.ClassesRule>>>()
  expect(t.item(absolute.of(t.of([1, 2], [1, 2]), t.of([1, 2], [0, 0])))).toBe(3)
  expect(t.item(chosen.of(t.of([1, 2], [1, 2]), t.zeros([1], 'i32')))).toBe(3)
  // The form is said of targets at run time.
  const [untyped, ones]: readonly [Loss<any>, AnyTensor] = [chosen, t.ones([1, 2])]
  expect(() => untyped.of(ones, ones)).toThrow('chosen: targets are f32[1, 2], expected i32[1]')
  expect(() => loss.define({ name: 'x', targets: 'output' as 'outputs', perExample })).toThrow('define: targets should be one of "outputs", "classes"')
})

test('or of those shapes alone that it is written for', () => {
  const polar = loss.define({
    name: 'polar',
    perExample: <B extends number, F extends Float>(p: Tensor<readonly [B, 2], F>, x: Tensor<readonly [B]>): Tensor<readonly [B], F> =>
      pipe(p, t.square, t.sum([1]), t.sub(t.cast(p.dtype)(x)), t.square),
  })
  proven<Same<typeof polar, Loss<loss.OnlyOutputsRule<readonly [2], readonly [], 'f32'>>>>()
  proven<Same<TargetsOf<RuleOf<typeof polar>, readonly [2]>, readonly []>>()
  proven<Same<TargetsOf<RuleOf<typeof polar>, readonly [3]>, 'the loss is for outputs [2], received [3]'>>()
  expect(t.item(polar.of(t.of([1, 2], [1, 2]), t.of([1], [3])))).toBe(4)
  // @ts-expect-error outputs of three
  polar.of(t.zeros([1, 3]), t.zeros([1]))
  // @ts-expect-error one number for the whole batch
  loss.define({ name: 'x', perExample: (p: Tensor<readonly [number, 2]>, _: Tensor<readonly [number]>) => t.sum()(p) })
})

/** A rule of one's own: two numbers for each output. */
interface BoundsRule extends LossRule {
  readonly targets: this['in'] extends Shape ? readonly [...this['in'], 2] : never
  readonly dtype: 'f32'
}

test('or what a rule of one\'s own says', () => {
  const within: Loss<BoundsRule> = loss.define({
    name: 'within',
    perExample: (p, bounds) => pipe(bounds, t.sum([2]), t.sub(p), t.sum([1])),
  })
  const mean = within.of(t.of([1, 2], [1, 2]), t.of([1, 2, 2], [1, 1, 1, 2]))
  proven<Same<typeof mean, Tensor<readonly []>>>()
  expect(t.item(mean)).toBe(2)
  // @ts-expect-error one number for each output
  within.of(t.zeros([1, 2]), t.zeros([1, 2, 1]))
})

test('penalties are of every network\'s parameters', () => {
  const decay = loss.l2(0.5)
  const [single, double] = [decay([{ weights: t.of([1], [2]) }]), decay<unknown, 'f64'>([{ weights: t.of([1], [2], 'f64') }])]
  proven<Same<typeof single, Tensor<readonly []>>>()
  proven<Same<typeof double, Tensor<readonly [], 'f64'>>>()
  expect([single, double].map((x: AnyTensor) => [x.dtype, t.toArray(x)])).toEqual([['f32', [2]], ['f64', [2]]])
})
