/**
 * The rule of the loop. Forward, it keeps what each step was given to carry, and the products of each step, which would take
 * long to compute again. Backward, it is a loop the other way round over the body's pullback: the carried cotangent goes in at
 * the end and comes out at the beginning. What every step shares adds up its cotangents from the last step to the first; but a
 * matrix W that rows are multiplied by, yₜ = aₜ·W, gets its cotangent from all steps at once, by one product after the loop:
 *
 *     dW = Σₜ aₜᵀ·dyₜ = Aᵀ·dY,  A and dY being all steps' rows one below the other
 *
 * The way back through a loop that ends early is over the steps that it has come to, and has no product after it: rows that no
 * step has come to are not looked at.
 */
import { argumentsOf, type Custom } from '../program/custom.js'
import type { Of, Primitive } from '../program/primitive.js'
import { definitions, type Id, type Instruction, type Program } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import { isUnbounded, over } from './guarded.js'
import { looped } from './loop.js'
import type { Application, Rule } from './rule.js'
import { sum } from './sum.js'
import { apply, type AnyTensor } from './tensor.js'
import { add, contract, reshape, zerosLike } from './untyped.js'

type Tensors = readonly AnyTensor[]
type Product = Instruction<Of<'contract'>>

/** What the way back runs over, whole or row by row: the sequences, what was kept of each step, the outputs' cotangents. */
type Backward = readonly [sequences: Tensors, kept: Tensors, cotangents: Tensors]

/** What it puts out: the sequences' cotangents, and both sides of the products that are left for the end. */
type Received = readonly [sequences: Tensors, lefts: Tensors, slopes: Tensors]

const productsOf = ({ instructions }: Program): readonly Product[] =>
  instructions.filter((i): i is Product => i.primitive.kind === 'contract')

/** A body that also puts out what it was given to carry, and its products. */
const keeping = (body: Program, { constants, carried }: Of<'scan'>): Program => {
  const given = Array.from({ length: carried }, (_, i) => constants + i)
  return { ...body, results: [...body.results, ...given, ...productsOf(body).map(({ first }) => first)] }
}

/** The values that cotangents come to: what a rule stands for gets none. */
const reached = ({ instructions, results }: Program<Primitive | Custom>): ReadonlySet<Id> => {
  const found = new Set(results)
  for (const instruction of instructions.toReversed()) {
    if (!definitions(instruction).some((id) => found.has(id))) continue
    const { primitive, operands } = instruction
    for (const id of argumentsOf(primitive, operands)) found.add(id)
  }
  return found
}

/** The products of rows with a matrix that all steps share. */
const sharedProducts = ({ body, constants, guarded }: Of<'scan'>): readonly Product[] => {
  if (guarded) return []
  const reachable = reached(body)
  return productsOf(body).filter(({ primitive, operands: [, right], first, types: [type] }) =>
    right! < constants && type!.shape.length === 2 && !primitive.transposeA && reachable.has(first))
}

/** Which of the shared values a step takes otherwise than as the matrix of such a product. */
const otherwise = ({ body: { instructions, results } }: Of<'scan'>, apart: ReadonlySet<Id>): ReadonlySet<Id> =>
  new Set([...results, ...instructions.flatMap(({ operands, first }) => operands.slice(0, apart.has(first) ? 1 : undefined))])

/** The operands of a loop by what they are. */
const parts = ({ primitive: { constants, carried }, operands }: Pick<Application<'scan'>, 'primitive' | 'operands'>) => ({
  constant: operands.slice(0, constants),
  initial: operands.slice(constants, constants + carried),
  sequences: operands.slice(constants + carried),
})

/** The rows of all steps, [steps, n, m], one below the other: [steps · n, m]. */
const stacked = (x: AnyTensor): AnyTensor => {
  const [steps, n, m] = x.shape as readonly [number, number, number]
  return reshape(x, [steps * n, m])
}

export const loopRule: Rule<'scan'> = {
  forward: (primitive, operands) =>
    apply(isUnbounded(primitive) ? primitive : { ...primitive, body: keeping(primitive.body, primitive) }, ...operands),

  pull: (at, cotangents, wanted, pullback) => {
    const { primitive, results, kept } = at
    const { body, constants, carried, steps, reverse, guarded } = primitive
    if (isUnbounded(primitive))
      fail('whileLoop', {
        argument: 'maxSteps', expected: 'given where derivatives are taken in reverse mode', received: undefined,
        message: 'whileLoop without maxSteps has no derivative in reverse mode, which keeps the state of every step: give the most '
          + 'steps that it may take, or use jvp',
      })
    const { constant, sequences } = parts(at)
    const products = productsOf(body)
    const shared = sharedProducts(primitive)
    const apart = new Set(shared.map(({ first }) => first))
    const others = otherwise(primitive, apart)
    const fixed = constants + carried
    /** What is multiplied by a shared matrix, where steps make it and nobody has kept it. */
    const isMade = (id: Id): boolean => id < constants || id >= body.inputs.length
    const made = [...new Set(shared.map(({ operands }) => operands[0]!).filter(isMade))]
    /** The constants that add up their cotangents step by step. */
    const added = constant.flatMap((x, id) => (wanted[id] === true && isFloat(x.dtype) && others.has(id) ? [id] : []))
    const given = cotangents.map((d, i) => d ?? zerosLike(results[i] as AnyTensor))
    const [[ofInitial, sums], [ofSequences, lefts, slopes]] = over<readonly [Tensors, Tensors], Backward, Received>(
      guarded && kept[0],
      ([after, before], row) => {
        const [rows, held, outputs] = row as Backward
        const known = new Map(products.map(({ first }, i) => [first, held[carried + i] as AnyTensor]))
        const [values, back] = pullback(body, [...constant, ...held.slice(0, carried), ...rows], known, apart)
        const received = back([...after, ...outputs])
        const of = (id: Id): AnyTensor => received(id) ?? zerosLike(values[id] as AnyTensor)
        const all = (from: number, list: Tensors): Tensors => list.map((_, i) => of(from + i))
        return [
          [all(constants, after), before.map((s, i) => add(s, of(added[i] as Id)))],
          [all(fixed, rows), made.map((id) => values[id] as AnyTensor), shared.map(({ first }) => of(first))],
        ]
      },
      [given.slice(0, carried), added.map((id) => zerosLike(constant[id] as AnyTensor))],
      [sequences, kept, given.slice(carried)],
      { steps, reverse: !reverse },
    )
    const leftOf = (id: Id): AnyTensor => stacked(
      made.includes(id) ? (lefts as Tensors)[made.indexOf(id)]! : id < fixed ? kept[id - constants]! : sequences[id - fixed]!)
    const ofConstants = constant.map((_, id) => (wanted[id] !== true ? undefined : sum([
      sums[added.indexOf(id)],
      ...shared.map(({ primitive: { transposeB }, operands }, i) => {
        if (operands[1] !== id) return undefined
        const [a, dy] = [leftOf(operands[0]!), stacked((slopes as Tensors)[i] as AnyTensor)]
        return transposeB ? contract(dy, a, true) : contract(a, dy, true)
      }),
    ])))
    return [...ofConstants, ...ofInitial, ...(ofSequences as Tensors)]
  },

  push: (at, tangents, push) => {
    const { primitive: { body, carried, steps, reverse, guarded } } = at
    const { constant, initial, sequences } = parts(at)
    const along = tangents.map((t, i) => t ?? zerosLike(at.operands[i] as AnyTensor))
    const moved = parts({ ...at, operands: along })
    const [[, last], outputs] = looped<readonly [Tensors, Tensors], readonly [Tensors, Tensors], Tensors>(
      ([state, speed], row) => {
        const [rows, speeds] = row as readonly [Tensors, Tensors]
        const [values, derivatives] = push(body, [...constant, ...state, ...rows], [...moved.constant, ...speed, ...speeds])
        return [[values.slice(0, carried), derivatives.slice(0, carried)], derivatives.slice(carried)]
      },
      [initial, moved.initial],
      [sequences, moved.sequences],
      { steps, reverse, guarded },
    )
    return [...last, ...(outputs as Tensors)]
  },
}
