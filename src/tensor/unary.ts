/** Elementwise operations of one tensor. Each is a scalar expression with its derivative; adding one adds one line here. */
import * as f from '../program/elementary/functions.js'
import * as s from '../program/scalar.js'
import type { Scalar } from '../program/scalar.js'
import { fail } from '../shape/error.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { Tensor } from './tensor.js'
import * as raw from './untyped.js'

const unary = <Allowed extends DType>(operation: string, g: (x: Scalar) => Scalar, allowed: readonly DType[]) => {
  const over = raw.elementwise((x) => g(x))
  return <S extends Shape, D extends Allowed>(x: Tensor<S, D>): Tensor<S, D> => {
    if (!allowed.includes(x.dtype)) fail(operation, { argument: 'x', expected: `a tensor of ${allowed.join(' or ')}`, received: x.dtype })
    return over(x) as Tensor<S, D>
  }
}
const real = (operation: string, g: (x: Scalar) => Scalar) => unary<Float>(operation, g, ['f32', 'f64'])
type Number = Exclude<DType, 'bool'>
const numeric = (operation: string, g: (x: Scalar) => Scalar) => unary<Number>(operation, g, ['f32', 'f64', 'i32', 'u32'])

export const neg = numeric('neg', s.neg)
export const abs = numeric('abs', s.abs)
export const square = numeric('square', (x) => s.mul(x, x))
export const sqrt = real('sqrt', s.sqrt)
export const reciprocal = real('reciprocal', (x) => s.div(s.like(x, 1), x))
export const floor = real('floor', s.floor)
export const ceil = real('ceil', s.ceil)
/** To the nearest integer, ties to even. */
export const round = real('round', s.round)

export const exp = real('exp', f.exp)
export const expm1 = real('expm1', f.expm1)
export const log = real('log', f.log)
export const log1p = real('log1p', f.log1p)
export const tanh = real('tanh', f.tanh)
export const sin = real('sin', f.sin)
export const cos = real('cos', f.cos)
export const erf = real('erf', f.erf)

/** 1 where x ≥ 0, else 0; its derivative is 0. */
export const step = real('step', f.step)
export const sigmoid = real('sigmoid', f.sigmoid)
export const logSigmoid = real('logSigmoid', f.logSigmoid)
export const relu = real('relu', f.relu)
export const softplus = real('softplus', f.softplus)
export const silu = real('silu', f.silu)
export const gelu = real('gelu', f.gelu)
export const geluTanh = real('geluTanh', f.geluTanh)
export const selu = real('selu', f.selu)
export const leakyRelu = (slope = 0.01) => real('leakyRelu', f.leakyRelu(slope))
export const elu = (alpha = 1) => real('elu', f.elu(alpha))

/** The same numbers as another element type: f64 to f32 rounds, floats to integers truncate, integers wrap. */
export const cast = <D extends DType>(dtype: D) => {
  const over = raw.elementwise((x) => s.convert(x, dtype))
  return <S extends Shape, From extends DType>(x: Tensor<S, From>): Tensor<S, D> =>
    (x.dtype === (dtype as DType) ? x : over(x)) as Tensor<S, D>
}

/** Not a = 1 - a, of truth values. */
export const not = unary<'bool'>('not', s.not, ['bool'])
