/**
 * The rule of the loop. Forward, it keeps what each step was given; backward, it is a loop the other way round over the
 * body's pullback: the carried cotangent goes in at the end and comes out at the beginning, and what every step shares
 * adds up its cotangents from the last step to the first.
 */
import type { Of } from '../program/primitive.js'
import type { Program } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { scan as loop } from '../tensor/scan.js'
import { apply, type AnyTensor } from '../tensor/tensor.js'
import { add, full } from '../tensor/untyped.js'
import type { Application, Rule } from './rule.js'

type Tensors = readonly AnyTensor[]

/** What the way back runs over, whole or row by row: the sequences, what each step was given, the outputs' cotangents. */
type Backward = readonly [sequences: Tensors, kept: Tensors, cotangents: Tensors]

/** A body that also puts out what it was given to carry. */
const keeping = (body: Program, { constants, carried }: Of<'scan'>): Program =>
  ({ ...body, results: [...body.results, ...Array.from({ length: carried }, (_, i) => constants + i)] })

/** The operands of a loop by what they are. */
const parts = ({ primitive: { constants, carried }, operands }: Pick<Application<'scan'>, 'primitive' | 'operands'>) => ({
  constant: operands.slice(0, constants),
  initial: operands.slice(constants, constants + carried),
  sequences: operands.slice(constants + carried),
})

const zeros = ({ shape, dtype }: AnyTensor): AnyTensor => full(shape, 0, dtype)
const plus = (a: AnyTensor, b: AnyTensor): AnyTensor => (isFloat(a.dtype) ? add(a, b) : a)

export const scan: Rule<'scan'> = {
  forward: (primitive, operands) => apply({ ...primitive, body: keeping(primitive.body, primitive) }, ...operands),

  pull: (at, cotangents, _wanted, { pullback }) => {
    const { primitive: { body, carried, reverse }, results, kept } = at
    const { constant, sequences } = parts(at)
    const given = cotangents.map((d, i) => d ?? zeros(results[i] as AnyTensor))
    const [[ofInitial, ofConstants], ofSequences] = loop<readonly [Tensors, Tensors], Backward, Tensors>(
      ([after, shared], row) => {
        const [rows, before, outputs] = row as Backward
        const [, back] = pullback(body, [...constant, ...before, ...rows])
        const received = back([...after, ...outputs])
        const end = constant.length + carried
        const mine = received.slice(0, constant.length)
        const carry = received.slice(constant.length, end)
        const theirs = received.slice(end)
        return [[carry, shared.map((s, i) => plus(s, mine[i] as AnyTensor))], theirs]
      },
      [given.slice(0, carried), constant.map(zeros)],
      [sequences, kept, given.slice(carried)],
      { reverse: !reverse },
    )
    return [...ofConstants, ...ofInitial, ...(ofSequences as Tensors)]
  },

  push: (at, tangents, { push }) => {
    const { primitive: { body, carried, reverse } } = at
    const { constant, initial, sequences } = parts(at)
    const along = tangents.map((t, i) => t ?? zeros(at.operands[i] as AnyTensor))
    const moved = parts({ ...at, operands: along })
    const [[, last], outputs] = loop<readonly [Tensors, Tensors], readonly [Tensors, Tensors], Tensors>(
      ([state, speed], row) => {
        const [rows, speeds] = row as readonly [Tensors, Tensors]
        const [values, derivatives] = push(body, [...constant, ...state, ...rows], [...moved.constant, ...speed, ...speeds])
        return [[values.slice(0, carried), derivatives.slice(0, carried)], derivatives.slice(carried)]
      },
      [initial, moved.initial],
      [sequences, moved.sequences],
      { reverse },
    )
    return [...last, ...(outputs as Tensors)]
  },
}
