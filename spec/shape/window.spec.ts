import { describe, it } from 'vitest'
import { window2d, window3d, windowSize } from '../../src/shape/window.js'
import type { Window2d, Window3d, WindowSize } from '../../src/shape/window.js'
import { transposed3d } from '../../src/shape/transposed.js'
import type { Transposed3d } from '../../src/shape/transposed.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { R } from './twin.js'

describe('window', () => {
  it('windowSize: the compiler and run time agree', () => {
    twin<WindowSize<28, 5, 1, 1, 'valid'>>()(windowSize(28, 5, 1, 1, 'valid'), 24)
    twin<WindowSize<28, 5, 2, 1, 'valid'>>()(windowSize(28, 5, 2, 1, 'valid'), 12)
    twin<WindowSize<12, 3, 2, 1, 'same'>>()(windowSize(12, 3, 2, 1, 'same'), 6)
    twin<WindowSize<4, 5, 1, 1, 'valid'>>()(windowSize(4, 5, 1, 1, 'valid'), 'kernel 5 is larger than 4')
    twin<WindowSize<4, 3, 1, 2, 'valid'>>()(windowSize(4, 3, 1, 2, 'valid'), 'kernel 3 (5 at dilation 2) is larger than 4')
    twin<WindowSize<4, 9, 1, 1, readonly [1, 1]>>()(windowSize(4, 9, 1, 1, [1, 1]), 'kernel 9 is larger than 4 (6 with padding [1, 1])')
    twin<WindowSize<4, 3, 0, 1, 'valid'>>()(windowSize(4, 3, 0, 1, 'valid'), 'stride 0 is not positive')
  })
  it('window2d: the compiler and run time agree', () => {
    twin<Window2d<R<[28, 28]>, R<[5, 5]>>>()(window2d([28, 28], [5, 5]), [24, 24])
    twin<Window2d<R<[4, 8]>, R<[5, 5]>>>()(window2d([4, 8], [5, 5]), 'height: kernel 5 is larger than 4')
    twin<Window2d<R<[8, 4]>, R<[5, 5]>, R<[1, 1]>, R<[1, 1]>, 'valid'>>()(window2d([8, 4], [5, 5], [1, 1], [1, 1], 'valid'), 'width: kernel 5 is larger than 4')
    twin<Window2d<R<[8, 4]>, R<[5, 5]>, R<[1, 1]>, R<[1, 1]>, readonly [R<[1, 1]>, R<[2, 2]>]>>()(window2d([8, 4], [5, 5], [1, 1], [1, 1], [[1, 1], [2, 2]]), [6, 4])
  })

  it('window3d: the compiler and run time agree', () => {
    twin<Window3d<R<[16, 28, 28]>, R<[3, 5, 5]>>>()(window3d([16, 28, 28], [3, 5, 5]), [14, 24, 24])
    twin<Window3d<R<[2, 28, 28]>, R<[3, 5, 5]>>>()(window3d([2, 28, 28], [3, 5, 5]), 'depth: kernel 3 is larger than 2')
    twin<Window3d<R<[3, 4, 28]>, R<[3, 5, 5]>>>()(window3d([3, 4, 28], [3, 5, 5]), 'height: kernel 5 is larger than 4')
    twin<Window3d<R<[3, 5, 4]>, R<[3, 5, 5]>>>()(window3d([3, 5, 4], [3, 5, 5]), 'width: kernel 5 is larger than 4')
    twin<Window3d<R<[9, 8, 7]>, R<[3, 3, 3]>, R<[2, 2, 2]>, R<[1, 1, 1]>, 'same'>>()(window3d([9, 8, 7], [3, 3, 3], [2, 2, 2], [1, 1, 1], 'same'), [5, 4, 4])
    twin<Window3d<R<[9, 8, 7]>, R<[2, 3, 3]>, R<[1, 2, 3]>, R<[2, 1, 1]>, readonly [R<[0, 1]>, R<[1, 1]>, R<[2, 0]>]>>()(
      window3d([9, 8, 7], [2, 3, 3], [1, 2, 3], [2, 1, 1], [[0, 1], [1, 1], [2, 0]]), [8, 4, 3])
  })
  it('transposed3d: the compiler and run time agree', () => {
    twin<Transposed3d<R<[4, 7, 7]>, R<[3, 3, 3]>, R<[2, 2, 2]>>>()(transposed3d([4, 7, 7], [3, 3, 3], [2, 2, 2]), [9, 15, 15])
    twin<Transposed3d<R<[4, 7, 7]>, R<[3, 3, 3]>, R<[0, 2, 2]>>>()(transposed3d([4, 7, 7], [3, 3, 3], [0, 2, 2]), 'depth: stride 0 is not positive')
    twin<Transposed3d<R<[4, 7, 7]>, R<[3, 3, 3]>, R<[1, 1, 2]>, R<[1, 1, 1]>, readonly [R<[1, 1]>, R<[0, 0]>, R<[2, 0]>]>>()(
      transposed3d([4, 7, 7], [3, 3, 3], [1, 1, 2], [1, 1, 1], [[1, 1], [0, 0], [2, 0]]), [4, 9, 13])
  })

  it('sizes that are not literals', () => {
    proven<Same<WindowSize<number, 3, 1, 1, 'valid'>, number>>()
    proven<Same<WindowSize<4, 3, number, 1, 'valid'>, number>>()
    proven<Same<Window3d<R<[number, 4, 7]>, R<[2, 3, 1]>>, R<[number, 2, 7]>>>()
    proven<Same<Window2d<R<[number, 4]>, R<[5, 5]>, R<[1, 1]>, R<[1, 1]>, 'same'>, R<[number, 4]>>>()
  })
})
