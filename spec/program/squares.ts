/**
 * Random programs over square matrices and their rows, where nearly everything can be read through a view and joined: what
 * must stay apart has to be seen. A list of numbers is read as the choices that make one.
 */
import fc from 'fast-check'
import type { TensorType } from '../../src/program/primitive.js'
import type { Id, Program } from '../../src/program/program.js'
import { choicesOf, someElements, type Case, type Choices } from '../backend/arbitrary.js'
import { randomExpression } from '../backend/expression.js'
import { build, type, type Builder } from './build.js'

const someInstruction = ({ below, pick }: Choices, { emit, typeOf, size }: Builder, n: number): void => {
  const ids = (shape: readonly number[], dtype?: TensorType['dtype']): readonly Id[] => Array.from({ length: size() }, (_, id) => id)
    .filter((id) => typeOf(id).shape.join() === shape.join() && (dtype === undefined || typeOf(id).dtype === dtype))
  /** One of the last ones more often than not. */
  const recent = (list: readonly Id[]): Id => (below(3) === 0 ? pick(list) : list[list.length - 1 - below(Math.min(4, list.length))]!)
  const [square, row] = [[n, n], [n]]
  const axes = pick([[0], [1]])
  switch (pick(['map', 'map', 'map', 'map', 'contract', 'contract', 'permute', 'bias', 'rows', 'reduce', 'flat', 'slice', 'iota', 'pad', 'rowMap'] as const)) {
    case 'map': {
      const operands = Array.from({ length: 1 + below(3) }, () => recent(ids(square)))
      emit({ kind: 'map', expression: randomExpression({ below: (m) => below(Math.min(m, 97)), pick }, operands.map((id) => typeOf(id).dtype)) }, ...operands)
      return
    }
    case 'rowMap': {
      const operands = Array.from({ length: 1 + below(2) }, () => recent(ids(row)))
      emit({ kind: 'map', expression: randomExpression({ below, pick }, operands.map((id) => typeOf(id).dtype)) }, ...operands)
      return
    }
    case 'contract': {
      const floats = ids(square, 'f32')
      emit({ kind: 'contract', transposeA: below(2) === 0, transposeB: below(2) === 0 }, recent(floats), recent(floats))
      return
    }
    case 'permute': emit({ kind: 'permute', order: [1, 0] }, recent(ids(square))); return
    case 'bias': emit({ kind: 'broadcast', shape: square }, recent(ids(row))); return
    case 'rows': emit({ kind: 'broadcast', shape: square }, emit({ kind: 'reshape', shape: [n, 1] }, recent(ids(row)))); return
    case 'reduce': {
      const id = recent(ids(square))
      if (typeOf(id).dtype !== 'bool') emit({ kind: 'reduce', by: pick(['sum', 'max', 'argmax'] as const), axes }, id)
      return
    }
    case 'flat': {
      // [n, n] as other axes and back, perhaps in another order.
      const split = emit({ kind: 'reshape', shape: n % 2 === 0 ? [n, n / 2, 2] : [n * n, 1, 1] }, recent(ids(square)))
      emit({ kind: 'reshape', shape: square }, below(2) === 0 ? split : emit({ kind: 'permute', order: pick([[0, 2, 1], [2, 0, 1]]) }, split))
      return
    }
    case 'slice': {
      const at = below(n)
      emit({ kind: 'reshape', shape: row }, emit({ kind: 'slice', start: [at, 0], stop: [at + 1, n], step: [1, 1] }, recent(ids(square))))
      return
    }
    case 'iota': emit({ kind: 'iota', shape: square, axis: below(2) }); return
    case 'pad': {
      const id = recent(ids(row))
      emit({ kind: 'slice', start: [1], stop: [n + 1], step: [1] }, emit({ kind: 'pad', low: [2], high: [0], interior: [0], value: 1 }, id))
    }
  }
}

const caseOf = (numbers: readonly number[]): Case => {
  const choices = choicesOf(numbers)
  const n = choices.pick([4, 3, 1, 5, 8, 9, 16])
  const squares = 2 + choices.below(3)
  const inputs = [...Array.from({ length: squares }, () => type([n, n])), type([n]), type([n, n], choices.pick(['f32', 'i32', 'f64'] as const))]
  const carried = choices.below(squares + 2)
  const program: Program = build(inputs, (builder) => {
    for (let i = 1 + choices.below(16); i > 0; i--) someInstruction(choices, builder, n)
    const { typeOf, size } = builder
    const last = (wanted: TensorType, back: number): Id => {
      const fitting = Array.from({ length: size() }, (_, id) => id).filter((id) => typeOf(id).dtype === wanted.dtype && typeOf(id).shape.join() === wanted.shape.join())
      return fitting[Math.max(0, fitting.length - 1 - back)]!
    }
    return [
      ...inputs.slice(0, carried).map((t) => last(t, choices.below(4))),
      ...Array.from({ length: 1 + choices.below(3) }, () => size() - 1 - choices.below(Math.min(4, size()))),
    ]
  })
  return { program, carried, runs: Array.from({ length: 3 }, () => inputs.map((t) => someElements(choices, t))) }
}

export const someSquares: fc.Arbitrary<Case> = fc.array(fc.nat(), { minLength: 40, maxLength: 240, size: 'max' }).map(caseOf)
