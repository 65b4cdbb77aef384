/** Modules by what they do: one for equal programs, kept by bytes, and the same bytes however often they are made. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { WebAssembly } from '../../../src/backend/wasm/assembler/webAssembly.js'
import { alone, backendOver } from '../../../src/backend/wasm/backend.js'
import { fusion } from '../../../src/backend/wasm/fusion.js'
import { compileAnew, modulesFor } from '../../../src/backend/wasm/modules.js'
import { barrier } from '../../../src/backend/wasm/scheduling/barrier.js'
import { emit, emitter } from '../../../src/backend/wasm/scheduling/emit.js'
import { loss, network as n, optimizer, pipe, program as programs, random, tensor as t, trainer } from '../../../src/index.js'
import { constantOf } from '../../../src/program/constant.js'
import { expression } from '../../../src/program/expression.js'
import { group } from '../../../src/program/group.js'
import type { Primitive } from '../../../src/program/primitive.js'
import type { Program } from '../../../src/program/program.js'
import { add, mul } from '../../../src/program/scalar.js'
import { contentOf } from '../../../src/program/simplify/text.js'
import { build, type } from '../../program/build.js'
import { someCase, someTabledCase, someTabledLoop } from '../arbitrary.js'
import { isQuick } from '../../slow.js'

afterEach(() => { vi.restoreAllMocks() })

const engine = { threads: 1, relaxed: false }
const product = mul as typeof add
const of = (op: typeof add, elements: Float32Array = Float32Array.of(1, 2, 3), from = type([3])): Program =>
  build([from], ({ emit }) => {
    const constant = emit(constantOf(type([3]), elements))
    return [emit({ kind: 'map', expression: expression(['f32', 'f32'], (x, y) => op(x, y)) }, 0, constant)]
  })
const modules = () => vi.spyOn(WebAssembly, 'Module')

test('equal programs become one module, whatever their layers and names', () => {
  const spy = modules()
  const { compile, loop } = backendOver('wasm', engine, alone)
  const [first, again] = [of(add), JSON.parse(JSON.stringify(of(add))) as Program]
  const named: Program = {
    ...again, names: { inputs: ['x'], results: ['y'] }, instructions: again.instructions.map((i) => ({ ...i, layer: '1 dense' })),
  }
  for (const program of [first, again, named]) expect(compile(program)([Float32Array.of(1, 1, 1)])).toEqual([Float32Array.of(2, 3, 4)])
  expect(spy).toHaveBeenCalledTimes(1)
  loop(first, 1)([Float32Array.of(1, 1, 1)])
  expect(spy).toHaveBeenCalledTimes(2)
})

test('each memory is its own', () => {
  const { loop } = backendOver('wasm', engine, alone)
  const [a, b] = [loop(of(add), 1)([Float32Array.of(1, 1, 1)]), loop(of(add), 1)([Float32Array.of(0, 0, 0)])]
  a.step([])
  a.step([])
  b.step([])
  expect([a.carried(), b.carried()]).toEqual([[Float32Array.of(3, 5, 7)], [Float32Array.of(1, 2, 3)]])
})

test('what differs in any way is another one', () => {
  const spy = modules()
  const { compile } = backendOver('wasm', engine, alone)
  const list = [
    of(add), of(product), of(add, Float32Array.of(1, 2, 4)), of(add, Float32Array.of(1, 2, NaN)), of(add, Float32Array.of(-0, 2, 3)),
    of(add, Float32Array.of(0, 2, 3)),
  ]
  list.forEach(compile)
  expect(spy).toHaveBeenCalledTimes(list.length)
})

test('what is told of a primitive is in the text of a program', () => {
  const image = type([2, 5, 5, 2])
  const windows = { window: [2, 2], stride: [1, 1], dilation: [1, 1] }
  const pad = { kind: 'pad', low: [1, 0, 0, 0], high: [0, 0, 0, 0], interior: [0, 0, 0, 0], value: 0 } as const
  const slice = { kind: 'slice', start: [0, 0, 0, 0], stop: [2, 4, 4, 2], step: [1, 1, 1, 1] } as const
  const variants: readonly Primitive[] = [
    { kind: 'reduce', by: 'sum', axes: [0] }, { kind: 'reduce', by: 'max', axes: [0] }, { kind: 'reduce', by: 'sum', axes: [1] },
    { kind: 'unfold', ...windows }, { kind: 'unfold', ...windows, stride: [2, 2] }, { kind: 'unfold', ...windows, dilation: [2, 2] },
    { kind: 'unfold', ...windows, window: [3, 2] },
    { kind: 'reshape', shape: [100] }, { kind: 'reshape', shape: [10, 10] },
    { kind: 'permute', order: [1, 0, 2, 3] }, { kind: 'permute', order: [0, 2, 1, 3] },
    { kind: 'broadcast', shape: [3, 2, 5, 5, 2] }, { kind: 'broadcast', shape: [4, 2, 5, 5, 2] },
    slice, { ...slice, start: [0, 1, 0, 0] }, { ...slice, stop: [2, 4, 3, 2] }, { ...slice, step: [1, 1, 2, 1] },
    pad, { ...pad, value: '-0' }, { ...pad, value: 'NaN' }, { ...pad, low: [0, 1, 0, 0] }, { ...pad, high: [1, 0, 0, 0] },
    { ...pad, interior: [1, 0, 0, 0] },
    { kind: 'iota', shape: [3, 3], axis: 0 }, { kind: 'iota', shape: [3, 3], axis: 1 }, { kind: 'iota', shape: [3, 4], axis: 1 },
  ]
  const texts = variants.map((primitive) => contentOf(build([image], ({ emit }) =>
    [primitive.kind === 'iota' ? emit(primitive) : emit(primitive, 0)])))
  expect(new Set(texts).size).toBe(variants.length)
})

test('texts are those of equal programs alone', () => {
  const plain = (program: Program): string => JSON.stringify(program, (key, value: unknown) => (['names', 'layer'].includes(key) ? undefined : value))
  const sample = fc.sample(someCase, { seed: 3, numRuns: 300 }).map(({ program }) => program)
  for (const program of sample) expect(contentOf(structuredClone(program))).toBe(contentOf(program))
  const byText = new Map(sample.map((program) => [contentOf(program), plain(program)]))
  expect(byText.size).toBe(new Set(sample.map(plain)).size)
})

test('two trainers of equal networks share their module', () => {
  const spy = modules()
  const backend = backendOver('wasm', engine, alone)
  const learn = () => trainer(pipe(n.input([2]), n.dense(3), n.relu, n.dense(1)), { backend })({
    loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
  })
  const batch = { inputs: t.ones([4, 2]), targets: t.ones([4, 1]) }
  const [a, b] = [learn(), learn()]
  const [x, y] = [a.step(a.init(random.key(0)), batch), b.step(b.init(random.key(0)), batch)]
  expect(spy).toHaveBeenCalledTimes(1)
  expect(JSON.stringify(x)).toBe(JSON.stringify(y))
})

test('modules are kept up to so many bytes, those used last', () => {
  const spy = modules()
  const ready = modulesFor(engine)
  const large = (first: number): Program => of(add, Float32Array.of(first, 0, 0))
  const constants = (first: number): Program => build([type([])], ({ emit }) => {
    const elements = new Float32Array(1 << 21)
    elements[0] = first
    return [emit(constantOf(type([1 << 21]), elements))]
  })
  ready(large(1), 0)
  for (let i = 0; i < 8; i++) {
    ready(constants(i), 0)
    // Used again and again: it stays.
    ready(large(1), 0)
  }
  expect(spy).toHaveBeenCalledTimes(9)
  ready(constants(7), 0)
  expect(spy).toHaveBeenCalledTimes(9)
  ready(constants(0), 0)
  expect(spy).toHaveBeenCalledTimes(10)
})

test('when the engine compiles otherwise, modules are compiled anew', () => {
  const spy = modules()
  const { compile } = backendOver('wasm', engine, alone)
  compile(of(add))
  compileAnew()
  compile(of(add))
  expect(spy).toHaveBeenCalledTimes(2)
})

/**
 * What random programs become, the first of them and all, by the number of the emitter: where it is not for other programs,
 * another digest needs another number.
 */
const digests: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  3: { 20: '743bb2a11a024b037964965359c940fb9745f6c9b52efbe9a29eb3cc321bc87e', 120: 'ac397b1b0266252804edfb5584e32661d1f9e7437817e2ce00a3837c95da3e28' },
}
const numRuns = isQuick ? 20 : 120

test('the same program becomes the same module, of which the emitter\'s number tells', () => {
  const hash = createHash('sha256')
  for (const cases of [someTabledCase, someTabledLoop]) for (const { program, carried } of fc.sample(cases, { seed: 1, numRuns })) {
    for (const each of [{ threads: 1, relaxed: false }, { threads: 2, barrier, relaxed: true, worthSharing: 0, worthListing: 1 }]) {
      for (const taken of [program, programs.simplify(program)]) {
        const [one, two] = [taken, structuredClone(taken)].map((p) => emit(group(p, fusion), carried, each))
        expect(two!.bytes).toEqual(one!.bytes)
        hash.update(one!.bytes)
      }
    }
  }
  expect(hash.digest('hex')).toBe(digests[emitter]?.[numRuns])
}, 60_000)
