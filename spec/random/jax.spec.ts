/** The values of JAX, bit for bit: computed at once, and by programs on every backend with one thread and several. */
import { afterAll, describe, expect, test } from 'vitest'
import { threefry } from '../../src/backend/threefry.js'
import { threadsOn } from '../../src/backend/wasm/threads/threads.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { bits, foldIn, key, normal, split, truncatedNormal, uniform, type Key } from '../../src/random/index.js'
import { quickErfInverse as erfInverse } from '../../src/program/elementary/erfInverse.js'
import { of, toArray } from '../../src/tensor/index.js'
import * as raw from '../../src/tensor/untyped.js'
import { backends } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'
import * as outside from '../outside/random.js'

const keyOf = (words: readonly [number, number]): Key => of([2], words, 'u32')

/** What a table says of many words. */
const summaryOf = (tensors: readonly AnyTensor[]): Omit<outside.Bits, 'seed' | 'shape'> => {
  const words = tensors.map(elements).flatMap(({ buffer, byteOffset, byteLength }) => [...new Uint32Array(buffer, byteOffset, byteLength / 4)])
  return {
    first: words.slice(0, 8),
    last: words.slice(-4),
    xor: words.reduce((a, b) => (a ^ b) >>> 0, 0),
    sum: words.reduce((a, b) => a + b, 0),
  }
}
const summarised = ({ first, last, xor, sum }: outside.Bits): Omit<outside.Bits, 'seed' | 'shape'> => ({ first, last, xor, sum })

test.each(outside.known)('the block of $counter under $key', ({ key: [a, b], counter: [high, low], bits: expected }) => {
  const out = new Uint32Array(2)
  threefry(a, b, high, low, out, 0)
  expect([...out]).toEqual(expected)
})

test.each(outside.keys.filter(({ seed }) => seed >= 0n && seed <= 9007199254740991n))('the key of seed $seed', ({ seed, key: expected }) => {
  expect(toArray(key(Number(seed)))).toEqual(expected)
})

test.each(outside.bits64)('two words of seed $seed make 64 bits', ({ seed, bits: expected }) => {
  const keys = split(key(seed), expected.length as number).map((k) => toArray(k))
  expect(keys.map(([high, low]) => (BigInt(high!) << 32n) | BigInt(low!))).toEqual(expected)
})

/** Every kernel is shared out, however small. */
const crews = await Promise.all([1, 2, 3, 4].map(async (threads) => ({
  ...await threadsOn({ threads, relaxed: false, worthSharing: 0 }), name: `wasm on ${threads} threads`,
})))
afterAll(async () => { for (const { close } of crews) await close() })

const atOnce = { name: 'at once', run: <A, B>(f: (a: A) => B, a: A): B => f(a) }
const engines = [
  atOnce,
  ...[...backends, ...crews].map((backend) => ({ name: backend.name, run: <A, B>(f: (a: A) => B, a: A): B => compiled(backend, f, a) })),
]

describe.each(engines)('$name', ({ run }) => {
  test.each(outside.known)('the block of $counter.1 under $key', ({ key: from, counter: [, low] }) => {
    const out = new Uint32Array(2)
    threefry(...from, 0, low, out, 0)
    expect(toArray(run((k) => foldIn(k, low), keyOf(from)))).toEqual([...out])
  })

  test.each(outside.bits)('bits of seed $seed in $shape', (row) => {
    expect(summaryOf([run((k) => bits(k, row.shape), key(row.seed))])).toEqual(summarised(row))
  })

  test.each(outside.splits)('split of $key', ({ key: from, keys }) => {
    expect(run((k) => split(k, keys.length as number), keyOf(from)).map((k) => toArray(k))).toEqual(keys)
  })

  test.each(outside.manySplits)('split of seed $seed in $shape', (row) => {
    expect(summaryOf(run((k) => split(k, row.shape[0]!), key(row.seed)))).toEqual(summarised(row))
  })

  test.each(outside.folds)('foldIn of $data into $key', ({ key: from, data, folded }) => {
    expect(toArray(run((k) => foldIn(k, data), keyOf(from)))).toEqual(folded)
    expect(toArray(run(([k, step]) => foldIn(k, step), [keyOf(from), of([], [data], 'u32')] as const))).toEqual(folded)
  })

  test.each([
    ...outside.units.map((row) => ['f32', row] as const), ...outside.units64.map((row) => ['f64', row] as const),
  ])('uniform of %s, $seed in $shape', (dtype, row) => {
    expect(summaryOf([run((k) => uniform(k, row.shape, {}, dtype), key(row.seed))])).toEqual(summarised(row))
  })

  test.each([
    ...outside.uniforms.map((row) => ['f32', row] as const), ...outside.uniforms64.map((row) => ['f64', row] as const),
    ...outside.bounded.map(({ plain, ...row }) => ['f32', { ...row, shape: [plain.length], values: plain }] as const),
  ])('uniform of %s between bounds: %o', (dtype, { seed, shape, low, high, values }) => {
    expect(toArray(run((k) => uniform(k, shape, { low, high }, dtype), key(seed)))).toEqual(values)
  })
})

// JAX multiplies and adds at once where the processor can: bounds and polynomials end in other digits.
test.each(outside.normals)('normal numbers: %o', ({ seed, dtype, low, high, values }) => {
  const drawn = low === undefined || high === undefined
    ? normal(key(seed), [values.length], dtype) : truncatedNormal(key(seed), [values.length], { low, high }, dtype)
  const tolerance = dtype === 'f32' ? 4e-7 : 1e-15
  toArray(drawn).forEach((x, i) => expect(Math.abs(x - values[i]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(x))))
})

// As the docstring says.
test.each([['f32', 6e-6], ['f64', 2e-15]] as const)('the inverse error function of %s', (dtype, tolerance) => {
  const table = outside.inverses.filter(({ x }) => dtype === 'f64' || Math.fround(x) === x)
  const inverse = (sign: number): readonly number[] => toArray(raw.elementwise((x) => erfInverse(x))(of([table.length], table.map(({ x }) => sign * x), dtype)))
  expect(inverse(1).map((y, i) => (table[i]!.x === 0 ? y : Math.abs(y / table[i]!.y - 1))).filter((error) => !(error < tolerance))).toEqual([])
  expect(inverse(-1).map((y) => 0 - y)).toEqual(inverse(1))
})
