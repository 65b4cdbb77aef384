/** Programs of one primitive each, with inputs on which it does what it is for: a text is read of them, and XLA runs them. */
import { constantOf } from '../../src/program/constant.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import * as f from '../../src/program/elementary/functions.js'
import { expression } from '../../src/program/expression.js'
import type { Kind, Primitive, TensorType } from '../../src/program/primitive.js'
import { count, type Program } from '../../src/program/program.js'
import * as s from '../../src/program/scalar.js'
import type { DType } from '../../src/shape/shape.js'
import { build, type } from '../program/build.js'

/** A program with inputs. */
export interface Sample {
  readonly program: Program
  readonly inputs: readonly Elements[]
}

/** Numbers that exact sums and products can be made of: no result depends on an order. */
const small = ({ shape, dtype }: TensorType, seed: number): Elements =>
  elementsOf(dtype, Array.from({ length: count(shape) }, (_, i) => {
    const drawn = Math.imul(i + 1, 2654435761 * seed) >>> 8
    return dtype === 'bool' ? drawn % 2 : dtype === 'u32' ? drawn % 17 : drawn % 17 - 8
  }))

/** A primitive of operands of these types, which are inputs with these elements, else with small whole numbers. */
const of = (primitive: Primitive, operands: readonly TensorType[], ...given: readonly (readonly number[] | undefined)[]): Sample => ({
  program: build(operands, ({ emit, size }) => {
    const first = emit(primitive, ...operands.map((_, i) => i))
    return Array.from({ length: size() - first }, (_, i) => first + i)
  }),
  inputs: operands.map((t, i) => (given[i] === undefined ? small(t, i + 1) : elementsOf(t.dtype, given[i]))),
})

const each = (dtypes: readonly DType[], sample: (dtype: DType) => Sample): Readonly<Record<string, Sample>> =>
  Object.fromEntries(dtypes.map((dtype) => [dtype, sample(dtype)]))
const numbers: readonly DType[] = ['f32', 'f64', 'i32', 'u32']
const all: readonly DType[] = [...numbers, 'bool']

const [nan, infinity] = [NaN, Infinity]
/** Rows of four with NaN, infinities, zeros of both signs and equals. */
const rows = [nan, 1, nan, 2, 3, 3, -1, 3, -infinity, -infinity, -infinity, -infinity, -0, 0, -0, -1, 5, infinity, infinity, nan, 7, 6, 5, 4]
const table = type([6, 4])

const unary = (name: string, dtype: DType, g: (x: s.Scalar) => s.Scalar, xs: readonly number[]): Readonly<Record<string, Sample>> =>
  ({ [name]: of({ kind: 'map', expression: expression([dtype], g) }, [type([xs.length], dtype)], xs) })
const binary = (
  name: string, dtype: DType, g: (x: s.Scalar, y: s.Scalar) => s.Scalar, xs: readonly number[], ys: readonly number[],
): Readonly<Record<string, Sample>> => {
  const pairs = xs.flatMap((x) => ys.map((y) => [x, y] as const))
  const made = type([pairs.length], dtype)
  return { [name]: of({ kind: 'map', expression: expression([dtype, dtype], g) }, [made, made], pairs.map(([x]) => x), pairs.map(([, y]) => y)) }
}
const floats = [0, -0, 1, -1, 0.5, 1.5, -2.5, 3.7, infinity, -infinity, nan, 4294967296, -3e9, 2147483647]
const signed = [0, 1, -1, 7, -7, 31, 33, 2147483647, -2147483648]
const unsigned = [0, 1, 2, 7, 31, 33, 2147483648, 4294967295]

/** A loop over the sum so far, which gives each sum and the number of what was added. */
const sums = (steps: number, more: { readonly reverse?: boolean } = {}): Sample => {
  const row = type([2], 'i32')
  const body = build([row, row, row], ({ emit }) => {
    const scaled = emit({ kind: 'map', expression: expression(['i32', 'i32'], (x, y) => s.mul(x, y)) }, 0, 2)
    const sum = emit({ kind: 'map', expression: expression(['i32', 'i32'], (x, y) => s.add(x, y)) }, 1, scaled)
    return [sum, sum, emit({ kind: 'reduce', by: 'sum', axes: [0] }, sum)]
  })
  return of({ kind: 'scan', body, constants: 1, carried: 1, steps, reverse: more.reverse ?? false }, [row, row, type([steps, 2], 'i32')])
}

/** A loop that ends when its sum is 10 or more. */
const guarded = (first: 0 | 1): Sample => {
  const [truth, number] = [type([], 'bool'), type([], 'i32')]
  const body = build([truth, number, number], ({ emit }) => {
    const sum = emit({ kind: 'map', expression: expression(['i32', 'i32'], (x, y) => s.add(x, y)) }, 1, 2)
    return [emit({ kind: 'map', expression: expression(['i32'], (x) => s.lt(x, s.constant('i32', 10))) }, sum), sum, sum]
  })
  return of({ kind: 'scan', body, constants: 0, carried: 2, steps: 6, reverse: false, guarded: true }, [truth, number, type([6], 'i32')],
    [first], [1], [3, 4, 5, 6, 7, 8])
}

const bits = (form: 'word' | 'block', shape: readonly number[], start: number): Sample =>
  of({ kind: 'bits', shape, form }, [type([2], 'u32'), type([], 'u32')], [3405691582, 123456789], [start])

const constant = (made: TensorType, elements: readonly number[]): Sample => of(constantOf(made, elementsOf(made.dtype, elements)), [])

const where = (shape: readonly number[]): TensorType => type(shape, 'i32')

/** Every primitive. */
export const samples: { readonly [K in Kind]: Readonly<Record<string, Sample>> } = {
  map: {
    ...binary('i32 /', 'i32', s.div, signed, signed), ...binary('u32 /', 'u32', s.div, unsigned, unsigned),
    ...binary('i32 %', 'i32', s.rem, signed, signed), ...binary('u32 %', 'u32', s.rem, unsigned, unsigned),
    ...binary('i32 <<', 'i32', s.shl, signed, signed), ...binary('i32 >>', 'i32', s.shr, signed, signed), ...binary('u32 >>', 'u32', s.shr, unsigned, unsigned),
    ...binary('f32 <', 'f32', s.lt, floats, floats), ...binary('f32 ==', 'f32', s.eq, floats, floats),
    ...binary('u32 <=', 'u32', s.le, unsigned, unsigned),
    ...unary('f32 to i32', 'f32', (x) => s.convert(x, 'i32'), floats), ...unary('f32 to u32', 'f32', (x) => s.convert(x, 'u32'), floats),
    ...unary('f64 to u32', 'f64', (x) => s.convert(x, 'u32'), floats), ...unary('f32 to bool', 'f32', (x) => s.convert(x, 'bool'), floats),
    ...unary('u32 to f32', 'u32', (x) => s.convert(x, 'f32'), unsigned), ...unary('f32 bits', 'f32', (x) => s.bitcast(x, 'u32'), floats),
    ...unary('u32 |x|', 'u32', s.abs, unsigned), ...unary('f32 round', 'f32', s.round, floats), ...unary('f64 words', 'f64', (x) => s.join(s.high(x), s.low(x)), floats),
    ...unary('f32 relu', 'f32', f.relu, floats),
  },
  reduce: {
    ...each(numbers, (dtype) => of({ kind: 'reduce', by: 'sum', axes: [2, 0] }, [type([3, 5, 4], dtype)])),
    ...each(numbers.map((dtype) => dtype), (dtype) => of({ kind: 'reduce', by: 'sum', axes: [1] }, [type([3, 40], dtype)])),
    ...Object.fromEntries((['max', 'min', 'argmax'] as const).flatMap((by) => [
      [by, of({ kind: 'reduce', by, axes: [1] }, [table], rows)],
      [`${by} of several axes`, of({ kind: 'reduce', by, axes: [2, 0] }, [type([2, 3, 2])])],
      [`${by} of i32`, of({ kind: 'reduce', by, axes: [0] }, [type([4, 2], 'i32')], [-2147483648, 3, -2147483648, 3, -2147483648, 1, -2147483648, 3])],
      [`${by} of u32`, of({ kind: 'reduce', by, axes: [0] }, [type([3], 'u32')], [0, 4294967295, 2147483648])],
      [`${by} over no axis`, of({ kind: 'reduce', by, axes: [] }, [type([3])])],
      [`no ${by}`, of({ kind: 'reduce', by, axes: [1] }, [type([0, 2])])],
    ])),
    'the greatest of none': of({ kind: 'reduce', by: 'max', axes: [0] }, [type([0, 2])]),
    'the sum of none': of({ kind: 'reduce', by: 'sum', axes: [0, 1] }, [type([2, 0], 'i32')]),
    'a sum over no axis': of({ kind: 'reduce', by: 'sum', axes: [] }, [type([3])]),
  },
  contract: Object.fromEntries([false, true].flatMap((transposeA) => [false, true].flatMap((transposeB) =>
    [['f32', [], 4], ['f64', [2, 3], 5], ['f32', [2], 0]].map(([dtype, batch, k]) => [
      `${dtype} of ${String(batch)} by ${k}${transposeA ? ' aᵀ' : ''}${transposeB ? ' bᵀ' : ''}`,
      of({ kind: 'contract', transposeA, transposeB }, [
        type([...batch as number[], ...(transposeA ? [k as number, 2] : [2, k as number])], dtype as DType),
        type([...batch as number[], ...(transposeB ? [3, k as number] : [k as number, 3])], dtype as DType),
      ]),
    ])))),
  unfold: {
    'by taps': of({ kind: 'unfold', window: [2, 3], stride: [2, 1], dilation: [1, 2] }, [type([2, 6, 9, 3])]),
    'by windows': of({ kind: 'unfold', window: [5, 4], stride: [1, 3], dilation: [1, 1] }, [type([1, 6, 7, 2], 'bool')]),
    'one axis': of({ kind: 'unfold', window: [1], stride: [2], dilation: [1] }, [type([3, 4, 1], 'u32')]),
    'no axis': of({ kind: 'unfold', window: [], stride: [], dilation: [] }, [type([3, 2], 'i32')]),
  },
  fold: {
    'by taps': of({ kind: 'fold', sizes: [6, 9], window: [2, 3], stride: [2, 1], dilation: [1, 2] }, [type([2, 3, 5, 2, 3, 3])]),
    'by windows': of({ kind: 'fold', sizes: [6, 7], window: [5, 4], stride: [1, 3], dilation: [1, 1] }, [type([1, 2, 2, 5, 4, 2], 'i32')]),
    'one axis': of({ kind: 'fold', sizes: [4], window: [1], stride: [2], dilation: [1] }, [type([3, 2, 1, 1], 'u32')]),
    'no axis': of({ kind: 'fold', sizes: [], window: [], stride: [], dilation: [] }, [type([3, 2], 'f64')]),
  },
  reshape: each(all, (dtype) => of({ kind: 'reshape', shape: [3, 1, 2] }, [type([2, 3], dtype)])),
  permute: { three: of({ kind: 'permute', order: [2, 0, 1] }, [type([2, 3, 4])]), none: of({ kind: 'permute', order: [] }, [type([], 'bool')]) },
  broadcast: {
    repeats: of({ kind: 'broadcast', shape: [2, 3, 4] }, [type([3, 1])]), scalar: of({ kind: 'broadcast', shape: [2, 2] }, [type([], 'u32')]),
    none: of({ kind: 'broadcast', shape: [0, 3] }, [type([3])]),
  },
  slice: {
    steps: of({ kind: 'slice', start: [1, 0], stop: [5, 7], step: [2, 3] }, [type([6, 7])]),
    none: of({ kind: 'slice', start: [6, 0], stop: [6, 7], step: [2, 3] }, [type([6, 7], 'bool')]),
  },
  pad: {
    ...each(all, (dtype) => of({ kind: 'pad', low: [1, 0], high: [0, 2], interior: [1, 0], value: dtype === 'u32' ? 7 : 1 }, [type([2, 3], dtype)])),
    nan: of({ kind: 'pad', low: [1], high: [0], interior: [2], value: 'NaN' }, [type([2])]),
    '-0': of({ kind: 'pad', low: [1], high: [1], interior: [1], value: '-0' }, [type([0], 'f64')]),
  },
  concatenate: {
    three: of({ kind: 'concatenate', axis: 1 }, [type([2, 1]), type([2, 0]), type([2, 3])]), one: of({ kind: 'concatenate', axis: 0 }, [type([2], 'bool')]),
  },
  gather: {
    rows: of({ kind: 'gather' }, [type([4, 2, 3]), where([2, 2])], undefined, [3, 0, 0, 2]),
    scalars: of({ kind: 'gather' }, [type([4], 'bool'), where([3])], undefined, [3, 0, 1]),
    one: of({ kind: 'gather' }, [type([4, 2], 'u32'), where([])], undefined, [2]),
    'of no rows': of({ kind: 'gather' }, [type([0, 2]), where([0])]),
    'no columns': of({ kind: 'gather' }, [type([2, 0]), where([3])], undefined, [1, 0, 1]),
  },
  scatterAdd: {
    ...each(numbers, (dtype) => of({ kind: 'scatterAdd', rows: 3 }, [type([4, 2], dtype), where([4])], undefined, [2, 0, 2, 2])),
    matrix: of({ kind: 'scatterAdd', rows: 4 }, [type([2, 2, 3]), where([2, 2])], undefined, [3, 1, 1, 1]),
    one: of({ kind: 'scatterAdd', rows: 2 }, [type([3]), where([])], undefined, [1]),
    none: of({ kind: 'scatterAdd', rows: 2 }, [type([0, 3]), where([0])]), 'of no rows': of({ kind: 'scatterAdd', rows: 0 }, [type([0, 3]), where([0])]),
  },
  scatterMax: {
    ...each(numbers, (dtype) => of({ kind: 'scatterMax', rows: 3 }, [type([4, 2], dtype), where([4])], undefined, [2, 0, 2, 2])),
    nan: of({ kind: 'scatterMax', rows: 3 }, [type([5]), where([5])], [1, nan, 2, -infinity, nan], [0, 1, 1, 2, 0]),
  },
  sort: {
    rows: of({ kind: 'sort' }, [table], rows), i32: of({ kind: 'sort' }, [type([9], 'i32')], signed), u32: of({ kind: 'sort' }, [type([8], 'u32')], unsigned),
    f64: of({ kind: 'sort' }, [type([2, 12], 'f64')], rows), none: of({ kind: 'sort' }, [type([2, 0])]),
    'many equals': of({ kind: 'sort' }, [type([1000], 'i32')]),
  },
  iota: { inner: of({ kind: 'iota', shape: [2, 3], axis: 1 }, []), outer: of({ kind: 'iota', shape: [3, 2], axis: 0 }, []), none: of({ kind: 'iota', shape: [0], axis: 0 }, []) },
  bits: {
    words: bits('word', [3, 40], 0), blocks: bits('block', [50, 2], 77), 'over the carry': bits('word', [600, 5], 4294967296 - 1234), one: bits('block', [], 5),
    'blocks over the carry': bits('block', [7, 2, 2], 4294967295), none: bits('word', [2, 0], 1),
  },
  constant: {
    one: constant(type([]), [-0]), same: constant(type([2, 2], 'f64'), [0.1, 0.1, 0.1, 0.1]), floats: constant(type([5]), [NaN, -0, 1e-20, infinity, 0.1]),
    i32: constant(type([2, 2], 'i32'), [-1, 2, -2147483648, 4]), u32: constant(type([2], 'u32'), [4294967295, 1]),
    bool: constant(type([2, 3], 'bool'), [1, 0, 0, 1, 1, 0]), truths: constant(type([3], 'bool'), [1, 1, 1]), none: constant(type([0, 2], 'bool'), []),
    f64: constant(type([3], 'f64'), [0.1, -2, NaN]),
  },
  scan: {
    sums: sums(5), backwards: sums(4, { reverse: true }), 'no step': sums(0), 'ends early': guarded(1), 'never begins': guarded(0),
    'nothing carried': of({
      kind: 'scan', constants: 0, carried: 0, steps: 3, reverse: true,
      body: build([type([2], 'bool')], ({ emit }) => [emit({ kind: 'map', expression: expression(['bool'], s.not) }, 0)]),
    }, [type([3, 2], 'bool')]),
  },
}
