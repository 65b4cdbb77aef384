/** Scalar expressions in StableHLO: what is written, and what the compositions of f32 compute, by our own backend. */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test, vi } from 'vitest'
import '../../src/index.js'
import '../../src/loss/index.js'
import { wasm } from '../../src/backend/index.js'
import type { Elements } from '../../src/program/elements.js'
import * as elementary from '../../src/program/elementary/catalog.js'
import { constantOf } from '../../src/program/constant.js'
import { expression } from '../../src/program/expression.js'
import type { Program } from '../../src/program/primitive.js'
import * as s from '../../src/program/scalar.js'
import { argsOf, parameter, type Scalar } from '../../src/program/scalar.js'
import { call, functionOf } from '../../src/program/scalarFunction.js'
import { ascend } from '../../src/program/walk.js'
import { functions, isOperation } from '../../src/stablehlo/functions.js'
import { text } from '../../src/stablehlo/index.js'
import { named } from '../interop/xla/named.js'
import { partners, spread } from '../interop/xla/spread.js'
import { worst } from '../interop/xla/within.js'
import { build, type } from '../program/build.js'
import { complaints } from './wellFormed.js'

const textOf = (program: Program): string => {
  const made = text(program)
  if (E.isLeft(made)) throw made.left
  return made.right
}
type Float = 'f32' | 'f64'
type Body = (...args: readonly Scalar[]) => Scalar
const map = (dtypes: readonly s.Scalar['dtype'][], f: Body): Program =>
  build(dtypes.map((dtype) => type([4], dtype)), ({ emit }) => [emit({ kind: 'map', expression: expression(dtypes, f) }, ...dtypes.keys())])
const barriers = (module: string): number => module.split('optimization_barrier').length - 1
const operations = (module: string): readonly string[] =>
  [...module.matchAll(/"stablehlo\.(\w+)"/g)].map(([, name]) => name!).filter((name) => name !== 'constant')

const callee = (name: string) => {
  const { parameters } = named[name]!
  return parameters === undefined ? { callee: name } : { callee: name, parameters }
}
const names = Object.keys(functions)

test('the package\'s functions are those that have a row, and those that are checked on XLA', async () => {
  // Files of one worker share modules, and some define functions of their own: new modules have the package's alone.
  vi.resetModules()
  await import('../../src/index.js')
  const { definedNames } = await import('../../src/program/scalarFunction.js')
  const defined = [...definedNames()].sort()
  expect([...names].sort()).toEqual(defined)
  expect(Object.keys(named).sort()).toEqual(defined)
})

describe.each(['f32', 'f64'] as const)('functions of %s', (dtype) => {
  test.each(names)('%s is a text that a compiler accepts', (name) => {
    const module = textOf(map(named[name]!.inputs.map(() => dtype), (...args) => call(callee(name), args)))
    expect(complaints(module)).toEqual([])
  })
})

test.each([
  'exp', 'expm1', 'log', 'log1p', 'pow', 'sin', 'cos', 'tanh', 'erf', 'distribution', 'sigmoid', 'relu', 'leakyRelu', 'elu', 'celu', 'selu',
  'softplus', 'logSigmoid', 'silu', 'gelu', 'mish', 'hardSigmoid', 'hardSwish', 'softsign', 'geluTanh', 'sigmoidCrossEntropy', 'logAddExp',
])('%s of f32 is written without f64 and without barriers', (name) => {
  const module = textOf(map(named[name]!.inputs.map(() => 'f32'), (...args) => call(callee(name), args)))
  expect(module).not.toContain('f64')
  expect(barriers(module)).toBe(0)
})

describe('numbers that XLA would take together', () => {
  const c = (x: Scalar, value: number): Scalar => s.like(x, value)
  test.each<readonly [string, Body, number]>([
    ['(x + a) - b', (x) => s.sub(s.add(x!, c(x!, 3)), c(x!, 5)), 1],
    ['a - (b - x)', (x) => s.sub(c(x!, 3), s.sub(c(x!, 5), x!)), 1],
    ['x + 0', (x) => s.add(x!, c(x!, 0)), 1],
    ['(x / y) / y', (x, y) => s.div(s.div(x!, y!), y!), 1],
    ['x / (y / x)', (x, y) => s.div(x!, s.div(y!, x!)), 1],
    ['(x·a)·b, where a·b is too great', (x) => s.mul(s.mul(x!, c(x!, 1e30)), c(x!, 1e30)), 1],
    ['(x·a)·b, where a·b is too small', (x) => s.mul(s.mul(x!, c(x!, 1e-30)), c(x!, 1e-20)), 1],
    ['(x / a) / b, where a·b is too great', (x) => s.div(s.div(x!, c(x!, 1e30)), c(x!, 1e30)), 1],
    ['x / a, where 1/a is subnormal', (x) => s.div(x!, c(x!, 2 ** 127)), 1],
    ['x + a', (x) => s.add(x!, c(x!, 3)), 0],
    ['(x + a) + y', (x, y) => s.add(s.add(x!, c(x!, 3)), y!), 0],
    ['(x·a)·b', (x) => s.mul(s.mul(x!, c(x!, 3)), c(x!, 5)), 0],
    ['(x·a) + b', (x) => s.add(s.mul(x!, c(x!, 3)), c(x!, 5)), 0],
    ['(x + a)·b', (x) => s.mul(s.add(x!, c(x!, 3)), c(x!, 5)), 0],
    ['(x / a) / y', (x, y) => s.div(s.div(x!, c(x!, 3)), y!), 0],
    ['x + y + x', (x, y) => s.add(s.add(x!, y!), x!), 0],
  ])('%s', (_, f, expected) => { expect(barriers(textOf(map(['f32', 'f32'], f)))).toBe(expected) })
  test('integers wrap, whatever is taken together', () => {
    expect(barriers(textOf(map(['i32'], (x) => s.sub(s.add(x!, c(x!, 3)), c(x!, 5)))))).toBe(0)
  })
  test('from one instruction to the next, constants that are broadcast included', () => {
    const plus = expression(['f32'], (x) => s.add(x, c(x, 3)))
    const minus = expression(['f32', 'f32'], (x, y) => s.sub(x, y))
    const program = (behind: boolean): Program => build([type([4])], ({ emit }) => {
      const sum = emit({ kind: 'map', expression: plus }, 0)
      const number = emit(constantOf(type([]), Float32Array.of(7)))
      const all = emit({ kind: 'broadcast', shape: [4] }, number)
      return [emit({ kind: 'map', expression: minus }, behind ? sum : 0, all)]
    })
    expect(barriers(textOf(program(true)))).toBe(1)
    expect(barriers(textOf(program(false)))).toBe(0)
  })
  test('one barrier keeps one scalar, however many are added', () => {
    const module = textOf(map(['f64'], (x) => elementary.log2(x!)))
    const lines = module.split('\n').filter((line) => line.includes('optimization_barrier'))
    expect(lines.every((line) => / : \(tensor<\w+>\) -> tensor<\w+>$/.test(line) && !/tensor<\d/.test(line))).toBe(true)
  })
})

test('equal nodes are written once, of called functions too', () => {
  const twice: Body = (x) => s.add(s.mul(s.neg(x!), s.neg(x!)), s.mul(elementary.sigmoid(s.neg(x!)), elementary.sigmoid(s.neg(x!))))
  expect(operations(textOf(map(['f32'], twice)))).toEqual(['negate', 'multiply', 'logistic', 'multiply', 'add'])
})

test('what has no row is refused by its name', () => {
  const program = build([type([4])], ({ emit }) => [emit({ kind: 'map', expression: { parameters: ['f32'], nodes: [
    { op: 'parameter', dtype: 'f32', index: 0 }, { op: 'call', dtype: 'f32', callee: 'nothing', args: [0] },
  ] } }, 0)])
  expect(text(program)).toMatchObject({ _tag: 'Left', left: { message: expect.stringContaining('nothing') } })
})

/** Operations of XLA by our own functions, which are rounded correctly. */
const operation: Readonly<Record<string, Body>> = Object.fromEntries(Object.entries({
  exponential: 'exp', log: 'log', log_plus_one: 'log1p', sine: 'sin', cosine: 'cos', power: 'pow', atan2: 'atan2', rsqrt: 'rsqrt', cbrt: 'cbrt',
  logistic: 'sigmoid', remainder: 'fmod',
}).map(([name, ours]) => [`stablehlo.${name}`, elementary[ours as 'exp'] as Body]))
const ofDialect = (name: string): Body => operation[name] ?? (elementary[name.replace('chlo.', '') as 'exp'] as Body)

/** A call as its row has it, with our own functions in the place of XLA's. */
const inlined = (name: string, parameters: readonly number[] | undefined, args: readonly Scalar[]): Scalar => {
  if (isOperation(name)) return ofDialect(name)(...args)
  const [{ dtype } = { dtype: 'f32' }] = args
  const row = dtype === 'f32' || dtype === 'f64' ? functions[name]![dtype] : 'body'
  const over = args.map((x, i) => parameter(x.dtype, i))
  const called = parameters === undefined ? { callee: name } : { callee: name, parameters }
  const graph = row === 'body' ? functionOf(called).body(...over) : row(...over)
  return ascend<Scalar, Scalar>(graph, argsOf, (node, made) =>
    node.op === 'parameter' ? args[node.index]! : node.op === 'call' ? inlined(node.callee, node.parameters, made)
    : 'args' in node ? { ...node, args: made } : node)
}

describe('compositions of f32 are within 4 units in the last place, if operations are correctly rounded', () => {
  const count = 20000
  const x = spread('f32', count) as Float32Array
  const inputs = [x, partners('f32', x), partners('f32', x, 99)] as readonly Elements[]
  const on = (arity: number, f: Body, result: Float): Elements => {
    const types = Array.from({ length: arity }, () => type([count]))
    const e = expression(types.map(() => 'f32' as const), f)
    expect(result).toBe(e.nodes.at(-1)!.dtype)
    return wasm.compile(build(types, ({ emit }) => [emit({ kind: 'map', expression: e }, ...types.keys())]))(inputs.slice(0, arity))[0]!
  }
  const composed = names.filter((name) => functions[name]!.f32 !== 'body' && !['fmod', 'mod', 'floorDivide'].includes(name))
  test.each(composed)('%s', (name) => {
    const { length } = named[name]!.inputs
    const made = on(length, (...args) => inlined(name, undefined, args), 'f32')
    const wide = on(length, (...args) => call(callee(name), args.map((a) => s.convert(a, 'f64'))), 'f64')
    expect(made.findIndex((y, i) => Number.isNaN(y) !== Number.isNaN(wide[i]!))).toBe(-1)
    // The least that is no subnormal number, for what is flushed on the way.
    expect(worst(made, Float32Array.from(wide), { ulps: 4, absolute: 2 ** -126 }, 'f32')).toBeLessThanOrEqual(4)
  })
})
