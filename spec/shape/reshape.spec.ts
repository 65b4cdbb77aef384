import { describe, it } from 'vitest'
import { flatten, reshape } from '../../src/shape/reshape.js'
import type { Flatten, Reshape } from '../../src/shape/reshape.js'
import type { Same } from '../../src/shape/fits.js'
import type { Shape } from '../../src/shape/shape.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('reshape', () => {
  it('reshape: the compiler and run time agree', () => {
    twin<Reshape<R<[28, 28]>, R<[783]>>>()(reshape([28, 28], [783]), 'cannot reshape [28, 28] (784 elements) into [783] (783 elements)')
    twin<Reshape<R<[32, 28, 28]>, R<[-1, 784]>>>()(reshape([32, 28, 28], [-1, 784]), [32, 784])
    twin<Reshape<R<[32, 28, 28]>, R<[64, -1]>>>()(reshape([32, 28, 28], [64, -1]), [64, 392])
    twin<Reshape<R<[32, 28, 28]>, R<[32, -1]>>>()(reshape([32, 28, 28], [32, -1]), [32, 784])
    twin<Reshape<R<[4]>, R<[-1, -1]>>>()(reshape([4], [-1, -1]), 'cannot reshape [4] into [-1, -1]: only one size can be -1')
    twin<Reshape<R<[0]>, R<[-1, 0]>>>()(reshape([0], [-1, 0]), 'cannot reshape [0] into [-1, 0]: -1 could be any size')
    twin<Reshape<R<[28, 28]>, R<[-1, 10]>>>()(reshape([28, 28], [-1, 10]), 'cannot reshape [28, 28] (784 elements) into [-1, 10]: not a multiple of 10 elements')
    twin<Reshape<R<[0, 5]>, R<[0, 7]>>>()(reshape([0, 5], [0, 7]), [0, 7])
    twin<Reshape<R<[7, 0]>, R<[-1, 0]>>>()(reshape([7, 0], [-1, 0]), 'cannot reshape [7, 0] into [-1, 0]: -1 could be any size')
    twin<Reshape<R<[0, 4]>, R<[0, -1]>>>()(reshape([0, 4], [0, -1]), 'cannot reshape [0, 4] into [0, -1]: -1 could be any size')
  })
  it('flatten: the compiler and run time agree', () => {
    twin<Flatten<R<[12, 12, 8]>>>()(flatten([12, 12, 8]), [1152])
    twin<Flatten<R<[]>>>()(flatten([]), [1])
  })

  it('sizes that are not literals', () => {
    proven<Same<Reshape<R<[Batch, 28, 28]>, R<[-1, 784]>>, R<[Batch, 784]>>>()
    proven<Same<Reshape<R<[Batch, 28, 28]>, R<[Batch, 784]>>, R<[Batch, 784]>>>()
    proven<Same<Reshape<R<[Batch, 28, 28]>, R<[Batch, -1]>>, R<[Batch, 784]>>>()
    proven<Same<Reshape<R<[Batch, 28, 28]>, R<[Batch, 783]>>, 'cannot reshape [Batch, 28, 28] (Batch · 784 elements) into [Batch, 783] (Batch · 783 elements)'>>()
    proven<Same<Reshape<R<[number, 28, 28]>, R<[number, 783]>>, R<[number, 783]>>>()
    proven<Same<Reshape<R<[number, 28, 28]>, R<[-1, 784]>>, R<[number, 784]>>>()
    proven<Same<Reshape<any, R<[3, 1]>>, R<[3, 1]>>>()
    proven<Same<Reshape<Shape, R<[3, 1]>>, R<[3, 1]>>>()
    proven<Same<Reshape<Shape, R<[-1, 1]>>, R<[number, 1]>>>()
    proven<Same<Reshape<R<[3]>, Shape>, Shape>>()
    proven<Same<Reshape<R<[3]>, any>, any>>()
    proven<Same<Reshape<R<[5, number]>, R<[5, -1]>>, R<[5, number]>>>()
    proven<Same<Reshape<R<[number, 4]>, R<[number, -1]>>, R<[number, number]>>>()
    proven<Same<Reshape<R<[number, 4]>, R<[-1, 4]>>, R<[number, 4]>>>()
  })
})
