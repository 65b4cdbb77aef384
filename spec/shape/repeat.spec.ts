import { describe, it } from 'vitest'
import { repeat } from '../../src/shape/repeat.js'
import type { Repeat } from '../../src/shape/repeat.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin, type Batch, type R } from './twin.js'

describe('repeat', () => {
  it('repeat: the compiler and run time agree', () => {
    twin<Repeat<R<[14, 14, 8]>, R<[2, 3, 1]>>>()(repeat([14, 14, 8], [2, 3, 1]), [28, 42, 8])
    twin<Repeat<R<[]>, R<[]>>>()(repeat([], []), [])
    twin<Repeat<R<[14, 14]>, R<[2]>>>()(repeat([14, 14], [2]), '1 factor for [14, 14], which has 2 axes')
    twin<Repeat<R<[14]>, R<[1, 2]>>>()(repeat([14], [1, 2]), '2 factors for [14], which has 1 axis')
    twin<Repeat<R<[14, 14]>, R<[2, 0]>>>()(repeat([14, 14], [2, 0]), 'factor 0 of axis 1 is not positive')
    twin<Repeat<R<[14, 14]>, R<[-1, 0]>>>()(repeat([14, 14], [-1, 0]), 'factor -1 of axis 0 is not positive')
  })

  it('sizes that are not literals', () => {
    proven<Same<Repeat<R<[number, 4]>, R<[2, 2]>>, R<[number, 8]>>>()
    proven<Same<Repeat<R<[3, 4]>, R<[number, 2]>>, R<[number, 8]>>>()
    proven<Same<Repeat<R<[Batch, 4]>, R<[1, 2]>>, R<[Batch, 8]>>>()
  })
})
