/** What a program computes, in 64 digits. */
import { valuesOf } from '../program/constant.js'
import type { Grouped } from '../program/grouped.js'
import { numberOf } from '../program/numeral.js'
import { aProgram, type Program } from '../program/program.js'
import { check } from '../shape/options.js'
import { expressionText } from './expression.js'
import { plainBytes } from './plain.js'
import { sha256 } from './sha256.js'

/** A program with its expressions as text, which is plain data throughout. */
const plain = ({ inputs, instructions, results }: Program<Grouped>): unknown => ({
  inputs,
  results,
  instructions: instructions.map(({ primitive, operands, first, types }) => ({
    operands,
    first,
    types,
    primitive: primitive.kind === 'map' ? { kind: 'map', expression: expressionText(primitive.expression) }
      : primitive.kind === 'constant' ? { ...primitive, elements: valuesOf(primitive) }
      : primitive.kind === 'pad' ? { ...primitive, value: numberOf(primitive.value) }
      : 'body' in primitive ? { ...primitive, body: plain(primitive.body) }
      : primitive,
  })),
})

/**
 * SHA-256, in hexadecimal digits, over a program: its inputs, its instructions with all that they are told, the bits of
 * its constants, the bodies of its loops and groups, its results. Of a step as it was traced it is the same on every
 * backend, and stays the same when passes become better. Correctly rounded functions (`exp` of f32) count by their names,
 * all others by what they are made of. Names and layers don't count, so digests in receipts from before there were any are
 * still right.
 *
 * What is hashed is the program as plain data, each value behind a letter:
 *
 * | value      | letter | bytes                                                                          |
 * | ---------- | ------ | ------------------------------------------------------------------------------ |
 * | number     | `n`    | as f64; NaN is 0x7FF8000000000000                                              |
 * | text       | `s`    | length in UTF-8, UTF-8                                                         |
 * | truth value | `b`   | 0 or 1                                                                         |
 * | elements   | `e`    | length in bytes, bytes as `digest` has them                                    |
 * | list       | `l`    | length, items                                                                  |
 * | record     | `r`    | number of fields; each by its name, a text without letter, in order of the names |
 *
 * Lengths are u32; all numbers are little-endian. An expression is the text of its steps: `f32: parameter 0 f32; exp 0 f32 -> 1`.
 *
 * @example
 * const { init, program: step } = trainer(pipe(n.input([2]), n.dense(1)))({
 *   loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
 * })
 * const batch = { inputs: t.ones([3, 2]), targets: t.ones([3, 1]) }
 * const traced = step(init(random.key(0)), batch, { simplified: false })
 * programDigest(traced) === programDigest(program.simplify(traced)) // false
 */
export const programDigest = (program: Program<Grouped>): string => {
  check('receipt.programDigest', { program }, { program: aProgram })
  return sha256(plainBytes('receipt.programDigest', plain(program)))
}
