/** Reductions beside NumPy's and SciPy's, on every backend to the bit, with their derivatives. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { wasm } from '../../src/backend/index.js'
import { differentiable, pipe, random, tensor as t, type Tensor } from '../../src/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { backends, expectSame } from '../backend/each.js'
import { complaint } from '../complaint.js'
import { along, reductions, samples, type Reduced } from '../outside/reductions.js'
import { isQuick } from '../slow.js'
import { compiled } from './compiled.js'

type F = (x: AnyTensor) => AnyTensor
const x64: AnyTensor = t.of([2, 3, 4], samples, 'f64')
const x32: AnyTensor = t.of([2, 3, 4], samples)

/** The function of a name of the table. */
const named = ({ name, axes }: Reduced): F => {
  const list = axes as readonly number[]
  const axis = axes as number
  const table: Readonly<Record<string, () => unknown>> = {
    prod: () => t.prod(list), std: () => t.std(list), variance: () => t.variance(list),
    std1: () => t.std(list, { correction: 1 }), variance1: () => t.variance(list, { correction: 1 }),
    norm1: () => t.norm({ order: 1, axes: list }), norm2: () => t.norm({ axes: list }), normInfinity: () => t.norm({ order: Infinity, axes: list }),
    countNonzero: () => t.countNonzero(list),
    any: () => (x: AnyTensor) => t.any(list)(t.greater(2)(x)), all: () => (x: AnyTensor) => t.all(list)(t.greater(-3)(x)),
    softmax: () => t.softmax.along(axis), logSoftmax: () => t.logSoftmax.along(axis), logSumExp: () => t.logSumExp.along(axis), argmax: () => t.argmax(axis),
  }
  return (table[name] as () => F)()
}

describe('as NumPy and SciPy have it', () => {
  test.each([...reductions, ...along])('$name $axes', (row) => {
    const made = named(row)(x64)
    expect(made.shape).toEqual(row.shape)
    t.toArray(made).forEach((value, i) => expect(value).toBeCloseTo(row.values[i] as number, 10))
  })
})

describe.each(isQuick ? [wasm] : backends)('on $name', (backend) => {
  test.each([...reductions, ...along])('$name $axes', (row) => {
    for (const x of isQuick ? [x32] : [x32, x64]) expectSame([elements(compiled(backend, named(row), x))], [elements(named(row)(x))])
  })
  it('reduces nothing', () => {
    const none: AnyTensor = t.zeros([0, 2])
    const truth: AnyTensor = t.zeros([0, 2], 'bool')
    const all: readonly (readonly [F, AnyTensor, readonly number[]])[] = [
      [t.prod(0) as F, none, [1, 1]], [t.norm({ axes: 0 }) as F, none, [0, 0]], [t.countNonzero(0) as F, none, [0, 0]],
      [t.any(0) as F, truth, [0, 0]], [t.all(0) as F, truth, [1, 1]],
    ]
    for (const [f, x, values] of all) {
      expect(t.toArray(f(x))).toEqual(values)
      expect(t.toArray(compiled(backend, f, x))).toEqual(values)
    }
  })
})

describe('derivatives', () => {
  type X = Tensor<readonly [2, 3, 4], 'f64'>
  const differentiated = [...reductions.filter(({ name }) => !['countNonzero', 'any', 'all'].includes(name)), ...along.filter(({ name }) => name !== 'argmax')]
  test.each(differentiated)('$name $axes', (row) => {
    const f = differentiable.lift((x: X) => named(row)(x) as unknown as X)
    expect(() => differentiable.check(f, x64 as X, random.key(0), isQuick ? { directions: 1 } : {})).not.toThrow()
  })
  const gradient = (f: F, values: readonly number[]): readonly number[] => {
    type V = Tensor<readonly [number], 'f64'>
    return t.toArray(differentiable.gradient(differentiable.lift((x: V) => f(x) as unknown as Tensor<readonly [], 'f64'>))(t.of([values.length], values, 'f64')))
  }
  it('of a norm and a standard deviation at 0 are 0', () => {
    expect(gradient(t.norm() as F, [0, 0])).toEqual([0, 0])
    expect(gradient(t.norm({ order: 1 }) as F, [0, 0])).toEqual([0, 0])
    expect(gradient(t.std() as F, [2, 2])).toEqual([0, 0])
  })
  it('of a product with zeros are the products of the others', () => {
    expect(gradient(t.prod() as F, [2, 0, 3, 5])).toEqual([0, 30, 0, 0])
    expect(gradient(t.prod() as F, [2, 0, 0])).toEqual([0, 0, 0])
  })
})

it('a norm neither overflows nor vanishes before it has to', () => {
  const norm = (values: readonly number[], dtype: 'f32' | 'f64' = 'f32'): number => t.item(t.norm()(t.of([values.length], values, dtype)))
  expect(norm([3e30, 4e30])).toBe(Math.fround(5e30))
  expect(norm([3e300, 4e300], 'f64')).toBe(5e300)
  expect(norm([2 ** -148, 0])).toBe(2 ** -148)
  expect(norm([3e-300, 4e-300], 'f64')).toBeCloseTo(5e-300, 310)
  expect([norm([Infinity, 1]), norm([NaN, 1]), norm([-Infinity, 0]), norm([0, -0])]).toEqual([Infinity, NaN, Infinity, 0])
  fc.assert(fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 }), (values) => {
    const exact = Math.hypot(...values)
    if (exact < 3.4e38) expect(Math.abs(norm(values) - exact)).toBeLessThanOrEqual(1e-5 * exact + 2 ** -148)
  }))
})

it('a product has the order that it says', () => {
  fc.assert(fc.property(fc.array(fc.float({ noNaN: true, min: -2, max: 2 }), { minLength: 1, maxLength: 40 }), (values) => {
    let list = values.map(Math.fround)
    while (list.length > 1) {
      const half = Math.ceil(list.length / 2)
      list = list.slice(0, half).map((v, i) => Math.fround(v * (list[half + i] ?? 1)))
    }
    expect(t.item(t.prod()(t.of([values.length], values)))).toBe(list[0])
  }))
})

it('tells what is close as NumPy does', () => {
  const close = (a: number, b: number, options = {}): number => t.item(t.allClose(t.of([1], [b], 'f64'), options)(t.of([1], [a], 'f64')))
  expect([close(1, 1 + 1e-6), close(1, 1.1), close(Infinity, Infinity), close(1, Infinity), close(Infinity, -Infinity)]).toEqual([1, 0, 1, 0, 0])
  expect([close(NaN, NaN), close(NaN, NaN, { equalNaN: true }), close(1, 1.1, { rtol: 0.1 }), close(0, 1e-9), close(0, 1e-7)]).toEqual([0, 1, 1, 1, 0])
  expect(t.item(pipe(t.of([2], [3, 4], 'i32'), t.allClose(t.of([1], [3], 'i32'))))).toBe(0)
  expect(t.item(pipe(t.ones([2, 3]), t.allClose(1)))).toBe(1)
})

it('counts truth values where their type is not followed', () => {
  const truth: AnyTensor = t.from([true, false, true])
  expect([t.sum()(truth as never), t.mean()(truth as never)].map((x: AnyTensor) => [x.dtype, t.item(x)])).toEqual([['i32', 2], ['f32', Math.fround(2 / 3)]])
})

it('keeps axes', () => {
  const shapes = [t.prod([0, 2], { keepDims: true }), t.std(1, { keepDims: true }), t.norm({ axes: 1, keepDims: true }), t.argmax(1, { keepDims: true }),
    t.logSumExp.along(1, { keepDims: true }), t.countNonzero(1, { keepDims: true })].map((f) => (f as F)(x32).shape)
  expect(shapes).toEqual([[1, 3, 1], [2, 1, 4], [2, 1, 4], [2, 1, 4], [2, 1, 4], [2, 1, 4]])
})

it('refuses what it cannot reduce', () => {
  const said = (f: () => unknown): string => complaint(f).message
  expect(said(() => t.std(0, { correction: 2 })(t.zeros([2])))).toContain('std: x should be more than 2 elements along the reduced axes')
  expect(said(() => t.norm({ order: 3 } as never))).toContain('norm: order should be 1, 2 or Infinity, but is 3')
  expect(said(() => (t.sum(3) as F)(x32))).toContain('sum: axis 3 is out of range: [2, 3, 4] has 3 axes')
  expect(said(() => (t.softmax.along(3) as F)(x32))).toContain('softmax: axis 3 is out of range')
  expect(said(() => (t.any() as F)(x32))).toContain('any: x should be a tensor of bool, but is "f32"')
})
