import { expect, it } from 'vitest'
import type { ExpandDims, Permute, Reduce, Squeeze } from '../../src/shape/axes.js'
import type { Broadcast, BroadcastTo, FitsBroadcast, KnownBroadcast } from '../../src/shape/broadcast.js'
import type { Concatenate, Stack } from '../../src/shape/concatenate.js'
import type { Fits, Known } from '../../src/shape/fits.js'
import type { MatMul } from '../../src/shape/matmul.js'
import type { Pad } from '../../src/shape/pad.js'
import type { Reshape } from '../../src/shape/reshape.js'
import type { Shape } from '../../src/shape/shape.js'
import type { Slice } from '../../src/shape/slice.js'
import { compile, floor } from './compile.js'

// Sizes and shapes that are type parameters: each function below compiles because the compiler finds its result without
// knowing what `B`, `O` or `S` stands for.

/** A value with a shape, as little as it takes: invariant, as tensors are. */
interface Value<in out S extends Shape> { readonly shape: S }

type Add = <B extends Shape>(b: Value<B>) => <A extends Shape>(a: Value<A> & FitsBroadcast<A, B>) => Value<KnownBroadcast<A, B>>
type Times = <B extends Shape>(b: Value<B>) => <A extends Shape>(a: Value<A> & Fits<MatMul<A, B>>) => Value<Known<MatMul<A, B>>>
type Into = <const T extends Shape>(to: T) =>
  <A extends Shape>(a: Value<A> & Fits<Reshape<A, T>>) => Value<Known<Reshape<A, T>>>
type Sum = <const X extends Shape, const K extends boolean>(axes: X, keepDims: K) =>
  <A extends Shape>(a: Value<A> & Fits<Reduce<A, X, K>>) => Value<Known<Reduce<A, X, K>>>
declare const add: Add
declare const times: Times
declare const into: Into
declare const sum: Sum
declare const zeros: <const S extends Shape>(shape: S) => Value<S>

const programs = {
  dense: <B extends number>(x: Value<readonly [B, 784]>): Value<readonly [B, 10]> => add(zeros([10]))(times(zeros([784, 10]))(x)),
  twice: <S extends Shape>(x: Value<S>): Value<S> => add(x)(x),
  batch: <B extends number, O extends Shape>(x: Value<readonly [B, ...O]>): Value<readonly [B, ...O]> => add(x)(x),
  row: <B extends number>(x: Value<readonly [B, 10]>): Value<readonly [B, 10]> => add(zeros([1, 10]))(x),
  centre: <B extends number>(x: Value<readonly [B, 10]>): Value<readonly [B, 10]> => add(sum([-1], true)(x))(x),
  column: <B extends number>(x: Value<readonly [B, 10]>): Value<readonly [10]> => sum([0], false)(x),
  flat: <B extends number>(b: B, x: Value<readonly [B, 28, 28]>): Value<readonly [B, 784]> => into([b, 784])(x),
  rows: <B extends number>(x: Value<readonly [B, 28, 28]>): Value<readonly [B, 784]> => into([-1, 784])(x),
  gram: <B extends number>(x: Value<readonly [B, 10]>, y: Value<readonly [10, B]>): Value<readonly [B, B]> => times(y)(x),
  batched: <B extends number>(x: Value<readonly [B, 3, 10]>, y: Value<readonly [B, 10, 4]>): Value<readonly [B, 3, 4]> =>
    times(y)(x),
  slice: <B extends number>(x: Known<Slice<readonly [B, 10], readonly [null, readonly [2, 5]]>>): readonly [B, 3] => x,
  join: <B extends number>(x: Known<Concatenate<readonly [readonly [B, 10], readonly [B, 5]], 1>>): readonly [B, 15] => x,
  stack: <B extends number>(x: Known<Stack<readonly [readonly [B, 10], readonly [B, 10]], 1>>): readonly [B, 2, 10] => x,
  permute: <B extends number>(x: Known<Permute<readonly [B, 10], readonly [1, 0]>>): readonly [10, B] => x,
  expand: <B extends number>(x: Known<ExpandDims<readonly [B, 10], 1>>): readonly [B, 1, 10] => x,
  squeeze: <B extends number>(x: Known<Squeeze<readonly [B, 1], readonly [1]>>): readonly [B] => x,
  pad: <B extends number>(x: Known<Pad<readonly [B, 1], readonly [readonly [0, 0], readonly [1, 1]]>>): readonly [B, 3] => x,
  stretch: <B extends number>(x: Known<BroadcastTo<readonly [1, 5], readonly [B, 5]>>): readonly [B, 5] => x,
  same: <S extends Shape>(x: Broadcast<S, S>): S => x,
}

it('type parameters pass through', () => {
  expect(Object.keys(programs)).toHaveLength(19)
})

const prelude = `
import type { Reduce } from '${floor}/axes.js'
import type { FitsBroadcast, KnownBroadcast } from '${floor}/broadcast.js'
import type { Fits, Known } from '${floor}/fits.js'
import type { MatMul } from '${floor}/matmul.js'
import type { Reshape } from '${floor}/reshape.js'
import type { Shape } from '${floor}/shape.js'
interface Value<in out S extends Shape> { readonly shape: S }
declare const add: <B extends Shape>(b: Value<B>) =>
  <A extends Shape>(a: Value<A> & FitsBroadcast<A, B>) => Value<KnownBroadcast<A, B>>
declare const times: <B extends Shape>(b: Value<B>) =>
  <A extends Shape>(a: Value<A> & Fits<MatMul<A, B>>) => Value<Known<MatMul<A, B>>>
declare const into: <const T extends Shape>(to: T) =>
  <A extends Shape>(a: Value<A> & Fits<Reshape<A, T>>) => Value<Known<Reshape<A, T>>>
declare const sum: <const X extends Shape>(axes: X) =>
  <A extends Shape>(a: Value<A> & Fits<Reduce<A, X>>) => Value<Known<Reduce<A, X>>>
declare const zeros: <const S extends Shape>(shape: S) => Value<S>
type Batch = number & { readonly brand: 'Batch' }
declare const some: Value<readonly [Batch, 28, 28]>
declare const pipe: <A, B>(a: A, f: (a: A) => B) => B
`

const rejected: Readonly<Record<string, string>> = {
  'times(zeros([64, 10]))(zeros([32, 784]))': 'cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ',
  'pipe(zeros([32, 784]), times(zeros([64, 10])))': 'cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ',
  'add(zeros([64]))(zeros([32, 784]))': 'cannot broadcast [32, 784] with [64]: 784 is not 64',
  'pipe(zeros([28, 28]), into([783]))': 'cannot reshape [28, 28] (784 elements) into [783] (783 elements)',
  'pipe(zeros([28, 28]), sum([2]))': 'axis 2 is out of range: [28, 28] has 2 axes',
  'pipe(some, sum([3]))': 'axis 3 is out of range: [Batch, 28, 28] has 3 axes',
  'pipe(some, times(zeros([29, 2])))': 'cannot multiply [Batch, 28, 28] by [29, 2]: inner sizes 28 and 29 differ',
  'pipe(some, add(zeros([3, 28, 28])))': 'cannot broadcast [Batch, 28, 28] with [3, 28, 28]: Batch is not 3',
}

it('what does not fit does not compile, and the message says why', () => {
  const calls = Object.keys(rejected)
  const printed = compile(prelude + calls.map((call, i) => `export const bad${i} = ${call}`).join('\n')).split(/^(?=error)/m)
  expect(printed).toHaveLength(calls.length)
  calls.forEach((call, i) => {
    expect(printed[i]).toContain(call)
    expect(printed[i]).toContain(`{ readonly error: "${rejected[call]}"; }`)
  })
}, 60_000)

it('a generic function cannot take one size for another', () => {
  const generic = (body: string): string => compile(`${prelude}export const f = <B extends number, C extends number>(
    x: Value<readonly [B, 10]>, y: Value<readonly [C, 10]>,
  ): unknown => ${body}`)
  expect(generic('add(y)(x)')).toContain('is not assignable to parameter')
  expect(generic('add(zeros([32, 10]))(x)')).toContain('is not assignable to parameter')
  expect(generic('add(zeros([10]))(x)')).toBe('')
}, 60_000)
