/** Programs from outside, which may be made of any primitive. */
import type * as t from 'io-ts'
import type { Brought } from '../program/brought.js'
import { codecWith } from '../program/codec.js'
import type { Program } from '../program/program.js'
import { bring, type Parts } from '../tensor/rule.js'
import { parts as scan } from '../tensor/looping.js'
import { parts as scatterMax } from '../tensor/scatterMax.js'
import { parts as sort } from '../tensor/sort.js'

const all: { readonly [K in Brought]: Parts<K> } = { scan, scatterMax, sort }

/**
 * The io-ts codec of programs. A program is JSON as it is, so `encode` gives it back; `decode` takes what `JSON.parse` has made,
 * types every instruction anew and refuses what no backend could run. Scalar functions have to be defined here, by the same
 * names: the elementary ones are, and those of the losses that are imported.
 *
 * @example
 * const sum: Program = {
 *   inputs: [{ shape: [3], dtype: 'f32' }],
 *   instructions: [
 *     { primitive: { kind: 'reduce', by: 'sum', axes: [0] }, operands: [0], first: 1, types: [{ shape: [], dtype: 'f32' }] },
 *   ],
 *   results: [1],
 * }
 * codec.decode(JSON.parse(JSON.stringify(sum))) // Right
 * codec.decode({ ...sum, results: [2] }) // Left
 */
export const codec: t.Type<Program, Program, unknown> = /* @__PURE__ */ codecWith(() => {
  bring('scan', all.scan)
  bring('scatterMax', all.scatterMax)
  bring('sort', all.sort)
})
