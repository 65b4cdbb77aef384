/** The values of JAX, bit for bit. */
import { describe, expect, test } from 'vitest'
import { threefry } from '../../src/backend/threefry.js'
import { bits, foldIn, key, split, uniform, type Key } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import { backends } from '../backend/each.js'
import { compiled } from '../tensor/compiled.js'
import * as outside from '../outside/random.js'

const keyOf = (words: readonly [number, number]): Key => of([2], words, 'u32')
const words = (k: Key): readonly number[] => toArray(k)

test.each(outside.known)('the block of $counter under $key', ({ key: [a, b], counter: [high, low], bits: expected }) => {
  const out = new Uint32Array(2)
  threefry(a, b, high, low, out, 0)
  expect([...out]).toEqual(expected)
})

test.each(outside.keys.filter(({ seed }) => seed >= 0n && seed <= 9007199254740991n))('the key of seed $seed', ({ seed, key: expected }) => {
  expect(words(key(Number(seed)))).toEqual(expected)
})

test.each(outside.bits)('bits of seed $seed in $shape', ({ seed, shape, first, last, xor, sum }) => {
  const values = toArray(bits(key(seed), shape))
  expect(values.slice(0, first.length)).toEqual(first)
  expect(values.slice(-last.length)).toEqual(last)
  expect(values.reduce((a, b) => (a ^ b) >>> 0, 0)).toBe(xor)
  expect(values.reduce((a, b) => a + b, 0)).toBe(sum)
})

test.each(outside.splits)('split of $key', ({ key: from, keys }) => {
  expect(split(keyOf(from), keys.length as number).map(words)).toEqual(keys)
})

test.each(outside.folds)('foldIn of $data into $key', ({ key: from, data, folded }) => {
  expect(words(foldIn(keyOf(from), data))).toEqual(folded)
  expect(words(foldIn(keyOf(from), of([], [data], 'u32')))).toEqual(folded)
})

test.each(outside.uniforms)('uniform of seed $seed in [$low, $high)', ({ seed, shape, low, high, values }) => {
  expect(toArray(uniform(key(seed), shape, { low, high }))).toEqual(values)
})

test.each(outside.bounded)('uniform of seed $seed in [$low, $high), every operation rounded', ({ seed, low, high, plain }) => {
  expect(toArray(uniform(key(seed), [plain.length], { low, high }))).toEqual(plain)
})

test.each(outside.bits64)('two words of seed $seed make 64 bits', ({ seed, bits: expected }) => {
  const keys = split(key(seed), expected.length as number).map(words)
  expect(keys.map(([high, low]) => (BigInt(high!) << 32n) | BigInt(low!))).toEqual(expected)
})

test.each(outside.uniforms64)('uniform f64 of seed $seed in [$low, $high)', ({ seed, shape, low, high, values }) => {
  expect(toArray(uniform(key(seed), shape, { low, high }, 'f64'))).toEqual(values)
})

describe.each(backends)('$name', (backend) => {
  test('a program draws the same numbers from the same key', () => {
    const draw = (k: Key) => ({ u: uniform(foldIn(k, 3), [5]), b: bits(split(k, 2)[1], [2, 3]) })
    const eager = draw(key(51))
    const { u, b } = compiled(backend, draw, key(51))
    expect([toArray(u), toArray(b)]).toEqual([toArray(eager.u), toArray(eager.b)])
  })
})
