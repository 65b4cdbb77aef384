/** The greatest of the updates that go to a place. */
import { leastValue } from '../../reduce.js'
import { f32x4, f64x2, i32x4, type V128 } from '../assembler/code.js'
import { scatter } from './lookup.js'

const greater = { f32: f32x4.max, f64: f64x2.max, i32: i32x4.maxS, u32: i32x4.maxU }

export const scatterMax = scatter('scatterMax', (dtype) => leastValue[dtype], (dtype, a, b) =>
  a.map((x, i) => greater[dtype](x, b[i] as V128)))
