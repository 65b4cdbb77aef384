/** `gather` and `scatterAdd`: rows by index, and what is said of an index out of range. */
import { describe, expect, test } from 'vitest'
import { i32 } from '../../../src/backend/wasm/assembler/code.js'
import { WebAssembly } from '../../../src/backend/wasm/assembler/webAssembly.js'
import { explain } from '../../../src/backend/wasm/kernels/fault.js'
import { stagesOf } from '../../../src/backend/wasm/kernels/kernels.js'
import { words } from '../../../src/backend/wasm/layout.js'
import { bodyOf, define, encode, names } from '../../../src/backend/wasm/assembler/module.js'
import { wasm } from '../../../src/backend/wasm/wasm.js'
import { elementsOf } from '../../../src/program/elements.js'
import { count } from '../../../src/program/program.js'
import type { DType } from '../../../src/shape/shape.js'
import { type } from '../../program/build.js'
import { dtypes } from '../arbitrary.js'
import { given, run, single } from '../each.js'
import { expectSameRuns } from './same.js'

const indices = (n: number, rows: number) => elementsOf('i32', Array.from({ length: n }, (_, i) => (i * 5 + (i >> 2)) % rows))
const shapes: readonly (readonly [rows: number, where: readonly number[], row: readonly number[]])[] = [
  [5, [3], [4]], [5, [], [3]], [1, [7], []], [11, [32], []], [4, [2, 3], [2, 5]], [10, [6], [1]], [3, [4], [16]], [3, [4], [33]],
  [7, [5], [37]], [7, [9], [128]], [2, [3], [523]], [3, [0], [4]], [4, [5], [0]], [4, [2, 0], []], [13, [64], [8]], [1, [1], [1]],
]

describe.each(dtypes)('%s', (dtype) => {
  test.each(shapes)('%i rows, indices [%s], row [%s]', (rows, where, row) => {
    const n = count(where)
    const where_ = indices(n, rows)
    expectSameRuns({ kind: 'gather' }, [type([rows, ...row], dtype), type(where, 'i32')], [undefined, where_])
    if (dtype !== 'bool')
      expectSameRuns({ kind: 'scatterAdd', rows }, [type([...where, ...row], dtype), type(where, 'i32')], [undefined, where_])
  })
})

describe('an index out of range', () => {
  test.each<readonly [readonly number[], string]>([
    [[0, -1, 5], 'indices[1] should be an index from 0 to 2, but is -1'],
    [[3], 'indices[0] should be an index from 0 to 2, but is 3'],
    [[2, 1, 0, 2147483647, -1], 'indices[3] should be an index from 0 to 2, but is 2147483647'],
    [[0, -2147483648], 'indices[1] should be an index from 0 to 2, but is -2147483648'],
  ])('%s', (where, message) => {
    const at = given([where.length], where, 'i32')
    expect(() => run(wasm, { kind: 'gather' }, given([3, 2], [1, 2, 3, 4, 5, 6]), at)).toThrow(`gather: ${message}`)
    expect(() => run(wasm, { kind: 'scatterAdd', rows: 3 }, given([where.length], where), at)).toThrow(`scatterAdd: ${message}`)
  })

  test('also of empty rows, and of none', () => {
    expect(() => run(wasm, { kind: 'gather' }, given([3, 0], []), given([1], [3], 'i32'))).toThrow('gather: indices[0] should be an index from 0 to 2, but is 3')
    expect(() => run(wasm, { kind: 'gather' }, given([0], []), given([1], [0], 'i32'))).toThrow('gather: indices[0] should be an index from 0 to -1, but is 0')
    expect(() => run(wasm, { kind: 'scatterAdd', rows: 0 }, given([1], [1]), given([1], [0], 'i32'))).toThrow('scatterAdd: indices[0] should be an index from 0 to -1, but is 0')
  })

  test('tells the other threads, until it has been explained', () => {
    const operands = [type([3, 2]), type([2], 'i32')]
    const [check] = stagesOf({ kind: 'gather' }, operands, [type([2, 2])], { threads: 2, relaxed: false }, [])
    const indices = 1024
    const made = define(1, (fresh) => check!.emit({
      fresh, addresses: [i32.const(512), i32.const(indices), i32.const(2048)],
      scratch: i32.const(0), from: i32.const(0), to: i32.const(1),
    }))
    const memory = new WebAssembly.Memory({ initial: 1 })
    const module = new WebAssembly.Module(encode([{ name: '', parameters: 1, body: bodyOf(made) }], { pages: 1, shared: false }))
    const { exports } = new WebAssembly.Instance(module, { [names.module]: { [names.memory]: memory } })
    const all = new Int32Array(memory.buffer)
    all.set([1, 7], indices / 4)
    expect(() => (exports[names.run] as (thread: number) => void)(0)).toThrow('unreachable')
    expect([words.fault, words.position, words.index, words.rows, words.failed].map((byte) => all[byte / 4])).toEqual([1, 1, 7, 3, 1])
    expect(() => explain(memory.buffer)).toThrow('gather: indices[1] should be an index from 0 to 2, but is 7')
    expect([words.fault, words.arrived, words.failed].map((byte) => all[byte / 4])).toEqual([0, 0, 0])
    expect(() => explain(memory.buffer)).not.toThrow()
  })

  test.each<DType>(['f32', 'f64'])('leaves a program that runs: %s', (dtype) => {
    const execute = wasm.compile(single({ kind: 'scatterAdd', rows: 2 }, [type([2], dtype), type([2], 'i32')]))
    const updates = elementsOf(dtype, [1, 2])
    for (let i = 0; i < 3; i++) {
      expect(() => execute([updates, Int32Array.of(0, 2)])).toThrow('scatterAdd: indices[1] should be an index from 0 to 1, but is 2')
      expect([...execute([updates, Int32Array.of(1, 1)])[0]!]).toEqual([0, 3])
    }
  })
})
