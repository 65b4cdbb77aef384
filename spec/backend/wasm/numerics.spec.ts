/** Relaxed numerics: only where asked for, only where the engine has them, and no further from the truth. */
import { setFlagsFromString } from 'node:v8'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { workloads } from '../../../bench/workloads.js'
import { hasRelaxed, pure, wasm, wasmThreads, wasmWith, type Numerics } from '../../../src/backend/index.js'
import { emit } from '../../../src/backend/wasm/scheduling/emit.js'
import { WebAssembly } from '../../../src/backend/wasm/assembler/webAssembly.js'
import { threadsOn } from '../../../src/backend/wasm/threads/threads.js'
import { elementsOf, type Elements } from '../../../src/program/elements.js'
import type { Program } from '../../../src/program/program.js'
import { TenfoldError } from '../../../src/shape/error.js'
import { type } from '../../program/build.js'
import { numRuns, someCase } from '../arbitrary.js'
import { expectSame, single } from '../each.js'
import { isRelaxed, opcodes } from './opcodes.js'

// Node 20 has the instructions behind a flag, which takes effect at once.
if (!hasRelaxed()) setFlagsFromString('--experimental-wasm-relaxed-simd')
const isThere = hasRelaxed()

afterEach(() => { vi.restoreAllMocks() })

const product = (m: number, k: number, n: number, dtype: 'f32' | 'f64'): Program =>
  single({ kind: 'contract', transposeA: false, transposeB: false }, [type([m, k], dtype), type([k, n], dtype)])

describe('where the engine lacks them', () => {
  const missing = /^(wasmWith|wasmThreads): numerics 'relaxed' need relaxed SIMD, which this engine's WebAssembly does not have: take Node 22/
  test('what is missing is said, and what to do', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    expect(hasRelaxed()).toBe(false)
    expect(() => wasmWith({ numerics: 'relaxed' })).toThrow(TenfoldError)
    expect(() => wasmWith({ numerics: 'relaxed' })).toThrow(missing)
    await expect(wasmThreads({ threads: 1, numerics: 'relaxed' })).rejects.toThrow(TenfoldError)
    await expect(wasmThreads({ threads: 1, numerics: 'relaxed' })).rejects.toThrow(missing)
  })

  test('everything else is as ever', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    expect(wasmWith({ numerics: 'deterministic' })).toBe(wasm)
    for (const options of [{ threads: 1 }, { threads: 1, numerics: 'deterministic' }] as const) {
      const { name, close } = await wasmThreads(options)
      expect(name).toBe('wasm threads')
      await close()
    }
  })
})

test('other numerics are refused', async () => {
  const numerics = 'fast' as Numerics
  const message = /^\w+: numerics should be 'deterministic' or 'relaxed', but is "fast"/
  expect(() => wasmWith({ numerics })).toThrow(message)
  await expect(wasmThreads({ threads: 1, numerics })).rejects.toThrow(message)
})

describe('relaxed instructions', () => {
  const relaxedIn = (program: Program, relaxed: boolean, threads = 1): number =>
    opcodes(emit(program, 0, { threads, relaxed, worthSharing: 0 }).bytes).filter(isRelaxed).length
  const multiplies = ({ instructions }: Program): boolean => instructions.some(({ primitive }) =>
    primitive.kind === 'contract' || (primitive.kind === 'scan' && multiplies(primitive.body)))

  test.each(['f32', 'f64'] as const)('are in a product of %s, where asked for', (dtype) => {
    for (const [m, k, n] of [[1, 1, 1], [7, 5, 3], [64, 600, 64]] as const) {
      expect(relaxedIn(product(m, k, n, dtype), true)).toBeGreaterThan(0)
      expect(relaxedIn(product(m, k, n, dtype), false)).toBe(0)
    }
  })

  test('are in products alone', () => {
    let seen = 0
    fc.assert(fc.property(someCase, ({ program }) => {
      for (const threads of [1, 2]) {
        const found = relaxedIn(program, true, threads)
        if (found > 0) seen++
        if (!multiplies(program)) expect(found).toBe(0)
      }
    }), { numRuns })
    expect(seen).toBeGreaterThan(0)
  }, 60_000)

  test.each(['tiny', 'mlp-small', 'cnn'] as const)('are in the step of %s only where asked for', (name) => {
    const program = workloads[name]().program()
    expect([relaxedIn(program, true) > 0, relaxedIn(program, false)]).toEqual([true, 0])
  })
})

describe.runIf(isThere)('results', () => {
  const relaxed = wasmWith({ numerics: 'relaxed' })
  const random = (n: number, seed: number): readonly number[] =>
    Array.from({ length: n }, (_, i) => Math.fround(Math.imul(i + seed, 0x9e3779b1) / 2 ** 31))
  const roundoff = { f32: 2 ** -24, f64: 2 ** -53 } as const

  test('say whose they are', async () => {
    const { name, close } = await wasmThreads({ threads: 1, numerics: 'relaxed' })
    await close()
    expect([relaxed.name, name]).toEqual(['wasm relaxed', 'wasm threads relaxed'])
  })

  // |computed - exact| ≤ (k + 1)·u·Σ|a||b|, to first order, however each step is rounded.
  test.each([[1, 1, 1], [5, 7, 3], [6, 64, 8], [13, 600, 11], [128, 512, 10], [61, 1200, 67]])('of [%i × %i] · [· × %i]', (m, k, n) => {
    const [a, b] = [random(m * k, 1), random(k * n, 2)]
    const given = (dtype: 'f32' | 'f64', list: readonly (readonly number[])[]): readonly Elements[] => list.map((x) => elementsOf(dtype, x))
    const exact = (x: readonly number[], y: readonly number[]): Elements => pure.compile(product(m, k, n, 'f64'))(given('f64', [x, y]))[0]!
    const [sums, sizes] = [exact(a, b), exact(a.map(Math.abs), b.map(Math.abs))]
    for (const dtype of ['f32', 'f64'] as const) {
      const [c] = relaxed.compile(product(m, k, n, dtype))(given(dtype, [a, b]))
      // The sums they are held to have an error of their own.
      const bound = (dtype === 'f64' ? 2 : 1) * (k + 2) * roundoff[dtype]
      expect(c!.length).toBe(m * n)
      c!.forEach((x, i) => { expect(Math.abs(x - sums[i]!)).toBeLessThanOrEqual(bound * sizes[i]!) })
    }
  })

  test('are the same on this machine with several threads', async () => {
    for (const threads of [1, 2, 4]) {
      const { compile, close } = await threadsOn({ threads, relaxed: true, worthSharing: 0 })
      for (const [m, k, n] of [[13, 600, 11], [64, 64, 64], [128, 512, 10]] as const) {
        const program = product(m, k, n, 'f32')
        const inputs = [elementsOf('f32', random(m * k, 1)), elementsOf('f32', random(k * n, 2))]
        expectSame(compile(program)(inputs), relaxed.compile(program)(inputs))
      }
      await close()
    }
  })

  test.each(['tiny', 'mlp-small', 'cnn'] as const)('train %s as the others do', (name) => {
    const { on } = workloads[name]()
    const [quick, exact] = [on(relaxed), on(wasm)]
    for (let i = 0; i < 5; i++) {
      const [mine, theirs] = [quick(), exact()]
      expect(Math.abs(mine / theirs - 1)).toBeLessThan(1e-4)
    }
  })
})
