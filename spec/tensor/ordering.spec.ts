/** Elements in order and accumulated: values of numpy, gradients of jax, the same bits on all backends, laws, and what is refused. */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { differentiable as d, jit, pipe, random, tensor as t } from '../../src/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { sameBits } from '../backend/each.js'
import { someBackends } from '../jit/each.js'
import { different, gradients, searches, values, type Ordered } from '../outside/ordering.js'
import { compiled } from './compiled.js'

type Op = (x: AnyTensor) => readonly AnyTensor[]

const { backends, close } = await someBackends()
afterAll(close)

/** The operation that a row of the fixture names. */
const named = (name: string): Op => {
  const [op, ...rest] = name.split(' ') as [string, ...string[]]
  const numbers = rest.map(Number)
  const axis = (numbers[0] ?? -1) as -1
  const one = (f: unknown): Op => (x) => [(f as (x: AnyTensor) => AnyTensor)(x)]
  switch (op) {
    case 'sort': return (x) => [t.sort(axis)(x), t.argsort(axis)(x), t.argsort(axis, { descending: true })(x)]
    case 'topK': return t.topK(axis as number, { largest: rest[1] !== 'false' }) as never
    case 'argmin': return one(t.argmin(axis))
    case 'median': return one(t.median(rest.length === 0 ? undefined : numbers))
    case 'quantile': return one(t.quantile(numbers[0]!, rest.length === 1 ? undefined : numbers.slice(1)))
    default: return one((t[op as 'cumsum'])(axis))
  }
}
const tensorOf = ({ shape, x }: Ordered): AnyTensor => t.of(shape, x, 'f64') as AnyTensor
const near = (a: number, b: number): boolean => a === b || (a !== a && b !== b) || Math.abs(a - b) <= 1e-14 * Math.max(1, Math.abs(b))
const expectNear = (actual: readonly AnyTensor[], expected: readonly (readonly number[])[]): void => {
  expect(actual.length).toBe(expected.length)
  actual.forEach((y, i) => {
    const [found, wanted] = [t.toArray(y), expected[i]!]
    if (found.length !== wanted.length || !found.every((v, j) => near(v, wanted[j]!))) expect(found).toEqual(wanted)
  })
}

describe('what numpy has', () => {
  test.each(values.map((row, i) => ({ i, ...row })))('$i: $name of $shape', (row) => {
    const [f, x] = [named(row.name), tensorOf(row)]
    const eager = f(x)
    expectNear(eager, row.results)
    for (const backend of backends)
      jit(f, { backend })(x).forEach((y, j) => expect(sameBits(elements(y), elements(eager[j]!)), backend.name).toBe(true))
  })

  test.each(searches)('searchsorted, $side', ({ side, sorted, values: asked, result }) => {
    const list = t.of([sorted.length], sorted, 'f64')
    const f = (v: AnyTensor): AnyTensor => t.searchsorted(list, { side })(v)
    const x: AnyTensor = t.of([asked.length], asked, 'f64')
    expect(t.toArray(f(x))).toEqual(result)
    for (const backend of backends) expect(t.toArray(compiled(backend, f, x))).toEqual(result)
  })

  test('unique', () => {
    const found = pipe(t.of([4, 5], different['x']!, 'f64'), t.unique({ inverse: true, counts: true }))
    expect(Object.fromEntries(Object.entries(found).map(([name, y]) => [name, t.toArray(y as AnyTensor)]))).toEqual({
      values: different['values'], inverse: different['inverse'], counts: different['counts'],
    })
    expect(found.inverse.shape).toEqual([4, 5])
    expect(Object.keys(pipe(t.of([2], [1, 1]), t.unique()))).toEqual(['values'])
    expect(t.toArray(pipe(t.zeros([0, 3], 'i32'), t.unique()).values)).toEqual([])
    expect(pipe(t.of([3], [7, 7, 2], 'u32'), t.unique()).values).toEqual(t.of([2], [2, 7], 'u32'))
  })
})

describe('derivatives', () => {
  test.each(gradients.map((row, i) => ({ i, ...row })))('$i: those of jax, $name of $shape', (row) => {
    const f = named(row.name)
    const size = f(tensorOf(row))[0]!
    const seed = t.of(size.shape, Array.from(elements(size), (_, i) => i + 1), 'f64') as AnyTensor
    const pulled = (x: AnyTensor): AnyTensor => d.lift((v: AnyTensor) => f(v)[0]!)(x)[1](seed)
    const eager = pulled(tensorOf(row))
    expectNear([eager], row.results)
    for (const backend of backends) expect(sameBits(elements(jit(pulled, { backend })(tensorOf(row))), elements(eager)), backend.name).toBe(true)
  })

  const distinct = t.of([3, 5], [5, 2, 9, 1, 7, 3, 8, 6, 0, 4, 11, 15, 12, 14, 13].map((v) => v / 4 - 1), 'f64') as AnyTensor
  test.each([
    ['sort', t.sort()], ['sort along 0', t.sort(0, { descending: true })], ['topK', (x) => t.topK(2, { axis: 0 })(x as never)[0]],
    ['median', t.median([1])], ['quantile', t.quantile(0.3, [0], { keepDims: true })],
    ['cumsum', t.cumsum()], ['cumsum back', t.cumsum(0, { reverse: true })], ['cumprod', t.cumprod()], ['cumprod back', t.cumprod(1, { reverse: true })],
    ['cummax', t.cummax()], ['cummin back', t.cummin(0, { reverse: true })],
    ['logCumsumExp', t.logCumsumExp()], ['logCumsumExp back', t.logCumsumExp(0, { reverse: true })],
  ] as readonly (readonly [string, (x: AnyTensor) => AnyTensor])[])('%s: as differences say, twice, and forward as back', (_, f) => {
    expect(d.check(d.lift(f as never), distinct, random.key(3), { order: 2 })).toEqual(expect.objectContaining({ _tag: 'Right' }))
    const v = t.of([3, 5], [3, -1, 2, 5, -4, 1, 0, 2, -2, 7, 1, 1, -3, 2, 4], 'f64') as AnyTensor
    const [y, pushed] = d.jvp(f)(distinct, v)
    const w = t.of(y.shape, Array.from(elements(y), (_, i) => (i % 4) - 1.5), 'f64') as AnyTensor
    const pulled = d.lift(f)(distinct)[1](w)
    const inner = (a: AnyTensor, b: AnyTensor): number => t.toArray(a).reduce((sum, x, i) => sum + x * t.toArray(b)[i]!, 0)
    expect(inner(w, pushed)).toBeCloseTo(inner(pulled, v), 10)
  })

  const slope = (f: unknown, x: readonly number[]): readonly number[] => {
    const at = t.of([x.length], x, 'f64') as AnyTensor
    return t.toArray(d.lift((v: AnyTensor) => t.sum()((f as (v: AnyTensor) => AnyTensor)(v) as never) as AnyTensor)(at)[1](t.scalar(1, 'f64')))
  }
  test('go to the first of equals, and to NaN alone where one is', () => {
    expect(slope(t.cummax(), [1, 3, 3, 2])).toEqual([1, 3, 0, 0])
    expect(slope(t.cummin(), [3, 1, 1, 2])).toEqual([1, 3, 0, 0])
    expect(slope(t.cummax(0, { reverse: true }), [1, 3, 3, 2])).toEqual([0, 0, 3, 1])
    expect(slope((x: AnyTensor) => t.topK(1)(x as never)[0], [1, 3, 3])).toEqual([0, 1, 0])
    expect(slope(t.median(), [1, 3, 3, 2])).toEqual([0, 0.5, 0, 0.5])
    expect(slope(t.cummax(), [1, NaN, 5, NaN])).toEqual([1, 3, 0, 0])
  })
  test('of products with zeros among them, and of sums of exponentials of what is infinite', () => {
    expect(slope(t.cumprod(), [2, 0, 3, 0])).toEqual([1, 8, 0, 0])
    expect(slope(t.logCumsumExp(), [-Infinity, 0, -Infinity])).toEqual([1, 2, 0])
    expect(slope(t.logCumsumExp(), [1000, -1000, 1000]).map((v) => Math.round(v * 1e6) / 1e6)).toEqual([2.5, 0, 0.5])
  })
})

describe('laws', () => {
  const list = fc.array(fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(NaN, -0, Infinity, -Infinity, 0.5)), { minLength: 1, maxLength: 40 })
  const of = (x: readonly number[]): AnyTensor => t.of([x.length], x) as AnyTensor
  const back = (x: readonly number[]): readonly number[] => x.toReversed()
  const array = (f: unknown, x: readonly number[]): readonly number[] => t.toArray((f as (x: AnyTensor) => AnyTensor)(of(x)))

  test('sorted is sorted, and positions are a permutation that leaves equals in order', () => fc.assert(fc.property(list, fc.boolean(), (x, descending) => {
    const positions = array(t.argsort(0, { descending }), x)
    expect([...positions].sort((a, b) => a - b)).toEqual(x.map((_, i) => i))
    const sorted = positions.map((i) => x[i]!)
    expect(array(t.sort(0, { descending }), x).map((v) => v + 0)).toEqual(sorted.map((v) => v + 0))
    for (let i = 1; i < x.length; i++) {
      const [a, b] = [sorted[i - 1]!, sorted[i]!]
      const isEqual = a === b || (a !== a && b !== b)
      expect(isEqual ? positions[i - 1]! < positions[i]! : b !== b || (descending ? a > b : a < b)).toBe(true)
    }
  })))
  test('what is accumulated from the last is what is accumulated of the reverse', () => fc.assert(fc.property(list, (x) => {
    for (const f of [t.cumsum, t.cumprod, t.cummax, t.cummin, t.logCumsumExp])
      expect(array(f(0, { reverse: true }), x)).toEqual(back(array(f(), back(x))))
  }), { numRuns: 30 }))
  test('the median is the quantile of one half, quantiles rise, and lie between the least and the greatest', () => fc.assert(fc.property(list, (x) => {
    const qs = [0, 0.1, 0.25, 0.5, 0.8, 1].map((q) => array(t.quantile(q), x)[0]!)
    if (x.some((v) => v !== v)) expect(qs.every((q) => q !== q)).toBe(true)
    else if (x.every(Number.isFinite)) {
      expect(qs[0]).toBeCloseTo(Math.min(...x), 10)
      expect(qs.at(-1)).toBeCloseTo(Math.max(...x), 10)
      qs.forEach((q, i) => { if (i > 0) expect(q).toBeGreaterThanOrEqual(qs[i - 1]!) })
      expect(array(t.median(), x)[0]).toBeCloseTo(qs[3]!, 5)
    }
  })))
  test('where a value is found, it belongs', () => fc.assert(fc.property(list, list, (x, asked) => {
    const sorted = array(t.sort(), x)
    const [left, right] = (['left', 'right'] as const).map((side) => array(t.searchsorted(of(sorted) as never, { side }), asked))
    const after = (a: number, b: number): boolean => a > b || (a !== a && b === b)
    asked.forEach((v, i) => {
      expect(sorted.filter((e) => after(v, e)).length).toBe(left![i])
      expect(sorted.filter((e) => !after(e, v)).length).toBe(right![i])
    })
  })))
  test('unique values, taken by their positions, are the tensor', () => fc.assert(fc.property(list, (x) => {
    const { values: found, inverse, counts } = pipe(of(x), t.unique({ inverse: true, counts: true }))
    expect(t.toArray(pipe(found, t.gather(inverse))).map((v) => v + 0)).toEqual(array((v: AnyTensor) => v, x).map((v) => v + 0))
    expect(t.toArray(counts).reduce((a, b) => a + b, 0)).toBe(x.length)
    expect(array(t.sort(), t.toArray(found))).toEqual(t.toArray(found))
  })))
})

describe('other element types', () => {
  test.each(['i32', 'u32'] as const)('%s', (dtype) => {
    const x = t.of([5], dtype === 'i32' ? [3, -2147483648, 2147483647, 3, -1] : [3, 0, 4294967295, 3, 7], dtype) as AnyTensor
    const whole = (f: unknown): readonly number[] => t.toArray((f as (x: AnyTensor) => AnyTensor)(x))
    expect(whole(t.argsort(0, { descending: true }))).toEqual(dtype === 'i32' ? [2, 0, 3, 4, 1] : [2, 4, 0, 3, 1])
    expect(whole(t.cummax())).toEqual(dtype === 'i32' ? [3, 3, 2147483647, 2147483647, 2147483647] : [3, 3, 4294967295, 4294967295, 4294967295])
    expect(whole(t.cumsum())).toEqual(dtype === 'i32' ? [3, -2147483645, 2, 5, 4] : [3, 3, 2, 5, 12])
    expect(whole(t.argmin())).toEqual([1])
  })
  test('along an axis of nothing there is nothing', () => {
    for (const f of [t.sort(1), t.argsort(1), t.cumsum(1), t.cumprod(1), t.cummax(1), t.cummin(1), t.logCumsumExp(1)])
      expect(t.toArray((f as (x: AnyTensor) => AnyTensor)(t.zeros([2, 0])))).toEqual([])
    expect(t.toArray(t.searchsorted(t.zeros([0]))(t.ones([2])))).toEqual([0, 0])
  })
})

describe('what is refused', () => {
  const x: AnyTensor = t.zeros([2, 3])
  test.each<readonly [string, () => unknown, string]>([
    ['an axis that is not there', () => t.sort(2)(x as never), 'sort: axis 2 is out of range: [2, 3] has 2 axes'],
    ['an axis of a scalar', () => t.cumsum()(t.scalar(1) as never), 'cumsum: axis -1 is out of range: [] has 0 axes'],
    ['more than there are', () => t.topK(4)(x as never), 'topK: cannot take 4 of 3 elements along axis -1 of [2, 3]'],
    ['no number of elements', () => t.topK(0), 'topK: k should be a whole number of at least 1, but is 0'],
    ['truth values', () => t.sort()(t.zeros([2], 'bool') as never), 'sort: x should be a tensor of f32 or f64 or i32 or u32, but is "bool"'],
    ['a part above 1', () => t.quantile(1.5), 'quantile: q should be a number from 0 to 1, but is 1.5'],
    ['quantiles of integers', () => t.median()(t.zeros([2], 'i32') as never), 'median: x should be a tensor of f32 or f64, but is "i32"'],
    ['quantiles of nothing', () => t.median([1])(t.zeros([2, 0])), 'median: x should be at least one element along the reduced axes, but is [2, 0]'],
    ['the least of nothing', () => t.argmin()(t.zeros([2, 0])), 'argmin: x should be at least one element along the axis, but is [2, 0]'],
    ['what is not sorted', () => t.searchsorted(t.of([3], [1, 3, 2])), 'searchsorted: sorted[2] should be at least 3, as the elements are in ascending order, but is 2'],
    ['a matrix that is sorted', () => t.searchsorted(x as never), 'searchsorted: sorted should be a tensor of one axis, but is [2, 3]'],
    ['values of another type', () => t.searchsorted(t.zeros([3]))(t.zeros([2], 'i32') as never), 'searchsorted: values should be a tensor of f32, but is "i32"'],
    ['unique in a trace', () => jit((v: AnyTensor) => pipe(v, t.unique()).values)(x), 'unique: how many values there are is known only when the elements are: call it outside of jit, layers and derivatives'],
  ])('%s', (_, f, message) => expect(f).toThrow(message))
})
