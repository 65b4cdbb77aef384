/** Every value of a run. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mutable, pure, wasm } from '../../src/backend/index.js'
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { values, type Value } from '../../src/inspect/index.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { group } from '../../src/program/group.js'
import { count, typesOf, type Program } from '../../src/program/program.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { add } from '../../src/program/scalar.js'
import { elements } from '../../src/tensor/tensor.js'
import { holds, someCase, someLoop } from '../backend/arbitrary.js'
import { expectSame } from '../backend/each.js'
import { build, type } from '../program/build.js'

/** Row i of a stacked value. */
const row = ({ type: { shape }, elements: all }: Value, i: number): Elements => {
  const size = count(shape.slice(1))
  return all.slice(i * size, (i + 1) * size)
}

/** What a body's values are in each step: those of the body by itself, of what it was given there. */
const expectBodies = (program: Program, found: readonly Value[]): void => {
  for (const { primitive, first } of program.instructions) {
    if (primitive.kind !== 'scan') continue
    const { body, steps } = primitive
    const inside = found[first]?.body
    expect(inside?.length).toBe(typesOf(body).length)
    for (let i = 0; i < steps; i++) {
      const own = values(body, body.inputs.map((_, id) => row(inside![id]!, i)))
      expectSame(inside!.map((value) => row(value, i)), own.map((value) => value.elements), `step ${i}`)
    }
  }
}

test('random programs: each value is what the program gives for it', () => holds(someCase, ({ program, runs: [inputs = []] }) => {
  const found = values(program, inputs)
  expect(found.map((value) => value.type)).toEqual(typesOf(program))
  const results = found.map((_, id) => id)
  for (const backend of [pure, mutable, wasm])
    expectSame(values(program, inputs, { backend }).map((value) => value.elements), pure.compile({ ...program, results })(inputs), backend.name)
}))

test('random loops: and each value of their bodies is what the body gives in that step', () => holds(someLoop, ({ program, runs: [inputs = []] }) => {
  const found = values(program, inputs)
  expectSame(found.map((value) => value.elements), pure.compile({ ...program, results: found.map((_, id) => id) })(inputs), 'loops')
  expectBodies(program, found)
}))

test('a loop in a loop', () => {
  const plus = { kind: 'map', expression: expression(['f32', 'f32'], add) } as const
  const inner = build([type([]), type([])], ({ emit }) => { const sum = emit(plus, 0, 1); return [sum, sum] })
  const scan = (body: Program, steps: number) => ({ kind: 'scan', body, constants: 0, carried: 1, steps, reverse: false }) as const
  const outer = build([type([]), type([3])], ({ emit }) => [emit(scan(inner, 3), 0, 1)])
  const program = build([type([]), type([2, 3])], ({ emit }) => [emit(scan(outer, 2), 0, 1)])
  const found = values(program, [Float32Array.of(10), Float32Array.of(1, 2, 3, 4, 5, 6)])
  const deepest = found[2]?.body?.[2]?.body
  expect(deepest?.map(({ type: { shape } }) => shape)).toEqual([[2, 3], [2, 3], [2, 3]])
  expect(deepest?.map((value) => [...value.elements])).toEqual([[10, 11, 13, 16, 20, 25], [1, 2, 3, 4, 5, 6], [11, 13, 16, 20, 25, 31]])
  expectBodies(program, found)
})

describe('of a training step', () => {
  const net = pipe(n.input([4, 3]), n.recurrent(n.gru(2)), n.flatten, n.dense(2))
  const { init, program: traced, step } = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.1 }) })
  const state = init(random.key(0))
  const batch = { inputs: random.normal(random.key(1), [5, 4, 3]), targets: random.normal(random.key(2), [5, 2]) }
  const inputsOf = ({ inputs, names }: Program): readonly Elements[] => inputs.map(({ dtype, shape }, i) => {
    const path = names!.inputs[i]!.split('.')
    const place: any = { params: state.params, optimizer: state.optimizer, key: state.key, step: tensor.scalar(0, 'u32'), batch }
    const found = path.reduce((at, key) => at[key], place)
    expect(found.shape).toEqual(shape)
    return elementsOf(dtype, elements(found))
  })
  test.each([false, true])('simplified: %s', (simplified) => {
    const program = traced(state, batch, { simplified })
    const found = values(program, inputsOf(program))
    const next = step(state, batch)
    const named = (name: string) => found.filter((value) => value.name === name)
    expect(named('loss')[0]?.elements[0]).toBe(next.loss)
    expect(named('params.1.weights').at(-1)?.elements).toEqual(elements(next.params[1].weights))
    expect(named('batch.inputs')[0]?.elements).toEqual(elements(batch.inputs))
    const layers = new Set(found.map(({ layer }) => layer))
    for (const layer of ['0.recurrent(gru)', '2.dense', '2.dense backward']) expect(layers.has(layer)).toBe(true)
    found.forEach(({ instruction, layer }, id) => {
      expect(instruction === undefined).toBe(id < program.inputs.length)
      if (instruction !== undefined) expect(program.instructions[instruction]?.layer).toBe(layer)
    })
    const loops = found.filter(({ body }) => body !== undefined)
    expect(loops.length).toBeGreaterThanOrEqual(2)
    expectBodies(program, found)
  })
})

describe('is refused', () => {
  const small = build([type([2])], () => [0])
  test.each<readonly [string, () => unknown, string]>([
    ['too few inputs', () => values(small, []), 'inputs should be the elements of 1 tensors'],
    ['other elements', () => values(small, [Float64Array.of(1, 2)]), 'inputs[0] should be the elements of f32[2]'],
    ['more elements', () => values(small, [Float32Array.of(1, 2, 3)]), 'inputs[0] should be the elements of f32[2]'],
    ['groups', () => values(group(simplify(build([type([2, 3])], ({ emit }) =>
      [emit({ kind: 'reduce', by: 'sum', axes: [0] }, emit({ kind: 'permute', order: [1, 0] }, 0))])), fusion) as Program, [new Float32Array(6)]),
    'program should be a program that is not in groups'],
    ['no backend', () => values(small, [Float32Array.of(1, 2)], { backend: {} as never }), 'backend should be a backend'],
  ])('%s', (_, call, words) => expect(call).toThrow(words))
})

test('what a run refuses is refused: an index out of range', () => {
  const program = build([type([2]), type([1], 'i32')], ({ emit }) => [emit({ kind: 'gather' }, 0, 1)])
  fc.assert(fc.property(fc.integer({ min: 2, max: 9 }), (i) => {
    expect(() => values(program, [Float32Array.of(1, 2), Int32Array.of(i)])).toThrow('gather')
  }), { numRuns: 5 })
})
