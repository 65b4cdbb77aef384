/** Norms of gradients whose squares are too large for their element type, and of ordinary ones, whose bits are plain arithmetic's. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as o from '../../src/optimizer/index.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import { backends } from '../backend/each.js'

type Clip = (limit: number) => o.OptimizerOf<readonly AnyTensor[], null>
const one: Clip = (limit) => o.clipByNorm(limit)
const all: Clip = (limit) => o.clipByGlobalNorm(limit)
const moment = { loss: scalar(0) }
const clipped = (clip: Clip, limit: number, ...leaves: readonly AnyTensor[]): readonly (readonly number[])[] =>
  clip(limit).update(leaves, null, leaves, moment)[0].map((x) => toArray(x))

const close = (actual: readonly (readonly number[])[], expected: readonly (readonly number[])[], tolerance: number): void =>
  actual.flat().forEach((x, i) => expect(Math.abs(x - expected.flat()[i]!), `${x}`).toBeLessThanOrEqual(tolerance))

/** The greatest finite numbers and others whose squares overflow, by element type. */
const sizes = { f32: [1e12, 1.2e19, 1e30, 1e38], f64: [1e12, 1e30, 1e100, 1e154, 1e200, 3e307] } as const
const cases = Object.entries(sizes).flatMap(([dtype, list]) => list.map((size) => ({ dtype: dtype as 'f32' | 'f64', size })))

describe.each(cases)('gradients of $dtype around $size', ({ dtype, size }) => {
  const tolerance = dtype === 'f32' ? 1e-6 : 1e-14
  const g: AnyTensor = of([2], [3 * size, -4 * size].map((x) => x / 4), dtype)
  test('are brought to the limit, and keep their direction', () => {
    close(clipped(one, 1, g), [[0.6, -0.8]], tolerance)
    close(clipped(all, 1, g), [[0.6, -0.8]], tolerance)
    close(clipped(all, 10, g, of([1], [0], dtype)), [[6, -8], [0]], 10 * tolerance)
  })
  test('stay as they are below it', () => {
    const limit = 1.5e308
    expect(clipped(all, limit, g, of([1], [1], dtype))).toEqual([toArray(g), [1]])
    expect(clipped(one, limit, g)).toEqual([toArray(g)])
  })
  test('are the same on every backend', () => {
    const update = (x: AnyTensor): AnyTensor => all(1).update([x], null, [x], moment)[0][0] as AnyTensor
    const { program } = trace(update, g)
    const elements = dtype === 'f32' ? Float32Array.from(toArray(g)) : Float64Array.from(toArray(g))
    for (const backend of backends) expect(backend.compile(program)([elements])).toEqual([backends[0]!.compile(program)([elements])[0]])
  })
})

test('a gradient that is not finite stays so', () => {
  for (const x of [Infinity, NaN]) expect(clipped(all, 1, of([2], [x, 1]))[0]![0]).toBeNaN()
})

test('leaves of both types go together', () =>
  close(clipped(all, 1, of([1], [3e37]), of([1], [4e37], 'f64')), [[0.6], [0.8]], 1e-6))

test('ordinary norms have the bits of plain arithmetic', () => fc.assert(fc.property(
  fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e9), max: Math.fround(1e9) }), { minLength: 1, maxLength: 7 }),
  fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  (list, limit) => {
    // Sums of fewer than 8 elements are in one order.
    const lanes = Array.from({ length: 8 }, (_, i) => Math.fround((list[i] ?? 0) * (list[i] ?? 0)))
    const pairs = (a: readonly number[]): number =>
      a.length === 1 ? a[0]! : pairs(a.slice(0, a.length / 2).map((x, i) => Math.fround(x + a[i + a.length / 2]!)))
    const norm = Math.sqrt(pairs(lanes))
    const factor = norm < limit ? 1 : Math.fround(limit / norm)
    expect(clipped(all, limit, of([list.length], list))).toEqual([list.map((x) => Math.fround(x * factor))])
  },
)))
