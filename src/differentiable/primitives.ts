/** The operations of one tensor as differentiable functions, ready to be composed. */
import type { Float, Shape } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'
import * as t from '../tensor/unary.js'
import { softmax as softmaxOf, logSoftmax as logSoftmaxOf } from '../tensor/softmax.js'
import { lift } from './lift.js'

type Unary = <S extends Shape, D extends Float>(x: Tensor<S, D>) => Tensor<S, D>
type Lifted = <S extends Shape, D extends Float>(x: Tensor<S, D>) => readonly [value: Tensor<S, D>, pullback: (dy: Tensor<S, D>) => Tensor<S, D>]

const lifted = (f: Unary): Lifted => (x) => lift(f<typeof x.shape, typeof x.dtype>)(x)

export const neg = lifted(t.neg)
export const abs = lifted(t.abs)
export const square = lifted(t.square)
export const sqrt = lifted(t.sqrt)
export const reciprocal = lifted(t.reciprocal)
export const exp = lifted(t.exp)
export const expm1 = lifted(t.expm1)
export const log = lifted(t.log)
export const log1p = lifted(t.log1p)
export const tanh = lifted(t.tanh)
export const sin = lifted(t.sin)
export const cos = lifted(t.cos)
export const erf = lifted(t.erf)
export const sigmoid = lifted(t.sigmoid)
export const logSigmoid = lifted(t.logSigmoid)
export const relu = lifted(t.relu)
export const softplus = lifted(t.softplus)
export const silu = lifted(t.silu)
export const gelu = lifted(t.gelu)
export const selu = lifted(t.selu)
export const softmax = lifted(softmaxOf)
export const logSoftmax = lifted(logSoftmaxOf)
