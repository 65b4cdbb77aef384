import { describe, it } from 'vitest'
import { along, top } from '../../src/shape/along.js'
import type { Along, Top } from '../../src/shape/along.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('along one axis', () => {
  it('the compiler and run time agree', () => {
    twin<Along<R<[32, 10]>, -2>>()(along([32, 10], -2), [32, 10])
    twin<Along<R<[32, 10]>, 2>>()(along([32, 10], 2), 'axis 2 is out of range: [32, 10] has 2 axes')
    twin<Along<R<[]>, -1>>()(along([], -1), 'axis -1 is out of range: [] has 0 axes')
    twin<Top<R<[32, 10]>, -1, 3>>()(top([32, 10], -1, 3), [32, 3])
    twin<Top<R<[32, 10]>, 0, 32>>()(top([32, 10], 0, 32), [32, 10])
    twin<Top<R<[32, 10]>, 1, 11>>()(top([32, 10], 1, 11), 'cannot take 11 of 10 elements along axis 1 of [32, 10]')
    twin<Top<R<[32, 10]>, -3, 1>>()(top([32, 10], -3, 1), 'axis -3 is out of range: [32, 10] has 2 axes')
  })

  it('sizes that are not literals', () => {
    proven<Same<Along<R<[Batch, 5]>, -1>, R<[Batch, 5]>>>()
    proven<Same<Along<R<[number, 5]>, number>, readonly number[]>>()
    proven<Same<Along<readonly number[], 3>, readonly number[]>>()
    proven<Same<Top<R<[Batch, 5]>, -1, 2>, R<[Batch, 2]>>>()
    proven<Same<Top<R<[Batch, 5]>, 0, 2>, R<[2, 5]>>>()
    proven<Same<Top<R<[number, 5]>, 0, 2>, R<[2, 5]>>>()
    proven<Same<Top<R<[4, 5]>, 1, number>, R<[4, number]>>>()
    proven<Same<Top<readonly number[], 3, 2>, readonly number[]>>()
  })
})
