/** `fold` in gather form: sums of windows, element by element. */
import { describe, test } from 'vitest'
import { positions } from '../../../src/program/infer.js'
import type { DType } from '../../../src/shape/shape.js'
import { type } from '../../program/build.js'
import { expectSameRuns } from './same.js'

const dtypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32']

type Row = readonly [about: string, batch: number, sizes: readonly number[], window: readonly number[], stride: readonly number[], dilation: readonly number[], channels: number]
const rows: readonly Row[] = [
  ['a convolution', 2, [12, 12], [5, 5], [1, 1], [1, 1], 8],
  ['pooling', 2, [8, 6], [2, 3], [2, 3], [1, 1], 8],
  ['pooling that leaves some', 2, [9, 8], [2, 3], [2, 3], [1, 1], 5],
  ['windows with gaps between them', 1, [10, 11], [2, 1], [4, 3], [1, 1], 3],
  ['windows that overlap at a stride', 2, [11, 13], [3, 5], [2, 3], [1, 1], 4],
  ['dilated', 1, [11, 9], [3, 2], [1, 1], [2, 3], 6],
  ['dilated at a stride that divides it', 1, [13, 12], [3, 3], [2, 2], [4, 2], 2],
  ['dilated at a stride prime to it', 1, [17, 14], [4, 3], [2, 3], [3, 2], 3],
  ['dilated at a stride with a common factor', 1, [31, 29], [3, 4], [6, 4], [4, 6], 2],
  ['one window', 3, [3, 3], [3, 3], [1, 2], [1, 1], 1],
  ['a window of one', 2, [5, 4], [1, 1], [1, 1], [1, 1], 7],
  ['a window of one at a stride', 2, [7, 5], [1, 1], [3, 2], [5, 1], 17],
  ['one axis', 2, [13], [4], [1], [1], 33],
  ['three axes', 1, [4, 5, 6], [2, 3, 2], [1, 2, 2], [2, 1, 1], 3],
  ['no axis', 3, [], [], [], [], 5],
  ['wide', 1, [3, 4], [2, 2], [1, 1], [1, 1], 64],
  ['wide and odd', 1, [3, 4], [2, 2], [1, 1], [1, 1], 61],
  ['none in the batch', 0, [4, 4], [2, 2], [1, 1], [1, 1], 3],
  ['no channels', 2, [4, 4], [2, 2], [1, 1], [1, 1], 0],
  ['no place for a window', 2, [2, 4], [3, 2], [1, 1], [1, 1], 3],
]

describe.each(dtypes)('%s', (dtype) => {
  test.each(rows)('%s', (_, batch, sizes, window, stride, dilation, channels) => {
    const windows = { window, stride, dilation }
    expectSameRuns({ kind: 'fold', sizes, ...windows }, [type([batch, ...positions(sizes, windows), ...window, channels], dtype)])
  })

  test.each([1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 23])('%i channels', (channels) => {
    for (const [stride, dilation] of [[1, 1], [2, 1], [3, 1], [1, 2], [4, 1]] as const) {
      const windows = { window: [3], stride: [stride], dilation: [dilation] }
      expectSameRuns({ kind: 'fold', sizes: [10], ...windows }, [type([2, ...positions([10], windows), 3, channels], dtype)])
    }
  })
})

test('every small window, stride and dilation', () => {
  for (const size of [1, 2, 5, 8]) for (const window of [1, 2, 3, 4]) for (const stride of [1, 2, 3, 4, 6]) for (const dilation of [1, 2, 3, 4]) {
    const windows = { window: [window], stride: [stride], dilation: [dilation] }
    const [places] = positions([size], windows) as [number]
    if (places > 0) expectSameRuns({ kind: 'fold', sizes: [size], ...windows }, [type([1, places, window, 1])])
  }
})
