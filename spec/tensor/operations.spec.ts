/** The operations that users call: values, shapes, and what they refuse. */
import { pipe } from 'fp-ts/lib/function.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printType } from '../../src/program/infer.js'
import * as t from '../../src/tensor/index.js'
import { of } from '../../src/tensor/index.js'
import { isTensor, type AnyTensor, type Tensor } from '../../src/tensor/tensor.js'
import { backends } from '../backend/each.js'
import { proven, type R } from '../shape/twin.js'
import type { Same } from '../../src/shape/fits.js'
import { compiled } from './compiled.js'

const x = of([2, 3], [1, 2, 3, 4, 5, 6])
const y = of([3], [10, 20, 30])
const i = of([4], [-7, 0, 3, 7], 'i32')
const nested = (v: AnyTensor): unknown => {
  const list = t.toArray(v)
  const go = (shape: readonly number[], from: number): unknown => {
    const [n, ...rest] = shape
    const size = rest.reduce((a, b) => a * b, 1)
    return n === undefined ? list[from] : Array.from({ length: n }, (_, k) => go(rest, from + k * size))
  }
  return go(v.shape as readonly number[], 0)
}

/** What an operation makes of its argument. */
const facts: readonly (readonly [about: string, f: (x: any) => AnyTensor, x: AnyTensor, result: unknown, dtype?: string])[] = [
  ['add a row', t.add(y), x, [[11, 22, 33], [14, 25, 36]]],
  ['add a number', t.add(0.5), x, [[1.5, 2.5, 3.5], [4.5, 5.5, 6.5]]],
  ['broadcast both ways', t.mul(of([2, 1], [1, 10])), y, [[10, 20, 30], [100, 200, 300]]],
  ['sub is a - b', t.sub(1), y, [9, 19, 29]], ['div is a / b', t.div(of([3], [2, 5, 0])), y, [5, 4, Infinity]],
  ['div of integers truncates', t.div(2), i, [-3, 0, 1, 3], 'i32'], ['div by 0', t.div(0), i, [0, 0, 0, 0], 'i32'],
  ['pow', t.pow(0.5), of([3], [0, 4, 9]), [0, 2, 3]],
  ['minimum', t.minimum(of([3], [NaN, 15, 15])), y, [NaN, 15, 15]], ['maximum', t.maximum(4), x, [[4, 4, 4], [4, 5, 6]]],
  ['less', t.less(3), x, [[1, 1, 0], [0, 0, 0]], 'bool'], ['lessOrEqual', t.lessOrEqual(3), x, [[1, 1, 1], [0, 0, 0]], 'bool'],
  ['greater', t.greater(of([1], [3])), x, [[0, 0, 0], [1, 1, 1]], 'bool'], ['greaterOrEqual', t.greaterOrEqual(3), x, [[0, 0, 1], [1, 1, 1]], 'bool'],
  ['equal', t.equal(of([2, 1], [1, 5])), x, [[1, 0, 0], [0, 1, 0]], 'bool'], ['notEqual', t.notEqual(NaN), y, [1, 1, 1], 'bool'],
  ['not', t.not, of([2], [0, 1], 'bool'), [1, 0], 'bool'],
  ['where', t.where(of([2], [1, 2]), of([2], [-1, -2])), of([2], [1, 0], 'bool'), [1, -2], 'f32'],
  ['neg', t.neg, i, [7, 0, -3, -7], 'i32'], ['abs', t.abs, i, [7, 0, 3, 7], 'i32'], ['square', t.square, y, [100, 400, 900]],
  ['sqrt', t.sqrt, of([2], [4, 9]), [2, 3]], ['reciprocal', t.reciprocal, of([2], [4, -2]), [0.25, -0.5]],
  ['floor', t.floor, of([2], [1.5, -1.5]), [1, -2]], ['ceil', t.ceil, of([2], [1.5, -1.5]), [2, -1]], ['round', t.round, of([3], [0.5, 1.5, -2.5]), [0, 2, -2]],
  ['cast to integers', t.cast('i32'), of([3], [1.9, -1.9, NaN]), [1, -1, 0], 'i32'], ['cast to truth values', t.cast('bool'), of([2], [0, 0.1]), [0, 1], 'bool'],
  ['cast rounds', t.cast('f32'), of([1], [0.1], 'f64'), [Math.fround(0.1)], 'f32'], ['cast to f64', t.cast('f64'), i, [-7, 0, 3, 7], 'f64'],
  ['matmul', t.matmul(of([3, 1], [1, 10, 100])), x, [[321], [654]]],
  ['matmul of a batch', t.matmul(of([2, 1, 2], [1, 2, 3, 4])), of([2, 2, 1], [1, 10, 100, 1000]), [[[1, 2], [10, 20]], [[300, 400], [3000, 4000]]]],
  ['matmul: one matrix for all', t.matmul(of([1, 1], [2])), of([2, 2, 1], [1, 2, 3, 4]), [[[2], [4]], [[6], [8]]]],
  ['sum', t.sum(), x, 21], ['sum of rows', t.sum([-1]), x, [6, 15]], ['sum, axes kept', t.sum([0], { keepDims: true }), x, [[5, 7, 9]]], ['sum of nothing', t.sum(), t.zeros([0]), 0],
  ['sum over no axis', t.sum([]), x, [[1, 2, 3], [4, 5, 6]]],
  ['mean', t.mean([0]), x, [2.5, 3.5, 4.5]], ['variance', t.variance(), of([4], [1, 3, 5, 7]), 5], ['variance, axes kept', t.variance([1], { keepDims: true }), of([1, 2], [1, 3]), [[1]]],
  ['max', t.max([1]), x, [3, 6]], ['min', t.min(), x, 1], ['argmax', t.argmax(), of([2, 3], [1, 3, 3, 9, 0, 9]), [1, 0], 'i32'], ['argmax along 0', t.argmax(0), x, [1, 1, 1], 'i32'],
  ['reshape', t.reshape([3, 2]), x, [[1, 2], [3, 4], [5, 6]]], ['reshape with -1', t.reshape([-1]), x, [1, 2, 3, 4, 5, 6]], ['flatten', t.flatten, x, [1, 2, 3, 4, 5, 6]],
  ['permute', t.permute([1, 0]), x, [[1, 4], [2, 5], [3, 6]]], ['permute from the end', t.permute([-1, 0]), x, [[1, 4], [2, 5], [3, 6]]], ['transpose', t.transpose, x, [[1, 4], [2, 5], [3, 6]]],
  ['broadcastTo', t.broadcastTo([2, 3]), y, [[10, 20, 30], [10, 20, 30]]], ['expandDims', t.expandDims(-1), y, [[10], [20], [30]]], ['squeeze', t.squeeze([0]), of([1, 2], [1, 2]), [1, 2]], ['squeeze all', t.squeeze(), of([1, 2, 1], [1, 2]), [1, 2]],
  ['slice', t.slice([[0, 1], [1, 3]]), x, [[2, 3]]], ['slice from the end', t.slice([null, [-2, -1]]), x, [[2], [5]]], ['slice with a step', t.slice([[0, 2], [0, 3, 2]]), x, [[1, 3], [4, 6]]],
  ['pad', t.pad([[1, 0], [0, 2]]), of([1, 1], [5]), [[0, 0, 0], [5, 0, 0]]], ['pad with a value', t.pad([[1, 1]], -1), of([1], [5]), [-1, 5, -1]],
  ['repeat', t.repeat([2, 1]), x, [[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]]], ['repeat both axes', t.repeat([2, 3]), of([1, 2], [7, 8]), [[7, 7, 7, 8, 8, 8], [7, 7, 7, 8, 8, 8]]], ['repeat once', t.repeat([1, 1]), x, [[1, 2, 3], [4, 5, 6]]], ['repeat truth values', t.repeat([2]), of([2], [1, 0], 'bool'), [1, 1, 0, 0], 'bool'], ['repeat nothing', t.repeat([2, 2]), t.zeros([2, 0]), [[], [], [], []]],
  ['gather', t.gather(of([2, 1], [1, 0], 'i32')), x, [[[4, 5, 6]], [[1, 2, 3]]]], ['oneHot', t.oneHot(3), of([2], [0, 2], 'i32'), [[1, 0, 0], [0, 0, 1]], 'f32'], ['oneHot in f64', t.oneHot(2, 'f64'), of([], [1], 'i32'), [0, 1], 'f64'],
  ['softmax', t.softmax, of([2], [0, 0]), [0.5, 0.5]], ['softmax of large numbers', t.softmax, of([2], [1e30, -1e30]), [1, 0]], ['logSumExp', t.logSumExp, of([2, 2], [1000, -Infinity, 5, -Infinity]), [1000, 5]],
  ['conv2d', t.conv2d(of([2, 2, 1, 1], [1, 10, 100, 1000])), of([1, 2, 3, 1], [1, 2, 3, 4, 5, 6]), [[[[5421], [6532]]]]],
  ['conv3d', t.conv3d(of([2, 1, 2, 1, 1], [1, 10, 100, 1000])), of([1, 2, 1, 3, 1], [1, 2, 3, 4, 5, 6]), [[[[[5421], [6532]]]]]],
  ['maxPool3d', t.maxPool3d([1, 1, 2]), of([1, 1, 1, 4, 1], [1, 3, -1, -2]), [[[[[3], [-1]]]]]], ['averagePool3d: padding does not count', t.averagePool3d([1, 1, 2], { padding: 'same' }), of([1, 1, 1, 3, 1], [1, 3, 5]), [[[[[2], [5]]]]]],
  ['conv1d', t.conv1d(of([2, 1, 1], [1, 10]), { padding: [1, 0] }), of([1, 3, 1], [1, 2, 3]), [[[10], [21], [32]]]],
  ['maxPool1d', t.maxPool1d(2, { stride: 1 }), of([1, 4, 1], [1, 3, -1, -2]), [[[3], [3], [-1]]]], ['averagePool1d: padding does not count', t.averagePool1d(2, { padding: 'same' }), of([1, 3, 1], [1, 3, 5]), [[[2], [5]]]],
  ['maxPool2d', t.maxPool2d([1, 2]), of([1, 1, 4, 1], [1, 3, -1, -2]), [[[[3], [-1]]]]], ['averagePool2d: padding does not count', t.averagePool2d([1, 2], { padding: 'same' }), of([1, 1, 3, 1], [1, 3, 5]), [[[[2], [5]]]]],
]
describe.each(facts.map(([name, f, at, result, dtype]) => ({ name, f, at, result, dtype })))('$name', ({ f, at, result, dtype }) => {
  test.each(backends)('on $name, and eagerly', (backend) => {
    const eager = f(at)
    expect([nested(eager), eager.dtype]).toEqual([result, dtype ?? at.dtype])
    expect(nested(compiled(backend, f, at))).toEqual(result)
  })
})

test('joins', () => {
  expect(nested(t.concatenate(0)([x, of([1, 3], [7, 8, 9])]))).toEqual([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
  expect(nested(t.concatenate(-1)([x, of([2, 1], [0, 0])]))).toEqual([[1, 2, 3, 0], [4, 5, 6, 0]])
  expect(nested(t.stack(0)([y, y]))).toEqual([[10, 20, 30], [10, 20, 30]])
  expect(nested(t.stack(-1)([y, y]))).toEqual([[10, 10], [20, 20], [30, 30]])
})

test('a loop gives the last state and the outputs', () => {
  const [total, before] = t.scan((sum: Tensor<readonly []>, row: Tensor<readonly []>) => [t.add(row)(sum), sum] as const, t.scalar(0), of([3], [1, 2, 3]))
  expect([t.item(total), t.toArray(before)]).toEqual([6, [0, 1, 3]])
  const [, backwards] = t.scan((sum: Tensor<readonly []>, row: Tensor<readonly []>) => [t.add(row)(sum), sum] as const, t.scalar(0), of([3], [1, 2, 3]), { reverse: true })
  expect(t.toArray(backwards)).toEqual([5, 3, 0])
})

test('making', () => {
  expect([t.zeros([2]), t.ones([2], 'i32'), t.full([2], 0.5), t.range(3), t.scalar(7, 'u32')].map((v) => [printType(v), nested(v)]))
    .toEqual([['f32[2]', [0, 0]], ['i32[2]', [1, 1]], ['f32[2]', [0.5, 0.5]], ['i32[3]', [0, 1, 2]], ['u32[]', 7]])
  expect(t.toArray(of([2], [0.1, 1e-46]))).toEqual([Math.fround(0.1), 0])
})

test('types', () => {
  const product = pipe(x, t.matmul(t.zeros([3, 5])), t.sum([0]))
  proven<Same<typeof product, Tensor<R<[5]>>>>()
  const some = pipe(x, t.slice([null, [0, 3, 2]]), t.greater(1))
  proven<Same<typeof some, Tensor<R<[2, 2]>, 'bool'>>>()
  const both = t.stack(1)([y, y])
  proven<Same<typeof both, Tensor<R<[3, 2]>>>>()
  const rows = pipe(t.zeros([7, 3]), t.gather(of([2, 2], [0, 1, 2, 3], 'i32')))
  proven<Same<typeof rows, Tensor<R<[2, 2, 3]>>>>()
  const sequence = pipe(t.zeros([1, 9, 2]), t.conv1d(t.zeros([3, 2, 4]), { stride: 2 }), t.maxPool1d(2), t.averagePool1d(2, { stride: 1, padding: 'same' }))
  proven<Same<typeof sequence, Tensor<R<[1, 2, 4]>>>>()
  const image = pipe(t.zeros([1, 8, 8, 2]), t.conv2d(t.zeros([3, 3, 2, 4]), { stride: [2, 2] }), t.maxPool2d([3, 1]))
  proven<Same<typeof image, Tensor<R<[1, 1, 3, 4]>>>>()
  const volume = pipe(t.zeros([1, 4, 8, 8, 2]), t.conv3d(t.zeros([2, 3, 3, 2, 4]), { stride: [1, 2, 2], padding: 'same' }), t.maxPool3d([2, 2, 1]), t.averagePool3d([1, 1, 3], { stride: [1, 1, 1], padding: [[0, 0], [0, 0], [1, 1]] }))
  proven<Same<typeof volume, Tensor<R<[1, 2, 2, 4, 4]>>>>()
  const larger = pipe(t.zeros([1, 4, 3, 2]), t.repeat([1, 2, 3, 1]))
  proven<Same<typeof larger, Tensor<R<[1, 8, 9, 2]>>>>()
  const classes = pipe(of([2], [0, 1], 'i32'), t.oneHot(3), t.argmax(-1))
  proven<Same<typeof classes, Tensor<R<[2]>, 'i32'>>>()
  expect([product, some, both, rows, sequence, image, volume, larger, classes].map((v) => [...v.shape])).toEqual([[5], [2, 2], [3, 2], [2, 2, 3], [1, 2, 4], [1, 1, 3, 4], [1, 2, 2, 4, 4], [1, 8, 9, 2], [2]])
})

describe('a tensor is a value', () => {
  test('what it was made of may change', () => {
    const values = [1, 2]
    const typed = Float32Array.of(1, 2)
    const shape = [2]
    const [a, b] = [of(shape as unknown as readonly [2], values), of([2], typed)]
    values[0] = typed[0] = shape[0] = 9
    expect([t.toArray(a), t.toArray(b), a.shape]).toEqual([[1, 2], [1, 2], [2]])
  })
  test('what is read of it is a copy', () => {
    const list = t.toArray(y) as number[]
    list[0] = -1
    expect(t.toArray(y)).toEqual([10, 20, 30])
  })
  test('its form is frozen', () => {
    expect(() => { (y as { shape: unknown }).shape = [4] }).toThrow(TypeError)
    expect(() => { (y.shape as unknown as number[])[0] = 4 }).toThrow(TypeError)
  })
  test('operations leave their operands, and views that move nothing do not share', () => {
    const before = t.toArray(x)
    for (const [, f, at] of facts) if (at === x) f(at)
    expect(t.toArray(x)).toEqual(before)
    expect(isTensor(x) && !isTensor({ shape: [1], dtype: 'f32' })).toBe(true)
  })
})

const bad: any = t
const no = (dtype: string, allowed = 'f32 or f64 or i32 or u32'): string => `should be a tensor of ${allowed}, but is "${dtype}"`
const truth = of([2], [0, 1], 'bool')
test.each<readonly [operation: string, bad: () => unknown, message: string]>([
  ['of', () => of([2], [1, 2, 3]), 'of: [2] takes 2 values, received 3'],
  ['of', () => of([-1], []), 'of: shape should be a list of whole sizes of at least 0, but is [-1]'],
  ['of', () => of([2], [1, 1.5], 'i32'), 'of: values[1] should be a value of i32, but is 1.5'],
  ['of', () => of([1], [-1], 'u32'), 'of: values[0] should be a value of u32, but is -1'],
  ['of', () => of([1], [2], 'bool'), 'of: values[0] should be a value of bool, but is 2'],
  ['of', () => of([1], [NaN], 'i32'), 'of: values[0] should be a value of i32, but is NaN'],
  ['full', () => t.full([1.5], 0), 'full: shape should be a list of whole sizes of at least 0, but is [1.5]'],
  ['full', () => t.full([1], 0.5, 'i32'), 'full: value should be a value of i32, but is 0.5'],
  ['range', () => t.range(-1), 'range: n should be a whole number from 0 to 9007199254740991, but is -1'],
  ['item', () => t.item(x), 'item: x should be a tensor of one element, but is [2, 3]'],
  ['add', () => bad.add(of([2], [1, 2]))(x), 'add: cannot broadcast [2, 3] with [2]: 3 is not 2'],
  ['add', () => bad.add(of([3], [1, 2, 3], 'f64'))(x), 'add: b should be f32, but is "f64"'],
  ['add', () => bad.add(0.5)(i), 'add: b should be a value of i32, but is 0.5'],
  ['add', () => bad.add('1')(x), 'add: b should be a tensor or a number, but is "1"'],
  ['add', () => bad.add(1)(truth), `add: a ${no('bool')}`],
  ['pow', () => bad.pow(2)(i), `pow: a ${no('i32', 'f32 or f64')}`],
  ['less', () => bad.less(1)(truth), `less: a ${no('bool')}`],
  ['where', () => bad.where(x, y)(truth), 'where: cannot broadcast [2] with [2, 3]: 2 is not 3'],
  ['where', () => bad.where(of([2], [1, 2]), of([2], [1, 2], 'f64'))(truth), 'where: no should be f32, but is "f64"'],
  ['where', () => bad.where(of([2], [1, 2]), of([2], [1, 2]))(of([2], [1, 2])), 'where: condition should be a tensor of bool, but is "f32"'],
  ['exp', () => bad.exp(i), `exp: x ${no('i32', 'f32 or f64')}`],
  ['not', () => bad.not(x), `not: x ${no('f32', 'i32 or u32 or bool')}`],
  ['matmul', () => bad.matmul(x)(x), 'matmul: cannot multiply [2, 3] by [2, 3]: inner sizes 3 and 2 differ'],
  ['matmul', () => bad.matmul(y)(t.scalar(1)), 'matmul: cannot multiply [] by [3]: both need an axis'],
  ['matmul', () => bad.matmul(t.zeros([3, 1], 'f64'))(x), 'matmul: b should be f32, but is "f64"'],
  ['matmul', () => bad.matmul(t.zeros([3, 1, 2]))(t.zeros([2, 1, 1])), 'matmul: cannot multiply [2, 1, 1] by [3, 1, 2]: leading sizes [2] and [3] differ'],
  ['sum', () => bad.sum([2])(x), 'sum: axis 2 is out of range: [2, 3] has 2 axes'],
  ['sum', () => bad.sum([0, -2])(x), 'sum: axis 0 of [2, 3] is given twice'],
  ['mean', () => t.mean()(t.zeros([0])), 'mean: x should be at least one element along the reduced axes, but is [0]'],
  ['max', () => t.max([1])(t.zeros([2, 0])), 'max: x should be at least one element along the reduced axes, but is [2, 0]'],
  ['argmax', () => bad.argmax(3)(x), 'argmax: axis 3 is out of range: [2, 3] has 2 axes'],
  ['reshape', () => bad.reshape([4])(x), 'reshape: cannot reshape [2, 3] (6 elements) into [4] (4 elements)'],
  ['permute', () => bad.permute([0, 0])(x), 'permute: axis 0 of [2, 3] is given twice'],
  ['transpose', () => bad.transpose(y), 'transpose: x should be a matrix, but is [3]'],
  ['broadcastTo', () => bad.broadcastTo([2, 4])(y), 'broadcastTo: cannot broadcast [3] to [2, 4]: 3 is not 4'],
  ['expandDims', () => bad.expandDims(5)(y), 'expandDims: axis 5 is out of range: a new axis of [3] is one of -2 to 1'],
  ['squeeze', () => bad.squeeze([0])(x), 'squeeze: cannot squeeze axis 0 of [2, 3]: its size is 2, not 1'],
  ['slice', () => bad.slice([[0, 5]])(x), 'slice: range [0, 5] of axis 0 does not fit [2, 3]'],
  ['slice', () => bad.slice([null, null, null])(x), 'slice: 3 ranges for [2, 3], which has 2 axes'],
  ['pad', () => bad.pad([[1, 1]])(x), 'pad: 1 pair of widths for [2, 3], which has 2 axes'],
  ['pad', () => bad.pad([[-1, 0], [0, 0]])(x), 'pad: widths [-1, 0] of axis 0 are negative'],
  ['pad', () => bad.pad([[1, 0]], 0.5)(i), 'pad: value should be a value of i32, but is 0.5'],
  ['concatenate', () => bad.concatenate(0)([x, y]), 'concatenate: cannot concatenate [2, 3] and [3] along axis 0: they have 2 axes and 1 axis'],
  ['concatenate', () => bad.concatenate(0)([y, i]), 'concatenate: tensors[1] should be f32, but is "i32"'],
  ['stack', () => bad.stack(0)([y, of([2], [1, 2])]), 'stack: cannot stack [3] and [2] along axis 0: sizes 3 and 2 of axis 0 differ'],
  ['gather', () => t.gather(of([2], [0, 2], 'i32'))(x), 'gather: indices[1] should be an index from 0 to 1, but is 2'],
  ['gather', () => bad.gather(y)(x), 'gather: indices should be a tensor of i32, but is "f32"'],
  ['oneHot', () => t.oneHot(3)(of([1], [-1], 'i32')), 'oneHot: indices[0] should be an index from 0 to 2, but is -1'],
  ['softmax', () => t.softmax(t.zeros([2, 0])), 'softmax: x should be at least one element along the last axis, but is [2, 0]'],
  ['conv2d', () => bad.conv2d(t.zeros([3, 3, 2, 1]))(t.zeros([1, 4, 4, 1])), 'conv2d: kernel should be [height, width, 1, filters], but is [3, 3, 2, 1]'],
  ['conv2d', () => bad.conv2d(t.zeros([3, 3, 4, 1]))(t.zeros([4, 4, 4])), 'conv2d: x should be [batch, height, width, channels], but is [4, 4, 4]'],
  ['conv2d', () => bad.conv2d(t.zeros([5, 3, 1, 1]))(t.zeros([1, 4, 4, 1])), 'conv2d: height: kernel 5 is larger than 4'],
  ['conv3d', () => bad.conv3d(t.zeros([3, 3, 3, 2, 1]))(t.zeros([1, 4, 4, 4, 1])), 'conv3d: kernel should be [depth, height, width, 1, filters], but is [3, 3, 3, 2, 1]'],
  ['conv3d', () => bad.conv3d(t.zeros([3, 3, 3, 4, 1]))(t.zeros([4, 4, 4, 4])), 'conv3d: x should be [batch, depth, height, width, channels], but is [4, 4, 4, 4]'],
  ['conv3d', () => bad.conv3d(t.zeros([5, 3, 3, 1, 1]))(t.zeros([1, 4, 4, 4, 1])), 'conv3d: depth: kernel 5 is larger than 4'],
  ['conv3d', () => bad.conv3d(t.zeros([3, 3, 3, 1, 1]), { stride: [2, 2] })(t.zeros([1, 4, 4, 4, 1])), 'conv3d: stride should be three whole numbers, [depth, height, width], but is [2, 2]'],
  ['conv3d', () => bad.conv3d(t.zeros([3, 3, 3, 1, 1]), { padding: [[1, 1], [1, 1]] })(t.zeros([1, 4, 4, 4, 1])), "conv3d: padding should be 'valid', 'same' or [before, after] for each axis, but is [[1, 1], [1, 1]]"],
  ['maxPool3d', () => bad.maxPool3d([2, 2])(t.zeros([1, 4, 4, 4, 1])), 'maxPool3d: window should be three whole numbers, [depth, height, width], but is [2, 2]'],
  ['averagePool3d', () => bad.averagePool3d([2, 5, 2])(t.zeros([1, 4, 4, 4, 1])), 'averagePool3d: height: kernel 5 is larger than 4'],
  ['repeat', () => bad.repeat([2])(x), 'repeat: 1 factor for [2, 3], which has 2 axes'],
  ['repeat', () => bad.repeat([2, 0])(x), 'repeat: factor 0 of axis 1 is not positive'],
  ['repeat', () => bad.repeat([2, 1.5])(x), 'repeat: factors should be'],
  ['conv1d', () => bad.conv1d(t.zeros([3, 2, 1]))(t.zeros([1, 4, 1])), 'conv1d: kernel should be [length, 1, filters], but is [3, 2, 1]'],
  ['conv1d', () => bad.conv1d(t.zeros([5, 1, 1]))(t.zeros([1, 4, 1])), 'conv1d: length: kernel 5 is larger than 4'],
  ['averagePool1d', () => bad.averagePool1d(2)(t.zeros([1, 4, 4, 1])), 'averagePool1d: x should be [batch, length, channels], but is [1, 4, 4, 1]'],
  ['maxPool2d', () => bad.maxPool2d([2, 5])(t.zeros([1, 4, 4, 1])), 'maxPool2d: width: kernel 5 is larger than 4'],
  ['scan', () => bad.scan(() => [], t.scalar(0), t.scalar(1)), 'scan: sequences should be at least one tensor [steps, ...], but is "a scalar"'],
  ['scan', () => bad.scan((h: unknown) => [h, h], t.scalar(0), [t.zeros([2]), t.zeros([3])]), 'scan: sequences.1 should be 2 steps, but is 3'],
  ['scan', () => bad.scan(() => [t.zeros([2]), t.zeros([2])], t.scalar(0), t.zeros([2])), 'scan: the carried value should be f32[], as it began, but is "f32[2]"'],
])('%s refuses %#', (operation, call, message) => {
  expect(call).toThrow(expect.objectContaining({ name: 'TenfoldError', operation, message: expect.stringContaining(message) as string, at: expect.stringMatching(/operations\.spec\.ts:\d+:\d+$/) as string }))
})

test('laws: reshape keeps the order, permute undoes itself, concatenate undoes slice', () => fc.assert(fc.property(
  fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), fc.nat(4), (shape, at) => {
    const n = shape.reduce((a, b) => a * b, 1)
    const v = of(shape, Array.from({ length: n }, (_, k) => k)) as AnyTensor as Tensor<any>
    const order = shape.map((_, k) => (k + at) % shape.length)
    const back = order.map((_, k) => order.indexOf(k))
    expect(t.toArray(t.permute(back)(t.permute(order)(v) as Tensor<any>) as AnyTensor)).toEqual(t.toArray(v))
    expect(t.toArray(t.flatten(t.reshape(shape.toReversed())(v) as Tensor<any>))).toEqual(t.toArray(v))
    const cut = Math.min(at, shape[0]!)
    const halves = [t.slice([[0, cut]])(v), t.slice([[cut, shape[0]!]])(v)] as unknown as readonly [Tensor<any>, Tensor<any>]
    expect(t.toArray(t.concatenate(0)(halves as never) as unknown as AnyTensor)).toEqual(t.toArray(v))
  })))
