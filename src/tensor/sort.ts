/** The primitive that brings positions in order, with all that it brings. */
import { sort as prepare } from '../backend/sort.js'
import { sort as stages } from '../backend/wasm/kernels/sort.js'
import { infer } from '../program/sort.js'
import { withRule, type Parts } from './rule.js'
import { apply1, type AnyTensor } from './tensor.js'

/** Positions have no derivative. */
export const parts: Parts<'sort'> = { infer, prepare, stages, pull: () => [], push: () => [] }

/** The i32 positions that bring the last axis of [..., n] in ascending order: stable, NaN last. */
export const ascending = withRule('sort', parts, (x: AnyTensor): AnyTensor => apply1({ kind: 'sort' }, x))
