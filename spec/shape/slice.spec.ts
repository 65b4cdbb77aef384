import { describe, it } from 'vitest'
import { slice } from '../../src/shape/slice.js'
import type { Slice } from '../../src/shape/slice.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('slice', () => {
  it('slice: the compiler and run time agree', () => {
    twin<Slice<R<[32, 784]>, readonly [readonly [0, 32, 3]]>>()(slice([32, 784], [[0, 32, 3]]), [11, 784])
    twin<Slice<R<[32, 784]>, readonly [null, readonly [-10, -1]]>>()(slice([32, 784], [null, [-10, -1]]), [32, 9])
    twin<Slice<R<[32, 784]>, readonly [readonly [2, 40]]>>()(slice([32, 784], [[2, 40]]), 'range [2, 40] of axis 0 does not fit [32, 784]')
    twin<Slice<R<[32, 784]>, readonly [null, readonly [5, 2]]>>()(slice([32, 784], [null, [5, 2]]), 'range [5, 2] of axis 1 ends before it starts in [32, 784]')
    twin<Slice<R<[32]>, readonly [readonly [0, 2, 0]]>>()(slice([32], [[0, 2, 0]]), 'range [0, 2, 0] of axis 0 has no positive step in [32]')
    twin<Slice<R<[32]>, readonly [null, null]>>()(slice([32], [null, null]), '2 ranges for [32], which has 1 axis')
  })

  it('sizes that are not literals', () => {
    proven<Same<Slice<R<[number, 5]>, readonly [readonly [0, 10]]>, R<[10, 5]>>>()
    proven<Same<Slice<R<[Batch, 5]>, readonly [null, readonly [number, number]]>, R<[Batch, number]>>>()
  })
})
