import { describe, it } from 'vitest'
import { broadcast, broadcastTo } from '../../src/shape/broadcast.js'
import type { Broadcast, BroadcastTo } from '../../src/shape/broadcast.js'
import type { Same } from '../../src/shape/fits.js'
import type { Shape } from '../../src/shape/shape.js'
import { proven, twin } from './twin.js'
import type { Batch, Time, R } from './twin.js'

describe('broadcast', () => {
  it('broadcast: the compiler and run time agree', () => {
    twin<Broadcast<R<[32, 784]>, R<[64]>>>()(broadcast([32, 784], [64]), 'cannot broadcast [32, 784] with [64]: 784 is not 64')
    twin<Broadcast<R<[32, 10]>, R<[10]>>>()(broadcast([32, 10], [10]), [32, 10])
    twin<Broadcast<R<[10]>, R<[32, 1]>>>()(broadcast([10], [32, 1]), [32, 10])
    twin<Broadcast<R<[]>, R<[32, 1]>>>()(broadcast([], [32, 1]), [32, 1])
  })
  it('broadcastTo: the compiler and run time agree', () => {
    twin<BroadcastTo<R<[3]>, R<[2, 4]>>>()(broadcastTo([3], [2, 4]), 'cannot broadcast [3] to [2, 4]: 3 is not 4')
    twin<BroadcastTo<R<[2, 3]>, R<[3]>>>()(broadcastTo([2, 3], [3]), 'cannot broadcast [2, 3] to [3]: it has more axes')
    twin<BroadcastTo<R<[1, 3]>, R<[5, 2, 3]>>>()(broadcastTo([1, 3], [5, 2, 3]), [5, 2, 3])
  })

  it('sizes that are not literals', () => {
    proven<Same<Broadcast<R<[number, 10]>, R<[32, 1]>>, R<[32, 10]>>>()
    proven<Same<Broadcast<R<[number, 10]>, R<[1, 1]>>, R<[number, 10]>>>()
    proven<Same<Broadcast<R<[Batch, 10]>, R<[1, 1]>>, R<[Batch, 10]>>>()
    proven<Same<Broadcast<R<[Batch, 10]>, R<[10]>>, R<[Batch, 10]>>>()
    proven<Same<Broadcast<R<[Batch, 10]>, R<[Batch, 1]>>, R<[Batch, 10]>>>()
    proven<Same<Broadcast<R<[Batch, 10]>, R<[Time, 1]>>, 'cannot broadcast [Batch, 10] with [Time, 1]: Batch is not Time'>>()
    proven<Same<Broadcast<R<[Batch, 10]>, R<[3, 1]>>, 'cannot broadcast [Batch, 10] with [3, 1]: Batch is not 3'>>()
    proven<Same<Broadcast<Shape, R<[3, 1]>>, readonly number[]>>()
    proven<Same<Broadcast<R<[3]>, Shape>, readonly number[]>>()
    proven<Same<Broadcast<any, R<[3, 1]>>, any>>()
    proven<Same<Broadcast<readonly [...number[], 5], R<[5]>>, readonly [...number[], 5]>>()
  })
})
