import { describe, it } from 'vitest'
import { pad } from '../../src/shape/pad.js'
import type { Pad } from '../../src/shape/pad.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { R } from './twin.js'

describe('pad', () => {
  it('pad: the compiler and run time agree', () => {
    twin<Pad<R<[28, 28]>, readonly [readonly [2, 2], readonly [1, 0]]>>()(pad([28, 28], [[2, 2], [1, 0]]), [32, 29])
    twin<Pad<R<[28, 28]>, readonly [readonly [2, 2]]>>()(pad([28, 28], [[2, 2]]), '1 pair of widths for [28, 28], which has 2 axes')
    twin<Pad<R<[28]>, readonly [readonly [2, -2]]>>()(pad([28], [[2, -2]]), 'widths [2, -2] of axis 0 are negative')
  })

  it('sizes that are not literals', () => {
    proven<Same<Pad<R<[28]>, readonly [readonly [number, 2]]>, R<[number]>>>()
  })
})
