import { describe, it } from 'vitest'
import { arangeSize, grid } from '../../src/shape/grid.js'
import type { ArangeSize, Grid } from '../../src/shape/grid.js'
import type { Same } from '../../src/shape/fits.js'
import { diag, diagonal, matrices } from '../../src/shape/matrix.js'
import type { Diag, Diagonal, Matrices } from '../../src/shape/matrix.js'
import { hasAxes, moveAxis, swapAxes } from '../../src/shape/moveAxis.js'
import type { HasAxes, MoveAxis, SwapAxes } from '../../src/shape/moveAxis.js'
import { padBy } from '../../src/shape/pad.js'
import type { PadBy } from '../../src/shape/pad.js'
import { split, unstack } from '../../src/shape/split.js'
import type { Split, Unstack } from '../../src/shape/split.js'
import { begins, inner, scattered, take, takeAlong } from '../../src/shape/take.js'
import type { Begins, Inner, Scattered, Take, TakeAlong } from '../../src/shape/take.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('the compiler and run time agree', () => {
  it('take', () => {
    twin<Take<R<[32, 784]>, R<[5]>, 1>>()(take([32, 784], [5], 1), [32, 5])
    twin<Take<R<[32, 784]>, R<[]>, 0>>()(take([32, 784], [], 0), [784])
    twin<Take<R<[2, 3, 4]>, R<[6, 7]>, -2>>()(take([2, 3, 4], [6, 7], -2), [2, 6, 7, 4])
    twin<Take<R<[32, 784]>, R<[5]>, 2>>()(take([32, 784], [5], 2), 'axis 2 is out of range: [32, 784] has 2 axes')
  })
  it('takeAlong', () => {
    twin<TakeAlong<R<[32, 10]>, R<[32, 1]>, -1>>()(takeAlong([32, 10], [32, 1], -1), [32, 1])
    twin<TakeAlong<R<[32, 10]>, R<[30, 1]>, 1>>()(takeAlong([32, 10], [30, 1], 1), 'indices [30, 1] for [32, 10] along axis 1: sizes 30 and 32 of axis 0 differ')
    twin<TakeAlong<R<[32, 10]>, R<[32]>, 1>>()(takeAlong([32, 10], [32], 1), 'indices [32] have 1 axis: [32, 10] has 2 axes')
    twin<TakeAlong<R<[32, 10]>, R<[32, 1]>, 2>>()(takeAlong([32, 10], [32, 1], 2), 'axis 2 is out of range: [32, 10] has 2 axes')
  })
  it('scatter and segments', () => {
    twin<Scattered<R<[3, 2]>, R<[5]>, R<[5, 2]>, 0>>()(scattered([3, 2], [5], [5, 2], 0), [3, 2])
    twin<Scattered<R<[3, 2]>, R<[5]>, R<[3, 1]>, 1>>()(scattered([3, 2], [5], [3, 1], 1), [3, 2])
    twin<Scattered<R<[3, 2]>, R<[5]>, R<[4, 2]>, 0>>()(scattered([3, 2], [5], [4, 2], 0), 'cannot broadcast [4, 2] to [5, 2]: 4 is not 5')
    twin<Scattered<R<[3, 2]>, R<[5]>, R<[]>, 2>>()(scattered([3, 2], [5], [], 2), 'axis 2 is out of range: [3, 2] has 2 axes')
    twin<Begins<R<[100, 8]>, R<[100]>, 5, 'ids'>>()(begins([100, 8], [100], 5, 'ids'), [5, 8])
    twin<Begins<R<[100, 8]>, R<[90]>, 5, 'ids'>>()(begins([100, 8], [90], 5, 'ids'), 'ids [90] for [100, 8]: sizes 90 and 100 of axis 0 differ')
    twin<Begins<R<[4]>, R<[4, 3]>, 5>>()(begins([4], [4, 3], 5, 'mask'), 'mask [4, 3] has 2 axes: [4] has 1 axis')
  })
  it('windows', () => {
    twin<Inner<R<[8, 3]>, R<[2, 3]>>>()(inner([8, 3], [2, 3]), [2, 3])
    twin<Inner<R<[8, 3]>, R<[9, 3]>>>()(inner([8, 3], [9, 3]), '[9, 3] does not fit [8, 3]: 9 of axis 0 is more than 8')
    twin<Inner<R<[8]>, R<[2, 3]>>>()(inner([8], [2, 3]), '[2, 3] has 2 axes: [8] has 1 axis')
  })
  it('split and unstack', () => {
    twin<Split<R<[4, 3]>, 2, 0>>()(split([4, 3], 2, 0), [[2, 3], [2, 3]])
    twin<Split<R<[4, 3]>, readonly [1, 0, 2], -1>>()(split([4, 3], [1, 0, 2], -1), [[4, 1], [4, 0], [4, 2]])
    twin<Split<R<[7, 2]>, 3, 0>>()(split([7, 2], 3, 0), 'cannot split axis 0 of [7, 2] into 3 equal parts')
    twin<Split<R<[7, 2]>, 0, 0>>()(split([7, 2], 0, 0), 'cannot split axis 0 of [7, 2] into 0 equal parts')
    twin<Split<R<[7, 2]>, readonly [3, 3], 0>>()(split([7, 2], [3, 3], 0), 'cannot split axis 0 of [7, 2] into [3, 3]: they add up to 6')
    twin<Split<R<[7, 2]>, readonly [8, -1], 0>>()(split([7, 2], [8, -1], 0), 'cannot split axis 0 of [7, 2] into [8, -1]: sizes are at least 0')
    twin<Unstack<R<[2, 3]>, 1>>()(unstack([2, 3], 1), [[2], [2], [2]])
    twin<Unstack<R<[2, 3]>, 2>>()(unstack([2, 3], 2), 'axis 2 is out of range: [2, 3] has 2 axes')
  })
  it('axes in other places', () => {
    twin<MoveAxis<R<[2, 3, 4]>, 0, -1>>()(moveAxis([2, 3, 4], 0, -1), [3, 4, 2])
    twin<MoveAxis<R<[2, 3, 4, 5]>, readonly [3, 0], readonly [0, 1]>>()(moveAxis([2, 3, 4, 5], [3, 0], [0, 1]), [5, 2, 3, 4])
    twin<MoveAxis<R<[2, 3]>, readonly [0, 1], 0>>()(moveAxis([2, 3], [0, 1], 0), '2 axes go to 1 place')
    twin<MoveAxis<R<[2, 3]>, 2, 0>>()(moveAxis([2, 3], 2, 0), 'axis 2 is out of range: [2, 3] has 2 axes')
    twin<MoveAxis<R<[2, 3]>, readonly [0, 1], readonly [0, -2]>>()(moveAxis([2, 3], [0, 1], [0, -2]), 'axis 0 of [2, 3] is given twice')
    twin<SwapAxes<R<[2, 3, 4]>, 0, -1>>()(swapAxes([2, 3, 4], 0, -1), [4, 3, 2])
    twin<SwapAxes<R<[2, 3]>, 0, 2>>()(swapAxes([2, 3], 0, 2), 'axis 2 is out of range: [2, 3] has 2 axes')
    twin<HasAxes<R<[2, 3]>, readonly [0, -1]>>()(hasAxes([2, 3], [0, -1]), [2, 3])
    twin<HasAxes<R<[2, 3]>, readonly [1, -1]>>()(hasAxes([2, 3], [1, -1]), 'axis 1 of [2, 3] is given twice')
  })
  it('matrices', () => {
    twin<Matrices<R<[8, 2, 3]>>>()(matrices([8, 2, 3]), [8, 2, 3])
    twin<Matrices<R<[3]>>>()(matrices([3]), '[3] has 1 axis: matrices have at least 2')
    twin<Diagonal<R<[8, 2, 3]>, 0>>()(diagonal([8, 2, 3], 0), [8, 2])
    twin<Diagonal<R<[2, 3]>, 1>>()(diagonal([2, 3], 1), [2])
    twin<Diagonal<R<[3, 2]>, 1>>()(diagonal([3, 2], 1), [1])
    twin<Diagonal<R<[5, 2]>, -2>>()(diagonal([5, 2], -2), [2])
    twin<Diagonal<R<[2, 3]>, 3>>()(diagonal([2, 3], 3), 'diagonal 3 is outside of [2, 3]')
    twin<Diagonal<R<[2, 3]>, -2>>()(diagonal([2, 3], -2), 'diagonal -2 is outside of [2, 3]')
    twin<Diagonal<R<[2]>, 0>>()(diagonal([2], 0), '[2] has 1 axis: matrices have at least 2')
    twin<Diag<R<[8, 3]>, -1>>()(diag([8, 3], -1), [8, 4, 4])
    twin<Diag<R<[]>, 0>>()(diag([], 0), '[] has 0 axes: vectors have at least 1')
  })
  it('borders', () => {
    twin<PadBy<R<[28, 28]>, readonly [R<[27, 2]>, R<[1, 0]>], 'reflect'>>()(padBy([28, 28], [[27, 2], [1, 0]], 'reflect'), [57, 29])
    twin<PadBy<R<[3]>, readonly [R<[3, 0]>], 'reflect'>>()(padBy([3], [[3, 0]], 'reflect'), 'widths [3, 0] of axis 0 are more than reflect finds in [3]')
    twin<PadBy<R<[3]>, readonly [R<[3, 3]>], 'symmetric'>>()(padBy([3], [[3, 3]], 'symmetric'), [9])
    twin<PadBy<R<[3]>, readonly [R<[0, 4]>], 'wrap'>>()(padBy([3], [[0, 4]], 'wrap'), 'widths [0, 4] of axis 0 are more than wrap finds in [3]')
    twin<PadBy<R<[1]>, readonly [R<[9, 9]>], 'edge'>>()(padBy([1], [[9, 9]], 'edge'), [19])
    twin<PadBy<R<[0]>, readonly [R<[0, 1]>], 'edge'>>()(padBy([0], [[0, 1]], 'edge'), 'widths [0, 1] of axis 0 are more than edge finds in [0]')
    twin<PadBy<R<[0, 2]>, readonly [R<[0, 0]>, R<[1, 1]>], 'reflect'>>()(padBy([0, 2], [[0, 0], [1, 1]], 'reflect'), [0, 4])
    twin<PadBy<R<[3]>, readonly [R<[-1, 0]>], 'edge'>>()(padBy([3], [[-1, 0]], 'edge'), 'widths [-1, 0] of axis 0 are negative')
  })
  it('grids', () => {
    twin<ArangeSize<0, 10, 3>>()(arangeSize(0, 10, 3), 4)
    twin<ArangeSize<10, 2, -4>>()(arangeSize(10, 2, -4), 2)
    twin<Grid<R<[3, 2, 5]>, 'xy'>>()(grid([3, 2, 5], 'xy'), [2, 3, 5])
    twin<Grid<R<[3]>, 'xy'>>()(grid([3], 'xy'), [3])
    twin<Grid<R<[3, 2]>, 'ij'>>()(grid([3, 2], 'ij'), [3, 2])
    proven<Same<ArangeSize<0, 1, 0.25>, number>>()
    proven<Same<ArangeSize<0, number, 1>, number>>()
  })
})

describe('sizes that are not literals', () => {
  it('numbers and brands', () => {
    proven<Same<Take<R<[number, 784]>, R<[5]>, 0>, R<[5, 784]>>>()
    proven<Same<Take<R<[Batch, 784]>, R<[5]>, 1>, R<[Batch, 5]>>>()
    proven<Same<TakeAlong<R<[number, 10]>, R<[32, 1]>, 1>, R<[32, 1]>>>()
    proven<Same<Scattered<R<[number, 2]>, R<[number]>, R<[number, 2]>, 0>, R<[number, 2]>>>()
    proven<Same<Begins<R<[number, 8]>, R<[number]>, 5>, R<[5, 8]>>>()
    proven<Same<Inner<R<[number, 8]>, R<[2, 8]>>, R<[2, 8]>>>()
    proven<Same<Split<R<[number, 8]>, 2, 0>, readonly [R<[number, 8]>, R<[number, 8]>]>>()
    proven<Same<Split<R<[Batch, 8]>, 2, 1>, readonly [R<[Batch, 4]>, R<[Batch, 4]>]>>()
    proven<Same<Split<R<[5, 8]>, number, 0>, readonly R<[number, 8]>[]>>()
    proven<Same<Unstack<R<[number, 8]>, 0>, readonly R<[8]>[]>>()
    // Of many parts the compiler keeps no count.
    proven<Same<Unstack<R<[257, 8]>, 0>, readonly R<[8]>[]>>()
    proven<Same<Split<R<[8, 512]>, 512, 1>, readonly R<[8, 1]>[]>>()
    proven<Same<Unstack<R<[256, 8]>, 0>['length'], 256>>()
    proven<Same<MoveAxis<R<[number, 8, 3]>, 0, 2>, R<[8, 3, number]>>>()
    proven<Same<SwapAxes<R<[Batch, 8]>, 0, 1>, R<[8, Batch]>>>()
    proven<Same<Diagonal<R<[number, 3]>, 0>, R<[number]>>>()
    proven<Same<Diagonal<R<[Batch, 2, 3]>, 0>, R<[Batch, 2]>>>()
    proven<Same<PadBy<R<[number, 3]>, readonly [R<[2, 2]>, R<[0, 0]>], 'reflect'>, R<[number, 3]>>>()
    proven<Same<Take<readonly number[], R<[5]>, 0>, readonly number[]>>()
    proven<Same<Unstack<readonly number[], 0>, readonly (readonly number[])[]>>()
  })

  it('type parameters', () => {
    const fine = {
      take: <B extends number>(x: Take<readonly [B, 784], readonly [5], 1>): readonly [B, 5] => x,
      unstack: <B extends number>(x: Unstack<readonly [B, 2], 1>): readonly [readonly [B], readonly [B]] => x,
      split: <B extends number>(x: Split<readonly [B, 4], 2, 1>): readonly [readonly [B, 2], readonly [B, 2]] => x,
      moveAxis: <B extends number>(x: MoveAxis<readonly [B, 8, 3], 0, 2>): readonly [8, 3, B] => x,
      swapAxes: <B extends number>(x: SwapAxes<readonly [B, 8], 0, 1>): readonly [8, B] => x,
      diagonal: <B extends number>(x: Diagonal<readonly [B, 3, 3], 0>): readonly [B, 3] => x,
      diag: <B extends number>(x: Diag<readonly [B, 3], 0>): readonly [B, 3, 3] => x,
      inner: <B extends number>(x: Inner<readonly [B, 8], readonly [B, 2]>): readonly [B, 2] => x,
      begins: <B extends number>(x: Begins<readonly [B, 8], readonly [B], 5>): readonly [5, 8] => x,
      hasAxes: <B extends number>(x: HasAxes<readonly [B, 8], -1>): readonly [B, 8] => x,
      matrices: <B extends number>(x: Matrices<readonly [B, 8, 3]>): readonly [B, 8, 3] => x,
    }
    proven<Same<ReturnType<typeof fine.take<2>>, R<[2, 5]>>>()
  })
})
