/**
 * Guards against XLA's algebraic simplifier, which reassociates floats as if they were real numbers: (x + a) + b becomes x + (a +
 * b), (x·a)·b becomes x·(a·b), x/a becomes x·(1/a), (x/y)/z becomes x/(y·z), x + 0 becomes x. Mostly that changes a last digit.
 * But it undoes a rounding by adding a large number and subtracting it again, and a product of constants or of divisors may
 * overflow or underflow where no intermediate result does. In these cases alone, a constant is hidden from XLA: it is one scalar
 * out of an `optimization_barrier`, added in the constant's place, or the -∞ in max(x, -∞) = x. No barrier stands between
 * tensors, so fusion is not affected.
 *
 * Facts about values are passed on from one instruction of a program to the next.
 */
import { twoTo } from '../program/elementary/elementary.js'
import type { Opcode } from '../program/scalar.js'
import type { DType } from '../shape/shape.js'
import { numberOf } from './uniform.js'
import type { Value } from './value.js'

/** How a value was computed: a sum with a constant, a product with this constant, a quotient. */
interface Fact {
  readonly sum?: true
  readonly factor?: number
  readonly quotient?: true
}
const facts = new WeakMap<Value, Fact>()
const factOf = (value: Value): Fact => facts.get(value) ?? {}

/** Ways to hide numbers from XLA. */
export interface Guard {
  /** A number that XLA doesn't know. */
  readonly hidden: (value: number, dtype: DType) => Value
  /** The same value, which XLA cannot simplify with its operation. */
  readonly held: (value: Value) => Value
  /** A number that XLA knows. */
  readonly number: (value: number, dtype: DType) => Value
}

type Make = (op: Opcode, args: readonly [Value, Value]) => Value
type Guarded = (args: readonly [Value, Value], make: Make, guard: Guard) => Value

const known = (value: Value, fact: Fact): Value => {
  facts.set(value, fact)
  return value
}

const smallestNormal = { f32: twoTo(-126), f64: twoTo(-1022) }

/** Whether a number is a normal one of this type, or 0. */
const isNormal = (value: number, dtype: DType): boolean => {
  const rounded = dtype === 'f32' ? Math.fround(value) : value
  return value === 0 || (Math.abs(rounded) >= smallestNormal[dtype as 'f32' | 'f64'] && Number.isFinite(rounded))
}

const sum = (op: 'add' | 'sub'): Guarded => ([a, b], make, { hidden }) => {
  const [m, n] = [numberOf(a), numberOf(b)]
  if ((m === undefined) === (n === undefined)) return make(op, [a, b])
  const dtype = a.type.dtype
  const isHidden = factOf(m === undefined ? a : b).sum === true || (op === 'add' && Object.is(m ?? n, 0))
  const told = (value: Value, number: number | undefined): Value =>
    (isHidden && number !== undefined ? hidden(number, dtype) : value)
  return known(make(op, [told(a, m), told(b, n)]), { sum: true })
}

/** x·c, where x is known to be a product itself. */
const scaled = (x: Value, c: number, write: (x: Value) => Value, { held }: Guard): Value => {
  const { factor } = factOf(x)
  const together = (factor ?? 1) * c
  return isNormal(together, x.type.dtype) || factor === undefined
    ? known(write(x), { factor: together })
    : known(write(held(x)), { factor: c })
}

const product: Guarded = ([a, b], make, guard) => {
  const [m, n] = [numberOf(a), numberOf(b)]
  if ((m === undefined) === (n === undefined)) return make('mul', [a, b])
  return m === undefined ? scaled(a, n!, (x) => make('mul', [x, b]), guard) : scaled(b, m, (x) => make('mul', [a, x]), guard)
}

/** The scale of a dividend by c, where 1/c is subnormal. */
const shrink = twoTo(-64)

const quotient: Guarded = ([a, b], make, guard) => {
  const dtype = a.type.dtype
  const n = numberOf(b)
  if (n === undefined) {
    const apart = (x: Value): Value => (factOf(x).quotient === true ? guard.held(x) : x)
    return known(make('div', [apart(a), apart(b)]), { quotient: true })
  }
  if (isNormal(1 / n, dtype) || !isNormal(n, dtype) || n === 0) return scaled(a, 1 / n, (x) => make('div', [x, b]), guard)
  const smaller = guard.held(make('mul', [a, guard.number(shrink, dtype)]))
  return make('mul', [smaller, guard.number(1 / (n * shrink), dtype)])
}

/** Instructions of floats that XLA would reassociate with others. */
export const guarded: Partial<Readonly<Record<Opcode, Guarded>>> =
  { add: sum('add'), sub: sum('sub'), mul: product, div: quotient }
