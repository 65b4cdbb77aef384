/**
 * Algebra of primitives: movements that move nothing vanish, two become one, transposes become flags of `contract`. Only
 * what keeps every bit: a sum over one element is not that element, since 0 + -0 = 0.
 */
import { isFloat } from '../scalar.js'
import type { Kind, Of, Primitive, TensorType } from '../primitive.js'
import { count, type Id, type Instruction, type Program } from '../program.js'
import type { Shape } from '../../shape/shape.js'
import { inBodies, rewrite, type Draft } from './rewrite.js'

/** A primitive on operands: what an instruction may be instead. A number alone is a value that is there already. */
type Instead = readonly [primitive: Primitive, ...operands: readonly Id[]] | Id | undefined

/** What the rules look at. */
interface Around {
  readonly typeOf: Draft['typeOf']
  /** The instruction that makes a value, if it is of that kind. */
  readonly made: <K extends Kind>(id: Id, kind: K) => { readonly primitive: Of<K>; readonly operands: readonly Id[] } | undefined
  readonly result: TensorType
  /** Whether the instruction alone reads its operand. */
  readonly alone: (id: Id) => boolean
}

const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i])
const all = (list: readonly number[], value: number): boolean => list.every((n) => n === value)
const ascends = (list: readonly number[]): boolean => list.every((n, i) => i === 0 || n > list[i - 1]!)
/** Sizes without ones before them: what `broadcast` sees of a shape. */
const core = (shape: Shape): Shape => {
  const first = shape.findIndex((n) => n !== 1)
  return first < 0 ? [] : shape.slice(first)
}
/** The end of a range that is not empty. */
const stops = (start: Shape, step: Shape, sizes: Shape): Shape => start.map((first, i) => first + (sizes[i]! - 1) * step[i]! + 1)

/** Whether an order exchanges the last two axes and leaves the others. */
const exchanges = (order: readonly number[]): boolean => {
  const n = order.length
  return n >= 2 && order.every((axis, i) => axis === (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i))
}

const rules: { readonly [K in Kind]?: (around: Around, primitive: Of<K>, operands: readonly Id[]) => Instead } = {
  reshape: ({ typeOf, made, result }, primitive, [x]) => {
    if (same(typeOf(x!).shape, result.shape)) return x
    const before = made(x!, 'reshape')
    if (before !== undefined) return [primitive, ...before.operands]
    // One element everywhere, in another shape.
    const [source] = made(x!, 'broadcast')?.operands ?? []
    if (source === undefined || typeOf(source).shape.length > 0) return undefined
    return [{ kind: 'broadcast', shape: primitive.shape }, source]
  },
  permute: ({ typeOf, made, result, alone }, { order }, [x]) => {
    if (ascends(order)) return x
    const { shape } = typeOf(x!)
    if (ascends(order.filter((axis) => shape[axis] !== 1))) return [{ kind: 'reshape', shape: result.shape }, x!]
    const before = made(x!, 'permute')
    if (before !== undefined) {
      const { primitive, operands } = before
      return [{ kind: 'permute', order: order.map((axis) => primitive.order[axis]!) }, ...operands]
    }
    // (a·b)ᵀ = bᵀ·aᵀ, the same products in the same order.
    const product = exchanges(order) && alone(x!) ? made(x!, 'contract') : undefined
    if (product === undefined) return undefined
    const { transposeA, transposeB } = product.primitive
    return [{ kind: 'contract', transposeA: !transposeB, transposeB: !transposeA }, product.operands[1]!, product.operands[0]!]
  },
  broadcast: ({ typeOf, made, result }, primitive, [x]) => {
    const { shape } = typeOf(x!)
    if (same(shape, result.shape)) return x
    if (count(shape) === count(result.shape) && count(shape) > 0) return [{ kind: 'reshape', shape: result.shape }, x!]
    const before = made(x!, 'broadcast')
    if (before !== undefined) return [primitive, ...before.operands]
    // Ones in front are put there by a broadcast itself.
    const [source] = made(x!, 'reshape')?.operands ?? []
    if (source === undefined) return undefined
    const { shape: bare } = typeOf(source)
    return bare.length < shape.length && same(core(bare), core(shape)) ? [primitive, source] : undefined
  },
  slice: ({ typeOf, made, result }, { start, step }, [x]) => {
    if (same(typeOf(x!).shape, result.shape)) return x
    if (result.shape.includes(0)) return undefined
    const before = made(x!, 'slice')
    if (before !== undefined) {
      const { primitive: { start: first, step: by }, operands } = before
      const [from, stride] = [start.map((n, i) => first[i]! + n * by[i]!), step.map((n, i) => n * by[i]!)]
      return [{ kind: 'slice', start: from, stop: stops(from, stride, result.shape), step: stride }, ...operands]
    }
    const whole = made(x!, 'concatenate')
    if (whole === undefined) return undefined
    // A range inside one part.
    const { axis } = whole.primitive
    const stop = stops(start, step, result.shape)
    let offset = 0
    for (const part of whole.operands) {
      const size = typeOf(part).shape[axis]!
      if (start[axis]! >= offset && stop[axis]! <= offset + size) {
        const shift = (list: Shape): Shape => list.map((n, i) => (i === axis ? n - offset : n))
        return [{ kind: 'slice', start: shift(start), stop: shift(stop), step }, part]
      }
      offset += size
    }
    return undefined
  },
  pad: ({ made }, { low, high, interior, value }, [x]) => {
    if (all(low, 0) && all(high, 0) && all(interior, 0)) return x
    const before = made(x!, 'pad')
    if (before === undefined || !Object.is(before.primitive.value, value) || !all(interior, 0)) return undefined
    const plus = (a: readonly number[], b: readonly number[]): readonly number[] => a.map((n, i) => n + b[i]!)
    const { primitive, operands } = before
    return [{ ...primitive, low: plus(primitive.low, low), high: plus(primitive.high, high) }, ...operands]
  },
  concatenate: ({ typeOf, result }, primitive, operands) => {
    const parts = operands.filter((id) => typeOf(id).shape[primitive.axis] !== 0)
    const [first] = parts
    return parts.length === 1 || (parts.length > 0 && same(typeOf(first!).shape, result.shape)) ? first
      : parts.length > 0 && parts.length < operands.length ? [primitive, ...parts]
      : undefined
  },
  reduce: ({ typeOf, result }, { by, axes }, [x]) => {
    const { shape, dtype } = typeOf(x!)
    const keeps = by === 'max' || by === 'min' || (by === 'sum' && !isFloat(dtype))
    return keeps && axes.every((axis) => shape[axis] === 1) ? [{ kind: 'reshape', shape: result.shape }, x!] : undefined
  },
  contract: ({ made }, { transposeA, transposeB }, [a, b]) => {
    const [left, right] = [made(a!, 'permute'), made(b!, 'permute')]
    const atLeft = left !== undefined && exchanges(left.primitive.order)
    const atRight = right !== undefined && exchanges(right.primitive.order)
    return !atLeft && !atRight ? undefined : [
      { kind: 'contract', transposeA: transposeA !== atLeft, transposeB: transposeB !== atRight },
      atLeft ? left.operands[0]! : a!, atRight ? right.operands[0]! : b!,
    ]
  },
  unfold: ({ result }, { window, stride }, [x]) =>
    (all(window, 1) && all(stride, 1) ? [{ kind: 'reshape', shape: result.shape }, x!] : undefined),
  fold: ({ result }, { window, stride }, [x]) =>
    (all(window, 1) && all(stride, 1) && !isFloat(result.dtype) ? [{ kind: 'reshape', shape: result.shape }, x!] : undefined),
}

const simplify = (program: Program): Program => rewrite(program, ({ typeOf, maker, emit, readersOf }) => {
  const made: Around['made'] = <K extends Kind>(id: Id, kind: K) => {
    const instruction = maker(id)
    return instruction?.primitive.kind === kind
      ? { primitive: instruction.primitive as Of<K>, operands: instruction.operands }
      : undefined
  }
  /** Rules until none applies. */
  const settle = (primitive: Primitive, operands: readonly Id[], around: Around): Instead => {
    let found: Instead
    for (let next: Instead = [primitive, ...operands]; typeof next === 'object';) {
      const [at, ...ids]: readonly [Primitive, ...(readonly Id[])] = next
      const rule = rules[at.kind] as ((a: Around, p: Primitive, o: readonly Id[]) => Instead) | undefined
      next = rule?.(around, at, ids)
      found = next ?? found
    }
    return found
  }
  return ({ primitive, operands, types }: Instruction): Id | undefined => {
    const around = { typeOf, made, result: types[0]!, alone: (id: Id) => readersOf(id) === 1 }
    const instead = settle(primitive, operands, around)
    return typeof instead !== 'object' ? instead : emit(instead[0], instead.slice(1) as readonly Id[])
  }
})

/** More than any program is known to need. */
const rounds = 20

/** Rounds until nothing changes: a product that lost a reader to one may be another's alone in the next. */
const settled = (program: Program): Program => {
  let at = program
  for (let i = 0; i < rounds; i++) {
    const after = simplify(at)
    if (after === at) break
    at = after
  }
  return at
}

/**
 * The program with each instruction in its simplest form.
 *
 *     %1 = permute [1, 0] %0              %1 = reshape %0
 *     %2 = permute [1, 0] %1              %2 = contract aᵀ·b %0 %0
 *     %3 = permute [1, 0] %2
 *     %4 = contract a·b %3 %2          ▸
 */
export const algebra: (program: Program) => Program = inBodies(settled)
