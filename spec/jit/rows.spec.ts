/** Compiled functions give the bits of the functions themselves, for any number of rows, on every backend. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compiled } from '../../src/jit/compiled.js'
import { overElements, beside } from '../../src/jit/elements.js'
import { overRows, type Piece } from '../../src/jit/rows.js'
import { add, convert, like, mul, sub } from '../../src/program/scalar.js'
import { log1p } from '../../src/program/elementary/functions.js'
import * as random from '../../src/random/index.js'
import { wordsOf } from '../../src/random/words.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import * as raw from '../../src/tensor/untyped.js'
import { backends, expectSame } from '../backend/each.js'
import { compiled as traced } from '../tensor/compiled.js'

interface Shared {
  readonly key: random.Key
  readonly scale: AnyTensor
  readonly count: number
}
interface Rows {
  readonly a: AnyTensor
  readonly b: AnyTensor
}

const mixed = raw.elementwise((x, word, scale) => log1p(mul(scale, mul(x, mul(convert(word, 'f32'), like(x, 2 ** -32))))))

/** Of everything that a function of rows may be made of: shared tensors and numbers, rows, their numbers, sums within a row. */
const f = ({ shared: { key, scale, count }, rows: { a, b }, start, size }: Piece<Shared, Rows>) => {
  const from = raw.elementwise((x) => mul(x, like(x, count)))(start)
  const [words] = wordsOf('word', key, from, [size, count])
  const noisy = mixed(a, words as AnyTensor, raw.broadcast(scale, [size, count]))
  return { noisy, sums: raw.reduce('sum', noisy, [1]), b }
}
const shared = (seed: number, count: number): Shared => ({ key: random.key(seed), scale: raw.scalar(0.75, 'f32'), count })
const rowsOf = (n: number, count: number): Rows => ({
  a: random.uniform(random.key(n), [n, count]), b: random.integers(random.key(n), [n], { low: -9, high: 9 }),
})
const whole = (given: Shared, rows: Rows, n: number) => f({ shared: given, rows, start: raw.scalar(0, 'u32'), size: n })
const values = (result: unknown) => tree.tensors(result).map(elements)

describe.each(backends)('$name', (backend) => {
  test('rows, some at a time: as many as there are, on one program', () => {
    const over = overRows(f, { backend, elements: 20, patience: 0 })
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }), fc.nat(99), (n, count, seed) => {
      const [given, rows] = [shared(seed, count), rowsOf(n, count)]
      const made = over(given, rows, n)
      expect(tree.leaves(made).map(({ path, tensor: { shape } }) => [path, shape]))
        .toEqual([['noisy', [n, count]], ['sums', [n]], ['b', [n]]])
      expectSame(values(made), values(whole(given, rows, n)))
    }), { numRuns: 30 })
  })

  test('the first row of each piece has its number', () => {
    const numbered = raw.elementwise((i, start) => add(convert(i, 'u32'), start))
    const places = overRows<object, object, AnyTensor>(
      ({ start, size }) => numbered(raw.iota([size], 0), raw.broadcast(start, [size])), { backend, elements: 7, patience: 0 })
    for (const n of [1, 6, 7, 8, 30]) expect([...elements(places({}, {}, n))]).toEqual(Array.from({ length: n }, (_, i) => i))
  })

  test('a function of trees', () => {
    const g = ({ x, y: [y, z] }: { readonly x: AnyTensor; readonly y: readonly AnyTensor[] }) => [raw.sub(x, y!), z!]
    const run = compiled(g, { backend, patience: 0 })
    for (const n of [1, 5, 5, 300]) {
      const a = { x: random.normal(random.key(n), [n]), y: [random.normal(random.key(0), [n]), random.bits(random.key(1), [n])] }
      const [first, again] = [run(a), run(a)]
      expectSame(values(first), values(g(a)))
      // Results belong to whoever asked.
      expectSame(values(again), values(first))
    }
  })
})

test('of elements, by numbers that are inputs', () => {
  let made = 0
  const affine = overElements(1, ([x], factor, offset) => {
    made++
    return add(mul(x, beside(x, factor)), beside(x, offset))
  })
  const x = random.normal(random.key(1), [30, 1000])
  for (const [factor, offset] of [[0.1, 0], [-3, 0.7], [0, -0]] as const)
    expectSame(
      values(affine([x], factor, offset)), values(raw.elementwise((v) => add(mul(v, like(v, factor)), like(v, offset)))(x)))
  expect(made).toBe(1)
})

test('a program is made when as much has been computed without one, and once for rows of a type', () => {
  const sizes: number[] = []
  const over = overRows<object, AnyTensor, AnyTensor>(({ rows, size }) => {
    sizes.push(size)
    return raw.neg(rows)
  }, { elements: 30, patience: 100 })
  const run = (n: number, count: number) => over({}, raw.full([n, count], 1.5, 'f32'), n)
  for (let i = 0; i < 6; i++) run(10, 3)
  // Three times at once, then traced for ten rows.
  expect(sizes).toEqual([10, 10, 10, 10])
  for (const n of [1, 9, 11, 500]) run(n, 3)
  expect(sizes.length).toBe(4)
  run(50, 4)
  expect(sizes.slice(4)).toEqual([7])
})

test('what is no tensor is part of the function', () => {
  const over = overRows<{ readonly by: number }, AnyTensor, AnyTensor>(({ shared: { by }, rows }) =>
    raw.elementwise((x) => sub(x, like(x, by)))(rows), { patience: 0 })
  expect([1, 2, 1].map((by) => elements(over({ by }, raw.full([1], 5, 'f32'), 1))[0])).toEqual([4, 3, 4])
})

test('inside of a trace the function is traced along, and one that closes over symbols is refused', () => {
  const over = overRows(f, { elements: 20, patience: 0 })
  const [given, rows] = [shared(3, 5), rowsOf(9, 5)]
  const expected = values(whole(given, rows, 9))
  for (const backend of backends) {
    expectSame(values(traced(backend, (s: Shared) => over(s, rows, 9), given)), expected)
    expectSame(values(traced(backend, (r: Rows) => over(given, r, 9), rows)), expected)
  }
  const neg = (x: AnyTensor) => compiled((y: AnyTensor) => raw.add(x, y), { patience: 0 })(rows.b)
  expect(() => traced(backends[0]!, neg, rows.b)).toThrow('closes over symbolic i32[9]')
})

test('what would hold too much memory is computed without a program', () => {
  const wide = 9_000_000
  const square = compiled((x: AnyTensor) => raw.reduce('max', raw.square(raw.broadcast(x, [wide])), [0]), { patience: 0 })
  const sums = raw.elementwise((i, x) => add(convert(i, 'f64'), x))
  const moved = compiled(
    (x: AnyTensor) => raw.reduce('max', sums(raw.iota([wide], 0), raw.broadcast(x, [wide])), [0]), { patience: 0 })
  expect(elements(square(raw.scalar(3, 'f64')))[0]).toBe(9)
  expect(elements(moved(raw.scalar(0.5, 'f64')))[0]).toBe(wide - 0.5)
})

test('without WebAssembly everything is as it is with it', () => {
  const module = fileURLToPath(new URL('../../dist/src/index.js', import.meta.url))
  const program = `import { random, receipt } from ${JSON.stringify(module)}
    const drawn = [random.normal(random.key(1), [17000]), random.uniform(random.key(2), [17000])]
    console.log(typeof WebAssembly, receipt.digest(drawn))`
  const run = (flags: readonly string[]) =>
    execFileSync(process.execPath, [...flags, '--input-type=module', '--eval', program], { encoding: 'utf8' }).trim().split(' ')
  const [[has, one], [lacks, other]] = [run([]), run(['--jitless'])]
  expect([has, lacks]).toEqual(['object', 'undefined'])
  expect(other).toBe(one)
})
