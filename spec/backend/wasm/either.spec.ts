/** The choice between two ways: by what the operands hold when the program runs. */
import { expect, test } from 'vitest'
import { i32, memory } from '../../../src/backend/wasm/assembler/code.js'
import { either } from '../../../src/backend/wasm/kernels/either.js'
import { WebAssembly } from '../../../src/backend/wasm/assembler/webAssembly.js'
import type { Kernel } from '../../../src/backend/wasm/kernels/kernel.js'
import { bodyOf, define, encode, names } from '../../../src/backend/wasm/assembler/module.js'

const [left, right, result, shared] = [1024, 2048, 3072, 4096]

/** Writes a number to the result. */
const writes = (n: number): Kernel => ({ units: 1, cost: 1, emit: ({ addresses }) => memory.storeI32(addresses[2]!, i32.const(n)) })

/** Which way is taken for these elements: 1 for lists, 2 for the other; what comes after the operands belongs to somebody else. */
const way = (a: readonly number[], b: readonly number[]): number => {
  const stages = either({ operand: 0, elements: a.length }, { operand: 1, elements: b.length }, [writes(1)], [writes(2)])
  const at = new WebAssembly.Memory({ initial: 1 })
  new Float32Array(at.buffer).fill(NaN)
  new Float32Array(at.buffer).set(a, left / 4)
  new Float32Array(at.buffer).set(b, right / 4)
  for (const { emit } of stages) {
    const made = define(1, (fresh) => emit({
      fresh, from: i32.const(0), to: i32.const(1), scratch: i32.const(8192), addresses: [left, right, result, shared].map(i32.const),
    }))
    const module = new WebAssembly.Module(encode([{ name: '', parameters: 1, body: bodyOf(made) }], { pages: 1, shared: false }))
    ;(new WebAssembly.Instance(module, { [names.module]: { [names.memory]: at } }).exports[names.run] as (thread: number) => void)(0)
  }
  return new Int32Array(at.buffer)[result / 4]!
}

const of = (n: number, notZero: number): readonly number[] => Array.from({ length: n }, (_, i) => (i < notZero ? 1 - 2 * (i % 2) : i % 2 === 0 ? 0 : -0))
const [lists, tiles] = [1, 2]

test.each([
  [of(16, 0), lists], [of(16, 10), lists], [of(16, 11), tiles], [of(16, 16), tiles],
  [of(7, 4), lists], [of(7, 5), tiles], [of(3, 1), lists], [of(3, 2), tiles], [of(1, 0), lists], [of(1, 1), tiles],
])('at most five in eight that are not 0: %j', (a, expected) => {
  expect(way(a, of(5, 5))).toBe(expected)
  expect(way(a.toReversed(), of(5, 5))).toBe(expected)
})

test.each([
  [[1e38, -3e38, 1e-45, 0, -0], lists], [[1, 2, 3, 4, Infinity], tiles], [[-Infinity, 0, 0, 0], tiles], [[0, NaN], tiles], [[0, 0, 0, 0, 0, 0, NaN], tiles],
])('all of the other side finite: %j', (b, expected) => {
  expect(way(of(8, 2), b)).toBe(expected)
})

test.each([NaN, Infinity, -Infinity, 1e-45])('%d is not 0, and lists have it', (x) => {
  expect(way([x, 0, 0, 0, 0], [1])).toBe(lists)
  expect(way([x, x, 0, 0], [1])).toBe(lists)
  expect(way([x, x, x, 0], [1])).toBe(tiles)
})
