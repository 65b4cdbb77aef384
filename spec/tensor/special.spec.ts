/** Functions of scipy.special, in f64 and f32, and the transforms of scipy.fft along each axis; compiled the same bits. */
import { describe, expect, test } from 'vitest'
import { wasm } from '../../src/backend/index.js'
import { fft, tensor } from '../../src/index.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { sameBits } from '../backend/each.js'
import { functions, numbers, transforms } from '../outside/special.js'
import { compiled } from './compiled.js'

type Untyped = Readonly<Record<string, (...args: readonly any[]) => any>>
const [t, f] = [tensor as unknown as Untyped, fft as unknown as Untyped]
const epsilon = { f64: 2.220446049250313e-16, f32: 1.1920928955078125e-7 }

const expectCompiled = (g: (x: any) => unknown, x: unknown): void => {
  const [eager, found] = [tree.tensors(g(x)), tree.tensors(compiled(wasm, g, x))]
  expect(eager.every((y, i) => sameBits(elements(y), elements(found[i]!)))).toBe(true)
}

/** How many roundings of the value the two may differ by. */
const units = (name: string, x: number, value: number): number => {
  switch (name) {
    // Of x/√2, which is rounded before it is made small.
    case 'gelu': return 2 + x ** 2
    // Near 1 and 2, where it is 0, SciPy's own is of no more digits than that.
    case 'lgamma': return 3 * Math.max(1, 1 / Math.abs(value))
    // Near its zeros between negative integers.
    case 'digamma': return x < 0 ? 8 : 3
    default: return 2
  }
}

describe.each(['f64', 'f32'] as const)('%s', (dtype) => {
  test.each(Object.entries(functions))('%s', (name, { x, values }) => {
    const given: AnyTensor = t['of']!([x.length], x, dtype)
    const expected = dtype === 'f32' ? values.map(Math.fround) : values
    const found = t['toArray']!(t[name]!(given)) as readonly number[]
    const least = dtype === 'f32' ? 2 ** -149 : 0
    const far = expected.flatMap((value, i) => {
      const bound = epsilon[dtype] * units(name, x[i]!, value) * Math.abs(value) + least
      return found[i] === value || Math.abs(found[i]! - value) <= bound ? [] : [{ x: x[i], found: found[i], value }]
    })
    expect(far).toEqual([])
    expectCompiled(t[name]!, given)
  })

  test.each(transforms)('transforms along axis $axis', ({ axis, fft: forward, ifft: backward, rfft: half, irfft }) => {
    const of = (shape: readonly number[], list: readonly number[]): AnyTensor => t['of']!(shape, list, dtype)
    const expectNear = (y: AnyTensor, shape: readonly number[], list: readonly number[]): void => {
      expect(y.shape).toEqual(shape)
      const found = elements(y)
      const scale = Math.max(...list.map(Math.abs))
      expect(Math.max(...list.map((v, i) => Math.abs(found[i]! - v)))).toBeLessThan(5 * epsilon[dtype] * scale)
    }
    const z = { real: of(numbers.shape, numbers.real), imaginary: of(numbers.shape, numbers.imaginary) }
    const all = [[f['fft']!(axis), z, forward], [f['ifft']!(axis), z, backward], [f['rfft']!(axis), z.real, half]] as const
    for (const [g, x, y] of all) {
      const { real, imaginary } = g(x)
      expectNear(real, y.shape, y.real)
      expectNear(imaginary, y.shape, y.imaginary)
      expectCompiled(g, x)
    }
    for (const { n, shape, values } of irfft) {
      expectNear(f['irfft']!(n, axis)(z), shape, values)
      expectCompiled(f['irfft']!(n, axis), z)
    }
  })
})
