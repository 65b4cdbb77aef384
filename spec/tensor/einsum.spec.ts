/** Sums in Einstein's notation, and other products: values of NumPy, bits, instructions, derivatives. */
import { isRight } from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.js'
import { check, lift } from '../../src/differentiable/index.js'
import { pipe, random, type Tensor } from '../../src/index.js'
import { print } from '../../src/program/print.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import type { DType } from '../../src/shape/shape.js'
import * as t from '../../src/tensor/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as raw from '../../src/tensor/untyped.js'
import { expectSame } from '../backend/each.js'
import { someBackends } from '../jit/each.js'
import { isQuick } from '../slow.js'
import * as outside from '../outside/einsum.js'
import { compiled } from './compiled.js'

type Shape = readonly number[]
/** A float and an integer for `npm test`; the gate has all. */
const dtypes = isQuick ? ['f32', 'i32'] as const : ['f32', 'f64', 'i32', 'u32'] as const
type Of1 = (x: AnyTensor) => AnyTensor
/** Of any operands, where the compiler does not follow shapes. */
const einsum = (equation: string, [x, ...others]: readonly AnyTensor[]): AnyTensor => (t.einsum as (...args: readonly unknown[]) => Of1)(equation, ...others)(x!)
const untyped = t as unknown as Readonly<Record<string, (...args: readonly unknown[]) => Of1>>

const count = (shape: Shape): number => shape.reduce((n, m) => n * m, 1)
/** The operands of the values from outside. */
const given = (shape: Shape, seed: number, dtype: DType): AnyTensor => {
  const whole = Array.from({ length: count(shape) }, (_, i) => (((i + seed) * 1073 + 319) % 61) - 30)
  return t.of(shape, whole.map((n) => (dtype === 'f32' || dtype === 'f64' ? n / 32 : dtype === 'u32' && n < 0 ? n + 2 ** 32 : n)), dtype) as AnyTensor
}
/** Integers are the numerators. */
const numerators = (values: readonly number[], operands: number, dtype: DType): readonly number[] =>
  values.map((v) => v * 32 ** operands + 0).map((v) => (dtype === 'u32' && v < 0 ? v + 2 ** 32 : v))
const close = (x: AnyTensor, { shape, result }: { readonly shape: Shape; readonly result: readonly number[] }, operands: number): void => {
  expect([x.shape, t.toArray(x).map((v) => v + 0)]).toEqual([shape, x.dtype === 'f32' || x.dtype === 'f64' ? result.map((v) => v + 0) : numerators(result, operands, x.dtype)])
}

describe.each(dtypes)('%s', (dtype) => {
  test.each(outside.cases)('$equation of $shapes', (c) => {
    close(einsum(c.equation, c.shapes.map((shape, i) => given(shape, i, dtype))), c, c.shapes.length)
  })

  test.each(outside.products)('$name of $a and $b', (c) => {
    close(untyped[c.name]!(given(c.b, 1, dtype))(given(c.a, 0, dtype)), c, 2)
  })

  test.each(outside.sums)('tensordot over $axes of $a and $b', (c) => {
    close(untyped['tensordot']!(c.axes, given(c.b, 1, dtype))(given(c.a, 0, dtype)), c, 2)
  })
})

/** Normal numbers, or any integers, so that another order of a sum has other bits, and products wrap. */
const some = (shape: Shape, seed: number, dtype: DType): AnyTensor =>
  dtype === 'f32' || dtype === 'f64' ? random.normal(random.key(seed), shape, dtype) as AnyTensor
  : pipe(random.bits(random.key(seed), shape) as Tensor<Shape, 'u32'>, t.cast(dtype)) as AnyTensor

/** Every product by its name: the shapes of its operands, and what it makes of them. */
interface Named { readonly name: string; readonly shapes: readonly Shape[]; readonly f: (operands: readonly AnyTensor[]) => AnyTensor }
const products: readonly Named[] = [
  ...outside.cases.map(({ equation, shapes }): Named => ({ name: equation, shapes, f: (list) => einsum(equation, list) })),
  ...outside.products.map(({ name, a, b }): Named => ({ name: `${name} of ${a} and ${b}`, shapes: [a, b], f: ([x, y]) => untyped[name]!(y)(x!) })),
  ...outside.sums.map(({ axes, a, b }): Named => ({ name: `tensordot over ${JSON.stringify(axes)}`, shapes: [a, b], f: ([x, y]) => untyped['tensordot']!(axes, y)(x!) })),
]

describe('the same bits', () => {
  let backends: readonly Backend[] = []
  let close: () => unknown
  beforeAll(async () => { ({ backends, close } = await someBackends()) })
  afterAll(() => close())

  test.each(isQuick ? ['f32'] as const : dtypes)('%s: on every backend as eagerly', (dtype) => {
    const operands = products.map(({ shapes }, i) => shapes.map((shape, at) => some(shape, i + 100 * at, dtype)))
    const f = (lists: typeof operands): readonly AnyTensor[] => lists.map((list, i) => products[i]!.f(list))
    const plain = f(operands).map(elements)
    for (const backend of backends) expectSame(compiled(backend, f, operands).map(elements), plain, backend.name)
  }, 60_000)
})

test('any equation is the sum over all positions of its letters', () => {
  const sizes = { a: 2, b: 3, c: 1, d: 4 } as const
  const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 })
  const equations = fc.array(letters, { minLength: 1, maxLength: 3 }).chain((terms) =>
    fc.tuple(fc.constant(terms), fc.shuffledSubarray([...new Set(terms.flat())])))
  fc.assert(fc.property(equations, fc.nat(100), ([terms, output], seed) => {
    const shapeOf = (term: readonly string[]): Shape => term.map((letter) => sizes[letter as 'a'])
    const operands = terms.map((term, i) => given(shapeOf(term), seed + i, 'f64'))
    const [lists, all] = [operands.map(t.toArray), [...new Set(terms.flat())]]
    const expected = new Array<number>(count(shapeOf(output))).fill(0)
    const place = (term: readonly string[], at: Readonly<Record<string, number>>): number => term.reduce((sum, letter) => sum * sizes[letter as 'a'] + at[letter]!, 0)
    const walk = (rest: readonly string[], at: Readonly<Record<string, number>>): void => {
      const [letter, ...others] = rest
      if (letter === undefined) expected[place(output, at)]! += terms.reduce((product, term, i) => product * lists[i]![place(term, at)]!, 1)
      else for (let i = 0; i < sizes[letter as 'a']; i++) walk(others, { ...at, [letter]: i })
    }
    walk(all, {})
    const result = einsum(`${terms.map((term) => term.join('')).join(',')}->${output.join('')}`, operands)
    expect([result.shape, t.toArray(result).map((v) => v + 0)]).toEqual([shapeOf(output), expected.map((v) => v + 0)])
  }), { numRuns: isQuick ? 40 : 150 })
})

test('integers wrap', () => fc.assert(fc.property(
  fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 4 }))), fc.nat(1000), fc.constantFrom('i32', 'u32'),
  ([m, k, n], seed, dtype) => {
    const [a, b] = [some([m!, k!], seed, dtype), some([k!, n!], seed + 1, dtype)]
    const [x, y] = [t.toArray(a).map(BigInt), t.toArray(b).map(BigInt)]
    const expected = Array.from({ length: m! * n! }, (_, at) => {
      let sum = 0n
      for (let l = 0; l < k!; l++) sum += x[Math.floor(at / n!) * k! + l]! * y[l * n! + (at % n!)]!
      return Number(dtype === 'i32' ? BigInt.asIntN(32, sum) : BigInt.asUintN(32, sum))
    })
    expect(t.toArray(untyped['matmul']!(b)(a))).toEqual(expected)
    expect(t.toArray(einsum('ij,jk->ki', [a, b]))).toEqual(t.toArray(t.transpose(untyped['matmul']!(b)(a))))
  }), { numRuns: isQuick ? 30 : 100 }))

test('integers wrap where the sums of all halves are as large as they get', () => {
  for (const dtype of ['i32', 'u32'] as const) {
    for (const [x, y] of [[-1, -1], [-(2 ** 31), 2 ** 31 - 1], [2 ** 31 - 1, 2 ** 31 - 1], [-(2 ** 31), -(2 ** 31)], [-65536, 65535]] as const) {
      const all = (v: number, shape: Shape): AnyTensor => raw.full(shape, dtype === 'u32' && v < 0 ? v + 2 ** 32 : v, dtype)
      const sum = BigInt(x) * BigInt(y) * 70_000n
      expect(t.item(untyped['matmul']!(all(y, [70_000, 1]))(all(x, [1, 70_000])))).toBe(Number(dtype === 'i32' ? BigInt.asIntN(32, sum) : BigInt.asUintN(32, sum)))
    }
  }
})

describe('no slower than by hand: the same instructions', () => {
  const program = (f: (x: readonly AnyTensor[]) => AnyTensor, shapes: readonly Shape[]): string =>
    print(simplify(trace(f, shapes.map((shape) => raw.full(shape, 0, 'f32'))).program))
  type Hand = (a: AnyTensor, b: AnyTensor) => AnyTensor
  const contract: Hand = (a, b) => raw.contract(a, b)
  test.each<readonly [string, readonly [Shape, Shape], Hand]>([
    ['ij,jk->ik', [[2, 3], [3, 4]], contract],
    ['ij,jk->ki', [[2, 3], [3, 4]], (a, b) => raw.contract(b, a, true, true)],
    ['ij,kj->ik', [[2, 3], [4, 3]], (a, b) => raw.contract(a, b, false, true)],
    ['ji,jk->ik', [[3, 2], [3, 4]], (a, b) => raw.contract(a, b, true)],
    ['bhqd,bhkd->bhqk', [[2, 8, 5, 6], [2, 8, 7, 6]], (a, b) => raw.contract(a, b, false, true)],
    ['bhqk,bhkd->bhqd', [[2, 8, 5, 7], [2, 8, 7, 6]], contract],
    ['bhqd,bhqk->bhkd', [[2, 8, 5, 6], [2, 8, 5, 7]], (a, b) => raw.contract(b, a, true)],
    ['bij,jk->bik', [[2, 3, 4], [4, 5]], (a, b) => raw.reshape(raw.contract(raw.reshape(a, [6, 4]), b), [2, 3, 5])],
    ['...j,jk->...k', [[2, 3, 4], [4, 5]], (a, b) => raw.reshape(raw.contract(raw.reshape(a, [6, 4]), b), [2, 3, 5])],
    ['bqhd,bkhd->bhqk', [[2, 5, 8, 6], [2, 7, 8, 6]],
      (a, b) => raw.contract(raw.permute(a, [0, 2, 1, 3]), raw.permute(b, [0, 2, 1, 3]), false, true)],
    ['nhwc,hwcf->nf', [[2, 3, 2, 4], [3, 2, 4, 5]], (a, b) => raw.contract(raw.reshape(a, [2, 24]), raw.reshape(b, [24, 5]))],
    ['ij,ij->ij', [[2, 3], [2, 3]], raw.mul],
    ['ij,ij->i', [[2, 3], [2, 3]], (a, b) => raw.reduce('sum', raw.mul(a, b), [1])],
    ['i,j->ij', [[2], [3]], (a, b) => raw.mul(raw.broadcast(raw.reshape(a, [2, 1]), [2, 3]), raw.broadcast(raw.reshape(b, [1, 3]), [2, 3]))],
  ])('%s', (equation, shapes, hand) => {
    expect(program((list) => einsum(equation, list), shapes)).toBe(program(([a, b]) => hand(a!, b!), shapes))
  })

  test.each<readonly [string, readonly [Shape, Shape], Hand]>([
    ['as layers do', [[2, 3, 4], [4, 5]], (a, b) => raw.reshape(raw.contract(raw.reshape(a, [6, 4]), b), [2, 3, 5])],
    ['of a batch', [[1, 2, 3, 4], [1, 2, 4, 5]], contract],
    ['of one matrix for all', [[6, 3, 4], [1, 4, 5]], (a, b) => {
      const matrix = raw.reshape(b, [4, 5])
      return raw.reshape(raw.contract(raw.reshape(a, [18, 4]), matrix), [6, 3, 5])
    }],
  ])('matmul %s', (_, shapes, hand) => {
    expect(program(([a, b]) => untyped['matmul']!(b)(a!), shapes)).toBe(program(([a, b]) => hand(a!, b!), shapes))
  })

  test('the cheaper pair first', () => {
    const cheap = program((list) => einsum('ij,jk,kl->il', list), [[8, 100], [100, 2], [2, 50]])
    const hand = (a: AnyTensor, b: AnyTensor, c: AnyTensor): AnyTensor => raw.contract(raw.contract(a, b), c)
    expect(cheap).toBe(program(([a, b, c]) => hand(a!, b!, c!), [[8, 100], [100, 2], [2, 50]]))
    const later = program((list) => einsum('ij,jk,kl->il', list), [[50, 40], [40, 100], [100, 2]])
    expect(later).toBe(program(([a, b, c]) => raw.contract(a!, raw.contract(b!, c!)), [[50, 40], [40, 100], [100, 2]]))
  })
})

test.each(products.filter(({ shapes }, i) => shapes.every((shape) => count(shape) > 0) && !(isQuick && i % 3 > 0)))('the derivative of $name', ({ shapes, f }) => {
  const operands = shapes.map((shape, i) => some(shape, i, 'f64'))
  expect(isRight(check(lift(f), operands, random.key(1), { order: isQuick ? 1 : 2, directions: 1 }))).toBe(true)
})

describe('refuses', () => {
  const m = t.of([2, 3], [1, 2, 3, 4, 5, 6])
  test.each<readonly [string, () => unknown, string]>([
    ['a clash', () => einsum('ij,jk->ik', [m, t.zeros([4, 5])]), "einsum: j is 3 and 4 in 'ij,jk->ik'"],
    ['a letter of no operand', () => einsum('ij->ik', [m]), "einsum: k in the output of 'ij->ik' is in no operand"],
    ['too few operands', () => einsum('ij,jk->ik', [m]), "einsum: 'ij,jk->ik' takes 2 operands, received 1"],
    ['too few axes', () => einsum('ijk->i', [m]), "einsum: 'ijk' names 3 axes; [2, 3] has 2 axes"],
    ['no equation', () => einsum(undefined as never, [m]), 'einsum: equation should be a string, but is undefined'],
    ['another element type', () => einsum('ij,ij', [m, t.zeros([2, 3], 'f64')]), 'einsum: others[0] should be f32, but is "f64"'],
    ['truth values', () => einsum('ij', [t.zeros([2, 3], 'bool')]), 'einsum: x should be a tensor of f32 or f64 or i32 or u32, but is "bool"'],
    ['no tensor', () => einsum('i,i', [t.zeros([2]), 3 as never]), 'einsum: others[0] should be a tensor'],
    ['axes that differ', () => untyped['tensordot']!(1, m)(m), 'tensordot: cannot multiply [2, 3] by [2, 3]: axis -1 is 3 and axis 0 is 2'],
    ['half an axis', () => untyped['tensordot']!(0.5, m)(m), 'tensordot: axes should be a number of axes, or the axes of both factors, [left, right], but is 0.5'],
    ['fewer axes than none', () => untyped['tensordot']!(-1, m)(m), 'tensordot: cannot sum over -1 axes'],
    ['more axes than there are', () => untyped['tensordot']!(99, m)(m), 'tensordot: axis -16 is out of range: [2, 3] has 2 axes'],
    ['a matrix for a vector', () => untyped['dot']!(m)(m), 'dot: a should be a vector, [n], but is [2, 3]'],
    ['vectors of two lengths', () => untyped['dot']!(t.zeros([2]))(t.zeros([3])), 'dot: cannot multiply [3] by [2]: axis -1 is 3 and axis 0 is 2'],
    ['a vector for a matrix', () => untyped['kron']!(t.zeros([2]))(m), 'kron: b should be a matrix, [m, n], but is [2]'],
    ['vectors of two elements', () => untyped['cross']!(t.zeros([2]))(t.zeros([2])), 'cross: a should be vectors [..., 3] of one shape, but is [2]'],
    ['last axes that differ', () => untyped['inner']!(t.zeros([4, 2]))(m), 'inner: cannot multiply [2, 3] by [4, 2]: axis -1 is 3 and axis -1 is 2'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(expect.objectContaining({ name: 'TenfoldError', message: expect.stringContaining(message) as string }))
  })
})
