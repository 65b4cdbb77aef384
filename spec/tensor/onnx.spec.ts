/** ONNX's node tests of what is in the tensor language, or is some calls of it: the values of ONNX, and compiled the same bits. */
import { expect, test } from 'vitest'
import { wasm } from '../../src/backend/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { sameBits } from '../backend/each.js'
import { cases, left, others, type Given, type Node } from '../outside/onnxNodes.js'
import { compiled } from './compiled.js'
import { elementwise } from './onnx/elementwise.js'
import { otherCases, otherOperators, unlike } from './onnx/leftOut.js'
import { moves } from './onnx/moves.js'
import { tensorOf, type Adapters } from './onnx/node.js'
import { normalizations } from './onnx/normalizations.js'
import { products } from './onnx/products.js'
import { reductions } from './onnx/reductions.js'
import { scatters } from './onnx/scatters.js'

const adapters: Adapters = { ...elementwise, ...moves, ...scatters, ...reductions, ...normalizations, ...products }

/** Whose values ONNX has with four digits. */
const rounded = ['averagepool_2d_ceil_last_window_starts_on_pad']

/** What is known only when elements are. */
const outsideOfPrograms = ['NonZero', 'Unique']

/** ONNX allows 1e-3 of a float, for what it has rounded to four digits; of sums and functions of a few elements it is much less. */
const isNear = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b))
const units: Readonly<Record<Given['dtype'], number>> = { f32: 2e-6, f64: 1e-14, i32: 0, u32: 0, bool: 0 }

const expectValues = (actual: readonly AnyTensor[], { name, operator, outputs }: Node): void => {
  const types = outputs.map(({ dtype, shape }) => ({ dtype, shape }))
  expect(actual.map(({ dtype, shape }) => ({ dtype, shape: [...shape] }))).toEqual(types)
  actual.forEach((y, i) => {
    const [found, { values, dtype }] = [elements(y), outputs[i]!]
    // Each frequency is a sum of all elements; what is moved stays what it is.
    const scale = operator === 'DFT' ? Math.max(...values.map(Math.abs)) : operator in moves || operator in scatters ? 0 : 1
    const tolerance = rounded.includes(name) ? 1e-3 : units[dtype] * scale
    const expected = dtype === 'f32' ? values.map(Math.fround) : values
    if (!expected.every((v, j) => isNear(found[j]!, v, tolerance))) expect([...found]).toEqual(expected)
  })
}
const several = (y: AnyTensor | readonly AnyTensor[]): readonly AnyTensor[] => (Array.isArray(y) ? y : [y]) as readonly AnyTensor[]

const run = cases.filter(({ name }) => !(name in unlike))

test.each(run)('$name', (node) => {
  const f = adapters[node.operator]!(node)
  const given = node.inputs.filter((x) => x !== undefined).map(tensorOf)
  const applied = (xs: readonly AnyTensor[]): readonly AnyTensor[] => {
    const next = xs[Symbol.iterator]()
    return several(f(...node.inputs.map((x) => (x === undefined ? undefined : next.next().value))))
  }
  const eager = applied(given)
  expectValues(eager, node)
  if (outsideOfPrograms.includes(node.operator)) return
  compiled(wasm, applied, given).forEach((y, i) => expect(sameBits(elements(y), elements(eager[i]!))).toBe(true))
})

test('what is not run has its reason', () => {
  const names = new Set(cases.map(({ name }) => name))
  expect(Object.keys(unlike).filter((name) => !names.has(name))).toEqual([])
  expect(Object.keys(adapters).filter((operator) => !cases.some((node) => node.operator === operator))).toEqual([])
  expect(Object.keys(otherOperators).toSorted()).toEqual(Object.keys(others).toSorted())
  expect(Object.keys(otherCases).toSorted()).toEqual(Object.keys(left).toSorted())
  const leftOut = Object.values(left).flat()
  const ofOthers = Object.values(others).reduce((a, b) => a + b, 0)
  const counts = { run: run.length, unlike: Object.keys(unlike).length, left: leftOut.length, ofOthers }
  expect(counts).toEqual({ run: 675, unlike: 10, left: 227, ofOthers: 972 })
})
