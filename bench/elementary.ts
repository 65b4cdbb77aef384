/**
 * Elementary functions beside the engine's own, `Math.fround(Math.f(x))`: how long an element takes, and how many inputs are
 * misrounded of a sample that has some of every exponent.
 */
import { backend } from '../src/index.js'
import * as elementary from '../src/program/elementary/catalog.js'
import type { Scalar } from '../src/program/scalar.js'
import { concrete } from '../src/tensor/tensor.js'
import * as raw from '../src/tensor/untyped.js'
import { runOn, type Kernel } from './kernels.js'
import { measure } from './measure.js'
import { names, type Name } from './prove/exact/functions.js'
import { engine, prove, proveNumbers } from './prove/prove.js'
import { some } from './prove/sample.js'
import type { Row } from './row.js'

/** Numbers that every function has a value for, neither huge nor tiny. */
const count = 65536
const usual = Float32Array.from({ length: count }, (_, i) => 0.01 + 4 * ((i * 40503) % count) / count)

/** The rows of one function: on the backends, and by the engine. */
export const elementaryRows = async (name: Name, each: number, folder: string, quick: boolean): Promise<readonly Row[]> => {
  const own = engine[name]
  const f = elementary[name] as (x: Scalar) => Scalar
  const mapped = raw.elementwise((x) => f(x))
  const kernel: Kernel = { args: [concrete({ shape: [count], dtype: 'f32' }, usual)], f: ([x]) => [mapped(x!)] }
  const out = new Float32Array(count)
  const byEngine = own && { Math: () => { for (let i = 0; i < count; i++) out[i] = Math.fround(own(usual[i]!)) } }
  const rows = await measure({
    suite: 'elementary',
    workload: `${name}-${count}`,
    variants: { wasm: runOn(backend.wasm, kernel), mutable: runOn(backend.mutable, kernel), ...byEngine },
    ...(quick ? { rounds: 2, seconds: 0.1 } : { rounds: 7, seconds: 0.4 }),
    folder,
  })
  // The same bits on every backend.
  const { inputs, misrounded } = prove(name, f, backend.wasm, some(each))
  return rows.map((row) => ({
    ...row,
    inputs,
    misrounded: row.variant === 'Math' && own ? proveNumbers(name, own, backend.wasm, some(each)).misrounded : misrounded,
  }))
}

/** Rows of the suite; benny's charts and tables are written to `folder`. */
export const elementarySuite = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const name of names) rows.push(...await elementaryRows(name, quick ? 256 : 8192, folder, quick))
  return rows
}
