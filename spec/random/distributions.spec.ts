/** Distributions with parameters: values of JAX, the same bits everywhere, derivatives, laws, and what is refused. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { wasmThreads } from '../../src/backend/index.js'
import { differentiable as d, jit, pipe, random, tensor as t, vmap, type Key, type Tensor } from '../../src/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { backends as single, expectSame } from '../backend/each.js'
import * as outside from '../outside/distributions.js'
import { compiled } from '../tensor/compiled.js'

const { key } = random
const bits = (x: unknown) => tree.tensors(x).map(elements)
const numbers = (x: AnyTensor): readonly number[] => [...t.toArray(x) as readonly number[]]

describe('values of JAX', () => {
  test.each(outside.draws)('$name in $dtype', ({ name, dtype, values }) => {
    const drawn = numbers(random[name as 'gumbel'](key(5), [values.length], {}, dtype))
    const unit = dtype === 'f32' ? 1.2e-7 : 2.3e-16
    // Where 1 is near, the last digit of a uniform number says much.
    const near = (value: number): number => (name === 'logistic' ? Math.exp(Math.abs(value)) : Math.abs(value))
    values.forEach((value, i) => expect(Math.abs(drawn[i]! - value)).toBeLessThan(8 * unit * Math.max(1, near(value))))
  })

  test.each(outside.places)('places of seed $seed in $shape of $dtype', ({ seed, shape, dtype, temperature, places }) => {
    const count = shape.reduce((a, b) => a * b)
    const logits = t.of(shape as readonly [number, number], Array.from({ length: count }, (_, i) => ((i * 7919 + 13) % 29 - 14) / 4), dtype)
    expect(numbers(random.categorical(key(seed), logits, { temperature }))).toEqual(places)
  })

  test.each(outside.vectors)('normal vectors in $shape', ({ shape, values }) => {
    const drawn = numbers(random.multivariateNormal(
      key(6), t.of([3], outside.mean, 'f64'), t.of([3, 3], outside.covariance, 'f64'), shape))
    values.forEach((value, i) => expect(drawn[i]).toBeCloseTo(value, 12))
  })
})

let threads: Awaited<ReturnType<typeof wasmThreads>>
beforeAll(async () => { threads = await wasmThreads({ threads: 2 }) })
afterAll(() => threads.close())

const alphas = t.of([3], [0.3, 1, 40])
const logits = t.of([2, 6], [0, 1, 2, 2, 1, 0, 5, -1, 3, 3, 3, -Infinity], 'f64')
const functions: Readonly<Record<string, (k: Key) => unknown>> = {
  'gumbel, laplace, logistic, cauchy': (k) => [random.gumbel(k, [5], { location: 2 }), random.laplace(k, [5]), random.logistic(k, [5], {}, 'f64'), random.cauchy(k, [5])],
  exponential: (k) => [random.exponential(k, [4, 3], { rate: alphas }), random.exponential(k, [4], {}, 'f64')],
  'gamma, beta and dirichlet': (k) => [random.gamma(k, alphas, [4, 3]), random.beta(k, alphas, 0.5, [2, 3]), random.dirichlet(k, alphas, [2])],
  poisson: (k) => random.poisson(k, t.of([5], [0, 0.5, 9, 10, 1e6], 'f64'), [3, 5]),
  multivariateNormal: (k) => random.multivariateNormal(k, alphas, t.add(t.full([3, 3], 0.5))(t.eye(3)), [2]),
  categorical: (k) => [{}, { temperature: 0.7 }, { topK: 2 }, { topP: 0.6 }, { temperature: 2, topK: 4, topP: 0.8 }].map((options) => random.categorical(k, logits, options)),
  'choice without putting back': (k) => [
    random.choice(k, 9, [9], { replace: false }), random.choice(k, t.range(7), [2, 2], { replace: false, weights: [1, 0, 2, 3, 4, 0, 9] }),
  ],
}
test.each(Object.entries(functions))('%s: the same bits at once and on every backend', (_, f) => {
  const eager = bits(f(key(3)))
  for (const backend of [...single, threads]) expectSame(bits(compiled(backend, f, key(3))), eager, backend.name)
})

test.each(Object.entries(functions))('%s: a batch of keys gives each its own', (_, f) => {
  const keys = random.split(key(4), 3)
  const together = tree.tensors(vmap(f as (k: Key) => never)(t.stack(0)(keys as never) as never))
  keys.forEach((k, i) => {
    const alone = bits(f(k))
    together.forEach((x, j) => {
      const each = alone[j]!.length
      expectSame([elements(x).slice(i * each, (i + 1) * each)], [alone[j]!])
    })
  })
})

describe('what is drawn for an element', () => {
  test('depends on the key, its place and its own parameter', () => {
    const given = [0.3, 1, 40, 0.7, 2]
    for (const draw of [
      (list: readonly number[]) => random.gamma(key(5), t.of([list.length], list), [list.length]),
      (list: readonly number[]) => random.poisson(key(5), t.of([list.length], list), [list.length]),
    ]) {
      const all = numbers(draw(given))
      given.forEach((_, i) => expect(numbers(draw(given.slice(0, i + 1)))).toEqual(all.slice(0, i + 1)))
    }
  })
  test('in single precision is that of double precision, rounded', () => {
    const rounded = (x: AnyTensor) => numbers(x).map(Math.fround)
    expect(numbers(random.gamma(key(6), 2.5, [50]))).toEqual(rounded(random.gamma(key(6), 2.5, [50], 'f64')))
    expect(numbers(random.beta(key(6), 0.5, 2, [50]))).toEqual(rounded(random.beta(key(6), 0.5, 2, [50], 'f64')))
  })
  test('that is no parameter is NaN, or -1', () => {
    const wrong = t.of([5], [1, 0, -2, NaN, Infinity], 'f64')
    expect(numbers(random.gamma(key(1), wrong, [5])).map((x) => x > 0)).toEqual([true, false, false, false, false])
    expect(numbers(random.gamma(key(1), wrong, [5])).map(Number.isNaN)).toEqual([false, true, true, true, true])
    expect(numbers(random.beta(key(1), wrong, 1, [5])).map(Number.isNaN)).toEqual([false, true, true, true, true])
    expect(numbers(random.poisson(key(1), t.of([4], [-1, NaN, Infinity, 2 ** 31], 'f64'), [4]))).toEqual([-1, -1, -1, -1])
  })
  test('of nothing is nothing', () => {
    for (const x of [random.gamma(key(0), 1, [2, 0]), random.beta(key(0), 1, 1, [0]), random.poisson(key(0), 3, [0]), random.gumbel(key(0), [0]),
      random.dirichlet(key(0), alphas, [0]), random.categorical(key(0), t.zeros([0, 4]), { topK: 2, topP: 0.5 }),
      random.multivariateNormal(key(0), t.zeros([2]), t.eye(2), [0])]) expect(elements(x).length).toBe(0)
  })
})

describe('categorical', () => {
  const rows = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ min: -20, max: 20, noNaN: true })), { minLength: 1, maxLength: 12 })
  const tensorOf = (list: readonly number[]) => t.of([list.length], list)
  /** Places from the greatest on, of equals the first one first. */
  const descending = (list: readonly number[]): readonly number[] => [...list.keys()].sort((i, j) => list[j]! - list[i]! || i - j)

  test('topK: one of the first k places in order, and all of them', () => fc.assert(fc.property(rows, fc.nat(), fc.nat(), (list, seed, some) => {
    const k = 1 + some % list.length
    expect(descending(list).slice(0, k)).toContain(t.item(random.categorical(key(seed), tensorOf(list), { topK: k })))
  })))
  test('topK of all, and topP of 1, change nothing', () => fc.assert(fc.property(rows, fc.nat(), (list, seed) => {
    const drawn = (options: random.CategoricalOptions) => t.item(random.categorical(key(seed), tensorOf(list), options))
    expect([drawn({ topK: list.length }), drawn({ topP: 1 })]).toEqual([drawn({}), drawn({})])
  })))
  test('topP: one of those before which there is less', () => fc.assert(fc.property(rows, fc.nat(), fc.double({ min: 0.01, max: 1, noNaN: true }), (list, seed, topP) => {
    const order = descending(list)
    const shares = order.map((i) => Math.exp(list[i]! - Math.max(...list)))
    const whole = shares.reduce((a, b) => a + b)
    const place = order.indexOf(t.item(random.categorical(key(seed), tensorOf(list), { topP })))
    expect(shares.slice(0, place).reduce((a, b) => a + b, 0) / whole).toBeLessThan(topP + 1e-5)
  })))
  test('the greatest, whatever the temperature, where one is far above', () => {
    for (const temperature of [1e-30, 1e-45, 1e-300, 0.01]) expect(numbers(random.categorical(key(1), t.of([2, 3], [-7, -5, -6, 3, 1, 2]), { temperature }))).toEqual([1, 0])
  })
  test('-∞ is drawn only where all are', () => {
    const some = t.broadcastTo([100, 3])(t.of([3], [-Infinity, 0, -Infinity]))
    for (const options of [{}, { temperature: 0.5 }, { topK: 2 }, { topP: 0.9 }]) expect(new Set(numbers(random.categorical(key(2), some, options)))).toEqual(new Set([1]))
    expect(numbers(random.categorical(key(2), t.full([2, 3], -Infinity)))).toEqual([0, 0])
  })
  test('types', () => {
    expectTypeOf(random.categorical(key(0), t.zeros([4, 5, 6]))).toEqualTypeOf<Tensor<readonly [4, 5], 'i32'>>()
    expectTypeOf(random.dirichlet(key(0), t.ones([3]), [4])).toEqualTypeOf<Tensor<readonly [4, 3]>>()
    expectTypeOf(random.gamma(key(0), t.ones([3], 'f64'), [4, 3])).toEqualTypeOf<Tensor<readonly [4, 3], 'f64'>>()
    expectTypeOf(random.multivariateNormal(key(0), t.ones([3]), t.eye(3), [4])).toEqualTypeOf<Tensor<readonly [4, 3]>>()
    const generic = <B extends number>(x: Tensor<readonly [B, 7]>) => random.categorical(key(0), x)
    expectTypeOf(generic(t.zeros([3, 7]))).toEqualTypeOf<Tensor<readonly [3], 'i32'>>()
  })
})

describe('derivatives', () => {
  const scale = t.of([2], [0.5, 2], 'f64')
  test.each(['gumbel', 'laplace', 'logistic', 'cauchy'] as const)('of %s by location and scale', (name) => {
    const f = d.lift((p: { readonly a: typeof scale; readonly b: typeof scale }) =>
      pipe(random[name](key(1), [3, 2], { location: p.a, scale: p.b }), t.sin, t.sum()))
    d.check(f, { a: scale, b: scale }, key(0))
  })
  test('of exponential by the rate', () => {
    d.check(d.lift((rate: typeof scale) => pipe(random.exponential(key(1), [3, 2], { rate }), t.sin, t.sum())), scale, key(0))
  })
  test('of multivariateNormal by mean and covariance', () => {
    type P = { readonly mean: Tensor<readonly [2], 'f64'>; readonly covariance: Tensor<readonly [2, 2], 'f64'> }
    const f = d.lift(({ mean, covariance }: P) => pipe(random.multivariateNormal(key(1), mean, covariance, [3]), t.sin, t.sum()))
    d.check(f, { mean: scale, covariance: t.of([2, 2], [2, 0.5, 0.5, 1], 'f64') }, key(0))
  })
  test('of what has none are refused, and of what is made of it are there', () => {
    const made = (a: typeof scale) => random.gamma(key(1), a, [2])
    expect(() => d.grad((a: typeof scale) => pipe(made(a), t.sum()))(scale)).toThrow(
      'gamma: there is no derivative of what is drawn by alpha; stopGradient(alpha) says that none is wanted')
    expect(() => d.jvp((a: typeof scale) => made(a))(scale, scale)).toThrow('gamma: there is no derivative')
    expect(() => d.grad((b: typeof scale) => pipe(random.beta(key(1), 2, b, [2]), t.sum()))(scale)).toThrow('beta: there is no derivative of what is drawn by beta')
    expect(() => d.grad((a: typeof scale) => pipe(random.dirichlet(key(1), a, []), t.max()))(scale)).toThrow('dirichlet: there is no derivative')
    const weighed = d.grad((w: typeof scale) => pipe(made(t.stopGradient(scale)), t.mul(w), t.sum()))
    expect(numbers(weighed(scale))).toEqual(numbers(made(scale)))
  })
})

test('a program draws anew with each key', () => {
  const draw = jit((k: Key) => ({ order: random.choice(k, 50, [50], { replace: false }), gamma: random.gamma(k, 0.5, [2]) }))
  for (const seed of [0, 1, 2]) {
    const { order, gamma } = draw(key(seed))
    expect(numbers(order)).toEqual([...random.permutation(key(seed), 50)])
    expect(numbers(gamma)).toEqual(numbers(random.gamma(key(seed), 0.5, [2])))
  }
})

const untyped = random as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>
test.each<readonly [string, args: readonly unknown[], string]>([
  ['categorical', [key(0), t.zeros([]), {}], 'logits should be at least one element along the last axis, but is []'],
  ['categorical', [key(0), t.zeros([2, 0])], 'logits should be at least one element along the last axis, but is [2, 0]'],
  ['categorical', [key(0), t.zeros([2], 'i32')], 'logits should be a tensor of f32 or f64, but is "i32"'],
  ['categorical', [key(0), t.zeros([3]), { topK: 4 }], 'topK should be a whole number from 1 to 3, but is 4'],
  ['categorical', [key(0), t.zeros([3]), { topP: 0 }], 'topP should be a number above 0 and at most 1, but is 0'],
  ['categorical', [key(0), t.zeros([3]), { temperature: 0 }], 'temperature should be a finite number above 0, but is 0'],
  ['categorical', [key(0), t.zeros([3]), { topk: 2 }], 'unknown option "topk"; did you mean "topK"?'],
  ['gamma', [key(0), 0, [2]], 'alpha should be a finite number above 0, or a tensor, but is 0'],
  ['gamma', [key(0), t.ones([3]), [2]], 'cannot broadcast [3] to [2]: 3 is not 2'],
  ['gamma', [key(0), t.ones([2]), [2], 'f64'], 'alpha should be f64, but is "f32"'],
  ['gamma', [key(0), t.ones([2], 'i32'), [2]], 'alpha should be a tensor of f32 or f64, but is "i32"'],
  ['beta', [key(0), 1, -1, [2]], 'beta should be a finite number above 0, or a tensor, but is -1'],
  ['beta', [key(0), t.ones([2]), t.ones([2], 'f64'), [2]], 'beta should be f32, but is "f64"'],
  ['poisson', [key(0), -1, [2]], 'rate should be a number from 0 to 1073741824, or a tensor, but is -1'],
  ['poisson', [key(0), 2 ** 31, [2]], 'rate should be a number from 0 to 1073741824, or a tensor, but is 2147483648'],
  ['exponential', [key(0), [2], { rate: 0 }], 'rate should be a finite number above 0, or a tensor, but is 0'],
  ['gumbel', [key(0), [2], { scale: -1 }], 'scale should be a finite number above 0, or a tensor, but is -1'],
  ['gumbel', [key(0), [2], { location: t.zeros([2, 2]) }], 'cannot broadcast [2, 2] to [2]: it has more axes'],
  ['laplace', [key(0), [2], { location: NaN }], 'location should be a finite number, or a tensor, but is NaN'],
  ['dirichlet', [key(0), 1, [2]], 'alpha should be a tensor of f32 or f64, but is 1'],
  ['dirichlet', [key(0), t.ones([3, 2]), [2]], 'cannot broadcast [3] to [2]: 3 is not 2'],
  ['dirichlet', [key(0), t.ones([]), [2]], 'alpha should be at least one element along the last axis, but is []'],
  ['multivariateNormal', [key(0), t.ones([3]), t.eye(2), []], 'covariance should be [..., 3, 3], as the mean has 3, but is [2, 2]'],
  ['multivariateNormal', [key(0), t.ones([2]), t.eye(2, { dtype: 'f64' }), []], 'covariance should be f32, but is "f64"'],
  ['multivariateNormal', [key(0), t.ones([]), t.eye(2), []], 'mean should be at least one axis, but is []'],
  ['multivariateNormal', [key(0), t.ones([3, 2]), t.eye(2), [2]], 'cannot broadcast [3] to [2]: 3 is not 2'],
])('%s refuses %#', (operation, args, message) => {
  expect(() => untyped[operation]!(...args)).toThrow(expect.objectContaining({
    name: 'TenfoldError', operation, message: expect.stringContaining(message) as string, at: expect.stringContaining('distributions.spec') as string,
  }))
})

test('a choice without putting back is made in a trace, a permutation is not', () => {
  expect(trace((k: Key) => random.choice(k, 3, [2], { replace: false }), key(0)).program.results.length).toBe(1)
  expect(() => trace((k: Key) => { random.permutation(k, 3) }, key(0))).toThrow('permutation: key should be a known key')
})
