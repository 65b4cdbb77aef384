/** What each primitive gives, by hand. */
import { describe, expect, test } from 'vitest'
import { constantOf } from '../../src/program/constant.js'
import { expression } from '../../src/program/expression.js'
import { backends, given, run, type Given } from './each.js'
import { build, type } from '../program/build.js'
import type { Kind, Primitive } from '../../src/program/primitive.js'
import { add, mul } from '../../src/program/scalar.js'

type Fact = readonly [about: string, primitive: Primitive, operands: readonly Given[], results: readonly (readonly number[])[]]

const grid = given([2, 3], [1, 2, 3, 4, 5, 6])
const line = given([5], [1, 2, 3, 4, 5])
const count = (n: number, from = 1): readonly number[] => Array.from({ length: n }, (_, i) => from + i)
const affine = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(mul(x!, x!), y!)) } as const
const window = (w: number, s = 1, d = 1) => ({ window: [w], stride: [s], dilation: [d] })
const reduce = (by: 'sum' | 'max' | 'min' | 'argmax', axes: readonly number[]): Primitive => ({ kind: 'reduce', by, axes })
const contract = (transposeA = false, transposeB = false): Primitive => ({ kind: 'contract', transposeA, transposeB })
const square = [[1, 2], [3, 4]].flat()

/** total' = total + row·factor, out = total before. */
const body = build([type([]), type([]), type([])], ({ emit }) => {
  const scaled = emit({ kind: 'map', expression: expression(['f32', 'f32'], (a, b) => mul(a!, b!)) }, 0, 2)
  return [emit({ kind: 'map', expression: expression(['f32', 'f32'], (a, b) => add(a!, b!)) }, 1, scaled), 1]
})
const scan = (steps: number, reverse: boolean): Primitive => ({ kind: 'scan', body, constants: 1, carried: 1, steps, reverse })

const facts: { readonly [K in Kind]: readonly Fact[] } = {
  map: [['of two', affine, [given([3], [1, 2, 3]), given([3], [10, 20, 30])], [[11, 24, 39]]], ['of nothing', affine, [given([0], []), given([0], [])], [[]]]],
  reduce: [
    ['rows', reduce('sum', [1]), [grid], [[6, 15]]],
    ['columns', reduce('sum', [0]), [grid], [[5, 7, 9]]],
    ['all, in any order of the axes', reduce('sum', [1, 0]), [grid], [[21]]],
    ['nothing is 0', reduce('sum', [0]), [given([0, 2], [])], [[0, 0]]],
    ['a sum starts from +0', reduce('sum', [0]), [given([1], [-0])], [[0]]],
    ['integers wrap', reduce('sum', [0]), [given([2], [2147483647, 1], 'i32')], [[-2147483648]]],
    ['unsigned integers wrap', reduce('sum', [0]), [given([2], [4294967295, 2], 'u32')], [[1]]],
    ['middle axis', reduce('max', [1]), [given([2, 2, 2], count(8))], [[3, 4, 7, 8]]],
    ['NaN is the greatest', reduce('max', [0]), [given([3], [1, NaN, 3])], [[NaN]]],
    ['NaN is the least', reduce('min', [0]), [given([3], [1, NaN, -3])], [[NaN]]],
    ['+0 is above -0', reduce('max', [0]), [given([2], [-0, 0])], [[0]]],
    ['-0 is below +0', reduce('min', [0]), [given([2], [0, -0])], [[-0]]],
    ['the greatest of -0 is -0', reduce('max', [0]), [given([2], [-0, -0])], [[-0]]],
    ['the greatest of nothing', reduce('max', [0]), [given([0], [])], [[-Infinity]]],
    ['the least of nothing', reduce('min', [0]), [given([0], [], 'i32')], [[2147483647]]],
    ['of unsigned', reduce('min', [0]), [given([2], [4294967295, 5], 'u32')], [[5]]],
    ['first of the greatest', reduce('argmax', [0]), [given([5], [1, 7, 3, 7, 7])], [[1]]],
    ['first NaN', reduce('argmax', [0]), [given([4], [1, NaN, 9, NaN])], [[1]]],
    ['-0 and +0 are equal', reduce('argmax', [0]), [given([2], [-0, 0])], [[0]]],
    ['position in row-major order', reduce('argmax', [0, 2]), [given([2, 2, 2], [0, 1, 5, 4, 9, 2, 0, 6])], [[2, 3]]],
    ['over no axis', reduce('argmax', []), [given([2], [5, 6])], [[0, 0]]],
  ],
  contract: [
    ['a·b', contract(), [given([2, 2], square), given([2, 2], [5, 6, 7, 8])], [[19, 22, 43, 50]]],
    ['aᵀ·b', contract(true), [given([2, 2], square), given([2, 2], [5, 6, 7, 8])], [[26, 30, 38, 44]]],
    ['a·bᵀ', contract(false, true), [given([2, 2], square), given([2, 2], [5, 6, 7, 8])], [[17, 23, 39, 53]]],
    ['aᵀ·bᵀ', contract(true, true), [given([2, 2], square), given([2, 2], [5, 6, 7, 8])], [[23, 31, 34, 46]]],
    ['of a batch', contract(), [given([2, 1, 2], square), given([2, 2, 1], [1, 10, 100, 1000])], [[21, 4300]]],
    ['without inner elements', contract(), [given([2, 0], []), given([0, 1], [])], [[0, 0]]],
    ['in f64', contract(), [given([1, 1], [0.1], 'f64'), given([1, 1], [0.1], 'f64')], [[0.1 * 0.1]]],
    ['a sum starts from +0', contract(), [given([1, 1], [-0]), given([1, 1], [1])], [[0]]],
  ],
  unfold: [
    ['by one', { kind: 'unfold', ...window(3) }, [given([1, 5, 1], count(5))], [[1, 2, 3, 2, 3, 4, 3, 4, 5]]],
    ['stride 2, dilation 2', { kind: 'unfold', ...window(2, 2, 2) }, [given([1, 6, 1], count(6))], [[1, 3, 3, 5]]],
    ['channels last', { kind: 'unfold', ...window(2) }, [given([1, 3, 2], count(6))], [[1, 2, 3, 4, 3, 4, 5, 6]]],
    ['of images', { kind: 'unfold', window: [2, 2], stride: [1, 1], dilation: [1, 1] }, [given([1, 2, 3, 1], count(6))], [[1, 2, 4, 5, 2, 3, 5, 6]]],
  ],
  fold: [
    ['by one', { kind: 'fold', sizes: [5], ...window(3) }, [given([1, 3, 3, 1], [1, 2, 3, 10, 20, 30, 100, 200, 300])], [[1, 12, 123, 230, 300]]],
    ['what no window covers is 0', { kind: 'fold', sizes: [5], ...window(2, 3) }, [given([1, 2, 2, 1], [1, 2, 3, 4])], [[1, 2, 0, 3, 4]]],
  ],
  reshape: [['keeps the order', { kind: 'reshape', shape: [3, 2] }, [grid], [[1, 2, 3, 4, 5, 6]]]],
  permute: [
    ['transposes', { kind: 'permute', order: [1, 0] }, [grid], [[1, 4, 2, 5, 3, 6]]],
    ['three axes', { kind: 'permute', order: [2, 0, 1] }, [given([2, 1, 3], count(6))], [[1, 4, 2, 5, 3, 6]]],
  ],
  broadcast: [
    ['a row', { kind: 'broadcast', shape: [2, 3] }, [given([3], [1, 2, 3])], [[1, 2, 3, 1, 2, 3]]],
    ['a column', { kind: 'broadcast', shape: [2, 3] }, [given([2, 1], [1, 2])], [[1, 1, 1, 2, 2, 2]]],
    ['to nothing', { kind: 'broadcast', shape: [0, 3] }, [given([1, 3], [1, 2, 3])], [[]]],
  ],
  slice: [
    ['with a step', { kind: 'slice', start: [1], stop: [5], step: [3] }, [line], [[2, 5]]],
    ['of both axes', { kind: 'slice', start: [1, 0], stop: [2, 3], step: [1, 2] }, [grid], [[4, 6]]],
    ['nothing', { kind: 'slice', start: [2], stop: [2], step: [1] }, [line], [[]]],
  ],
  pad: [
    ['around', { kind: 'pad', low: [1], high: [2], interior: [0], value: -1 }, [given([2], [5, 6])], [[-1, 5, 6, -1, -1]]],
    ['between', { kind: 'pad', low: [0], high: [0], interior: [2], value: 0 }, [given([2], [5, 6])], [[5, 0, 0, 6]]],
    ['nothing in between of none', { kind: 'pad', low: [1], high: [1], interior: [2], value: 9 }, [given([0], [])], [[9, 9]]],
    ['truth values', { kind: 'pad', low: [1], high: [0], interior: [0], value: 1 }, [given([1], [0], 'bool')], [[1, 0]]],
  ],
  concatenate: [
    ['rows', { kind: 'concatenate', axis: 0 }, [given([1, 2], [1, 2]), given([2, 2], [3, 4, 5, 6])], [[1, 2, 3, 4, 5, 6]]],
    ['columns', { kind: 'concatenate', axis: 1 }, [given([2, 1], [1, 2]), given([2, 0], []), given([2, 2], [3, 4, 5, 6])], [[1, 3, 4, 2, 5, 6]]],
  ],
  gather: [
    ['rows', { kind: 'gather' }, [grid, given([3], [1, 0, 1], 'i32')], [[4, 5, 6, 1, 2, 3, 4, 5, 6]]],
    ['by an index without axes', { kind: 'gather' }, [line, given([], [3], 'i32')], [[4]]],
  ],
  scatterAdd: [
    ['adds', { kind: 'scatterAdd', rows: 3 }, [given([3, 1], [1, 2, 4]), given([3], [2, 0, 2], 'i32')], [[2, 0, 5]]],
    ['integers wrap', { kind: 'scatterAdd', rows: 1 }, [given([2], [2147483647, 1], 'i32'), given([2], [0, 0], 'i32')], [[-2147483648]]],
  ],
  scatterMax: [
    ['keeps the greatest', { kind: 'scatterMax', rows: 4 }, [given([5, 1], [1, 2, 4, -3, -0]), given([5], [2, 0, 2, 3, 3], 'i32')], [[2, -Infinity, 4, -0]]],
    ['NaN wins', { kind: 'scatterMax', rows: 1 }, [given([3], [1, NaN, 2], 'f64'), given([3], [0, 0, 0], 'i32')], [[NaN]]],
    ['+0 is above -0', { kind: 'scatterMax', rows: 2 }, [given([4], [0, -0, -0, 0]), given([4], [0, 0, 1, 1], 'i32')], [[0, 0]]],
    ['from the least integer', { kind: 'scatterMax', rows: 2 }, [given([1], [-7], 'i32'), given([1], [1], 'i32')], [[-2147483648, -7]]],
    ['without a sign', { kind: 'scatterMax', rows: 2 }, [given([2], [4294967295, 1], 'u32'), given([2], [1, 1], 'i32')], [[0, 4294967295]]],
  ],
  sort: [
    ['each row', { kind: 'sort' }, [given([2, 3], [3, 1, 2, 4, 6, 5])], [[1, 2, 0, 0, 2, 1]]],
    ['equal ones as they were', { kind: 'sort' }, [given([6], [1, 0, 1, 0, 1, 0], 'i32')], [[1, 3, 5, 0, 2, 4]]],
    ['NaN last, zeros equal', { kind: 'sort' }, [given([8], [NaN, 0, -0, Infinity, NaN, -1e-45, -Infinity, 1])], [[6, 5, 1, 2, 7, 3, 0, 4]]],
    ['the same of f64', { kind: 'sort' }, [given([8], [NaN, 0, -0, Infinity, NaN, -5e-324, -Infinity, 1], 'f64')], [[6, 5, 1, 2, 7, 3, 0, 4]]],
    ['without a sign', { kind: 'sort' }, [given([3], [4294967295, 0, 2147483648], 'u32')], [[1, 2, 0]]],
    ['one', { kind: 'sort' }, [given([2, 1], [7, 3])], [[0, 0]]],
    ['none', { kind: 'sort' }, [given([2, 0], [])], [[]]],
  ],
  iota: [
    ['rows', { kind: 'iota', shape: [2, 3], axis: 0 }, [], [[0, 0, 0, 1, 1, 1]]],
    ['columns', { kind: 'iota', shape: [2, 3], axis: 1 }, [], [[0, 1, 2, 0, 1, 2]]],
  ],
  bits: [
    ['words', { kind: 'bits', shape: [4], form: 'word' }, [given([2], [0, 10], 'u32'), given([], [0], 'u32')], [[169096361, 1572511259, 2689743692, 2228103506]]],
    ['from a later start', { kind: 'bits', shape: [2], form: 'word' }, [given([2], [0, 10], 'u32'), given([], [2], 'u32')], [[2689743692, 2228103506]]],
    ['blocks', { kind: 'bits', shape: [2], form: 'block' }, [given([2], [0, 1], 'u32'), given([], [0], 'u32')], [[507451445, 1853169794, 1948878966, 4237131848]]],
    ['beyond 2³²', { kind: 'bits', shape: [2], form: 'block' }, [given([2], [0, 0], 'u32'), given([], [4294967295], 'u32')], [beyond()]],
  ],
  constant: [['its elements', constantOf(type([2]), Float32Array.of(1, -0)), [], [[1, -0]]]],
  scan: [
    ['forwards', scan(3, false), [given([], [10]), given([], [1]), given([3], [1, 2, 3])], [[61], [1, 11, 31]]],
    ['backwards', scan(3, true), [given([], [10]), given([], [1]), given([3], [1, 2, 3])], [[61], [51, 31, 1]]],
    ['no step', scan(0, false), [given([], [10]), given([], [1]), given([0], [])], [[1], []]],
  ],
}

/** The counters 2³² - 1 and 2³², each by a program of its own. */
function beyond(): readonly number[] {
  return [...block(0, 4294967295), ...block(1, 0)]
}

/** threefry2x32 of the zero key, stated once more: five groups of four rounds, with big integers. */
function block(high: number, low: number): readonly number[] {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x)
  const keys = [0n, 0n, 0x1bd11bdan]
  const rotations = [[13n, 15n, 26n, 6n], [17n, 29n, 16n, 24n]]
  let [x, y] = [BigInt(high), BigInt(low)]
  for (let g = 0; g < 5; g++) {
    for (const r of rotations[g % 2]!) {
      x = word(x + y)
      y = word((y << r) | (y >> (32n - r))) ^ x
    }
    x = word(x + keys[(g + 1) % 3]!)
    y = word(y + keys[(g + 2) % 3]! + BigInt(g + 1))
  }
  return [Number(x), Number(y)]
}

describe.each(backends)('$name', (backend) => {
  for (const [kind, rows] of Object.entries(facts)) {
    test.each(rows)(`${kind}: %s`, (_, primitive, operands, results) => expect(run(backend, primitive, ...operands)).toEqual(results))
  }

  test.each([-1, 3])('an index outside is an error that names it: %i', (index) => {
    expect(() => run(backend, { kind: 'gather' }, given([3], [1, 2, 3]), given([2], [0, index], 'i32'))).toThrow(`gather: indices[1] should be an index from 0 to 2, but is ${index}`)
    expect(() => run(backend, { kind: 'scatterAdd', rows: 3 }, given([2], [1, 2]), given([2], [0, index], 'i32'))).toThrow(`scatterAdd: indices[1] should be an index from 0 to 2, but is ${index}`)
  })
})
