/** Random scalar expressions over all instructions and dtypes. */
import * as f from '../../src/program/elementary/functions.js'
import { expressionOf, type Expression } from '../../src/program/expression.js'
import * as s from '../../src/program/scalar.js'
import type { Opcode, Scalar } from '../../src/program/scalar.js'
import type { DType } from '../../src/shape/shape.js'
import { among, type Choices } from './arbitrary.js'

const numbers: readonly DType[] = ['f32', 'f64', 'i32', 'u32']
const floats: readonly DType[] = ['f32', 'f64']
const integers: readonly DType[] = ['i32', 'u32']
const bits: readonly DType[] = ['i32', 'u32', 'bool']
const all: readonly DType[] = [...numbers, 'bool']

/** A node of one of these dtypes, converted when there is none; and another one of the dtype of the first. */
interface Pool {
  readonly of: (allowed: readonly DType[]) => Scalar
  readonly like: (x: Scalar) => Scalar
  readonly dtype: (allowed: readonly DType[]) => DType
}

const one = (g: (x: Scalar) => Scalar, allowed: readonly DType[]) => (pool: Pool): Scalar => g(pool.of(allowed))
const two = (g: (x: Scalar, y: Scalar) => Scalar, allowed: readonly DType[]) => (pool: Pool): Scalar => {
  const x = pool.of(allowed)
  return g(x, pool.like(x))
}

/** One node of each instruction. An instruction without an entry is an error of the compiler. */
const makers: { readonly [O in Opcode]: (pool: Pool) => Scalar } = {
  add: two(s.add, numbers), sub: two(s.sub, numbers), mul: two(s.mul, numbers), div: two(s.div, numbers), rem: two(s.rem, integers),
  min: two(s.min, numbers), max: two(s.max, numbers),
  neg: one(s.neg, numbers), abs: one(s.abs, numbers), sqrt: one(s.sqrt, floats), floor: one(s.floor, floats), round: one(s.round, floats),
  eq: two(s.eq, all), lt: two(s.lt, all), le: two(s.le, all),
  select: (pool) => { const yes = pool.of(all); return s.select(pool.of(['bool']), yes, pool.like(yes)) },
  and: two(s.and, bits), or: two(s.or, bits), xor: two(s.xor, bits), not: one(s.not, bits), shl: two(s.shl, integers), shr: two(s.shr, integers),
  convert: (pool) => s.convert(pool.of(all), pool.dtype(all)),
  bitcast: (pool) => s.bitcast(pool.of(['f32', 'i32', 'u32']), pool.dtype(['f32', 'i32', 'u32']) as 'f32'),
  high: one(s.high, ['f64']), low: one(s.low, ['f64']), join: two(s.join, ['u32']),
}
const calls = [f.exp, f.log1p, f.tanh, f.sigmoid, f.relu, f.sin]
const opcodes = Object.keys(makers) as readonly Opcode[]
/** Those that have to do with f64. */
const double: readonly Opcode[] = ['high', 'low', 'join']
const single = opcodes.filter((opcode) => !double.includes(opcode))
const constants = [0, 1, -0, 2, -1, 0.5, 1e-40, 3]

export const randomExpression = (choices: Choices, parameters: readonly DType[]): Expression => {
  const { below, pick } = choices
  const nodes: Scalar[] = parameters.map((dtype, i) => s.parameter(dtype, i))
  const pool: Pool = {
    dtype: (list) => pick(among(choices, list)),
    of: (list) => {
      const allowed = among(choices, list)
      const fitting = nodes.filter((x) => allowed.includes(x.dtype))
      return fitting.length > 0 ? fitting[fitting.length - 1 - below(fitting.length)]! : s.convert(pick(nodes), pick(allowed))
    },
    like: (x) => {
      const fitting = nodes.filter((y) => y.dtype === x.dtype)
      const value = pick(constants)
      return below(4) === 0 || fitting.length === 0 ? s.like(x, floats.includes(x.dtype) ? value : Math.abs(Math.trunc(value)) & (x.dtype === 'bool' ? 1 : 3)) : pick(fitting)
    },
  }
  const ops = among(choices, floats).includes('f64') ? opcodes : single
  const steps = 1 + below(6)
  for (let i = 0; i < steps; i++) {
    nodes.push(below(6) === 5 ? pick(calls)(pool.of(floats)) : makers[pick(ops)](pool))
  }
  const result = nodes.at(-1)!
  // A map that is no more than its operand is never made.
  return expressionOf(parameters, result.op === 'parameter' ? s.neg(s.convert(result, 'f32')) : result)
}
