/** Functions of batches of any size: each compiles because the compiler finds its result without knowing the size. */
import { expect, test } from 'vitest'
import { pipe, tensor as t, type Tensor } from '../../src/index.js'

type Index = Tensor<readonly [], 'i32'>

const functions = {
  token: <B extends number>(y: Tensor<readonly [B, 17, 64]>): Tensor<readonly [B, 64]> => pipe(y, t.at(null, 0)),
  halves: <B extends number>(y: Tensor<readonly [B, 64]>): Tensor<readonly [B, 32]> => pipe(y, t.split(2, -1))[1],
  heads: <B extends number>(y: Tensor<readonly [B, 8, 4, 16]>): Tensor<readonly [B, 4, 8, 16]> => pipe(y, t.swapAxes(1, 2)),
  rev: <B extends number>(y: Tensor<readonly [B, 8]>): Tensor<readonly [B, 8]> => pipe(y, t.flip(1)),
  relu: <B extends number>(y: Tensor<readonly [B, 8]>): Tensor<readonly [B, 8]> => pipe(y, t.greater(0), t.where(y, 0)),
  masked: <B extends number>(y: Tensor<readonly [B, 8, 8]>): Tensor<readonly [B, 8, 8]> => pipe(y, t.tril()),
  causal: <B extends number>(y: Tensor<readonly [B, 8, 8]>, m: Tensor<readonly [8, 8], 'bool'>): Tensor<readonly [B, 8, 8]> => pipe(m, t.where(y, -1e9)),
  causal2: <B extends number>(y: Tensor<readonly [B, 8, 8]>, m: Tensor<readonly [B, 8, 8], 'bool'>, z: Tensor<readonly [8, 8]>): Tensor<readonly [B, 8, 8]> => pipe(m, t.where(y, z)),
  agg: <E extends number>(messages: Tensor<readonly [E, 16]>, to: Tensor<readonly [E], 'i32'>): Tensor<readonly [34, 16]> => pipe(messages, t.segmentSum(34)(to)),
  agg2: (messages: Tensor<readonly [number, 16]>, to: Tensor<readonly [number], 'i32'>): Tensor<readonly [34, 16]> => pipe(messages, t.segmentSum(34)(to)),
  pick: <B extends number>(logits: Tensor<readonly [B, 10]>, labels: Tensor<readonly [B], 'i32'>) => pipe(logits, t.takeAlong(1)(pipe(labels, t.expandDims(1)))),
  pick2: <B extends number>(q: Tensor<readonly [B, 10]>, labels: Tensor<readonly [B, 1], 'i32'>): Tensor<readonly [B, 1]> => pipe(q, t.takeAlong(1)(labels)),
  cache: <B extends number>(kv: Tensor<readonly [B, 64, 32]>, row: Tensor<readonly [B, 1, 32]>, at: Index): Tensor<readonly [B, 64, 32]> => pipe(kv, t.dynamicUpdate([0, at, 0], row)),
  upd: <B extends number>(x: Tensor<readonly [B, 3]>, i: Tensor<readonly [5], 'i32'>): Tensor<readonly [B, 3]> => pipe(x, t.scatterAdd(i, 1)),
  upd2: <B extends number>(x: Tensor<readonly [B, 3]>, i: Tensor<readonly [5], 'i32'>, u: Tensor<readonly [B, 5]>): Tensor<readonly [B, 3]> => pipe(x, t.scatterAdd(i, u, { axis: 1 })),
  refl: <B extends number>(x: Tensor<readonly [B, 9, 3]>): Tensor<readonly [B, 11, 3]> => pipe(x, t.pad([[0, 0], [1, 1], [0, 0]], { mode: 'reflect' })),
  rolled: <B extends number>(x: Tensor<readonly [B, 9, 3]>): Tensor<readonly [B, 9, 3]> => pipe(x, t.roll(1, 1)),
  tr: <B extends number>(x: Tensor<readonly [B, 3, 3]>): Tensor<readonly [B]> => t.trace(x),
  g: <B extends number>(x: Tensor<readonly [B, 3, 3]>, i: Tensor<readonly [7], 'i32'>): Tensor<readonly [B, 7, 3]> => pipe(x, t.gather(i, { axis: 1 })),
  sm: <S extends readonly number[]>(c: Tensor<S, 'bool'>, x: Tensor<S>, y: Tensor<S>): Tensor<S> => pipe(c, t.where(x, y)),
  sm0: <S extends readonly number[]>(c: Tensor<S, 'bool'>, x: Tensor<S>): Tensor<S> => pipe(c, t.where(x, 0)),
}

test('are the same at run time', () => {
  expect(functions.token(t.zeros([2, 17, 64])).shape).toEqual([2, 64])
  expect(functions.halves(t.zeros([2, 64])).shape).toEqual([2, 32])
  expect(functions.pick(t.zeros([2, 10]), t.zeros([2], 'i32')).shape).toEqual([2, 1])
  expect(functions.cache(t.zeros([2, 64, 32]), t.ones([2, 1, 32]), t.scalar(5, 'i32')).shape).toEqual([2, 64, 32])
  expect(t.toNested(functions.sm0(t.of([2], [1, 0], 'bool'), t.of([2], [3, 4])))).toEqual([3, 0])
})
