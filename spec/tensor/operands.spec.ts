/** An operation made of a function of so many scalars takes as many tensors: what the compiler says, the library says too. */
import { expect, test } from 'vitest'
import { exp } from '../../src/program/elementary/functions.js'
import { pow } from '../../src/program/elementary/pow.js'
import { add, mul, parameter, sub, type Scalar } from '../../src/program/scalar.js'
import { named } from '../../src/program/scalarFunction.js'
import { leafwise } from '../../src/optimizer/leafwise.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { elementwise, full } from '../../src/tensor/untyped.js'

/** For whoever writes no types. */
type Untyped = (...operands: readonly unknown[]) => AnyTensor
const [two, three] = [full([1], 2, 'f64'), full([1], 3, 'f64')]
const product = named({ name: 'product', body: (x: Scalar, y: Scalar) => mul(x, y), partials: ([x, y]) => [y, x] })

test.each<readonly [string, Untyped, number]>([
  ['add', elementwise(add) as Untyped, 2],
  ['exp', elementwise(exp) as Untyped, 1],
  ['pow', elementwise(pow) as Untyped, 2],
  ['a named function', elementwise(product) as Untyped, 2],
  ['three of them', elementwise((a, b, c) => sub(a, mul(b, c))) as Untyped, 3],
])('%s', (_, operation, arity) => {
  for (const n of [0, 1, 2, 3, 4].filter((k) => k !== arity))
    expect(() => operation(...Array.from({ length: n }, () => two))).toThrow(`${arity} operand${arity === 1 ? '' : 's'} expected, received ${n}`)
  expect(operation(...Array.from({ length: arity }, () => two)).shape).toEqual([1])
})

test('a function of any number of them takes any number', () => {
  const sum = elementwise((...xs: readonly Scalar[]) => xs.reduce((a, b) => add(a, b)))
  expect([...elements(sum(two))]).toEqual([2])
  expect([...elements(sum(two, three, two))]).toEqual([7])
})

test('a rule over trees and scalars', () => {
  const rule = leafwise((p, g, rate) => sub(p, mul(rate, g)))
  expect([...elements(rule([three, two], [full([], 0.5, 'f64')]))]).toEqual([2])
  expect([...elements(rule([three, two, two]))]).toEqual([-1])
  expect(() => (rule as Untyped)([three, two])).toThrow('3 operands expected, received 2')
  expect(() => (rule as Untyped)([three, two, two], [full([], 0.5, 'f64')])).toThrow('3 operands expected, received 4')
})

test('a call', () => {
  const f = named({ name: 'same', body: (x: Scalar) => x, partials: () => [undefined] })
  const x = parameter('f32', 0)
  expect(f(x).dtype).toBe('f32')
  expect(() => (f as unknown as Untyped)(x, x)).toThrow('scalar same: 1 operand expected, received 2')
})
