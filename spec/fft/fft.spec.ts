/** Fourier transforms: values of NumPy, bits, derivatives, laws, and what they refuse. */
import { isRight } from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.js'
import { check, checkLinear, jvp, lift } from '../../src/differentiable/index.js'
import { fft as f, pipe, random, type Tensor } from '../../src/index.js'
import * as t from '../../src/tensor/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { expectSame } from '../backend/each.js'
import { someBackends } from '../jit/each.js'
import { isQuick } from '../slow.js'
import * as outside from '../outside/fft.js'
import { compiled } from '../tensor/compiled.js'

type Float = 'f32' | 'f64'
type Parts = f.AnyComplex
const values = (n: number, seed: number): readonly number[] => Array.from({ length: n }, (_, i) => ((((i + seed) * 1073 + 319) % 61) - 30) / 32)
const given = (n: number, dtype: Float, shape: readonly number[] = [n]): Parts =>
  ({ real: t.of(shape, values(n, 0), dtype) as AnyTensor, imaginary: t.of(shape, values(n, 7), dtype) as AnyTensor })
const untyped = f as unknown as Readonly<Record<string, (...args: readonly unknown[]) => (x: unknown) => any>>

/** The greatest distance at some places, relative to the norm of all. */
const error = (z: Parts, expected: outside.Parts, places: readonly number[]): number => {
  const [re, im] = [t.toArray(z.real), t.toArray(z.imaginary)]
  const norm = Math.sqrt([...re, ...im].reduce((sum, v) => sum + v * v, 0))
  return Math.max(...places.map((p, i) => Math.abs(re[p]! - expected.real[i]!) + Math.abs(im[p]! - expected.imaginary[i]!))) / (norm || 1)
}
const bound = (n: number, dtype: Float): number => (dtype === 'f64' ? 1e-15 : 2e-7) * Math.log2(n + 1)

describe.each(['f64', 'f32'] as const)('%s: the values from outside', (dtype) => {
  test.each(outside.cases)('of $n numbers', (c) => {
    const z = given(c.n, dtype)
    expect(error(untyped['fft']!()(z), c.fft, c.places)).toBeLessThan(bound(c.n, dtype))
    expect(error(untyped['ifft']!()(z), c.ifft, c.places)).toBeLessThan(bound(c.n, dtype))
    if (!('rfft' in c)) return
    const half = untyped['rfft']!()(z.real) as Parts
    expect(half.real.shape).toEqual([Math.floor(c.n / 2) + 1])
    expect(error(half, c.rfft, [...c.rfft.real.keys()])).toBeLessThan(bound(c.n, dtype))
    const turned = { real: t.neg(half.imaginary), imaginary: half.real }
    const back = untyped['irfft']!(c.n)(turned) as AnyTensor
    expect(error({ real: back, imaginary: t.zeros([c.n], dtype) as AnyTensor }, { real: c.irfft, imaginary: c.irfft.map(() => 0) }, [...c.irfft.keys()]))
      .toBeLessThan(bound(c.n, dtype) * 4)
  })

  test('of a plane', () => {
    const z = given(24, dtype, [4, 6])
    const all = [...values(24, 0).keys()]
    expect(error(untyped['fft2']!(z) as never, outside.plane.fft2, all)).toBeLessThan(bound(24, dtype))
    expect(error(untyped['ifft2']!(z) as never, outside.plane.ifft2, all)).toBeLessThan(bound(24, dtype))
  })
})

describe('frequencies', () => {
  test('stand where those of NumPy do', () => {
    const close = (x: AnyTensor, expected: readonly number[]): void => expect(t.toArray(x)).toEqual(expected.map(Math.fround))
    close(f.fftFrequencies(5), outside.frequencies['fft5']!)
    close(f.fftFrequencies(6, 0.25), outside.frequencies['fft6']!)
    close(f.rfftFrequencies(5, 2), outside.frequencies['rfft5']!)
    close(f.rfftFrequencies(6), outside.frequencies['rfft6']!)
  })

  test('in increasing order after a shift, along any axis, and back', () => {
    const order = t.toArray(f.fftShift()(f.fftFrequencies(7)))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    const x = t.of([3, 2], [1, 2, 3, 4, 5, 6], 'i32')
    expect(t.toNested(f.fftShift(0)(x))).toEqual([[5, 6], [1, 2], [3, 4]])
    expect(t.toNested(f.ifftShift(0)(f.fftShift(0)(x)))).toEqual([[1, 2], [3, 4], [5, 6]])
  })
})

test('shapes are inferred', () => {
  const x = t.zeros([8, 100])
  const half = pipe(x, f.rfft())
  expectTypeOf(half.real).toEqualTypeOf<Tensor<readonly [8, 51]>>()
  expectTypeOf(pipe(x, f.rfft(0)).imaginary).toEqualTypeOf<Tensor<readonly [5, 100]>>()
  expectTypeOf(pipe(half, f.irfft(100))).toEqualTypeOf<Tensor<readonly [8, 100]>>()
  expectTypeOf(pipe(half, f.fft(), f.ifft(-2)).real).toEqualTypeOf<Tensor<readonly [8, 51]>>()
  const generic = <B extends number>(y: Tensor<readonly [B, 64], 'f64'>): Tensor<readonly [B, 64], 'f64'> => pipe(y, f.rfft(), f.irfft(64))
  expectTypeOf(generic<5>).returns.toEqualTypeOf<Tensor<readonly [5, 64], 'f64'>>()
  const unknown = (y: Tensor<readonly [number, 64]>): Tensor<readonly [number, 33]> => pipe(y, f.rfft()).real
  expect(generic(t.ones([5, 64], 'f64')).shape).toEqual([5, 64])
  expect(unknown(t.ones([2 as number, 64])).shape).toEqual([2, 33])
  expectTypeOf(f.rfftFrequencies(100)).toEqualTypeOf<Tensor<readonly [51]>>()
})

describe('laws', () => {
  const numbers = fc.record({ n: fc.integer({ min: 1, max: 40 }), rows: fc.integer({ min: 1, max: 3 }), seed: fc.nat(1000) })
  const some = (shape: readonly number[], seed: number): Parts => ({
    real: random.normal(random.key(seed), shape, 'f64') as AnyTensor, imaginary: random.normal(random.key(seed + 1), shape, 'f64') as AnyTensor,
  })
  const near = (a: AnyTensor, b: AnyTensor): void => {
    expect(a.shape).toEqual(b.shape)
    const other = t.toArray(b)
    t.toArray(a).forEach((v, i) => expect(Math.abs(v - other[i]!)).toBeLessThan(1e-12))
  }

  test('the definition', () => fc.assert(fc.property(numbers, ({ n, seed }) => {
    const z = some([n], seed)
    const [re, im] = [t.toArray(z.real), t.toArray(z.imaginary)]
    const y = untyped['fft']!()(z) as Parts
    t.toArray(y.real).forEach((v, k) => {
      const terms = re.map((x, j) => x * Math.cos((2 * Math.PI * ((j * k) % n)) / n) + im[j]! * Math.sin((2 * Math.PI * ((j * k) % n)) / n))
      expect(Math.abs(v - terms.reduce((a, b) => a + b))).toBeLessThan(1e-11)
    })
  }), { numRuns: 30 }))

  test('back again, along any axis; real ones, too', () => fc.assert(fc.property(numbers, ({ n, rows, seed }) => {
    const z = some([rows, n, 2], seed)
    for (const axis of [0, 1, 2, -1]) near((untyped['ifft']!(axis)(untyped['fft']!(axis)(z)) as Parts).imaginary, z.imaginary)
    near(untyped['irfft']!(n, 1)(untyped['rfft']!(1)(z.real)), z.real)
  }), { numRuns: 20 }))

  test('along an axis as along the last of the transposed', () => {
    const z = some([5, 6], 3)
    const [a, b] = [untyped['fft']!(0)(z), untyped['fft']!()({ real: t.transpose(z.real), imaginary: t.transpose(z.imaginary) })] as [Parts, Parts]
    expect(t.toArray(a.real)).toEqual(t.toArray(t.transpose(b.real)))
  })

  test('a row has the same bits in every batch', () => {
    const z = some([3, 20], 4)
    const row = (x: AnyTensor): AnyTensor => pipe(x as Tensor<readonly [3, 20], 'f64'>, t.slice([[1, 2]])) as AnyTensor
    const [all, one] = [untyped['fft']!()(z), untyped['fft']!()({ real: row(z.real), imaginary: row(z.imaginary) })] as [Parts, Parts]
    expect(t.toArray(row(all.imaginary))).toEqual(t.toArray(one.imaginary))
  })

  test('a convolution is a product', () => {
    const [x, y] = [some([64], 5).real, some([64], 6).real]
    const [a, b] = [untyped['rfft']!()(x), untyped['rfft']!()(y)] as [Parts, Parts]
    const times = (p: AnyTensor, q: AnyTensor): AnyTensor => t.mul(q)(p) as AnyTensor
    const product = { real: t.sub(times(a.imaginary, b.imaginary))(times(a.real, b.real)), imaginary: t.add(times(a.imaginary, b.real))(times(a.real, b.imaginary)) }
    const [xs, ys] = [t.toArray(x), t.toArray(y)]
    const expected = xs.map((_, i) => xs.reduce((sum, v, j) => sum + v * ys[(i - j + 64) % 64]!, 0))
    near(untyped['irfft']!(64)(product), t.of([64], expected, 'f64') as AnyTensor)
  })

  test('no elements in a batch are no elements', () => {
    expect((untyped['fft']!()({ real: t.zeros([0, 6]), imaginary: t.zeros([0, 6]) }) as Parts).real.shape).toEqual([0, 6])
  })
})

describe('the same bits', () => {
  let backends: readonly Backend[] = []
  let close: () => unknown
  beforeAll(async () => { ({ backends, close } = await someBackends()) })
  afterAll(() => close())

  test.each(isQuick ? ['f32'] as const : ['f32', 'f64'] as const)('%s: on every backend as eagerly', (dtype) => {
    const all = (isQuick ? [2, 12, 131] : [1, 2, 7, 12, 20, 64, 131, 210]).map((n, i) => ({
      real: random.normal(random.key(i), [3, n], dtype) as AnyTensor, imaginary: random.normal(random.key(100 + i), [3, n], dtype) as AnyTensor,
    }))
    const transforms = (list: readonly Parts[]): readonly AnyTensor[] => list.flatMap((z) => {
      const n = z.real.shape[1] as number
      const [a, b, c] = [untyped['fft']!()(z), untyped['ifft']!(0)(z), untyped['rfft']!()(z.real)] as [Parts, Parts, Parts]
      return [a.real, a.imaginary, b.real, b.imaginary, c.real, c.imaginary, untyped['irfft']!(n)(c)]
    })
    const plain = transforms(all).map(elements)
    for (const backend of backends) expectSame(compiled(backend, transforms, all).map(elements), plain, backend.name)
  }, 60_000)
})

describe('derivatives', () => {
  test('forward: a linear function is its own', () => {
    const [x, dx] = [1, 2].map((i) => random.normal(random.key(i), [20], 'f64'))
    const [, tangent] = jvp((y: AnyTensor) => untyped['rfft']!()(y) as Parts)(x!, dx!)
    expect(t.toArray(tangent.imaginary)).toEqual(t.toArray((untyped['rfft']!()(dx) as Parts).imaginary))
  })

  const key = random.key(2)
  const z = { real: random.normal(key, [2, 12], 'f64') as AnyTensor, imaginary: random.normal(random.key(3), [2, 12], 'f64') as AnyTensor }
  const half = untyped['rfft']!()(z.real) as Parts
  const long = { real: random.normal(key, [131], 'f64') as AnyTensor, imaginary: random.normal(random.key(4), [131], 'f64') as AnyTensor }
  test.each<readonly [string, (x: never) => unknown, unknown]>([
    ['fft', untyped['fft']!(), z], ['ifft', untyped['ifft']!(0), z], ['rfft', untyped['rfft']!(), z.real], ['irfft', untyped['irfft']!(12), half],
    ['fft of a large prime', untyped['fft']!(), long], ['fft2', untyped['fft2'] as never, z],
  ])('%s', (_, g, x) => {
    expect(isRight(check(lift(g as (x: unknown) => unknown) as never, x as never, key, { order: isQuick ? 1 : 2 }))).toBe(true)
    expect(isRight(checkLinear(lift(g as (x: unknown) => unknown) as never, x as never, key))).toBe(true)
  })
})

test('grows as n log n, and as little in instructions', () => {
  const program = (n: number) => simplify(trace((z: Parts) => untyped['fft']!()(z) as Parts, given(n, 'f32')).program)
  const products = (n: number): number => program(n).instructions.filter(({ primitive }) => primitive.kind === 'contract').length
  // Two products a stage; a radix is at most 16.
  expect([16, 256, 4096].map(products)).toEqual([2, 4, 6])
  const work = (n: number): number => program(n).instructions.reduce((sum, { primitive, types }) =>
    sum + (primitive.kind === 'contract' ? types[0]!.shape.reduce((a, b) => a * b, 1) * 16 : 0), 0)
  expect(work(4096) / work(256)).toBe(16 * 1.5)
})

describe('refuses', () => {
  test.each<readonly [string, () => unknown, string]>([
    ['a real tensor', () => untyped['fft']!()(t.zeros([4])), 'fft: z should be complex numbers, { real, imaginary } (rfft takes real ones), but is f32[4]'],
    ['real parts alone', () => untyped['fft']!()({ real: t.zeros([4]) }), 'fft: z.imaginary should be a tensor of f32 or f64, but is undefined'],
    ['parts of two shapes', () => untyped['fft']!()({ real: t.zeros([4]), imaginary: t.zeros([5]) }), 'fft: z.imaginary should be f32[4], as z.real, but is "f32[5]"'],
    ['integers', () => untyped['rfft']!()(t.zeros([4], 'i32')), 'rfft: x should be a tensor of f32 or f64, but is "i32"'],
    ['an axis that is not there', () => untyped['fft']!(1)(given(4, 'f32')), 'fft: axis 1 is out of range: [4] has 1 axis'],
    ['no elements', () => untyped['rfft']!()(t.zeros([2, 0])), 'rfft: axis -1 of [2, 0] has no elements'],
    ['frequencies of another number', () => untyped['irfft']!(10)(given(5, 'f32')), 'irfft: axis -1 of [5] is 5, but 10 real numbers have 6 frequencies'],
    ['no numbers', () => untyped['irfft']!(0)(given(5, 'f32')), 'irfft: n should be a whole number of at least 1, but is 0'],
    ['a vector for a plane', () => untyped['fft2']!(given(4, 'f32')), 'fft2: z should be numbers [..., height, width], but is [4]'],
    ['half an axis', () => untyped['fft']!(0.5), 'fft: axis should be a whole number, but is 0.5'],
    ['more frequencies than memory has', () => untyped['fftFrequencies']!(2e9), 'n would take 8000000000 bytes'],
    ['no spacing', () => untyped['fftFrequencies']!(4, 'x'), 'fftFrequencies: spacing should be a finite number, but is "x"'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ name: 'TenfoldError', message: expect.stringContaining(message) as string }))
  })
})
