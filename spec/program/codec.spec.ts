/** Programs leave and come back as JSON, and what is none is refused with its place. */
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import { WebAssembly } from '../../src/backend/wasm/assembler/webAssembly.js'
import { emit } from '../../src/backend/wasm/scheduling/emit.js'
import { pure } from '../../src/backend/index.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { codec } from '../../src/inspect/codec.js'
import { constantOf, valuesOf } from '../../src/program/constant.js'
import { leakyRelu, pow, relu } from '../../src/program/elementary/functions.js'
import { expression } from '../../src/program/expression.js'
import { group } from '../../src/program/group.js'
import type { Of } from '../../src/program/primitive.js'
import type { Program } from '../../src/program/program.js'
import { add, like, mul, type Scalar } from '../../src/program/scalar.js'
import { named } from '../../src/program/scalarFunction.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { TenfoldError } from '../../src/shape/error.js'
import { holds, numRuns, someCase, someLoop } from '../backend/arbitrary.js'
import { isQuick } from '../slow.js'
import { build, type } from './build.js'
import { copies, saidOf, through } from './copies.js'
import { moduleOf } from './module.js'

test.each(copies)('random programs by %s: the same program, the same module', (_, copy) => holds(someCase, ({ program }) => {
  const copied = copy(program)
  expect(through(copied)).toEqual(through(program))
  expect(moduleOf(copied)).toBe(moduleOf(program))
}))

test('random loops come through the codec', () => holds(someLoop, ({ program }) => { expect(saidOf(through(program))).toBe('a program') }))

describe('what JSON has no numbers for', () => {
  const odd = [NaN, -0, Infinity, -Infinity, 1e-45, 3.4028234663852886e38]
  test('in constants', () => {
    const bits = Uint32Array.of(0x7fc00001, 0xff800001, 0x80000000, 1)
    const constant = constantOf(type([4]), new Float32Array(bits.buffer))
    const { buffer, byteOffset } = valuesOf(through(constant) as Of<'constant'>)
    expect([...new Uint32Array(buffer, byteOffset, 4)]).toEqual([...bits])
  })
  test.each(odd)('%d in expressions, paddings and parameters', (value) => {
    const inputs = [type([2])]
    const f = expression(['f32'], (x) => add(leakyRelu(value)(x), like(x, value)))
    const program = build(inputs, ({ emit: put }) => [put({ kind: 'map', expression: f }, 0)])
    for (const [, copy] of copies) expect(moduleOf(copy(program))).toBe(moduleOf(program))
    expect(pure.compile(copies[1]![1](program))([Float32Array.of(1, -2)])).toEqual(pure.compile(program)([Float32Array.of(1, -2)]))
  })
})

test('what is shared in an expression stays shared, and nothing is too deep', () => {
  const f = expression(['f32'], (x) => {
    let y: Scalar = x
    for (let i = 0; i < 3000; i++) y = add(mul(y, y), y)
    return y
  })
  const program = build([type([2])], ({ emit: put }) => [put({ kind: 'map', expression: f }, 0)])
  expect(JSON.stringify(program).length).toBeLessThan(400_000)
  expect(saidOf(through(program))).toBe('a program')
  expect(structuredClone(program)).toEqual(program)
})

/** A small program of many kinds. */
const plus = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => relu(add(x, pow(y, leakyRelu(0.5)(x))))) } as const
const small: Program = {
  ...build([type([2, 3]), type([3, 4])], ({ emit: put }) => {
    const product = put({ kind: 'contract', transposeA: false, transposeB: false }, 0, 1)
    const half = put({ kind: 'broadcast', shape: [2, 4] }, put(constantOf(type([]), Float32Array.of(0.5))))
    const sum = put(plus, product, half)
    const padded = put({ kind: 'pad', low: [0, 1], high: [1, 0], interior: [0, 0], value: '-Infinity' }, sum)
    const row = type([5])
    const body = build([row, row], ({ emit: inner }) => [inner(plus, 0, 1), 1])
    const start = put({ kind: 'reduce', by: 'max', axes: [0] }, padded)
    const scanned = put({ kind: 'scan', body, constants: 0, carried: 1, steps: 3, reverse: false }, start, padded)
    const images = put({ kind: 'reshape', shape: [1, 3, 5, 1] }, scanned + 1)
    return [scanned, put({ kind: 'unfold', window: [2, 2], stride: [1, 2], dilation: [1, 1] }, images)]
  }),
  names: { inputs: ['x', 'y'], results: ['a', 'b'] },
}
type Path = readonly (string | number)[]
const changed = (value: unknown, [key, ...rest]: Path, to: (old: unknown) => unknown): unknown =>
  key === undefined ? to(value)
  : Array.isArray(value) ? value.map((child, i) => (i === key ? changed(child, rest, to) : child))
  : { ...value as object, [key]: changed((value as Readonly<Record<string, unknown>>)[key], rest, to) }
const lacking = (key: string) => (old: unknown) => Object.fromEntries(Object.entries(old as object).filter(([name]) => name !== key))
const node = ['instructions', 3, 'primitive', 'expression', 'nodes'] as const

test('the small program is one', () => expect(saidOf(through(small))).toBe('a program'))

test.each<readonly [Path, unknown, string]>([
  [[], null, 'a program expected, received null'],
  [[], 'program', 'a program expected, received "program"'],
  [[], [], 'a program expected, received []'],
  [['inputs'], 3, 'inputs: a list expected, received 3'],
  [['inputs', 0, 'dtype'], 'f16', 'inputs.0.dtype: f32 or f64 or i32 or u32 or bool expected, received "f16"'],
  [['inputs', 0, 'shape', 1], -3, 'inputs.0.shape.1: a whole number of at least 0 expected, received -3'],
  [['inputs', 0, 'shape', 1], 1.5, 'inputs.0.shape.1: a whole number of at least 0 expected, received 1.5'],
  [['inputs', 0, 'shape'], [65536, 65536], 'inputs.0.shape: at most 4294967296 bytes expected, received [65536, 65536]'],
  [['extra'], 1, 'extra: no such field expected, received 1'],
  [['results', 0], 99, 'results.0: a whole number from 0 to 11 expected, received 99'],
  [['names', 'inputs'], ['x'], 'names.inputs: 2 names expected, received ["x"]'],
  [['instructions', 0, 'operands', 1], 2, 'instructions.0.operands.1: a whole number from 0 to 1 expected, received 2'],
  [['instructions', 0, 'operands'], [0], 'instructions.0.primitive: another number of operands of contract expected, received 1'],
  [['instructions', 0, 'operands'], [1, 0], 'instructions.0: contract of f32[3, 4], f32[2, 3]: equal batches, inner sizes and dtypes expected'],
  [['instructions', 0, 'first'], 3, 'instructions.0.first: a whole number from 2 to 2 expected, received 3'],
  [['instructions', 0, 'types', 0, 'shape', 0], 3, 'instructions.0.types: the types [{"shape":[2,4],"dtype":"f32"}] expected'],
  [['instructions', 0, 'primitive', 'kind'], 'toString', 'instructions.0.primitive.kind: map or reduce'],
  [['instructions', 0, 'primitive', 'transposeA'], 0, 'instructions.0.primitive.transposeA: true or false expected, received 0'],
  [['instructions', 1, 'primitive', 'elements'], 'AAAA', 'instructions.1.primitive.elements: 4 bytes in base64 expected, received "AAAA"'],
  [['instructions', 1, 'primitive', 'elements'], '?', 'instructions.1.primitive.elements: '],
  [['instructions', 1, 'primitive', 'elements'], 'AAAAPx==', 'instructions.1.primitive.elements: 4 bytes in base64 expected, received "AAAAPx=="'],
  [[...node, 0, 'index'], 2, 'instructions.3.primitive.expression.nodes.0.index: a whole number from 0 to 1 expected, received 2'],
  [[...node, 0, 'dtype'], 'i32', 'instructions.3.primitive.expression.nodes.0.dtype: f32 expected, received "i32"'],
  [[...node, 2, 'callee'], 'leakyRelo', 'a scalar function that is defined here, with all its parameters; did you mean "leakyRelu"?, expected, received "leakyRelo"'],
  [[...node, 2, 'parameters'], [1, 2], 'instructions.3.primitive.expression.nodes.2.callee: a scalar function that is defined here'],
  [[...node, 2, 'parameters', 0], null, 'instructions.3.primitive.expression.nodes.2.parameters.0: a number that JSON has'],
  [[...node, 3, 'args'], [0], 'instructions.3.primitive.expression.nodes.3: scalar pow: 2 operands expected, received 1'],
  [[...node, 4, 'op'], 'select', 'scalar select: 3 operands expected, received 2'],
  [[...node, 4, 'op'], 'xor', 'scalar xor: i32 or u32 or bool expected, received f32'],
  [[...node, 4, 'op'], 'lt', 'instructions.3.primitive.expression.nodes.4.dtype: bool expected, received "f32"'],
  [[...node, 4, 'args', 0], 4, 'instructions.3.primitive.expression.nodes.4.args.0: a whole number from 0 to 3 expected, received 4'],
  [node, [], 'instructions.3.primitive.expression.nodes: at least one node expected, received []'],
  [['instructions', 4, 'primitive', 'value'], 'many', 'instructions.4.primitive.value: a number that JSON has'],
  [['instructions', 4, 'primitive', 'low'], [1], 'instructions.4.primitive.low: 2 numbers expected, received [1]'],
  [['instructions', 5, 'primitive', 'axes'], [0, 0], 'instructions.5.primitive.axes: each axis once expected, received [0, 0]'],
  [['instructions', 6, 'primitive', 'carried'], 3, 'instructions.6.primitive.carried: a whole number from 0 to 2 expected, received 3'],
  [['instructions', 6, 'primitive', 'body', 'results', 0], 3, 'instructions.6.primitive.body.results.0: a whole number from 0 to 2 expected'],
  [['instructions', 6, 'primitive', 'steps'], 4, 'instructions.6: scan of f32[5], f32[3, 5]: operands as the body takes them, and sequences of 4 expected'],
  [['instructions', 8, 'primitive', 'stride', 0], 0, 'instructions.8.primitive.stride.0: a whole number from 1 to'],
])('%j as %j', (path, value, message) => {
  const program = through(small)
  expect(saidOf(changed(program, path, () => value))).toContain(message)
})

test.each<readonly [Path, string]>([[[], 'results'], [['instructions', 0], 'types'], [['instructions', 0, 'primitive'], 'transposeB'], [[...node, 4], 'args']])(
  'at %j no %s', (path, key) =>
    expect(saidOf(changed(through(small), path, lacking(key)))).toContain(`${[...path, key].join('.')}: a field of`))

describe('what cannot come from JSON', () => {
  const cyclic: Record<string, unknown> = { ...small }
  cyclic['instructions'] = [{ primitive: { kind: 'scan', body: cyclic, constants: 0, carried: 0, steps: 0, reverse: false }, operands: [], first: 2, types: [] }]
  test.each<readonly [string, unknown]>([
    ['undefined', undefined], ['a function', () => 1], ['a symbol', Symbol('x')], ['a bigint', 1n], ['a date', new Date(0)], ['a map', new Map()],
    ['a getter that throws', { get inputs() { throw new Error('mine') }, instructions: [], results: [] }],
    ['a proxy that throws', new Proxy({}, { has: () => { throw new Error('mine') }, get: () => { throw new Error('mine') }, ownKeys: () => { throw new Error('mine') }, getOwnPropertyDescriptor: () => { throw new Error('mine') } })],
    ['itself', cyclic], ['holes', { inputs: new Array(4294967295), instructions: [], results: [] }],
    ['a typed array for a list', { inputs: [], instructions: [], results: Uint8Array.of() }],
    ['closures', { ...small, results: [() => 0] }],
  ])('%s', (_, u) => expect(saidOf(u)).not.toBe('a program'))
  test('anything', () => fc.assert(fc.property(fc.anything(), (u) => { expect(E.isLeft(codec.decode(u))).toBe(true) }), { numRuns: 2000 }))
  test('loops inside of loops, without end', () => {
    let body: Program = { inputs: [], instructions: [], results: [] }
    for (let i = 0; i < 100_000; i++)
      body = { inputs: [], instructions: [{ primitive: { kind: 'scan', body, constants: 0, carried: 0, steps: 1, reverse: false }, operands: [], first: 0, types: [] }], results: [] }
    expect(saidOf(body)).toContain('at most 32 loops inside of each other expected')
  })
})

/** All places in a value. */
const placesIn = (value: unknown, path: Path = []): readonly Path[] =>
  [path, ...(typeof value === 'object' && value !== null
    ? Object.keys(value).flatMap((key) => placesIn((value as Readonly<Record<string, unknown>>)[key], [...path, Array.isArray(value) ? Number(key) : key])) : [])]

const others: readonly unknown[] = [
  0, 1, 2, 3, -1, 7, 1.5, 1000, 65536, 2147483647, 2147483648, 4294967295, 9007199254740991, 1e300, null, '', 'f32', 'i32', 'bool', 'f64', 'sum', 'argmax',
  'NaN', '-0', 'add', 'mul', 'div', 'convert', 'select', 'exp', 'relu', 'map', 'reshape', 'iota', 'constant', true, false, [], {}, [0], [1, 1], [0, 1, 2],
]

/** What comes of a program when something in it is another thing, is there twice, or is gone. */
const mutant = (program: unknown, numbers: readonly number[]): unknown => {
  let made = program
  for (let i = 0; i + 2 < numbers.length; i += 3) {
    const places = placesIn(made)
    const [where, how, what] = numbers.slice(i, i + 3) as [number, number, number]
    const [path, other] = [places[where % places.length]!, places[what % places.length]!]
    const found = other.reduce<unknown>((value, key) => (value as Readonly<Record<string | number, unknown>>)[key], made)
    made = changed(made, path, (old) =>
      how % 4 === 0 ? found
      : how % 4 === 1 && Array.isArray(old) && old.length > 0 ? (what % 2 === 0 ? old.toSpliced(what % old.length, 1) : [...old, old[what % old.length]])
      : how % 4 === 1 && typeof old === 'number' ? old + (what % 5) - 2
      : others[what % others.length])
  }
  return made
}

test('mutants are refused with a place, or compile', { timeout: isQuick ? 120_000 : 3_600_000 }, () => {
  let [refused, compiled] = [0, 0]
  fc.assert(fc.property(someCase, fc.array(fc.nat(), { minLength: 3, maxLength: 9 }), fc.boolean(), ({ program }, numbers, own) => {
    const u = mutant(through(own ? small : program), numbers)
    const started = performance.now()
    const made = codec.decode(u)
    if (E.isLeft(made)) {
      refused++
      expect(made.left.length).toBe(1)
    } else {
      compiled++
      try {
        const { bytes } = emit(group(simplify(made.right, pure.compile), fusion), 0, { threads: 1, relaxed: false })
        expect(WebAssembly.validate(bytes)).toBe(true)
      } catch (error) {
        // More memory than there is, all values together: said by whoever lays them out.
        if (!(error instanceof TenfoldError)) throw error
      }
    }
    expect(performance.now() - started).toBeLessThan(10_000)
  }), { numRuns: (isQuick ? 2 : 4) * numRuns })
  // One mutant in fifty is a program.
  expect([refused > numRuns, compiled > 0 || isQuick]).toEqual([true, true])
})

test('a function that is not defined here is one when it is', () => {
  const program = (callee: string): unknown => changed(through(small), [...node, 5, 'callee'], () => callee)
  expect(saidOf(program('madeInThisTest'))).toContain('nodes.5.callee: a scalar function that is defined here')
  named({ name: 'madeInThisTest', body: (x: Scalar) => add(x, x), partials: () => [undefined] })
  expect(saidOf(program('madeInThisTest'))).toBe('a program')
})

