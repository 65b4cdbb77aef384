/** `sort` and `scatterMax` as WebAssembly: the order of every element type, rows that threads share out, and faults. */
import { describe, expect, test } from 'vitest'
import { mutable } from '../../../src/backend/index.js'
import { alone, backendOver } from '../../../src/backend/wasm/backend.js'
import { stagesOf } from '../../../src/backend/wasm/kernels/kernels.js'
import { wasm } from '../../../src/backend/wasm/wasm.js'
import { elementsOf } from '../../../src/program/elements.js'
import { count } from '../../../src/program/program.js'
import { type } from '../../program/build.js'
import { dtypes } from '../arbitrary.js'
import { backends, expectSame, given, run, single } from '../each.js'
import { elements, expectSameRuns } from './same.js'

const numbers = dtypes.filter((dtype) => dtype !== 'bool')

describe.each(numbers)('%s', (dtype) => {
  test.each([[1], [2], [3], [7], [8], [64], [129], [3, 1], [5, 2], [4, 33], [2, 3, 17], [7, 100], [0, 3], [3, 0]])('sorts [%i, %i, %i]', (...shape) =>
    expectSameRuns({ kind: 'sort' }, [type(shape.filter((n) => n !== undefined), dtype)]))

  test.each<readonly [rows: number, where: readonly number[], row: readonly number[]]>([
    [5, [3], [4]], [5, [], [3]], [1, [7], []], [11, [32], []], [4, [2, 3], [2, 5]], [3, [4], [33]], [7, [5], [37]], [7, [9], [128]],
    [3, [0], [4]], [4, [5], [0]], [1, [1], [1]],
  ])('the greatest of %i rows, indices [%s], row [%s]', (rows, where, row) => {
    const indices = elementsOf('i32', Array.from({ length: count(where) }, (_, i) => (i * 5 + (i >> 2)) % rows))
    expectSameRuns({ kind: 'scatterMax', rows }, [type([...where, ...row], dtype), type(where, 'i32')], [undefined, indices])
  })

  test('the order is the one of JavaScript\'s own stable sort', () => {
    const x = elements(type([5000], dtype), 3)
    const rank = (a: number, b: number): number => (a === b || (a !== a && b !== b) ? 0 : a < b || b !== b ? -1 : 1)
    const expected = Array.from(x, (_, i) => i).sort((i, j) => rank(x[i]!, x[j]!))
    for (const { compile } of backends) expect([...compile(single({ kind: 'sort' }, [type([5000], dtype)]))([x])[0]!]).toEqual(expected)
  })
})

test('what is sorted already, or the other way round, and what is equal', () => {
  const n = 1025
  for (const f of [(i: number) => i, (i: number) => -i, () => 0, (i: number) => i % 3]) {
    const values = given([n], Array.from({ length: n }, (_, i) => f(i)))
    expect(run(wasm, { kind: 'sort' }, values)).toEqual(run(mutable, { kind: 'sort' }, values))
  }
})

test('each row is a part of the work; one row alone has memory that is there once', () => {
  const stages = (shape: readonly number[]) => stagesOf({ kind: 'sort' }, [type(shape)], [type(shape, 'i32')], { threads: 4, relaxed: false }, [])
  expect(stages([6, 100]).map(({ units, scratch, shared }) => ({ units, scratch, shared }))).toEqual([{ units: 6, scratch: 1600, shared: undefined }])
  expect(stages([100]).map(({ units, scratch, shared }) => ({ units, scratch, shared }))).toEqual([{ units: 1, scratch: undefined, shared: 1600 }])
})

test('in a loop that runs again and again, beside other kernels that use the same memory', () => {
  const program = single({ kind: 'sort' }, [type([9, 50])])
  const { loop } = backendOver('wasm', { threads: 1, relaxed: false }, alone)
  const { step } = loop(program, 0)([])
  for (let seed = 0; seed < 4; seed++) {
    const x = elements(type([9, 50]), seed)
    expectSame(step([x]), mutable.compile(program)([x]))
  }
})

describe('an index out of range', () => {
  test.each(backends)('$name', (backend) => {
    const scatter = { kind: 'scatterMax', rows: 3 } as const
    expect(() => run(backend, scatter, given([3], [1, 2, 3]), given([3], [0, -1, 5], 'i32'))).toThrow('scatterMax: indices[1] should be an index from 0 to 2, but is -1')
    expect(() => run(backend, { ...scatter, rows: 0 }, given([1], [1]), given([1], [0], 'i32'))).toThrow('scatterMax: indices[0] should be an index from 0 to -1, but is 0')
  })
})

test('truth values have no order', () => {
  expect(() => single({ kind: 'sort' }, [type([3], 'bool')])).toThrow('sort of bool[3]: numbers along an axis expected')
  expect(() => single({ kind: 'sort' }, [type([])])).toThrow('sort of f32[]: numbers along an axis expected')
})
