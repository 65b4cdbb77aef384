/** Operations at once give the bits of plain kernels, whichever way they are computed, and leave their results to the caller. */
import { describe, expect, it, test } from 'vitest'
import { pipe, random, tensor as t, type Tensor } from '../../src/index.js'
import { pure } from '../../src/backend/index.js'
import { compiled as modules } from '../../src/backend/wasm/assembler/webAssembly.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { expectSame } from '../backend/each.js'
import { compiled } from './compiled.js'

const key = random.key(3)
const a: AnyTensor = random.uniform(key, [120, 130], { low: -3, high: 3 })
const b: AnyTensor = random.uniform(random.foldIn(key, 1), [120, 130], { low: -3, high: 3 })
const row: AnyTensor = random.uniform(random.foldIn(key, 2), [130])
const column: AnyTensor = random.uniform(random.foldIn(key, 3), [120, 1])
type F = (...xs: readonly AnyTensor[]) => AnyTensor

const operations: Readonly<Record<string, readonly [F, ...AnyTensor[]]>> = {
  'a sum': [(x, y) => t.add(y!)(x!) as AnyTensor, a, b],
  'a sum with a row, repeated': [(x, y) => t.add(y!)(x!) as AnyTensor, a, row],
  'a product with a column, repeated': [(x, y) => t.mul(y!)(x!) as AnyTensor, a, column],
  'a number': [(x) => t.pow(1.5)(t.abs(x!)) as AnyTensor, a],
  'a function': [(x) => t.tanh(x!), a],
  'a product of matrices': [(x, y) => t.matmul(t.transpose(y! as Tensor<readonly [120, 130]>))(x!) as AnyTensor, a, b],
  'a sum of all': [(x) => (t.sum() as F)(x!), a],
  'a greatest of columns': [(x) => (t.max(0) as F)(x!), a],
  'a transposition': [(x) => t.transpose(x! as Tensor<readonly [120, 130]>), a],
  'softmax': [(x) => t.softmax(x!), a],
  'doubles': [(x) => t.exp(t.cast('f64')(x!)), a],
  'a loop': [(x) => t.scan((c: AnyTensor, r: AnyTensor) => {
    const next = t.tanh(t.add(r)(t.mul(0.5)(c) as AnyTensor) as AnyTensor)
    return [next, next] as const
  }, t.zeros([130]) as AnyTensor, x!)[1] as AnyTensor, a],
}

describe.each(Object.entries(operations))('%s', (_, [f, ...xs]) => {
  it('has the same bits again and again', () => {
    const expected = elements(compiled(pure, (given: readonly AnyTensor[]) => f(...given), xs))
    // From some call on by a module.
    for (let i = 0; i < 60; i++) expectSame([elements(f(...xs))], [expected])
  })
  it('leaves results alone', () => {
    const first = f(...xs)
    const copy = elements(first).slice()
    f(...xs.map((x) => t.neg(x)))
    expectSame([elements(first)], [copy])
  })
})

test('large operations become modules, once for their types; small ones do not', () => {
  const [x, y] = [random.uniform(key, [64, 513]), random.uniform(key, [513, 64])]
  const before = modules()
  for (let i = 0; i < 5; i++) t.matmul(y)(x)
  expect(modules() - before).toBe(1)
  for (let i = 0; i < 300; i++) pipe(t.of([3], [1, 2, 3]), t.add(i), t.exp, t.sum())
  expect(modules() - before).toBe(1)
})

test('a number is the constant that it is in a program', () => {
  const x = t.of([5], [-0, 0, 1.5, NaN, -Infinity])
  for (const number of [0, -0, 1, -1, 0.1, NaN, Infinity]) {
    for (const f of [t.add, t.sub, t.mul, t.div, t.minimum, t.maximum, t.pow, t.equal, t.less, t.greaterOrEqual] as readonly ((b: number) => F)[])
      expectSame([elements(f(number)(x))], [elements(compiled(pure, (v: typeof x) => f(number)(v), x))], `${f.name} ${number}`)
  }
})

test('an index out of range is said by either way', () => {
  const rows = t.zeros([3, 2])
  expect(() => t.scan((c: Tensor<readonly [], 'i32'>, r: Tensor<readonly [], 'i32'>) =>
    [c, t.gather(r)(rows)] as const, t.scalar(0, 'i32'), t.of([2000], Array.from({ length: 2000 }, (_, i) => (i === 1999 ? 3 : 0)), 'i32'))).toThrow(/gather/)
})
