/** A product with its fold: every element adds whole sums over k, in row-major order of the window. */
import { describe, expect, test } from 'vitest'
import { fusion } from '../../../src/backend/wasm/fusion.js'
import { group } from '../../../src/program/group.js'
import { positions } from '../../../src/program/infer.js'
import { plan } from '../../../src/program/plan.js'
import { count, type Program } from '../../../src/program/program.js'
import type { Float } from '../../../src/shape/shape.js'
import { build, type } from '../../program/build.js'
import { expectSameGroup } from './same.js'

interface Case {
  readonly sizes: readonly number[]
  readonly window: readonly number[]
  readonly stride?: readonly number[]
  readonly dilation?: readonly number[]
  readonly images?: number
  readonly groups?: number
  readonly k?: number
  readonly channels?: number
}

/** Rows of every place, by a kernel [window · channels, k] as a gradient has it or [k, window · channels]. */
const program = (
  { sizes, window, stride = sizes.map(() => 1), dilation = sizes.map(() => 1), images = 2, groups = 1, k = 5, channels = 8 }: Case,
  dtype: Float, transposeA = false, transposeB = true,
): Program => {
  const windows = { window, stride, dilation }
  const places = positions(sizes, windows)
  const [m, n, batch] = [images * count(places), count(window) * channels, groups === 1 ? [] : [groups]]
  const left = type([...batch, ...(transposeA ? [k, m] : [m, k])], dtype)
  return build([left, type([...batch, ...(transposeB ? [n, k] : [k, n])], dtype)], ({ emit }) => {
    const columns = emit({ kind: 'contract', transposeA, transposeB }, 0, 1)
    const apart = emit({ kind: 'reshape', shape: [groups * images, ...places, ...window, channels] }, columns)
    return [emit({ kind: 'fold', sizes, ...windows }, apart)]
  })
}

const cases: Readonly<Record<string, Case>> = {
  'a gradient by images': { sizes: [9, 11], window: [3, 3], channels: 16 },
  'rows that are no whole tiles': { sizes: [7, 7], window: [3, 3], channels: 13, k: 7 },
  'many channels, which are packed': { sizes: [5, 6], window: [2, 2], channels: 40, k: 33 },
  'more than a near cache has of a tap': { sizes: [4, 5], window: [2, 2], channels: 72, k: 67 },
  'windows side by side': { sizes: [8, 6], window: [2, 3], stride: [2, 3] },
  'windows that leave some': { sizes: [9, 10], window: [2, 2], stride: [3, 4] },
  'windows that overlap at a stride': { sizes: [11, 13], window: [3, 5], stride: [2, 3], channels: 9 },
  'dilated': { sizes: [11, 9], window: [3, 2], dilation: [2, 3] },
  'dilated at a stride': { sizes: [17, 14], window: [4, 3], stride: [2, 3], dilation: [3, 2] },
  'one axis': { sizes: [37], window: [5], images: 3 },
  'three axes': { sizes: [4, 5, 6], window: [2, 3, 2], stride: [1, 2, 2], dilation: [2, 1, 1] },
  'one place': { sizes: [3, 3], window: [3, 3], images: 3 },
  'a window of one': { sizes: [4, 5], window: [1, 1] },
  'groups': { sizes: [6, 5], window: [3, 2], groups: 3, images: 2 },
  'one image': { sizes: [6, 5], window: [3, 3], images: 1 },
  'nothing to add': { sizes: [6, 5], window: [3, 3], k: 0 },
}

describe.each(['f32', 'f64'] as const)('%s', (dtype) => {
  test.each(Object.entries(cases))('%s', (_, each) => {
    for (const transposeA of [false, true]) for (const transposeB of [false, true])
      expectSameGroup(program(each, dtype, transposeA, transposeB))
  })
})

test('the columns of windows have no memory', () => {
  const step = program({ sizes: [30, 30], window: [3, 3], images: 32, channels: 16, k: 16 }, 'f32')
  const bytes = (shape: readonly number[]): number => 4 * count(shape)
  expect(plan(group(step, fusion)).bytes).toBe(bytes([32, 28, 28, 16]) + bytes([9, 16, 16]) + bytes([32, 30, 30, 16]))
})

test('a fold whose columns others read, or of few channels, is on its own', () => {
  const kinds = (of: Program): readonly string[] => group(of, fusion).instructions.map(({ primitive }) => primitive.kind)
  const own = program({ sizes: [6, 6], window: [3, 3] }, 'f32')
  expect(kinds(own)).toEqual(['group'])
  expect(kinds({ ...own, results: [2, ...own.results] })).toEqual(['contract', 'reshape', 'fold'])
  expect(kinds(program({ sizes: [6, 6], window: [3, 3], channels: 3 }, 'f32'))).toEqual(['contract', 'reshape', 'fold'])
})
