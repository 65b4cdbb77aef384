/** Convolutions and pools are found in every layer that has them, and mean what they say. */
import { describe, expect, test } from 'vitest'
import { network as n, pipe, random, tensor } from '../../src/index.js'
import { values, windows } from '../../src/inspect/index.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import { isFloat } from '../../src/program/scalar.js'
import type { Program } from '../../src/program/program.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { someCase, holds } from '../backend/arbitrary.js'
import { lift } from '../../src/differentiable/index.js'
import { trace } from '../../src/tensor/trace.js'
import { byDefinition } from './byDefinition.js'
import { around, convolution, layers, type Kinds } from './windowLayers.js'

/** Small numbers of both signs with few bits, some of them equal. */
const numbersFor = (program: Program): readonly Elements[] => program.inputs.map(({ shape, dtype }, i) => {
  const size = shape.reduce((a, b) => a * b, 1)
  return elementsOf(dtype, Array.from({ length: size }, (_, j) => (isFloat(dtype) ? Math.sin(7 * i + 3 * j + 0.5) * 1.5 : 1)))
})

/** Every pattern computes what the program does. */
const expectMeant = (program: Program): Kinds => {
  const { patterns } = windows(program)
  const found = values(program, numbersFor(program))
  for (const pattern of patterns) {
    const [id, expected] = byDefinition(program, (at) => found[at]!.elements, pattern)
    const given = [...found[id]!.elements]
    expect(given.length).toBe(expected.length)
    // -0 and 0 are one here; all else is the same bit by bit.
    expect(given.map((x) => x + 0), pattern.kind).toEqual(expected.map((x) => x + 0))
  }
  return patterns.map(({ kind }) => kind)
}

describe('every layer, forward and backward', () => {
  test.each(layers)('%s', (_, shape, layer, kinds) => {
    for (const dtype of ['f32', 'f64'] as const) {
      const program = around(shape, layer, dtype)
      expect([...expectMeant(program)].sort()).toEqual([...kinds].sort())
      // And there is nothing else with windows in it.
      expect(windows(program).others).toEqual([])
      const backward = windows(program).patterns.filter((pattern) => pattern.layer?.endsWith(' backward'))
      const forward = windows(program).patterns.filter((pattern) => /^1\.[^ ]*( \w+)*$/.test(pattern.layer ?? '') && !pattern.layer?.endsWith(' backward'))
      expect(kinds.length === 0 || (backward.length > 0 && forward.length > 0)).toBe(true)
    }
  })
  test('of the whole catalogue', () => {
    const named = Object.keys(n).filter((name) => /conv|pool|upsample/i.test(name) && !name.endsWith('With'))
    expect(named.filter((name) => !layers.some(([title]) => title.split(',')[0] === name))).toEqual([])
  })
})

test('derivatives of derivatives: along a tangent, and of a gradient', () => {
  const [x, k] = [random.normal(random.key(0), [2, 5, 4, 2]), random.normal(random.key(1), [3, 2, 2, 3])]
  const energy = lift(([a, b]: readonly [typeof x, typeof k]) => pipe(a, tensor.conv2d(b), tensor.square, tensor.sum()))
  const squared = lift((both: readonly [typeof x, typeof k]) => {
    const [, pullback] = energy(both)
    const [da, db] = pullback(tensor.scalar(1))
    return pipe(da, tensor.square, tensor.sum(), tensor.add(pipe(db, tensor.square, tensor.sum())))
  })
  const { program } = trace((both: readonly [typeof x, typeof k]) => squared(both)[1](tensor.scalar(1)), [x, k] as const)
  const kinds = expectMeant(program)
  expect(new Set(kinds)).toEqual(new Set(convolution))
  expect(kinds.length).toBeGreaterThan(convolution.length)
  // Cotangents of windows that are read twice are added before they are folded: that is a fold of a sum.
  expect(windows(program).others.every((i) => program.instructions[i]?.primitive.kind === 'fold')).toBe(true)
})

test('pairs of windows of windows: what no pattern is, is said', () => {
  const { program } = trace((x: ReturnType<typeof tensor.zeros<readonly [1, 4, 1]>>) => pipe(x, tensor.maxPool1d(2)), tensor.zeros([1, 4, 1]))
  expect(expectMeant(program)).toEqual(['pool'])
  const at = program.instructions.findIndex(({ primitive }) => primitive.kind === 'unfold')
  const cut: Program = { ...program, instructions: program.instructions.map((each) =>
    (each.primitive.kind === 'reduce' ? { ...each, primitive: { ...each.primitive, axes: [1] }, types: [{ shape: [1, 2, 1], dtype: 'f32' }] } : each)) }
  expect(windows(cut)).toEqual({ patterns: [], others: [at + 1] })
})

test('random programs: what is found is meant, and every fold is found or named', () => holds(someCase, ({ program, runs: [given = []] }) => {
  for (const each of [program, simplify(program)]) {
    const { patterns, others } = windows(each)
    const found = values(each, given)
    const ends = new Set([...patterns.map(({ instruction }) => instruction), ...others])
    each.instructions.forEach(({ primitive }, i) => expect(primitive.kind !== 'fold' || ends.has(i)).toBe(true))
    for (const pattern of patterns) {
      const [id, expected] = byDefinition(each, (at) => found[at]!.elements, pattern)
      const { elements, type: { dtype } } = found[id]!
      expect(elements.length).toBe(expected.length)
      // Comparing NaN is another matter, and integers wrap.
      if (isFloat(dtype) && found.every((value) => value.elements.every(Number.isFinite)))
        expect([...elements].map((x) => x + 0)).toEqual(expected.map((x) => x + 0))
    }
  }
}))
