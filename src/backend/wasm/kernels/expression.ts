/** Scalar expressions on four lanes: the straight-line code of an expression, one vector instruction after the other. */
import { longest, lower, placement, type Linked } from '../../../program/code.js'
import type { Expression } from '../../../program/expression.js'
import type { Opcode } from '../../../program/scalar.js'
import type { Step } from '../../../program/text.js'
import type { DType } from '../../../shape/shape.js'
import { f32x4, f64x2, i32, i32x4, i64x2, sequence, v128, words, type Local, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { arranged, isLeaf, isRoot, joins, leaf, root, shifted, type Operation } from './arranged.js'
import { constantLanes, vectorsOf, widen, zero, type Lanes } from './lanes.js'
import { narrowed } from './narrowed.js'

type Args = readonly [Lanes, Lanes, Lanes]

const each = (f: (a: V128, b: V128) => V128) => ([a, b]: Args): Lanes => a.map((x, i) => f(x, b[i] as V128))
const every = (f: (a: V128) => V128) => ([a]: Args): Lanes => a.map(f)
/** The even words of two vectors, and the odd ones. */
const even = ([a, b]: Lanes): V128 => v128.shuffle(a as V128, b as V128, words(0, 2, 4, 6))
const odd = ([a, b]: Lanes): V128 => v128.shuffle(a as V128, b as V128, words(1, 3, 5, 7))
const one = (lanes: Lanes): V128 => lanes[0] as V128
const upper = (v: V128): V128 => v128.shuffle(v, v, words(2, 3, 2, 3))
/** The first halves of two vectors. */
const halves = (a: V128, b: V128): V128 => v128.shuffle(a, b, words(0, 1, 4, 5))

type Float2 = typeof f32x4 | typeof f64x2
const floating = (f: Float2): Partial<Record<Opcode, (args: Args) => Lanes>> => ({
  add: each(f.add), sub: each(f.sub), mul: each(f.mul), div: each(f.div), min: each(f.min), max: each(f.max),
  neg: every(f.neg), abs: every(f.abs), sqrt: every(f.sqrt), floor: every(f.floor), round: every(f.nearest),
})

/**
 * The lesser or the greater of a value and a number, which takes one instruction, not the several of `min` and `max`: NaN stays
 * what it is, and of two zeros the sign is right but in one case each, where +0 added makes it right, or it is left to those.
 */
const bounded = (steps: readonly Step[], { op, dtype, args: [x, y] }: Operation, [a, b]: Args): Lanes | undefined => {
  const at = [x, y].findIndex((i) => steps[i!]!.op === 'constant')
  if ((dtype !== 'f32' && dtype !== 'f64') || at < 0) return undefined
  const { value } = steps[at === 0 ? x! : y!] as Extract<Step, { op: 'constant' }>
  const [value0, bound] = at === 0 ? [b, a] : [a, b]
  const f = dtype === 'f32' ? f32x4 : f64x2
  if (Number.isNaN(value) || (op === 'min' && Object.is(value, -0))) return undefined
  const lanes = value0.map((v, i) => (op === 'min' ? f.pmin : f.pmax)(v, bound[i]!))
  return op === 'max' && Object.is(value, 0) ? lanes.map((v) => f.add(v, zero)) : lanes
}

/** Quotients lane by lane, where no lane can trap: a divisor of 0 or -1 is taken for 1, and its result put right. */
const quotient = (signed: boolean) => ([[a], [b]]: Args): Lanes => {
  const [x, y] = [a as V128, b as V128]
  const none = i32x4.eq(y, one(constantLanes('i32', 0)))
  const minus = i32x4.eq(y, one(constantLanes('i32', -1)))
  const unit = one(constantLanes('i32', 1))
  const safe = v128.bitselect(unit, y, signed ? v128.or(none, minus) : none)
  const divide = signed ? i32.divS : i32.divU
  const q = lanewise(x, safe, divide)
  return [v128.andnot(signed ? v128.bitselect(i32x4.neg(x), q, minus) : q, none)]
}
const remainder = (signed: boolean) => ([[a], [b]]: Args): Lanes => {
  const [x, y] = [a as V128, b as V128]
  const none = i32x4.eq(y, one(constantLanes('i32', 0)))
  return [lanewise(x, v128.bitselect(one(constantLanes('i32', 1)), y, none), signed ? i32.remS : i32.remU)]
}
const lanewise = (a: V128, b: V128, f: typeof i32.add): V128 =>
  [0, 1, 2, 3].reduce((v, l) => i32x4.replace(v, l, f(i32x4.extract(a, l), i32x4.extract(b, l))), one(constantLanes('i32', 0)))

const integer = (signed: boolean): Partial<Record<Opcode, (args: Args) => Lanes>> => ({
  add: each(i32x4.add), sub: each(i32x4.sub), mul: each(i32x4.mul), div: quotient(signed), rem: remainder(signed),
  min: each(signed ? i32x4.minS : i32x4.minU), max: each(signed ? i32x4.maxS : i32x4.maxU),
  neg: every(i32x4.neg), abs: signed ? every(i32x4.abs) : ([a]) => a,
  shl: ([a, b]) => [lanewise(one(a), one(b), i32.shl)],
  shr: ([a, b]) => [lanewise(one(a), one(b), signed ? i32.shrS : i32.shrU)],
})
const bitwise: Partial<Record<Opcode, (args: Args) => Lanes>> = {
  and: each(v128.and), or: each(v128.or), xor: each(v128.xor), not: every(v128.not),
}

const operations: Readonly<Record<DType, Partial<Record<Opcode, (args: Args) => Lanes>>>> = {
  f32: floating(f32x4),
  f64: floating(f64x2),
  i32: { ...integer(true), ...bitwise },
  u32: { ...integer(false), ...bitwise },
  bool: bitwise,
}

/** Truth values are lanes of ones: as unsigned numbers they are ordered as 0 and 1 are. */
const comparisons: Readonly<Record<DType, Readonly<Record<'eq' | 'lt' | 'le', (a: V128, b: V128) => V128>>>> = {
  f32: f32x4,
  f64: f64x2,
  i32: { eq: i32x4.eq, lt: i32x4.ltS, le: i32x4.leS },
  u32: { eq: i32x4.eq, lt: i32x4.ltU, le: i32x4.leU },
  bool: { eq: i32x4.eq, lt: i32x4.ltU, le: i32x4.leU },
}
const masksOf = (op: 'eq' | 'lt' | 'le', from: DType, [a, b]: Args): Lanes => a.map((x, i) => comparisons[from][op](x, b[i] as V128))
const compare = (op: 'eq' | 'lt' | 'le', from: DType, args: Args): Lanes => {
  const masks = masksOf(op, from, args)
  return from === 'f64' ? [even(masks)] : masks
}

/** NaN has one form wherever its bits can be seen. */
const canonical = (dtype: 'f32' | 'f64', lanes: Lanes): Lanes =>
  lanes.map((x, i) => v128.bitselect(x, constantLanes(dtype, NaN)[i] as V128, dtype === 'f32' ? f32x4.eq(x, x) : f64x2.eq(x, x)))

const convert = (from: DType, to: DType, lanes: Lanes): Lanes => {
  const x = one(lanes)
  if (from === 'bool') {
    const units = constantLanes(to, 1)
    return (to === 'f64' ? widen(x) : [x]).map((mask, i) => v128.and(mask, units[i] as V128))
  }
  switch (to) {
    case 'bool':
      return from === 'f64' ? [even(lanes.map((v, i) => f64x2.ne(v, constantLanes('f64', 0)[i] as V128)))]
        : [from === 'f32' ? f32x4.ne(x, one(constantLanes('f32', 0))) : i32x4.ne(x, one(constantLanes('i32', 0)))]
    case 'f64':
      return (from === 'f32' ? [f64x2.promoteLowF32x4] : from === 'i32' ? [f64x2.convertLowI32x4S] : [f64x2.convertLowI32x4U])
        .flatMap((f) => [f(x), f(upper(x))])
    case 'f32':
      return [from === 'f64' ? halves(...lanes.map(f32x4.demoteF64x2) as [V128, V128])
        : from === 'i32' ? f32x4.convertI32x4S(x) : f32x4.convertI32x4U(x)]
    case 'i32': case 'u32': {
      const [f32, f64] = to === 'i32' ? [i32x4.truncSatF32x4S, i32x4.truncSatF64x2S] : [i32x4.truncSatF32x4U, i32x4.truncSatF64x2U]
      return from === 'f64' ? [halves(...lanes.map(f64) as [V128, V128])] : from === 'f32' ? [f32(x)] : lanes
    }
  }
}

/** Emits steps; a register for each value. */
const instruction = (steps: readonly Step[], step: Operation, args: Args): Lanes => {
  const { op, dtype } = step
  const first = steps[step.args[0] as number] as Step
  const [a, b, c] = args
  switch (op) {
    case 'eq': case 'lt': case 'le': return compare(op, first.dtype, args)
    case 'select': return (dtype === 'f64' && a.length === 1 ? widen(one(a)) : a).map((mask, i) => v128.bitselect(b[i] as V128, c[i] as V128, mask))
    case 'convert': return convert(first.dtype, dtype, a)
    case 'bitcast': return first.dtype === 'f32' && dtype !== 'f32' ? canonical('f32', a) : a
    case 'high': return [odd(canonical('f64', a))]
    case 'low': return [even(canonical('f64', a))]
    case 'join': return [v128.shuffle(one(b), one(a), words(0, 4, 1, 5)), v128.shuffle(one(b), one(a), words(2, 6, 3, 7))]
    case 'min': case 'max': {
      const lanes = bounded(steps, step, args)
      if (lanes === undefined) break
      return lanes
    }
    case 'shl': case 'shr': {
      const by = steps[step.args[1] as number] as Step
      if (by.op !== 'constant') break
      const shift = op === 'shl' ? i32x4.shl : dtype === 'i32' ? i32x4.shrS : i32x4.shrU
      return [shift(one(a), i32.const(by.value & 31))]
    }
  }
  const operation = operations[dtype][op]
  if (operation === undefined) throw new Error(`${op} of ${dtype} is no scalar instruction`)
  return operation(args)
}

/** Code made ready: constants are set once, then the steps run for lanes at a time. */
export interface Written {
  readonly before: Statement
  /** `lines` are the code, step by step: those of several runs may be written in turns. */
  readonly run: (parameters: readonly Lanes[]) => {
    readonly lines: readonly Statement[]
    readonly results: readonly Lanes[]
  }
}

/** Steps whose value is only ever a constant number of bits to shift by: no lanes are needed for it. */
const onlyShifts = ({ steps, results }: Linked): ReadonlySet<number> => {
  const [counts, others] = [new Set<number>(), new Set<number>(results)]
  for (const step of steps) {
    if (!('args' in step)) continue
    const shift = step.op === 'shl' || step.op === 'shr'
    step.args.forEach((a, i) => (shift && i === 1 ? counts : others).add(a))
  }
  return new Set([...counts].filter((a) => !others.has(a)))
}

/**
 * The code of some steps; each value is kept in locals, so that `run`'s statements come before its results are read. A function
 * may have 50,000 locals: in code that is longer than what is put together of several, a local is taken again.
 */
export const write = (fresh: Fresh, given: Linked, wider = false): Written => {
  const linked = narrowed(given)
  const { steps, results } = linked
  const unused = onlyShifts(linked)
  const before: Statement[] = []
  const isLong = steps.length > longest
  // A local that is taken again does not hold what a later step would be put together from.
  const { masks, absorbed } = isLong ? { masks: new Set(), absorbed: new Set() } : arranged(linked)
  const joined = wider && !isLong && joins(linked, masks, absorbed)
  const place = isLong ? placement(linked, () => false) : []
  const constants = steps.map((step, i): Lanes => {
    if (step.op !== 'constant' || unused.has(i)) return []
    if (isLong) return constantLanes(step.dtype, step.value)
    // Both halves of an f64 constant are one vector.
    const [value] = constantLanes(step.dtype, step.value) as readonly [V128]
    const place = fresh('v128')
    before.push(place.set(value))
    return Array.from({ length: vectorsOf(step.dtype) }, () => place.get)
  })
  return {
    before: sequence(...before),
    run: (parameters) => {
      const lines: Statement[] = []
      const values: Lanes[] = []
      const locals: Local<'v128'>[][] = []
      steps.forEach((step, i) => {
        if (step.op === 'constant') { values.push(constants[i] as Lanes); return }
        if (absorbed.has(step)) { values.push([]); return }
        const whole = isLong ? undefined : shifted(steps, step)
        const args = (): Args => ('args' in step ? step.args : []).map((a) => values[a]) as unknown as Args
        const lanes = step.op === 'parameter' ? parameters[step.index] as Lanes
          : whole !== undefined ? values[whole.from]!.map((x) => i64x2.shl(v128.and(x, f64x2.eq(x, x)), i32.const(whole.by)))
          : masks.has(step) ? masksOf(step.op as 'eq' | 'lt' | 'le', 'f64', args())
          : joined && isRoot(steps, step) ? [root(one(instruction(steps, step, args())), args()[0])]
          : instruction(steps, step, args())
        const own = locals[place[i] ?? i] ??= []
        values.push(lanes.map((value, j) => {
          const local = own[j] ??= fresh('v128')
          lines.push(local.set(value), ...(joined && isLeaf(steps, step) ? [local.set(leaf(local.get))] : []))
          return local.get
        }))
      })
      return { lines, results: results.map((at) => values[at] as Lanes) }
    },
  }
}

/** The code of one expression over its parameters. */
export const writeOne = (fresh: Fresh, expression: Expression) => {
  const code = lower(expression)
  const { before, run } = write(fresh, { steps: code.steps, results: [code.result] })
  return {
    before,
    run: (parameters: readonly Lanes[]) => {
      const { lines, results } = run(parameters)
      return { code: sequence(...lines), result: results[0] as Lanes }
    },
  }
}
