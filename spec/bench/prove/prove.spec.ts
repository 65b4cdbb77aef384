/** The proofs' machinery on small samples, on every backend: right functions pass, and whatever is wrong is found. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { names, rounded, type Name } from '../../../bench/prove/exact/functions.js'
import { f32 } from '../../../bench/prove/exact/nearest.js'
import { engine, prove, proveNumbers } from '../../../bench/prove/prove.js'
import { answering } from '../../../bench/prove/program.js'
import { json, report } from '../../../bench/prove/report.js'
import { all, only, some } from '../../../bench/prove/sample.js'
import { wasm } from '../../../src/backend/index.js'
import * as elementary from '../../../src/program/elementary/catalog.js'
import {
  abs, add, bitcast, constant, convert, eq, like, lt, mul, ne, select, sub, type Scalar,
} from '../../../src/program/scalar.js'
import { backends } from '../../backend/each.js'
import { elementary as ofTraining } from '../../outside/elementary.js'
import { functions } from '../../outside/functions.js'
import { hard as known } from '../../outside/hard.js'

type Function = (x: Scalar) => Scalar
const published = { ...ofTraining, ...functions }
const hard = (name: Name): readonly number[] => [
  ...published[name].hardest.map(([x]) => x), ...((known as Partial<Record<Name, readonly number[]>>)[name] ?? []),
]
const of = (name: Name): Function => elementary[name] as Function
const float = (bits: number): number => f32.number(BigInt(bits))

describe.each(backends)('$name', (on) => {
  test.each(names)('%s is the nearest f32, for some inputs of every exponent', (name) => {
    expect(prove(name, of(name), on, some(32))).toEqual({ name, inputs: 512 * 32, misrounded: 0, examples: [], hard: [] })
  })

  test.each(names)('%s is the nearest f32, for every input that is known to be hard', (name) => {
    const known = hard(name)
    const { inputs, misrounded } = prove(name, of(name), on, only(known.flatMap((x) => [x, (x ^ 0x80000000) >>> 0])))
    expect([inputs, misrounded]).toEqual([2 * known.length, 0])
  })
})

describe('a function that is not right', () => {
  /** The next f32 away from 0. */
  const next = (y: Scalar): Scalar => bitcast(add(bitcast(y, 'u32'), constant('u32', 1)), 'f32')
  const nextOf = (y: number): number => float(new Uint32Array(Float32Array.of(y).buffer)[0]! + 1)

  test.each(names)('%s, but for one input', (name) => {
    const x = name === 'acosh' ? 2 : 0.5
    const wrong: Function = (at) => select(eq(at, like(at, x)), next(of(name)(at)), of(name)(at))
    const nearest = rounded(name, x, f32)
    expect(prove(name, wrong, wasm, some(32)))
      .toEqual({ name, inputs: 512 * 32, misrounded: 1, examples: [{ x, value: nextOf(nearest), nearest }], hard: [] })
  })

  test.each(names)('%s, at inputs that the rounding test leaves open', (name) => {
    // The first of them lie so near a middle that f64 cannot tell.
    const known = hard(name)
    const { hard: open } = prove(name, of(name), wasm, only(known))
    expect(open.length > 0).toBe(!['exp', 'expm1', 'tanh', 'atanh', 'log2', 'rsqrt', 'cbrt'].includes(name))
    const bits = [...new Uint32Array(Float32Array.from(open).buffer)]
    const { misrounded } = prove(name, (x) => next(of(name)(x)), wasm, only(bits))
    expect(misrounded).toBe(open.length)
  })

  const cases: readonly (readonly [what: string, name: Name, f: Function])[] = [
    ['NaN as 0', 'exp', (x) => select(ne(x, x), like(x, 0), of('exp')(x))],
    ['no sign of zero', 'sin', (x) => add(of('sin')(x), like(x, 0))],
    ['eˣ - 1 in two steps', 'expm1', (x) => sub(of('exp')(x), like(x, 1))],
    ['ln(1 + x) in two steps', 'log1p', (x) => of('log')(add(x, like(x, 1)))],
    ['no number at ∞', 'tanh', (x) => add(of('tanh')(x), mul(x, like(x, 0)))],
    ['subnormal numbers as 0', 'erf', (x) => of('erf')(mul(x, select(lt(abs(x), like(x, 2 ** -126)), like(x, 0), like(x, 1))))],
    ['another function', 'cos', of('sin')],
    ['too great by half a unit', 'log', (x) => convert(mul(convert(of('log')(x), 'f64'), constant('f64', 1 + 2 ** -23.5)), 'f32')],
  ]
  test.each(cases)('%s: %s', (_, name, f) => {
    const { misrounded, examples } = prove(name, f, wasm, some(64))
    expect(misrounded).toBeGreaterThan(0)
    for (const { x, value, nearest } of examples) {
      expect(Object.is(value, nearest)).toBe(false)
      expect(nearest).toBe(rounded(name, x, f32))
    }
  })
})

test('the engine\'s functions are tried, and any other of numbers', () => {
  expect(Object.keys(engine)).toEqual(names.filter((name) => !['erf', 'exp2', 'rsqrt'].includes(name)))
  const nearest = proveNumbers('erf', (x) => rounded('erf', x, f32), wasm, some(4))
  expect(nearest).toEqual({ name: 'erf', inputs: 2048, misrounded: 0, examples: [], hard: [] })
  const { misrounded, examples } = proveNumbers('erf', (x) => (x === 1 ? 0.5 : rounded('erf', x, f32)), wasm, some(4))
  expect([misrounded, examples]).toEqual([1, [{ x: 1, value: 0.5, nearest: rounded('erf', 1, f32) }]])
})

test.each(names)('the nearest f32 to %s, or no answer', (name) => {
  const table = [...published[name].f32, ...published[name].hardest]
  const run = answering(name, wasm, only([]))
  for (const [x, y] of table) {
    const [nearest, unsure] = run(x) as readonly [Float32Array, Uint32Array]
    if (unsure[0] === 0) expect([x, nearest[0]]).toEqual([x, float(y)])
  }
})

test('all is every f32, and some are of every exponent', () => {
  expect(all.firsts.length * all.size * all.stride).toBe(2 ** 32)
  all.firsts.forEach((first, i) => expect(first).toBe(i * all.size))
  for (const n of [32, 4096]) {
    const { firsts, size, stride } = some(n)
    expect([firsts.length, size, stride % 2]).toEqual([512, n, 1])
    for (const first of firsts) expect(Math.floor((first + (size - 1) * stride) / 2 ** 23)).toBe(first / 2 ** 23)
  }
})

test('a verdict as text and as JSON', () => {
  const wrong = { x: 1, value: 2, nearest: 1.5 }
  const verdict = { name: 'exp', inputs: 100, misrounded: 3, examples: [wrong], hard: [0.5], seconds: 1.25 }
  expect(report(verdict)).toBe(`exp: 3 misrounded of 100 inputs, 1 left to exact arithmetic, 1.3 s
  exp(0x3f800000) is 0x40000000, nearest is 0x3fc00000: exp(1) is 2, nearest is 1.5
  and 2 more`)
  expect(JSON.parse(json(verdict))).toEqual({
    ...verdict, examples: [{ x: '0x3f800000', value: '0x40000000', nearest: '0x3fc00000' }], hard: ['0x3f000000'],
  })
})

describe('the command', () => {
  const script = fileURLToPath(new URL('../../../dist/bench/prove/run.js', import.meta.url))
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
  test('reports on a function, quickly', () => {
    const { status, stdout } = run('log1p', '--quick', '--threads', '2', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ name: 'log1p', inputs: 512 * 4096, misrounded: 0 })
  })
  test.each([
    [[], 'one function expected, received 0'],
    [['exp', 'log'], 'one function expected, received 2'],
    [['sinus'], `${names.join(', ')} or all expected, received "sinus"`],
    [['exp', '--threads', '0'], '--threads takes a whole number from 1 to 256, not "0"'],
    [['exp', '--fast'], "Unknown option '--fast'"],
  ])('says what is wrong with %j, and how it is used', (args, said) => {
    const { status, stdout, stderr } = run(...args)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.startsWith(`${said}\n\nChecks that`)).toBe(true)
  })
  test('tells its usage when asked', () => {
    const { status, stdout, stderr } = run('--help')
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('Usage: npm run prove -- FUNCTION')
  })
})
