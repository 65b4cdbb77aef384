/** Derivatives of what moves elements, along random directions; windows and rows that programs find only when they run; laws. */
import fc from 'fast-check'
import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { differentiable as d, jit, pipe, random, tensor as t, TenfoldError, type Tensor } from '../../src/index.js'
import { backends } from '../backend/each.js'
import { compiled } from './compiled.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'

type X = Tensor<readonly [3, 4], 'f64'>
type V = Tensor<readonly [4], 'f64'>
const x: X = random.normal(random.key(1), [3, 4], 'f64')
const v: V = random.normal(random.key(2), [4], 'f64')
const ids = t.of([3], [2, 0, 2], 'i32')
const one = t.scalar(1, 'i32')

/** Of a matrix and a vector, each with both in it where it takes two. */
const functions: Readonly<Record<string, (x: X, v: V) => Tensor<any, 'f64'>>> = {
  'at': (x) => pipe(x, t.at([null, null, -2], -1)), 'gather': (x) => pipe(x, t.gather(t.of([3], [3, 1, 1], 'i32'), { axis: 1 })),
  'takeAlong': (x) => pipe(x, t.takeAlong(0)(t.of([2, 4], [0, 0, 2, 1, 0, 1, 2, 2], 'i32'))),
  'scatterAdd': (x, v) => pipe(x, t.scatterAdd(ids, pipe(v, t.broadcastTo([3, 4])))), 'scatterSet': (x, v) => pipe(x, t.scatterSet(ids, pipe(v, t.mul(x)))),
  'scatterMax': (x, v) => pipe(x, t.scatterMax(ids, pipe(v, t.mul(x)))), 'scatterMin': (x, v) => pipe(x, t.scatterMin(ids, pipe(v, t.mul(x)))),
  'scatterSet of columns': (x, v) => pipe(x, t.scatterSet(t.of([2], [1, 3], 'i32'), pipe(v, t.at([0, 3], t.newAxis)), { axis: 1 })),
  'segmentSum': (x) => pipe(x, t.segmentSum(4)(ids)), 'segmentMean': (x) => pipe(x, t.segmentMean(4)(ids)),
  // Segment 1 is empty: -Infinity has no differences.
  'segmentMax': (x) => pipe(x, t.segmentMax(3)(ids), t.at([null, null, 2])), 'segmentMin': (x) => pipe(x, t.segmentMin(3)(ids), t.at([null, null, 2])),
  'dynamicSlice': (x) => pipe(x, t.dynamicSlice([one, 2], [2, 2])), 'dynamicUpdate': (x, v) => pipe(x, t.dynamicUpdate([one, 1], pipe(v, t.at([0, 2], t.newAxis)))),
  'where': (x, v) => pipe(t.of([3, 1], [1, 0, 1], 'bool'), t.where(x, v)), 'where of a number': (x) => pipe(t.of([4], [1, 0, 1, 1], 'bool'), t.where(x, 2)),
  'booleanMask': (x) => pipe(x, t.booleanMask(t.of([3], [1, 0, 1], 'bool'))), 'compress': (x) => pipe(x, t.compress(t.of([4], [1, 0, 1, 1], 'bool'), { axis: 1 })),
  'split': (x) => pipe(x, t.split([1, 3], 1))[1], 'unstack': (x) => pipe(x, t.unstack(1))[2], 'roll': (x) => pipe(x, t.roll([1, 2], [0, 1])), 'flip': (x) => pipe(x, t.flip(1)),
  'tile': (x) => pipe(x, t.tile([2, 3])), 'moveAxis': (x) => pipe(x, t.moveAxis(0, 1)), 'swapAxes': (x) => pipe(x, t.swapAxes(0, 1)), 'tril': (x) => pipe(x, t.tril()),
  'triu': (x) => pipe(x, t.triu(1)), 'diagonal': (x) => pipe(x, t.diagonal(1)), 'diag': (_, v) => pipe(v, t.diag(-1)), 'trace': (x) => t.trace(x),
  'pad': (x) => pipe(x, t.pad([[2, 2], [3, 1]], { mode: 'reflect' })), 'pad edge': (x) => pipe(x, t.pad([[2, 0], [0, 5]], { mode: 'edge' })),
  'meshgrid': (x, v) => t.meshgrid()([v, pipe(x, t.at(null, 0))])[1],
}

describe('derivatives along random directions', () => {
  // Squared, so that the second derivative is not 0.
  test.each(Object.entries(functions))('%s', (_, f) => {
    const lifted = d.lift(([a, b]: readonly [X, V]) => pipe(f(a, b), t.square, t.add(pipe(v, t.sum(), t.mul(0)))))
    expect(isRight(d.check(lifted, [x, v] as const, random.key(3), { order: 2, directions: 2 }))).toBe(true)
  })
})

describe('what a derivative is at ties and where something is replaced', () => {
  const gradient = (f: (x: AnyTensor) => AnyTensor, at: AnyTensor): readonly number[] =>
    t.toArray(d.gradient(d.lift((y: AnyTensor) => pipe(f(y), t.sum() as (z: AnyTensor) => AnyTensor)))(at) as AnyTensor).map((dx) => dx + 0)
  const ones = t.of([3], [0, 0, 0], 'i32')
  test('the first of equals', () => {
    expect(gradient((y) => t.segmentMax(1)(ones)(y) as AnyTensor, t.of([3], [2, 5, 5]))).toEqual([0, 1, 0])
    expect(gradient((y) => t.segmentMin(1)(ones)(y) as AnyTensor, t.of([3], [2, 2, 5]))).toEqual([1, 0, 0])
    expect(gradient((y) => t.scatterMax(ones, y)(t.zeros([2])) as AnyTensor, t.of([3], [2, 2, 1]))).toEqual([1, 0, 0])
  })
  test('what is replaced has none, and so have updates that others replace', () => {
    expect(gradient((y) => t.scatterSet(t.of([2], [1, 1], 'i32'), 4)(y) as AnyTensor, t.of([3], [2, 5, 5]))).toEqual([1, 0, 1])
    expect(gradient((y) => t.scatterSet(t.of([3], [1, 1, 0], 'i32'), y)(t.zeros([2])) as AnyTensor, t.of([3], [2, 5, 5]))).toEqual([0, 1, 1])
  })
})

describe('places that a program finds when it runs', () => {
  const cache = t.of([3, 2], [1, 2, 3, 4, 5, 6])
  const programs = {
    slice: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.dynamicSlice([at, 0], [2, 2])),
    update: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.dynamicUpdate([at, 0], t.zeros([2, 2]))),
    'slice of another axis': (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.dynamicSlice([0, at], [3, 1])),
    'update of one column': (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.dynamicUpdate([0, at], t.zeros([3, 1]))),
    gather: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.gather(at, { axis: 1 })),
    takeAlong: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.takeAlong(1)(pipe(at, t.broadcastTo([3, 1])))),
    scatterAdd: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.scatterAdd(at, 1, { axis: 1 })),
    scatterSet: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.scatterSet(at, 1, { axis: 1 })),
    segmentMax: (at: Tensor<readonly [], 'i32'>) => pipe(cache, t.segmentMax(2)(pipe(at, t.broadcastTo([3])))),
  }
  describe.each(backends)('on $name', (backend) => {
    test.each(Object.entries(programs))('%s', (_, f) => {
      for (const at of [0, 1]) expect(t.toNested(compiled(backend, f as (at: any) => AnyTensor, t.scalar(at, 'i32')))).toEqual(t.toNested(f(t.scalar(at, 'i32')) as AnyTensor))
      for (const at of [-1, 2, 2147483647, -2147483648]) expect(() => compiled(backend, f as (at: any) => AnyTensor, t.scalar(at, 'i32'))).toThrow(/should be an index from 0 to \d, but is/)
    })
  })
  test.each(Object.entries(programs))('%s at once', (_, f) => expect(() => f(t.scalar(2, 'i32'))).toThrow(/should be an index from 0 to 1, but is 2/))

  test('a cache that grows row by row, compiled', () => {
    const step = jit((at: Tensor<readonly [], 'i32'>, rows: Tensor<readonly [4, 2]>, row: Tensor<readonly [1, 2]>) =>
      pipe(rows, t.dynamicUpdate([at, 0], row)))
    let rows: Tensor<readonly [4, 2]> = t.zeros([4, 2])
    for (let i = 0; i < 4; i++) rows = step(t.scalar(i, 'i32'), rows, t.of([1, 2], [i, 10 * i]))
    expect(t.toNested(rows)).toEqual([[0, 0], [1, 10], [2, 20], [3, 30]])
  })
})

describe('inside of a trace, what depends on values is an error that says so', () => {
  const f = (g: (x: Tensor<readonly [4]>) => unknown): (() => unknown) => () => jit((y: Tensor<readonly [4]>) => (g(y), y))(t.ones([4]))
  test.each([
    ['nonzero', f((y) => t.nonzero(y)), 'nonzero: x is symbolic f32[4]: how much is selected would depend on its elements, and a trace needs shapes; tensor.where keeps the shape and chooses'],
    ['booleanMask', f((y) => pipe(y, t.booleanMask(pipe(y, t.greater(0))))), 'booleanMask: mask is symbolic bool[4]: how much is selected'],
    ['compress', f((y) => pipe(y, t.compress(pipe(y, t.greater(0))))), 'compress: mask is symbolic bool[4]: how much is selected'],
  ])('%s', (_, run, message) => expect(run).toThrow(message))
})

describe('wrong input', () => {
  const m = t.of([2, 3], [1, 2, 3, 4, 5, 6])
  const untyped = (f: unknown): ((...args: readonly unknown[]) => any) => f as (...args: readonly unknown[]) => any
  test.each([
    [() => untyped(t.at)(2)(m), 'at: position 2 of axis 0 does not fit [2, 3]'], [() => untyped(t.at)(0, 0, 0)(m), 'at: 3 positions for [2, 3], which has 2 axes'],
    [() => untyped(t.at)(null, [1, 4])(m), 'at: range [1, 4] of axis 1 does not fit [2, 3]'], [() => untyped(t.at)('..')(m), 'at: positions should be a list of positions'],
    [() => untyped(t.at)([0, 1, null])(m), 'at: positions should be'], [() => untyped(t.at)(0.5)(m), 'at: positions should be'],
    [() => untyped(t.gather)(t.of([1], [3], 'i32'), { axis: 1 })(m), 'gather: indices[0] should be an index from 0 to 2, but is 3'],
    [() => untyped(t.gather)(t.of([1], [0], 'i32'), { axis: 2 })(m), 'gather: axis 2 is out of range: [2, 3] has 2 axes'],
    [() => untyped(t.takeAlong)(1)(t.of([1, 1], [0], 'i32'))(m), 'takeAlong: indices [1, 1] for [2, 3] along axis 1: sizes 1 and 2 of axis 0 differ'],
    [() => untyped(t.scatterAdd)(t.of([1], [0], 'i32'), t.zeros([2]))(m), 'scatterAdd: cannot broadcast [2] to [1, 3]: 2 is not 3'],
    [() => untyped(t.scatterAdd)(t.of([1], [0], 'i32'), t.zeros([3], 'f64'))(m), 'scatterAdd: updates should be a tensor of f32, but is'],
    [() => untyped(t.scatterAdd)(t.of([1], [2], 'i32'), 1)(m), 'scatterAdd: indices[0] should be an index from 0 to 1, but is 2'],
    [() => untyped(t.scatterAdd)(t.of([1], [1], 'i32'), 0.5)(t.of([2], [1, 2], 'i32')), 'scatterAdd: updates should be a value of i32, but is 0.5'],
    [() => untyped(t.segmentSum)(2)(t.of([3], [0, 1, 0], 'i32'))(m), 'segmentSum: ids [3] for [2, 3]: sizes 3 and 2 of axis 0 differ'],
    [() => untyped(t.segmentSum)(2)(t.of([2], [0, 2], 'i32'))(m), 'segmentSum: indices[1] should be an index from 0 to 1, but is 2'],
    [() => untyped(t.dynamicSlice)([0], [1, 1])(m), 'dynamicSlice: 1 starts for [2, 3], which has 2 axes'],
    [() => untyped(t.dynamicSlice)([0, 3], [1, 1])(m), 'dynamicSlice: starts[1] should be an index from 0 to 2, but is 3'],
    [() => untyped(t.dynamicSlice)([0, 0], [1, 4])(m), 'dynamicSlice: [1, 4] does not fit [2, 3]: 4 of axis 1 is more than 3'],
    [() => untyped(t.dynamicUpdate)([1, 0], t.zeros([2, 1]))(m), 'dynamicUpdate: starts[0] should be an index from 0 to 0, but is 1'],
    [() => untyped(t.where)(m, t.zeros([2]))(t.of([3], [1, 0, 1], 'bool')), 'where: cannot broadcast [2, 3] with [2]: 3 is not 2'],
    [() => untyped(t.where)(1, 0)(t.of([3], [1, 0, 1], 'bool')), 'where: no should be a tensor, as yes is a number, but is 0'],
    [() => untyped(t.split)(2, 1)(m), 'split: cannot split axis 1 of [2, 3] into 2 equal parts'], [() => untyped(t.split)([1, 1], 1)(m), 'split: cannot split axis 1 of [2, 3] into [1, 1]: they add up to 2'],
    [() => untyped(t.unstack)(2)(m), 'unstack: axis 2 is out of range: [2, 3] has 2 axes'], [() => untyped(t.roll)([1, 2])(m), 'roll: shift should be one shift, but is [1, 2]'],
    [() => untyped(t.moveAxis)([0, 1], 0)(m), 'moveAxis: 2 axes go to 1 place'], [() => untyped(t.tril)()(t.zeros([3])), 'tril: [3] has 1 axis: matrices have at least 2'],
    [() => untyped(t.diagonal)(3)(m), 'diagonal 3 is outside of [2, 3]'], [() => untyped(t.pad)([[2, 0], [0, 0]], { mode: 'reflect' })(m), 'pad: widths [2, 0] of axis 0 are more than reflect finds in [2, 3]'],
    [() => untyped(t.pad)([[0, 0], [0, 0]], { mode: 'mirror' })(m), 'pad: mode should be one of "reflect", "symmetric", "edge", "wrap", but is "mirror"'],
    [() => t.arange(0, 4, -1), 'arange: step should be positive, from 0 to 4, but is -1'], [() => t.arange(0, 1, 0.5), 'arange: step should be a value of i32, but is 0.5'],
    [() => untyped(t.compress)(t.of([2], [1, 0], 'bool'), { axis: 1 })(m), 'compress: mask should be of shape [3], but is [2]'],
    [() => untyped(t.booleanMask)(t.of([3], [1, 0, 1], 'bool'))(m), 'booleanMask: mask [3] for [2, 3]: sizes 3 and 2 of axis 0 differ'],
    [() => untyped(t.meshgrid)()([m]), 'meshgrid: vectors[0] should be a vector, but is [2, 3]'],
  ])('%#: %s', (run, message) => {
    expect(run).toThrow(TenfoldError)
    expect(run).toThrow(message)
  })
})

const size = fc.integer({ min: 1, max: 5 })
const matrix = fc.tuple(size, size).chain(([m, n]) =>
  fc.array(fc.integer({ min: -9, max: 9 }), { minLength: m * n, maxLength: m * n }).map((values) => t.of([m, n], values)))

describe('laws', () => {
  const same = (a: AnyTensor, b: AnyTensor): void => expect([a.shape, t.toNested(a)]).toEqual([b.shape, t.toNested(b)])
  test('concatenate and stack undo split and unstack', () => fc.assert(fc.property(matrix, fc.constantFrom(0, 1, -1), (x, axis) => {
    const n = x.shape.at(axis) as number
    same(t.concatenate(axis)(t.split(n, axis)(x as AnyTensor) as AnyTensor[]) as AnyTensor, x)
    same(t.stack(axis)(t.unstack(axis)(x as AnyTensor) as AnyTensor[]) as AnyTensor, x)
  })))
  test('flip undoes itself, roll is undone, triangles add up', () => fc.assert(fc.property(matrix, fc.integer({ min: -9, max: 9 }), (x, k) => {
    same(pipe(x, t.flip([0, 1]), t.flip([1, 0])), x)
    same(pipe(x, t.roll(k), t.roll(-k)), x)
    same(pipe(x, t.tril(k), t.add(pipe(x, t.triu(k + 1)))), x)
  })))
  test('at backward is flip, and at a position a row of unstack', () => fc.assert(fc.property(matrix, (x) => {
    same(pipe(x, t.at([null, null, -1])), pipe(x, t.flip(0)))
    same(pipe(x, t.at(-1)) as AnyTensor, pipe(x, t.unstack()).at(-1) as AnyTensor)
  })))
  test('what dynamicUpdate puts in, dynamicSlice takes out', () => fc.assert(fc.property(matrix, fc.nat(4), fc.nat(4), (x, a, b) => {
    const [m, n] = x.shape
    const [i, j] = [a % m, b % n]
    const window = t.full([m - i, 1], 100)
    same(pipe(x, t.dynamicUpdate([t.scalar(i, 'i32'), j], window), t.dynamicSlice([i, t.scalar(j, 'i32')], [m - i, 1])), window)
  })))
  test('scatterAdd to zeros is segmentSum', () => fc.assert(fc.property(matrix, (x) => {
    const ids = t.of([x.shape[0]], Array.from({ length: x.shape[0] }, (_, i) => (i * 7) % 3), 'i32')
    same(pipe(t.zeros([3, x.shape[1]]), t.scatterAdd(ids, x as AnyTensor) as (y: AnyTensor) => AnyTensor), pipe(x as AnyTensor, t.segmentSum(3)(ids) as (y: AnyTensor) => AnyTensor))
  })))
})
