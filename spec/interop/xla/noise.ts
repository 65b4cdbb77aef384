/**
 * How much of a result rounding decides: a program is run again with noise where another engine may round, order, contract or flush
 * otherwise (Parker, "Monte Carlo arithmetic", 1997). What moves then may differ as far; what does not has to be the same.
 */
import { pure } from '../../../src/backend/pure.js'
import { allocate, type Elements } from '../../../src/program/elements.js'
import type { Expression, Node } from '../../../src/program/expression.js'
import type { Instruction, Of, Program, TensorType } from '../../../src/program/primitive.js'
import { count, typesOf } from '../../../src/program/program.js'
import type { DType } from '../../../src/shape/shape.js'
import { ulp } from './within.js'

/** What another engine does otherwise in one run. */
interface Noise {
  /** A number from -1 to 1. */
  readonly next: () => number
  /** Subnormal numbers are 0. */
  readonly flushes: boolean
  /** Zeros have any sign. */
  readonly signs: boolean
}

const noiseOf = (run: number): Noise => {
  let state = 2463534242 + run
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state / 2147483648
  }
  return { next, flushes: run % 2 === 1, signs: run % 4 > 1 }
}

const least: Partial<Readonly<Record<DType, number>>> = { f32: 2 ** -126, f64: 2 ** -1022 }

/** Floats that are so many units in the last place away at most. */
const moved = (x: Elements, dtype: DType, units: number, { next, flushes, signs }: Noise): Elements => {
  const normal = least[dtype]
  if (normal === undefined) return x
  const step = units * 2 ** (dtype === 'f32' ? -23 : -52)
  return x.map((value: number) => {
    const size = Math.abs(value)
    const kept = size < normal && flushes ? value * 0 : value
    if (kept === 0) return signs && next() < 0 ? -kept : kept
    return size < normal || !Number.isFinite(value) ? kept : value + value * step * next()
  })
}

/** One instruction by itself. */
const alone = (primitive: Instruction['primitive'], operands: readonly TensorType[], types: readonly TensorType[], values: readonly Elements[]): readonly Elements[] =>
  pure.compile({
    inputs: operands,
    instructions: [{ primitive, operands: operands.map((_, i) => i), first: operands.length, types }],
    results: types.map((_, i) => operands.length + i),
  })(values)

/** Instructions that see bits, or give them on as they are. */
const exact: ReadonlySet<Node['op']> = new Set(['parameter', 'constant', 'bitcast', 'high', 'low', 'join', 'select', 'neg', 'abs'])
const rounding: ReadonlySet<Node['op']> = new Set(['add', 'sub', 'mul', 'div', 'sqrt'])

/** Node by node, each over all elements. */
const mapped = ({ parameters, nodes }: Expression, operands: readonly Elements[], shape: TensorType['shape'], noise: Noise): Elements => {
  const values: Elements[] = []
  for (const node of nodes) {
    const args = 'args' in node ? node.args : []
    const dtypes = args.length > 0 ? args.map((i) => nodes[i]!.dtype) : parameters
    const given = args.length > 0 ? args.map((i) => values[i]!) : operands
    const seen = exact.has(node.op) ? given : given.map((x, i) => moved(x, dtypes[i]!, 0, noise))
    const single: Expression = {
      parameters: dtypes,
      nodes: [...dtypes.map((dtype, index): Node => ({ op: 'parameter', dtype, index })), 'args' in node ? { ...node, args: args.map((_, i) => i) } : node],
    }
    const [made] = alone({ kind: 'map', expression: single }, dtypes.map((dtype) => ({ shape, dtype })), [{ shape, dtype: node.dtype }], seen)
    values.push(exact.has(node.op) ? made! : moved(made!, node.dtype, node.op === 'call' ? 4 : rounding.has(node.op) ? 1 : 0, noise))
  }
  return values.at(-1)!
}

const looped = (loop: Of<'scan'>, operands: readonly Elements[], types: readonly TensorType[], noise: Noise): readonly Elements[] => {
  const { body, constants, carried, steps, reverse, guarded } = loop
  const fixed = constants + carried
  let state = operands.slice(constants, fixed)
  const outputs = types.slice(carried).map(({ dtype, shape }) => allocate(dtype, count(shape)))
  for (let i = 0; i < steps && !(guarded && state[0]![0] === 0); i++) {
    const step = reverse ? steps - 1 - i : i
    const rows = operands.slice(fixed).map((x, j) => {
      const size = count(body.inputs[fixed + j]!.shape)
      return x.slice(step * size, (step + 1) * size)
    })
    const values = run(body, [...operands.slice(0, constants), ...state, ...rows], noise)
    state = values.slice(0, carried)
    values.slice(carried).forEach((value, j) => outputs[j]!.set(value, step * value.length))
  }
  return [...state, ...outputs]
}

const sums: ReadonlySet<string> = new Set(['contract', 'fold', 'scatterAdd'])
const comparing: ReadonlySet<string> = new Set(['reduce', 'sort', 'scatterMax'])

const run = (program: Program, inputs: readonly Elements[], noise: Noise): readonly Elements[] => {
  const types = typesOf(program)
  const values = [...inputs]
  for (const { primitive, operands, types: made } of program.instructions) {
    const [given, kinds] = [operands.map((id) => values[id]!), operands.map((id) => types[id]!)]
    const isSum = sums.has(primitive.kind) || (primitive.kind === 'reduce' && primitive.by === 'sum')
    const units = isSum ? 2 : 0
    const touched = isSum || comparing.has(primitive.kind)
    const seen = touched ? given.map((x, i) => moved(x, kinds[i]!.dtype, units, noise)) : given
    values.push(...(primitive.kind === 'map' ? [mapped(primitive.expression, given, made[0]!.shape, noise)]
      : primitive.kind === 'scan' ? looped(primitive, given, made, noise)
      : alone(primitive, kinds, made, seen).map((x, i) => (touched ? moved(x, made[i]!.dtype, units, noise) : x))))
  }
  return program.results.map((id) => values[id]!)
}

const runs = 8

/** How far a result may move beyond what it has moved, and what it may differ by in any case. */
const [margin, units] = [16, 4]

/** What an element may differ by: 0 for one that has to be the same, Infinity for one that noise makes another. */
const allowance = (expected: number, moves: readonly number[], dtype: DType): number => {
  if (moves.every((value) => Object.is(value, expected))) return dtype === 'f32' || dtype === 'f64' ? units * ulp(expected, dtype) || 0 : 0
  if (least[dtype] === undefined || !Number.isFinite(expected) || !moves.every(Number.isFinite)) return Infinity
  return margin * Math.max(...moves.map((value) => Math.abs(value - expected))) + units * ulp(expected, dtype)
}

/** The results of a program, and by how much each of their elements may differ. */
export const noisy = (program: Program, inputs: readonly Elements[]): readonly { readonly elements: Elements; readonly each: Float64Array }[] => {
  const expected = pure.compile(program)(inputs)
  const moves = Array.from({ length: runs }, (_, i) => run(program, inputs, noiseOf(i)))
  const types = typesOf(program)
  return program.results.map((id, r) => ({
    elements: expected[r]!,
    each: Float64Array.from(expected[r]!, (value, i) => allowance(value, moves.map((made) => made[r]![i]!), types[id]!.dtype)),
  }))
}
