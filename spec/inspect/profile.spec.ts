/** Where the time goes: what is measured, and by which clock. */
import { describe, expect, test } from 'vitest'
import { mutable, pure, wasm, type Backend } from '../../src/backend/index.js'
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { group, printProfile, profile, simplify } from '../../src/inspect/index.js'
import { elementsOf } from '../../src/program/elements.js'
import { count } from '../../src/program/program.js'
import { someCase, holds } from '../backend/arbitrary.js'
import { build, type } from '../program/build.js'
import { isQuick } from '../slow.js'

const net = pipe(n.input([6, 6, 1]), n.conv2d({ filters: 4, kernel: [3, 3] }), n.relu, n.flatten, n.dense(3))
const { init, program: traced } = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const step = traced(init(random.key(0)), { inputs: tensor.zeros([4, 6, 6, 1]), targets: tensor.zeros([4], 'i32') })
const inputs = step.inputs.map(({ shape, dtype }) => elementsOf(dtype, new Float64Array(count(shape))))

/** A clock that goes on by `tick` each time that it is asked. */
const ticking = (tick: number) => {
  let now = 0
  return () => (now += tick)
}

test.each<Backend>([pure, mutable, wasm])('a step on $name: each part with its layer, and their sums', (backend) => {
  const found = profile(step, inputs, { backend, samples: 1, clock: ticking(2) })
  // A sample is between two looks at the clock, and the first is long enough.
  expect(new Set(found.parts.map(({ milliseconds }) => milliseconds))).toEqual(new Set([2]))
  expect([found.backend, found.whole]).toEqual([backend.name, 2])
  const expected = backend.fusion === undefined ? step : group(step, backend.fusion)
  expect(found.parts.length).toBe(expected.instructions.filter(({ primitive }) => primitive.kind !== 'constant').length)
  for (const sums of [found.layers, found.kinds]) {
    expect(Object.values(sums).reduce((a, b) => a + b, 0)).toBe(2 * found.parts.length)
    expect(Object.values(sums)).toEqual(Object.values(sums).toSorted((a, b) => b - a))
  }
  expect(Object.keys(found.layers)).toEqual(expect.arrayContaining(['0.conv2d', '0.conv2d backward', '3.dense', '3.dense backward', '']))
  expect(JSON.parse(JSON.stringify(found))).toEqual(found)
})

test('what is fused is one part, of the layer of its product', () => {
  const { parts } = profile(step, inputs, { samples: 1, clock: ticking(2) })
  expect(parts.find(({ layer }) => layer === '0.conv2d')).toEqual({ kind: 'contract map', layer: '0.conv2d', result: 'f32[4, 4, 4, 4]', milliseconds: 2 })
})

test('a figure is the median of samples, of one run each when it is long', () => {
  const times = [9, 5, 7, 100, 6, 1, 2, 3, 4, 5]
  let [asked, now] = [0, 0]
  const clock = () => (asked % 2 === 1 ? (now += times[(asked++ - 1) / 2]!) : (asked++, now))
  const program = build([type([2])], ({ emit }) => [emit({ kind: 'reduce', by: 'sum', axes: [0] }, 0)])
  const { parts, whole } = profile(program, [Float32Array.of(1, 2)], { backend: pure, samples: 4, clock })
  // The first sample of each finds out how many runs it takes; then 5, 7, 100, 6 and 2, 3, 4, 5.
  expect([parts[0]?.milliseconds, whole]).toEqual([6.5, 3.5])
})

test('a short part is run until a sample takes a millisecond', () => {
  let runs = 0
  const counting: Backend = { name: 'counting', compile: pure.compile, loop: (program, carried) => (from) => {
    const loop = pure.loop(program, carried)(from)
    return { ...loop, step: (given) => { runs++; return loop.step(given) } }
  } }
  const { parts } = profile(build([type([2])], ({ emit }) => [emit({ kind: 'reduce', by: 'sum', axes: [0] }, 0)]), [Float32Array.of(1, 2)],
    { backend: counting, samples: 1, clock: () => runs / 1000 })
  expect(parts[0]?.milliseconds).toBeCloseTo(1 / 1000)
  expect(runs).toBeGreaterThan(2048)
  // A clock that stands still does not keep it for ever.
  expect(profile(step, inputs, { samples: 1, clock: () => 0 }).parts.every(({ milliseconds }) => milliseconds === 0)).toBe(true)
})

test('random programs have profiles, simplified or not', () => holds(someCase, ({ program, runs: [given = []] }) => {
  for (const each of isQuick ? [simplify(program)] : [program, simplify(program)])
    for (const backend of [pure, wasm]) {
      const { parts } = profile(each, given, { backend, samples: 1, clock: ticking(1) })
      expect(parts.length).toBeLessThanOrEqual(each.instructions.length)
    }
}))

test('the real clock', () => {
  const { whole, parts } = profile(step, inputs)
  expect(whole).toBeGreaterThan(0)
  expect(parts.filter(({ kind }) => kind.includes('contract')).every(({ milliseconds }) => milliseconds > 0)).toBe(true)
})

describe('as a table', () => {
  test('of what takes time, and of nothing', () => {
    const text = printProfile(profile(step, inputs, { samples: 1, clock: ticking(2) }))
    expect(text).toMatch(/^wasm: 2\.000 ms a run, \d+\.000 ms in \d+ parts\n\nby layer\n/)
    expect(text).toMatch(/^ {3}2\.000 ms +\d\.\d %  contract map f32\[4, 4, 4, 4\] {2}# 0\.conv2d$/m)
    expect(text).toContain('  no layer\n')
    expect(printProfile(profile(build([type([2])], () => [0]), [Float32Array.of(1, 2)], { clock: () => 0 }))).toMatch('0.000 ms in 0 parts')
  })
})
