import { describe, it } from 'vitest'
import { concatenate, stack } from '../../src/shape/concatenate.js'
import type { Concatenate, Stack } from '../../src/shape/concatenate.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { R } from './twin.js'

describe('concatenate', () => {
  it('concatenate: the compiler and run time agree', () => {
    twin<Concatenate<readonly [R<[2, 3]>, R<[5, 3]>], 0>>()(concatenate([[2, 3], [5, 3]], 0), [7, 3])
    twin<Concatenate<readonly [R<[2, 3]>, R<[2, 4]>], 0>>()(concatenate([[2, 3], [2, 4]], 0), 'cannot concatenate [2, 3] and [2, 4] along axis 0: sizes 3 and 4 of axis 1 differ')
    twin<Concatenate<readonly [R<[2, 3]>, R<[2]>], 0>>()(concatenate([[2, 3], [2]], 0), 'cannot concatenate [2, 3] and [2] along axis 0: they have 2 axes and 1 axis')
  })
  it('stack: the compiler and run time agree', () => {
    twin<Stack<readonly [R<[2, 3]>, R<[2, 3]>], -1>>()(stack([[2, 3], [2, 3]], -1), [2, 3, 2])
    twin<Stack<readonly [R<[2, 3]>, R<[2, 4]>], 0>>()(stack([[2, 3], [2, 4]], 0), 'cannot stack [2, 3] and [2, 4] along axis 0: sizes 3 and 4 of axis 1 differ')
  })

  it('sizes that are not literals', () => {
    proven<Same<Concatenate<readonly [R<[number, 3]>, R<[2, 3]>], -1>, R<[2, 6]>>>()
    proven<Same<Stack<readonly R<[2, 3]>[], 0>, R<[number, 2, 3]>>>()
    proven<Same<Stack<readonly R<[2, number]>[], -1>, R<[2, number, number]>>>()
    proven<Same<Stack<readonly R<[2]>[], 2>, 'axis 2 is out of range: a new axis of [2] is one of -2 to 1'>>()
    proven<Same<Stack<readonly (readonly number[])[], 0>, readonly number[]>>()
    proven<Same<Stack<readonly R<[2]>[], number>, readonly number[]>>()
  })
})
