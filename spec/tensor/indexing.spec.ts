/** Elements by position, put elsewhere, and grids: values of NumPy and JAX, on every backend, in every element type that they move. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pipe, tensor as t, type Tensor } from '../../src/index.js'
import type { Backend } from '../../src/backend/backend.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { sameBits } from '../backend/each.js'
import { allBackends } from '../jit/each.js'
import { given, places, results } from '../outside/indexing.js'
import { compiled } from './compiled.js'

const inputs = {
  x: t.of([2, 3, 4], given.x), m: t.of([3, 4], given.m), v: t.of([5], given.v),
  rows: t.of([3, 2], given.rows), updates: t.of([5, 2], given.updates), columns: t.of([3, 2], given.columns),
  places: t.of([5], places, 'i32'), one: t.scalar(1, 'i32'),
}
type Inputs = typeof inputs

const two = t.of([2], [0, 3], 'i32')

/** Each by the name of its result. */
const operations: Readonly<Record<string, (given: Inputs) => AnyTensor>> = {
  'at a row': ({ x }) => pipe(x, t.at(1)), 'at a column': ({ x }) => pipe(x, t.at(null, 0)), 'at the last of all': ({ x }) => pipe(x, t.at('...', -1)),
  'at single positions': ({ x }) => pipe(x, t.at(1, 2, 3)), 'at ranges': ({ x }) => pipe(x, t.at([0, 1], [1, null], [null, null, 2])),
  'at negative bounds': ({ x }) => pipe(x, t.at(null, [-2, -1], [-3, null])), 'at a new axis': ({ x }) => pipe(x, t.at(null, t.newAxis, 1, '...', t.newAxis)),
  'at backward': ({ x }) => pipe(x, t.at([null, null, -1], null, [null, null, -2])),
  'at backward between': ({ x }) => pipe(x, t.at(1, [2, 0, -1], [-2, null, -2])), 'at nothing': ({ x }) => pipe(x, t.at(null, [1, 1])),
  'take': ({ x }) => pipe(x, t.gather(t.of([3], [2, 0, 0], 'i32'), { axis: 1 })),
  'take by a matrix': ({ x }) => pipe(x, t.gather(t.of([2, 2], [0, 3, 1, 1], 'i32'), { axis: -1 })),
  'takeAlong': ({ m }) => pipe(m, t.takeAlong(0)(t.of([2, 4], [2, 1, 0, 2, 0, 0, 0, 1], 'i32'))),
  'takeAlong the last': ({ m }) => pipe(m, t.takeAlong(-1)(t.of([3, 4], [1, 3, 0, 2, 1, 2, 0, 3, 2, 1, 0, 3], 'i32'))),
  'scatterAdd': ({ rows, places: at, updates }) => pipe(rows, t.scatterAdd(at, updates)),
  'scatterSet': ({ rows, places: at, updates }) => pipe(rows, t.scatterSet(pipe(at, t.at([null, 2])), pipe(updates, t.at([null, 2])))),
  'scatterMax': ({ rows, places: at, updates }) => pipe(rows, t.scatterMax(at, updates)),
  'scatterMin': ({ rows, places: at, updates }) => pipe(rows, t.scatterMin(at, updates)),
  'scatterAdd of columns': ({ columns }) => pipe(t.zeros([3, 4]), t.scatterAdd(t.of([2], [3, 3], 'i32'), columns, { axis: 1 })),
  'scatterSet of columns': ({ columns }) => pipe(t.zeros([3, 4]), t.scatterSet(t.of([2], [3, 1], 'i32'), columns, { axis: -1 })),
  'segmentSum': ({ places: at, updates }) => pipe(updates, t.segmentSum(4)(at)), 'segmentMax': ({ places: at, updates }) => pipe(updates, t.segmentMax(4)(at)),
  'segmentMin': ({ places: at, updates }) => pipe(updates, t.segmentMin(4)(at)), 'segmentMean': ({ places: at, updates }) => pipe(updates, t.segmentMean(4)(at)),
  'bincount': ({ places: at }) => t.bincount(5)(at),
  'dynamicSlice': ({ x, one }) => pipe(x, t.dynamicSlice([one, 0, pipe(one, t.add(1))], [1, 2, 2])),
  'dynamicUpdate': ({ x, one }) => pipe(x, t.dynamicUpdate([1, one, pipe(one, t.add(1))], t.full([1, 2, 2], 9))),
  'where': ({ m }) => pipe(m, t.greater(2), t.where(m, pipe(m, t.at(null, [0, 1])))), 'where of a number': ({ m }) => pipe(m, t.greater(2), t.where(0, m)),
  'split 1': ({ x }) => pipe(x, t.split(2, -1))[1], 'split by sizes 1': ({ v }) => pipe(v, t.split([2, 1, 2]))[1], 'unstack 1': ({ x }) => pipe(x, t.unstack(1))[1],
  'roll': ({ v }) => pipe(v, t.roll(2)), 'roll back': ({ x }) => pipe(x, t.roll(-3, 1)), 'roll two axes': ({ m }) => pipe(m, t.roll([1, -6], [0, 1])),
  'flip': ({ m }) => pipe(m, t.flip(0)), 'flip two axes': ({ x }) => pipe(x, t.flip([0, -1])), 'tile': ({ m }) => pipe(m, t.tile([2, 3])),
  'moveAxis': ({ x }) => pipe(x, t.moveAxis(0, -1)), 'moveAxis of two': ({ x }) => pipe(x, t.moveAxis([0, 2], [1, 0])), 'swapAxes': ({ x }) => pipe(x, t.swapAxes(0, -1)),
  'tril': ({ m }) => pipe(m, t.tril()), 'tril 1': ({ x }) => pipe(x, t.tril(1)), 'triu': ({ m }) => pipe(m, t.triu()), 'triu -1': ({ x }) => pipe(x, t.triu(-1)),
  'eye': () => t.eye(3, { columns: 4, k: 1 }),
  'diagonal': ({ x }) => pipe(x, t.diagonal()), 'diagonal 2': ({ m }) => pipe(m, t.diagonal(2)), 'diagonal -1': ({ m }) => pipe(m, t.diagonal(-1)),
  'diag': ({ v }) => pipe(v, t.diag()), 'diag -2': ({ v }) => pipe(v, t.at([null, 2]), t.diag(-2)), 'trace': ({ x }) => t.trace(x),
  'linspace': () => t.linspace(-1, 2, 7), 'linspace without its end': () => t.linspace(0, 1, 3, { endpoint: false }),
  'arange': () => t.arange(2, 11, 3), 'arange back': () => t.arange(5, -5, -4), 'arange of fractions': () => t.arange(0, 1, 0.3, 'f32'),
  'meshgrid 0': ({ v, m }) => t.meshgrid()([v, pipe(m, t.at(0))])[0], 'meshgrid 1': ({ v, m }) => t.meshgrid()([v, pipe(m, t.at(0))])[1],
  'meshgrid ij 1': ({ v, m }) => t.meshgrid({ indexing: 'ij' })([v, pipe(m, t.at(0)), pipe(v, t.at([null, 2]))])[1],
  'pad reflect': ({ m }) => pipe(m, t.pad([[2, 1], [3, 0]], { mode: 'reflect' })), 'pad symmetric': ({ m }) => pipe(m, t.pad([[3, 1], [0, 4]], { mode: 'symmetric' })),
  'pad edge': ({ m }) => pipe(m, t.pad([[5, 1], [0, 2]], { mode: 'edge' })), 'pad wrap': ({ m }) => pipe(m, t.pad([[3, 1], [2, 4]], { mode: 'wrap' })),
}
/** What is only there outside of traces, or where the mask is known. */
const selections: Readonly<Record<string, (given: Inputs) => AnyTensor>> = {
  'nonzero 0': ({ m }) => t.nonzero(pipe(m, t.greater(2)))[0], 'nonzero 1': ({ m }) => t.nonzero(pipe(m, t.greater(2)))[1],
  'booleanMask': ({ m }) => pipe(m, t.booleanMask(pipe(inputs.m, t.greater(2)))),
  'booleanMask of rows': ({ m }) => pipe(m, t.booleanMask(t.of([3], [true, false, true], 'bool'))),
  'compress': ({ m }) => pipe(m, t.compress(t.of([4], [true, false, false, true], 'bool'), { axis: 1 })),
}

let backends: readonly Backend[]
let close: () => unknown
beforeAll(async () => ({ backends, close } = await allBackends()))
afterAll(() => close())

test('every result has its operation', () =>
  expect(Object.keys({ ...operations, ...selections }).sort()).toEqual(Object.keys(results).sort()))

describe('as NumPy and JAX, on all backends', () => {
  test.each(Object.entries({ ...operations, ...selections }))('%s', (name, f) => {
    const eager = f(inputs)
    const expected = results[name]!
    expect({ shape: eager.shape, values: [...elements(eager)] }).toEqual(expected)
    if (name.startsWith('nonzero')) return
    for (const backend of backends) {
      const run = compiled(backend, f, inputs)
      expect([backend.name, run.shape, sameBits(elements(run), elements(eager))]).toEqual([backend.name, expected.shape, true])
    }
  })
})

/** What only moves elements, of a tensor [2, 3, 4] and one [3]. */
const moves: Readonly<Record<string, (x: AnyTensor, v: AnyTensor) => AnyTensor>> = {
  at: (x) => t.at(0, [null, null, -1], '...', t.newAxis)(x), gather: (x) => t.gather(t.of([2], [2, 0], 'i32'), { axis: 1 })(x),
  takeAlong: (x) => t.takeAlong(2)(t.of([2, 3, 1], [0, 1, 2, 3, 2, 1], 'i32'))(x),
  scatterSet: (x, v) => t.scatterSet(two, pipe(v, t.reshape([1, 3, 1])) as AnyTensor, { axis: 2 })(x),
  dynamicSlice: (x) => t.dynamicSlice([t.scalar(1, 'i32'), 0, 0], [1, 2, 4])(x), dynamicUpdate: (x) => t.dynamicUpdate([0, 1, 0], t.at([0, 1], [0, 2], [0, 2])(x))(x),
  where: (x, v) => t.where(x, t.at(null, t.newAxis)(v))(t.of([4], [1, 0, 0, 1], 'bool')) as AnyTensor,
  split: (x) => t.split([1, 3], -1)(x)[1] as AnyTensor, unstack: (x) => t.unstack(1)(x)[2] as AnyTensor, roll: (x) => t.roll(1, 1)(x), flip: (x) => t.flip([0, 2])(x),
  tile: (x) => t.tile([2, 1, 2])(x), moveAxis: (x) => t.moveAxis(0, 2)(x), swapAxes: (x) => t.swapAxes(0, 1)(x), tril: (x) => t.tril()(x), triu: (x) => t.triu(1)(x),
  diagonal: (x) => t.diagonal(1)(x), diag: (_, v) => t.diag(-1)(v), pad: (x) => t.pad([[1, 0], [0, 2], [1, 1]], { mode: 'reflect' })(x), squeeze: (x) => t.squeeze(1)(t.at(null, [1, 2])(x)),
}
/** The same of numbers in JavaScript: where each element comes from; -1 is 0. */
const numbered = t.of([2, 3, 4], Array.from({ length: 24 }, (_, i) => i + 1), 'f64')
const numberedVector = t.of([3], [25, 26, 27], 'f64')

describe.each(['f32', 'f64', 'i32', 'u32', 'bool'] as const)('elements of %s are moved', (dtype) => {
  const value = (i: number): number => (i < 0 ? 0 : dtype === 'bool' ? (i * 7) % 3 & 1 : dtype === 'u32' ? 4294967295 - i : dtype === 'i32' ? i - 12 : i / 2 - 6)
  const x = t.of([2, 3, 4], Array.from({ length: 24 }, (_, i) => value(i)), dtype)
  const v = t.of([3], [24, 25, 26].map(value), dtype)
  test.each(Object.entries(moves))('%s', (_, f) => {
    const expected = [...elements(f(numbered, numberedVector))].map((i) => value(i - 1))
    const eager = f(x, v)
    expect([eager.dtype, [...elements(eager)]]).toEqual([dtype, expected])
    for (const backend of backends) {
      const run = compiled(backend, ([a, b]: readonly [AnyTensor, AnyTensor]) => f(a, b), [x, v])
      expect([backend.name, run.dtype, [...elements(run)]]).toEqual([backend.name, dtype, expected])
    }
  })
})

describe('integers', () => {
  const ids = t.of([4], [0, 1, 0, 1], 'i32')
  const least = t.of([4], [-2147483648, 5, 3, 2147483647], 'i32')
  const large = t.of([4], [4294967295, 5, 3, 0], 'u32')
  test.each([
    ['segmentMax', () => pipe(least, t.segmentMax(3)(ids)), [3, 2147483647, -2147483648]],
    ['segmentMin', () => pipe(least, t.segmentMin(3)(ids)), [-2147483648, 5, 2147483647]],
    ['segmentMax without sign', () => pipe(large, t.segmentMax(3)(ids)), [4294967295, 5, 0]],
    ['segmentMin without sign', () => pipe(large, t.segmentMin(3)(ids)), [3, 0, 4294967295]],
    ['scatterAdd', () => pipe(least, t.scatterAdd(ids, 1)), [-2147483646, 7, 3, 2147483647]],
    ['trace', () => t.trace(t.of([2, 2], [1, 2, 3, 4], 'i32')), 5],
  ] as const)('%s', (_, f, expected) => expect(t.toNested(f() as Tensor<any, any>)).toEqual(expected))
})

describe('of several, ', () => {
  const ids = t.of([4], [1, 1, 1, 0], 'i32')
  test('the last is set', () => expect(t.toArray(pipe(t.zeros([3]), t.scatterSet(ids, t.of([4], [9, 8, -7, 1]))))).toEqual([1, -7, 0]))
  test('NaN is the greatest and the least', () => {
    const x = t.of([4], [1, NaN, 3, 4])
    expect(t.toArray(pipe(x, t.segmentMax(2)(ids)))).toEqual([4, NaN])
    expect(t.toArray(pipe(x, t.segmentMin(2)(ids)))).toEqual([4, NaN])
  })
  test('sums are added in increasing order', () => {
    const values = [1e8, 1, -1e8, 1, 0.5]
    const ones = t.of([5], [0, 0, 0, 0, 0], 'i32')
    const expected = values.reduce((sum, x) => Math.fround(sum + x), 0)
    expect(t.toArray(pipe(t.of([5], values), t.segmentSum(1)(ones)))).toEqual([expected])
  })
})
