import { describe, it } from 'vitest'
import { matmul } from '../../src/shape/matmul.js'
import type { MatMul } from '../../src/shape/matmul.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('matmul', () => {
  it('matmul: the compiler and run time agree', () => {
    twin<MatMul<R<[32, 784]>, R<[64, 10]>>>()(matmul([32, 784], [64, 10]), 'cannot multiply [32, 784] by [64, 10]: inner sizes 784 and 64 differ')
    twin<MatMul<R<[32, 784]>, R<[784, 10]>>>()(matmul([32, 784], [784, 10]), [32, 10])
    twin<MatMul<R<[7, 2, 784]>, R<[784, 10]>>>()(matmul([7, 2, 784], [784, 10]), [7, 2, 10])
    twin<MatMul<R<[7, 2, 784]>, R<[7, 784, 10]>>>()(matmul([7, 2, 784], [7, 784, 10]), [7, 2, 10])
    twin<MatMul<R<[7, 2, 784]>, R<[8, 784, 10]>>>()(matmul([7, 2, 784], [8, 784, 10]), 'cannot multiply [7, 2, 784] by [8, 784, 10]: leading sizes [7] and [8] differ')
    twin<MatMul<R<[7, 2, 784]>, R<[10]>>>()(matmul([7, 2, 784], [10]), 'cannot multiply [7, 2, 784] by [10]: inner sizes 784 and 10 differ')
    twin<MatMul<R<[]>, R<[10]>>>()(matmul([], [10]), 'cannot multiply [] by [10]: both need an axis')
  })

  it('a vector is a row or a column, whose axis vanishes', () => {
    twin<MatMul<R<[7, 2, 784]>, R<[784]>>>()(matmul([7, 2, 784], [784]), [7, 2])
    twin<MatMul<R<[784]>, R<[7, 784, 10]>>>()(matmul([784], [7, 784, 10]), [7, 10])
    twin<MatMul<R<[784]>, R<[784, 10]>>>()(matmul([784], [784, 10]), [10])
    twin<MatMul<R<[784]>, R<[784]>>>()(matmul([784], [784]), [])
    twin<MatMul<R<[784]>, R<[10]>>>()(matmul([784], [10]), 'cannot multiply [784] by [10]: inner sizes 784 and 10 differ')
  })

  it('leading axes broadcast', () => {
    twin<MatMul<R<[7, 1, 2, 3]>, R<[5, 3, 4]>>>()(matmul([7, 1, 2, 3], [5, 3, 4]), [7, 5, 2, 4])
    twin<MatMul<R<[2, 3]>, R<[5, 3, 4]>>>()(matmul([2, 3], [5, 3, 4]), [5, 2, 4])
    twin<MatMul<R<[7, 6, 2, 3]>, R<[5, 3, 4]>>>()(matmul([7, 6, 2, 3], [5, 3, 4]), 'cannot multiply [7, 6, 2, 3] by [5, 3, 4]: leading sizes [7, 6] and [5] differ')
  })

  it('sizes that are not literals', () => {
    proven<Same<MatMul<R<[Batch, 784]>, R<[number, 10]>>, R<[Batch, 10]>>>()
    proven<Same<MatMul<R<[Batch, 8, 5, 64]>, R<[Batch, 1, 64, 7]>>, R<[Batch, 8, 5, 7]>>>()
    proven<Same<MatMul<R<[Batch, 5, 64]>, R<[64]>>, R<[Batch, 5]>>>()
    proven<Same<MatMul<readonly number[], R<[64, 7]>>, readonly number[]>>()
  })
})
