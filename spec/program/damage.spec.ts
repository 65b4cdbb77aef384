/** Whatever is given to the codec of programs: a `Left` with one place, soon; or a program that every backend takes. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { mutable, pure, wasm } from '../../src/backend/index.js'
import { explainErrors } from '../../src/index.js'
import { codec } from '../../src/inspect/codec.js'
import type { Program } from '../../src/program/program.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { TenfoldError } from '../../src/shape/error.js'
import { numRuns } from '../backend/arbitrary.js'
import { build, type } from './build.js'

const small: Program = build([type([2, 3])], ({ emit }) => [emit({ kind: 'reduce', by: 'sum', axes: [1] }, emit({ kind: 'permute', order: [1, 0] }, 0))])

/** What is said of something that is no program. */
const refusal = (u: unknown): string => {
  const started = performance.now()
  const made = codec.decode(u)
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(codec.is(u)).toBe(false)
  if (E.isRight(made)) throw new Error('a program')
  expect(made.left.length).toBe(1)
  return explainErrors(made.left).join('\n')
}

/** So deep in lists, or in records of one key. */
const nested = (depth: number, key?: string): unknown => {
  let made: unknown = 0
  for (let i = 0; i < depth; i++) made = key === undefined ? [made] : { [key]: made }
  return made
}
const cyclic = (): unknown => {
  const made: Record<string, unknown> = { ...small }
  made['instructions'] = [{ ...small.instructions[0], primitive: { kind: 'scan', body: made, constants: 0, carried: 0, steps: 1, reverse: false } }]
  return made
}
const throwing = { get: () => { throw new Error('not to be read') } }

describe('odd values', () => {
  const deep = 100_000
  test.each<readonly [string, unknown, string]>([
    ['lists in lists', nested(deep), 'a program expected'],
    ['records in records', nested(deep, 'inputs'), 'a field of a program expected'],
    ['inputs that are deep', { ...small, inputs: nested(deep) }, 'inputs.0: a type expected'],
    ['a shape that is deep', { ...small, inputs: [{ shape: nested(deep), dtype: 'f32' }] }, 'inputs.0.shape.0: a whole number'],
    ['a program in itself', cyclic(), 'loops inside of each other'],
    ['a getter that throws', Object.defineProperty({ ...small }, 'inputs', { ...throwing, enumerable: true }), 'a program expected, which can be read'],
    ['a proxy that throws', new Proxy({}, { ...throwing, ownKeys: throwing.get, getOwnPropertyDescriptor: throwing.get }), 'a program expected, which can be read'],
    ['what it inherits', Object.create(small), 'a field of a program expected'],
    ['a kind that objects have', { ...small, instructions: [{ ...small.instructions[0], primitive: { kind: '__proto__' } }] }, 'instructions.0.primitive.kind'],
    ['a map', new Map(Object.entries(small)), 'a field of a program expected'],
    ['a function', () => small, 'a program expected'],
    ['a symbol', Symbol('program'), 'a program expected'],
    ['a big integer', { ...small, results: [1n] }, 'results.0: a whole number'],
    ['a list with holes', { ...small, results: new Array(3) }, 'results.0: a whole number'],
    ['a list of a length that is none', { ...small, results: { length: 1e9 } }, 'results: a list expected'],
    ['a long list of nothing', { ...small, results: new Array(4_000_000_000) }, 'results.0: a whole number'],
  ])('%s', (_, u, words) => expect(refusal(u)).toContain(words))
})

describe('tensors that no memory holds', () => {
  const most = Number.MAX_SAFE_INTEGER
  test.each<readonly [string, readonly number[]]>([
    ['one size', [most]], ['sizes whose product is', [65536, 65536, 65536]], ['so many that it overflows', Array.from({ length: 400 }, () => most)],
    ['others beside none', [0, most, most]],
  ])('%s', (_, shape) => expect(refusal({ ...small, inputs: [{ shape, dtype: 'f32' }] })).toContain('inputs.0.shape: at most 4294967296 bytes expected'))
  test.each<readonly [string, unknown]>([
    ['broadcast', { kind: 'broadcast', shape: [most, 2, 3] }],
    ['pad', { kind: 'pad', low: [2147483647, 2147483647], high: [0, 0], interior: [0, 0], value: 0 }],
    ['iota', { kind: 'iota', shape: [most], axis: 0 }],
  ])('as a result: %s', (kind, primitive) => {
    const operands = kind === 'iota' ? [] : [0]
    expect(refusal({ ...small, instructions: [{ primitive, operands, first: 1, types: [{ shape: [most], dtype: 'f32' }] }] })).toContain('instructions.0')
  })
})

test('any JSON at any place of a program: one refusal, whose place there is', () => {
  const places: readonly (readonly (string | number)[])[] = [
    [], ['inputs'], ['inputs', 0], ['inputs', 0, 'shape'], ['instructions'], ['instructions', 0], ['instructions', 0, 'primitive'],
    ['instructions', 0, 'primitive', 'order'], ['instructions', 1, 'operands'], ['instructions', 1, 'types'], ['results'], ['names'],
  ]
  const put = (at: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown =>
    key === undefined ? value
    : Array.isArray(at) ? at.map((child, i) => (i === key ? put(child, rest, value) : child))
    : { ...at as object, [key]: put((at as Readonly<Record<string, unknown>>)[key], rest, value) }
  let refused = 0
  fc.assert(fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 }), (path, value) => {
    const u = put(JSON.parse(JSON.stringify(small)), path, value)
    const made = codec.decode(u)
    if (E.isRight(made)) return
    refused++
    expect(made.left.length).toBe(1)
    // The last key may be that of a field that is missing.
    const keys = made.left[0]!.context.slice(1, -1).map(({ key }) => key)
    const whole = keys.reduce((at, key) => (at as Readonly<Record<string, unknown>>)[key], u)
    expect(keys.length === 0 || (typeof whole === 'object' && whole !== null)).toBe(true)
    expect(made.left[0]!.message).toMatch(/expected|no such field/)
  }), { numRuns: 4 * numRuns })
  expect(refused).toBeGreaterThan(numRuns)
})

test('what is decoded compiles on every backend, or is refused by a sentence', () => {
  const sizes = fc.array(fc.constantFrom(0, 1, 2, 3, 70_000), { minLength: 1, maxLength: 3 })
  const dtypes = fc.constantFrom('f32', 'f64', 'i32', 'u32', 'bool')
  const lists = (rank: number) => fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: rank, maxLength: rank })
  let decoded = 0
  fc.assert(fc.property(sizes, dtypes, lists(3), lists(3), lists(3), fc.boolean(), (shape, dtype, a, b, c, flag) => {
    const rank = shape.length
    const [x, y, z] = [a, b, c].map((list) => list.slice(0, rank)) as [number[], number[], number[]]
    const inner = shape.slice(1, -1).map((_, i) => [x[i], y[i], z[i]] as const)
    const windows = { window: inner.map(([n]) => n), stride: inner.map(([, n]) => n), dilation: inner.map(([, , n]) => n) }
    const primitives = [
      { kind: 'reduce', by: flag ? 'argmax' : 'sum', axes: x }, { kind: 'permute', order: x }, { kind: 'slice', start: x, stop: y, step: z },
      { kind: 'pad', low: x, high: y, interior: z, value: 1 }, { kind: 'broadcast', shape: [...x, ...shape] }, { kind: 'unfold', ...windows },
      { kind: 'reshape', shape: y }, { kind: 'fold', sizes: x, ...windows }, { kind: 'contract', transposeA: flag, transposeB: !flag },
    ]
    for (const primitive of primitives) {
      const operands = primitive.kind === 'contract' ? [0, 0] : [0]
      const draft = (types: unknown) => ({ inputs: [{ shape, dtype }], instructions: [{ primitive, operands, first: 1, types }], results: [1] })
      // The types that it has, as the refusal of others names them.
      const first = codec.decode(draft([]))
      const named = E.isLeft(first) ? /the types (\[.*\]) expected/.exec(explainErrors(first.left)[0]!)?.[1] : undefined
      const made = codec.decode(draft(named === undefined ? [] : JSON.parse(named)))
      if (E.isLeft(made)) continue
      decoded++
      for (const program of [made.right, simplify(made.right)]) for (const backend of [pure, mutable, wasm]) {
        try { backend.compile(program) } catch (error) { if (!(error instanceof TenfoldError)) throw error }
      }
    }
  }), { numRuns: Math.min(numRuns, 100) })
  expect(decoded).toBeGreaterThan(20)
})
