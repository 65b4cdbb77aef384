/** A lowering for every primitive. */
import type { Lowerings } from './lower.js'
import { bits } from './primitives/bits.js'
import { broadcast } from './primitives/broadcast.js'
import { concatenate } from './primitives/concatenate.js'
import { constant } from './primitives/constant.js'
import { contract } from './primitives/contract.js'
import { fold } from './primitives/fold.js'
import { gather } from './primitives/gather.js'
import { iota } from './primitives/iota.js'
import { map } from './primitives/map.js'
import { pad } from './primitives/pad.js'
import { permute } from './primitives/permute.js'
import { reduce } from './primitives/reduce.js'
import { reshape } from './primitives/reshape.js'
import { scan } from './primitives/scan.js'
import { scatterAdd, scatterMax } from './primitives/scatter.js'
import { slice } from './primitives/slice.js'
import { sort } from './primitives/sort.js'
import { unfold } from './primitives/unfold.js'

export const lowerings: Lowerings = {
  bits, broadcast, concatenate, constant, contract, fold, gather, iota, map, pad, permute, reduce, reshape, scan, scatterAdd,
  scatterMax, slice, sort, unfold,
}
