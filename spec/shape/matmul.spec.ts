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
    twin<MatMul<R<[7, 2, 784]>, R<[10]>>>()(matmul([7, 2, 784], [10]), 'cannot multiply [7, 2, 784] by [10]: both need 2 axes or more')
  })

  it('sizes that are not literals', () => {
    proven<Same<MatMul<R<[Batch, 784]>, R<[number, 10]>>, R<[Batch, 10]>>>()
  })
})
