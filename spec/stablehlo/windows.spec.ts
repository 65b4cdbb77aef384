/**
 * Convolutions, pools and their gradients stand in a text as what they are, and nothing is left of what brought windows together.
 */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, test } from 'vitest'
import type { WindowPattern } from '../../src/inspect/index.js'
import type { Program } from '../../src/program/program.js'
import { text } from '../../src/stablehlo/index.js'
import { build, type, type Builder } from '../program/build.js'
import { around, layers, type Kinds } from '../inspect/windowLayers.js'

const textOf = (program: Program): string => {
  const made = text(program)
  if (E.isLeft(made)) throw made.left
  return made.right
}

const counted = (written: string, operation: string): number => written.split(`"stablehlo.${operation}"`).length - 1

const operationOf: Readonly<Record<WindowPattern['kind'], string>> = {
  convolution: 'convolution', kernelGradient: 'convolution', transposedConvolution: 'convolution',
  depthwiseConvolution: 'convolution', depthwiseKernelGradient: 'convolution', depthwiseTransposedConvolution: 'convolution',
  pool: 'reduce_window', sumPoolGradient: 'reduce_window', maxPoolGradient: 'select_and_scatter',
}

/** A pool's argmax is only for its gradient, which finds the greatest by itself. */
const expectedOf = (kinds: Kinds, operation: string): number => {
  const all = kinds.filter((kind) => operationOf[kind] === operation).length
  return operation === 'reduce_window' && kinds.includes('maxPoolGradient') ? all - 1 : all
}

describe('every layer, forward and backward', () => {
  // With gaps between the taps the gradient of a maximum remains instructions.
  test.each(layers.filter(([name]) => name !== 'maxPool2d, dilated'))('%s', (name, shape, layer, kinds) => {
    for (const dtype of ['f32', 'f64'] as const) {
      const written = textOf(around(shape, layer, dtype))
      for (const operation of ['convolution', 'reduce_window', 'select_and_scatter'])
        expect([operation, counted(written, operation)]).toEqual([operation, expectedOf(kinds, operation)])
      // Windows are brought together side by side; products are those of the dense layer behind, and of one that mixes channels.
      if (kinds.length > 0) expect(counted(written, 'concatenate')).toBe(0)
      // The cotangent of a border is not computed; only after max pooling, and with groups in between, it is cut off.
      expect(counted(written, 'slice')).toBe(['conv1d, in groups', 'conv2d, in groups', 'maxPool2d, same'].includes(name) ? 1 : 0)
      expect(counted(written, 'dot_general')).toBe(name.startsWith('separable') ? 6 : 3)
    }
  })
})

const windows = { window: [2], stride: [1], dilation: [1] } as const
const summed = (emit: Builder['emit'], by: 'max' | 'argmax', x: number): number =>
  emit({ kind: 'reduce', by, axes: [2] }, emit({ kind: 'unfold', ...windows }, x))

describe('what no operation is, remains instructions', () => {
  test('the place of the greatest', () => {
    const written = textOf(build([type([1, 4, 1])], ({ emit }) => [summed(emit, 'argmax', 0)]))
    expect([counted(written, 'reduce_window'), counted(written, 'concatenate')]).toEqual([0, 1])
  })
  test('the gradient of a maximum with gaps between the taps', () => {
    const [, shape, layer] = layers.find(([name]) => name === 'maxPool2d, dilated')!
    const written = textOf(around(shape, layer))
    expect([counted(written, 'reduce_window'), counted(written, 'select_and_scatter')]).toEqual([1, 0])
  })
})

test('a border of another value than the operation has is added before', () => {
  const step = (value: number | '-Infinity') => textOf(build([type([1, 4, 1])], ({ emit }) =>
    [summed(emit, 'max', emit({ kind: 'pad', low: [0, 1, 0], high: [0, 2, 0], interior: [0, 0, 0], value }, 0))]))
  expect(step('-Infinity')).toContain('padding = dense<[[0, 0], [1, 2], [0, 0]]> : tensor<3x2xi64>')
  expect(counted(step('-Infinity'), 'pad')).toBe(0)
  expect(step(-9)).toContain('padding = dense<[[0, 0], [0, 0], [0, 0]]> : tensor<3x2xi64>')
  expect(counted(step(-9), 'pad')).toBe(1)
})

test('the body of a loop has them, too', () => {
  const body = build([type([1, 4, 1])], ({ emit }) =>
    [emit({ kind: 'pad', low: [0, 1, 0], high: [0, 0, 0], interior: [0, 0, 0], value: 0 }, summed(emit, 'max', 0))])
  const written = textOf(build([type([1, 4, 1])], ({ emit }) =>
    [emit({ kind: 'scan', body, constants: 0, carried: 1, steps: 3, reverse: false }, 0)]))
  expect([counted(written, 'reduce_window'), counted(written, 'concatenate')]).toEqual([1, 0])
})
