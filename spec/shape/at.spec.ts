import { describe, it } from 'vitest'
import { at } from '../../src/shape/at.js'
import type { At } from '../../src/shape/at.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('at', () => {
  it('single positions', () => {
    twin<At<R<[32, 784]>, readonly [0]>>()(at([32, 784], [0]), [784])
    twin<At<R<[32, 784]>, readonly [-32]>>()(at([32, 784], [-32]), [784])
    twin<At<R<[32, 784]>, readonly [null, 783]>>()(at([32, 784], [null, 783]), [32])
    twin<At<R<[32, 784]>, readonly [31, -1]>>()(at([32, 784], [31, -1]), [])
    twin<At<R<[32, 784]>, readonly [32]>>()(at([32, 784], [32]), 'position 32 of axis 0 does not fit [32, 784]')
    twin<At<R<[32, 784]>, readonly [null, -785]>>()(at([32, 784], [null, -785]), 'position -785 of axis 1 does not fit [32, 784]')
    twin<At<R<[0]>, readonly [0]>>()(at([0], [0]), 'position 0 of axis 0 does not fit [0]')
  })

  it('ranges', () => {
    twin<At<R<[32, 784]>, readonly [readonly [0, 32, 3]]>>()(at([32, 784], [[0, 32, 3]]), [11, 784])
    twin<At<R<[32, 784]>, readonly [null, readonly [-10, -1]]>>()(at([32, 784], [null, [-10, -1]]), [32, 9])
    twin<At<R<[32]>, readonly [readonly [2, null]]>>()(at([32], [[2, null]]), [30])
    twin<At<R<[32]>, readonly [readonly [null, -2, 4]]>>()(at([32], [[null, -2, 4]]), [8])
    twin<At<R<[32]>, readonly [readonly [null, null, -1]]>>()(at([32], [[null, null, -1]]), [32])
    twin<At<R<[32]>, readonly [readonly [null, null, -5]]>>()(at([32], [[null, null, -5]]), [7])
    twin<At<R<[32]>, readonly [readonly [-1, 0, -1]]>>()(at([32], [[-1, 0, -1]]), [31])
    twin<At<R<[32]>, readonly [readonly [9, null, -2]]>>()(at([32], [[9, null, -2]]), [5])
    twin<At<R<[32]>, readonly [readonly [null, 29, -1]]>>()(at([32], [[null, 29, -1]]), [2])
    twin<At<R<[32]>, readonly [readonly [3, 3]]>>()(at([32], [[3, 3]]), [0])
    twin<At<R<[32, 784]>, readonly [readonly [2, 40]]>>()(at([32, 784], [[2, 40]]), 'range [2, 40] of axis 0 does not fit [32, 784]')
    twin<At<R<[32, 784]>, readonly [null, readonly [5, 2]]>>()(at([32, 784], [null, [5, 2]]), 'range [5, 2] of axis 1 ends before it starts in [32, 784]')
    twin<At<R<[32]>, readonly [readonly [null, 33, 2]]>>()(at([32], [[null, 33, 2]]), 'range [null, 33, 2] of axis 0 does not fit [32]')
    twin<At<R<[32]>, readonly [readonly [32, null, -1]]>>()(at([32], [[32, null, -1]]), 'range [32, null, -1] of axis 0 does not fit [32]')
    twin<At<R<[32]>, readonly [readonly [2, 5, -1]]>>()(at([32], [[2, 5, -1]]), 'range [2, 5, -1] of axis 0 ends before it starts in [32]')
    twin<At<R<[32]>, readonly [readonly [0, 2, 0]]>>()(at([32], [[0, 2, 0]]), 'range [0, 2, 0] of axis 0 has no step in [32]')
  })

  it('the rest, and new axes', () => {
    twin<At<R<[2, 3, 4]>, readonly ['...', 0]>>()(at([2, 3, 4], ['...', 0]), [2, 3])
    twin<At<R<[2, 3, 4]>, readonly [1, '...', readonly [0, 2]]>>()(at([2, 3, 4], [1, '...', [0, 2]]), [3, 2])
    twin<At<R<[2, 3]>, readonly [0, 1, '...']>>()(at([2, 3], [0, 1, '...']), [])
    twin<At<R<[2, 3]>, readonly ['newAxis', '...', 'newAxis']>>()(at([2, 3], ['newAxis', '...', 'newAxis']), [1, 2, 3, 1])
    twin<At<R<[2, 3]>, readonly [null, 'newAxis', 0, 'newAxis']>>()(at([2, 3], [null, 'newAxis', 0, 'newAxis']), [2, 1, 1])
    twin<At<R<[2, 3]>, readonly []>>()(at([2, 3], []), [2, 3])
    twin<At<R<[2, 3, 4]>, readonly ['...', 3, null]>>()(at([2, 3, 4], ['...', 3, null]), 'position 3 of axis 1 does not fit [2, 3, 4]')
    twin<At<R<[2]>, readonly [0, null, 'newAxis']>>()(at([2], [0, null, 'newAxis']), '2 positions for [2], which has 1 axis')
    twin<At<R<[2]>, readonly [0, '...', 0]>>()(at([2], [0, '...', 0]), '2 positions for [2], which has 1 axis')
    twin<At<R<[2]>, readonly ['...', '...']>>()(at([2], ['...', '...']), "'...' is given twice")
  })

  it('sizes that are not literals', () => {
    proven<Same<At<R<[number, 5]>, readonly [0]>, R<[5]>>>()
    proven<Same<At<R<[number, 5]>, readonly [readonly [0, 10]]>, R<[10, 5]>>>()
    proven<Same<At<R<[number, 5]>, readonly [readonly [null, -1], 0]>, R<[number]>>>()
    proven<Same<At<R<[number, 5]>, readonly [readonly [null, null, -1], readonly [number, number]]>, R<[number, number]>>>()
    proven<Same<At<R<[Batch, 5]>, readonly [readonly [null, null, -1], number]>, R<[Batch]>>>()
    proven<Same<At<R<[Batch, 5]>, readonly [number]>, R<[5]>>>()
    proven<Same<At<readonly number[], readonly [0]>, readonly number[]>>()
    proven<Same<At<readonly [...number[]], readonly []>, readonly [...number[]]>>()
    proven<Same<At<R<[2, 3]>, readonly (0 | null)[]>, readonly number[]>>()
  })

  it('type parameters that are taken whole', () => {
    const all = <B extends number>(x: At<readonly [B, 5, 7], readonly [null, 0]>): readonly [B, 7] => x
    const rest = <B extends number>(x: At<readonly [B, 5, 7], readonly ['...', readonly [0, 2]]>): readonly [B, 5, 2] => x
    const backward = <B extends number>(x: At<readonly [B, 5], readonly [readonly [null, null, -1], 4]>): readonly [B] => x
    proven<Same<ReturnType<typeof all<2>>, R<[2, 7]>>>()
    proven<Same<ReturnType<typeof rest<2>>, R<[2, 5, 2]>>>()
    proven<Same<ReturnType<typeof backward<2>>, R<[2]>>>()
  })
})
