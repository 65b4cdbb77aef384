/**
 * Movements that keep elementwise work apart give way: windows that tile their axes are only moved, what does not vary
 * along the axes that are exchanged need not be, and a map is as good on this side of a movement as on the other,
 * move(map(x)) = map(move(x)), where it meets the map that reads it.
 */
import { expression, type Expression } from '../expression.js'
import { memo } from '../memo.js'
import type { Kind, Of } from '../primitive.js'
import type { Id, Instruction, Program } from '../program.js'
import { add, constant, isFloat } from '../scalar.js'
import type { Shape } from '../../shape/shape.js'
import { dead } from './dead.js'
import { inBodies, rewrite, type Draft, type Rule } from './rewrite.js'

/** The elements stay as many and each is read once: whatever is done to each can be done before or after. */
type Movement = Of<'reshape' | 'permute'>

/** Maps that a movement is taken past, one reading the other: when they have fused, the next round goes on from there. */
const mostPassed = 16

/** Whether each element lies in exactly one window. */
const tiles = ({ window, stride, dilation, sizes }: Of<'fold'>): boolean =>
  window.every((n, i) => stride[i] === n && (dilation[i] === 1 || n === 1) && sizes[i]! % n === 0)

/** [batch, ...positions, ...window, channels] with each position beside its place in the window. */
const beside = (axes: number): readonly number[] =>
  [0, ...Array.from({ length: axes }, (_, i) => [1 + i, 1 + axes + i]).flat(), 1 + 2 * axes]

/** Whether the axes of other sizes than 1 keep their order. */
const keepsOrder = (order: readonly number[], shape: Shape): boolean => {
  const moved = order.filter((axis) => shape[axis] !== 1)
  return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!)
}

const ruleOf = ({ typeOf, size, maker, emit, readersOf }: Draft): Rule => {
  const made = <K extends Kind>(id: Id, ...kinds: readonly K[]) => {
    const instruction = maker(id)
    return instruction !== undefined && (kinds as readonly Kind[]).includes(instruction.primitive.kind)
      ? { primitive: instruction.primitive as Of<K>, operands: instruction.operands }
      : undefined
  }

  /** What is repeated, reshaped so that repeating it gives the permutation of what it was repeated to. */
  const repeated = (order: readonly number[], x: Id): readonly [source: Id, sizes: Shape] | undefined => {
    const [source] = made(x, 'broadcast')?.operands ?? []
    if (source === undefined) return undefined
    const [{ shape }, { shape: own }] = [typeOf(x), typeOf(source)]
    const sizes = shape.map((_, i) => own[i - (shape.length - own.length)] ?? 1)
    return keepsOrder(order, sizes) ? [source, order.map((axis) => sizes[axis]!)] : undefined
  }
  const permute = (order: readonly number[], x: Id): Id | undefined => {
    const repeats = repeated(order, x)
    if (repeats === undefined) return undefined
    const { shape } = typeOf(x)
    return emit({ kind: 'broadcast', shape: order.map((axis) => shape[axis]!) }, [emit({ kind: 'reshape', shape: repeats[1] }, [repeats[0]])])
  }
  const move = (x: Id, movements: readonly Movement[]): Id =>
    movements.reduce((at, movement) =>
      (movement.kind === 'permute' ? permute(movement.order, at) : undefined) ?? emit(movement, [at]), x)

  /** The map whose result alone these movements take to `x`, nobody else reading it on the way. */
  const behind = (x: Id) => {
    const movements: Movement[] = []
    let at = x
    for (let by = made(at, 'reshape', 'permute'); by !== undefined && readersOf(at) <= 1; by = made(at, 'reshape', 'permute')) {
      movements.unshift(by.primitive)
      at = by.operands[0]!
    }
    const map = made(at, 'map')
    return map === undefined || readersOf(at) > 1 || heights.get(at)! >= mostPassed ? undefined : { map, movements }
  }
  /** How many maps stand on each other up to a map. */
  const heights = new Map<Id, number>()
  const stand = (at: Id, operands: readonly Id[]): Id => {
    heights.set(at, 1 + operands.reduce((most, id) => Math.max(most, heights.get(id) ?? 0), 0))
    return at
  }
  /** The map after the movements: reading one operand out of its order costs what reading the result so did. */
  const moved = (x: Id): Id => {
    const { map, movements } = behind(x) ?? {}
    if (map === undefined || movements === undefined || movements.length === 0) return x
    const [first] = movements.filter(({ kind }) => kind === 'permute') as readonly (Of<'permute'> | undefined)[]
    const apart = map.operands.filter((id) => first !== undefined && repeated(first.order, id) === undefined)
    return new Set(apart).size > 1 ? x : meet(map.primitive.expression, map.operands.map(memo((id) => move(id, movements))))
  }
  const meet = (expression: Expression, operands: readonly Id[]): Id => {
    const met = operands.map(memo(moved))
    return stand(emit({ kind: 'map', expression }, met), met)
  }

  /** Each element adds the one value of its window to the +0 that it starts from: -0 becomes +0. */
  const untile = ({ sizes }: Of<'fold'>, x: Id): Id => {
    const { shape, dtype } = typeOf(x)
    const placed = move(x, [
      { kind: 'permute', order: beside(sizes.length) },
      { kind: 'reshape', shape: [shape[0]!, ...sizes, shape.at(-1)!] },
    ])
    return isFloat(dtype) ? meet(expression([dtype], (value) => add(constant(dtype, 0), value)), [placed]) : placed
  }

  return ({ primitive, operands }: Instruction): Id | undefined => {
    const [x] = operands as readonly [Id]
    switch (primitive.kind) {
      case 'fold': return tiles(primitive) ? untile(primitive, x) : undefined
      case 'permute': return permute(primitive.order, x)
      case 'map': {
        const met = operands.map(memo(moved))
        const isMoved = met.some((id, i) => id !== operands[i])
        const at = stand(isMoved ? emit(primitive, met) : size(), met)
        return isMoved ? at : undefined
      }
      default: return undefined
    }
  }
}

/** What is dead reads nothing: it would keep a map from moving that nobody else reads. */
const bare = (program: Program): Program => {
  const live = dead(program)
  const made = rewrite(live, ruleOf)
  return made === live ? program : dead(made)
}

/**
 * The program with maps moved to the maps that read them, and windows that tile as movements.
 *
 *     %1 = map neg(x0) %0                              %1 = permute [1, 0] %0
 *     %2 = permute [1, 0] %1                           %2 = map neg(x0) %1
 *     %3 = map exp(x0) %2                           ▸  %3 = map exp(x0) %2
 */
export const movement: (program: Program) => Program = inBodies(bare)
