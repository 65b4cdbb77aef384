/**
 * Scalar expressions: what happens to one element. `map` applies one to every element of its operands, and every
 * backend executes the same instructions, so an elementary function written here once has the same bits everywhere.
 *
 * An expression is a value, a graph of immutable nodes. Constructors type their operands and fold only what keeps
 * every bit (`x·1`, `-(-x)`).
 */
import type { DType, Float } from '../shape/shape.js'
import { ascend } from './walk.js'

/** The instructions, with how many operands each takes. Integers wrap; `x / 0` is 0 for them, and shifts count modulo 32. */
export const arity = {
  add: 2, sub: 2, mul: 2, div: 2, rem: 2, min: 2, max: 2,
  neg: 1, abs: 1, sqrt: 1, floor: 1, round: 1,
  eq: 2, lt: 2, le: 2, select: 3,
  and: 2, or: 2, xor: 2, not: 1, shl: 2, shr: 2,
  convert: 1, bitcast: 1, high: 1, low: 1, join: 2,
} as const

export type Opcode = keyof typeof arity

/** One node of an expression. */
export type Scalar<D extends DType = DType> =
  | { readonly op: 'parameter'; readonly dtype: D; readonly index: number }
  | { readonly op: 'constant'; readonly dtype: D; readonly value: number }
  | { readonly op: 'call'; readonly dtype: D; readonly callee: ScalarFunction; readonly args: readonly Scalar[] }
  | { readonly op: Opcode; readonly dtype: D; readonly args: readonly Scalar[] }

/**
 * A named elementwise function. `partials` gives ∂y/∂xᵢ from the arguments and the result `y`; `undefined` stands for
 * zero everywhere. Both may look at their arguments' dtype.
 */
export interface ScalarFunction<A extends readonly Scalar[] = readonly Scalar[]> {
  readonly name: string
  readonly body: (...args: A) => Scalar
  readonly partials: (args: A, y: Scalar) => readonly (Scalar | undefined)[]
  /** Of a float it is a float of the same dtype: nobody has to write out a long body to learn that. */
  readonly keepsFloat?: true
}

/** A scalar expression with its parameters' dtypes. */
export interface Expression {
  readonly parameters: readonly DType[]
  readonly result: Scalar
}

export const isFloat = (dtype: DType): dtype is Float => dtype === 'f32' || dtype === 'f64'

export const parameter = <D extends DType>(dtype: D, index: number): Scalar<D> => ({ op: 'parameter', dtype, index })

/** A constant of `dtype`; an f32 constant is rounded here, once. */
// @__NO_SIDE_EFFECTS__
export const constant = <D extends DType>(dtype: D, value: number): Scalar<D> =>
  ({ op: 'constant', dtype, value: dtype === 'f32' ? Math.fround(value) : value })

/** A constant of the same dtype as `x`. */
export const like = <D extends DType>(x: Scalar<D>, value: number): Scalar<D> => constant(x.dtype, value)

/** The operands of a node. */
export const argsOf = (node: Scalar): readonly Scalar[] => ('args' in node ? node.args : [])

/** The nodes of an expression, each once, operands before their users. */
export const nodesOf = (root: Scalar): readonly Scalar[] => {
  const found = new Map<Scalar, true>()
  ascend(root, argsOf, () => true, found)
  return [...found.keys()]
}

/** The parameters that a result depends on, by number. */
export const readBy = (result: Scalar): ReadonlySet<number> =>
  new Set(nodesOf(result).flatMap((node) => (node.op === 'parameter' ? [node.index] : [])))

/** An expression with its parameters replaced. */
export const substitute = (result: Scalar, replacement: (parameter: number) => Scalar): Scalar =>
  ascend<Scalar, Scalar>(result, argsOf, (node, args) =>
    node.op === 'parameter' ? replacement(node.index) : 'args' in node ? { ...node, args } : node)

/** The operations of an expression, each once, with a call for so many. */
export const operations = (result: Scalar, perCall: number): number =>
  nodesOf(result).reduce((n, node) => n + (node.op === 'call' ? perCall : 'args' in node ? 1 : 0), 0)

/** The expression of a function over fresh parameters, of which it need not name all. */
export const expression = <const P extends readonly DType[]>(
  parameters: P, f: (...args: { readonly [K in keyof P]: Scalar }) => Scalar,
): Expression =>
  // As many as the dtypes: what is mapped over a tuple is known to the compiler as no tuple any more.
  ({ parameters, result: f(...parameters.map(parameter) as never) })

/** What is given to a function of `expected` scalars has to be as many; one that takes any number says 0. */
export const checkArity = (name: string, expected: number, received: number): void => {
  if (expected > 0 && expected !== received)
    throw new TypeError(`${name}: ${expected} operand${expected === 1 ? '' : 's'} expected, received ${received}`)
}

const agree = (op: string, args: readonly Scalar[]): DType => {
  const dtypes = [...new Set(args.map((a) => a.dtype))]
  if (dtypes.length !== 1)
    throw new TypeError(`scalar ${op}: operands of one dtype expected, received ${args.map((a) => a.dtype).join(' and ')}`)
  return dtypes[0] as DType
}

const allow = (op: string, dtype: DType, allowed: readonly DType[]): void => {
  if (!allowed.includes(dtype)) throw new TypeError(`scalar ${op}: ${allowed.join(' or ')} expected, received ${dtype}`)
}

const floats: readonly DType[] = ['f32', 'f64']
const integers: readonly DType[] = ['i32', 'u32']
const numbers: readonly DType[] = [...floats, ...integers]
const bits: readonly DType[] = [...integers, 'bool']

const isConstant = (x: Scalar, value: number): boolean => x.op === 'constant' && Object.is(x.value, value)

const same = <D extends DType>(
  op: Opcode, allowed: readonly DType[], ...args: readonly [Scalar<D>, ...(readonly Scalar<D>[])]
): Scalar<D> => {
  allow(op, agree(op, args), allowed)
  return { op, dtype: args[0].dtype, args }
}
type Unary = <D extends DType>(x: Scalar<D>) => Scalar<D>
type Binary = <D extends DType>(x: Scalar<D>, y: Scalar<D>) => Scalar<D>
// @__NO_SIDE_EFFECTS__
const unary = (op: Opcode, allowed: readonly DType[]): Unary => (x) => same(op, allowed, x)
// @__NO_SIDE_EFFECTS__
const binary = (op: Opcode, allowed: readonly DType[]): Binary => (x, y) => same(op, allowed, x, y)

export const add: Binary = binary('add', numbers)
export const sub: Binary = binary('sub', numbers)
export const mul: Binary = (x, y) => (isConstant(x, 1) ? y : isConstant(y, 1) ? x : same('mul', numbers, x, y))
export const div: Binary = (x, y) => (isConstant(y, 1) ? x : same('div', numbers, x, y))
/** Remainder of the truncated integer division. */
export const rem: Binary = binary('rem', integers)
/** NaN wins; -0 is below +0. */
export const min: Binary = binary('min', numbers)
/** NaN wins; +0 is above -0. */
export const max: Binary = binary('max', numbers)
export const neg: Unary = (x) => (x.op === 'neg' ? (x.args[0] as typeof x) : same('neg', numbers, x))
export const abs: Unary = unary('abs', numbers)
export const sqrt: Unary = unary('sqrt', floats)
export const floor: Unary = unary('floor', floats)
/** To the nearest integer, ties to even. */
export const round: Unary = unary('round', floats)
/** Towards +∞: -⌊-x⌋, the sign of a zero included. */
export const ceil: Unary = (x) => neg(floor(neg(x)))
/** Towards zero. */
export const trunc: Unary = (x) => select(lt(x, like(x, 0)), ceil(x), floor(x))

// @__NO_SIDE_EFFECTS__
const comparison = (op: 'eq' | 'lt' | 'le') => <D extends DType>(x: Scalar<D>, y: Scalar<D>): Scalar<'bool'> => {
  agree(op, [x, y])
  return { op, dtype: 'bool', args: [x, y] }
}
export const eq = comparison('eq')
export const lt = comparison('lt')
export const le = comparison('le')
export const gt = <D extends DType>(x: Scalar<D>, y: Scalar<D>): Scalar<'bool'> => lt(y, x)
export const ge = <D extends DType>(x: Scalar<D>, y: Scalar<D>): Scalar<'bool'> => le(y, x)
export const ne = <D extends DType>(x: Scalar<D>, y: Scalar<D>): Scalar<'bool'> => not(eq(x, y))

/** `yes` where `condition` holds, else `no`; both are evaluated. */
export const select = <D extends DType>(condition: Scalar, yes: Scalar<D>, no: Scalar<D>): Scalar<D> => {
  allow('select', condition.dtype, ['bool'])
  agree('select', [yes, no])
  return { op: 'select', dtype: yes.dtype, args: [condition, yes, no] }
}

export const and: Binary = binary('and', bits)
export const or: Binary = binary('or', bits)
export const xor: Binary = binary('xor', bits)
export const not: Unary = unary('not', bits)
export const shl: Binary = binary('shl', integers)
/** Arithmetic for i32, logical for u32. */
export const shr: Binary = binary('shr', integers)

/** To another dtype by value: to f32 rounds to nearest even; a float to an integer truncates and saturates, NaN gives 0;
 * between integers wraps; to bool tests against zero. */
export const convert = <D extends DType>(x: Scalar, dtype: D): Scalar<D> =>
  x.dtype === dtype ? (x as Scalar<D>)
  : x.op === 'constant' && isFloat(x.dtype) && isFloat(dtype) ? constant(dtype, x.value)
  : { op: 'convert', dtype, args: [x] }

/** The same 32 bits read as another dtype. */
export const bitcast = <D extends 'f32' | 'i32' | 'u32'>(x: Scalar, dtype: D): Scalar<D> => {
  allow('bitcast', x.dtype, ['f32', 'i32', 'u32'])
  return { op: 'bitcast', dtype, args: [x] }
}

// @__NO_SIDE_EFFECTS__
const word = (op: 'high' | 'low') => (x: Scalar): Scalar<'u32'> => {
  allow(op, x.dtype, ['f64'])
  return { op, dtype: 'u32', args: [x] }
}
/** The upper 32 bits of an f64: sign, exponent, and the first 20 bits of the fraction. */
export const high = word('high')
/** The lower 32 bits of an f64. */
export const low = word('low')
/** The f64 made of two words. */
export const join = (upper: Scalar, lower: Scalar): Scalar<'f64'> => {
  allow('join', agree('join', [upper, lower]), ['u32'])
  return { op: 'join', dtype: 'f64', args: [upper, lower] }
}

/** A call of a named function: printed by its name, differentiated by its own rule, inlined by the lowering. */
export const call = <A extends readonly Scalar[]>(f: ScalarFunction<A>, ...args: A): Scalar => {
  checkArity(`scalar ${f.name}`, f.body.length, args.length)
  const [x] = args
  const dtype = x !== undefined && f.keepsFloat === true && isFloat(x.dtype) ? x.dtype : f.body(...args).dtype
  // Whoever meets the call has its arguments beside it, as many as there are here.
  return { op: 'call', dtype, callee: f as unknown as ScalarFunction, args }
}

/** `f` as a function whose calls keep its name and its derivative. */
// @__NO_SIDE_EFFECTS__
export const named = <A extends readonly Scalar[]>(f: ScalarFunction<A>) => (...args: A): Scalar => call(f, ...args)

/** The same value, without a derivative. */
export const held = named({ name: 'stopGradient', body: (x: Scalar) => x, partials: () => [undefined] })
