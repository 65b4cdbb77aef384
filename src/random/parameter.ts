/** Parameters of distributions: one number for all that is drawn, or a tensor that broadcasts to its shape. */
import { printType } from '../program/infer.js'
import { broadcastTo, type BroadcastTo } from '../shape/broadcast.js'
import { expectShape, fail } from '../shape/error.js'
import type { Fits } from '../shape/fits.js'
import { aNumber, type Kind } from '../shape/options.js'
import type { Float, Shape } from '../shape/shape.js'
import { expectTensor, floats } from '../tensor/argument.js'
import { stopGradient } from '../tensor/stopGradient.js'
import { apply, isTensor, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'

/** A number, or a tensor of shape `A` that broadcasts to `S`, the shape of what is drawn. */
export type Parameter<A extends Shape, S extends Shape, D extends Float> = number | (Fits<BroadcastTo<A, S>> & Tensor<A, D>)

export const aPositive: Kind = { expected: 'a finite number above 0', holds: (x) => Number.isFinite(x) && x > 0 }

/** Parameters by name, as they are given. */
export type Parameters = Readonly<Record<string, unknown>>

/** The element type of what is drawn: that of the tensors among the parameters, which has to be the given one; else f32. */
export const floatOf = (operation: string, dtype: Float | undefined, parameters: Parameters): Float => {
  let found = dtype
  for (const [argument, x] of Object.entries(parameters)) {
    if (!isTensor(x)) continue
    expectTensor(operation, argument, x, floats)
    if (found !== undefined && x.dtype !== found) fail(operation, { argument, expected: found, received: x.dtype })
    found = x.dtype as Float
  }
  return found ?? 'f32'
}

/** A number of a kind, or a tensor of floats that broadcasts to the shape. */
export const checkParameter = (operation: string, argument: string, x: unknown, shape: Shape, kind: Kind = aNumber): void => {
  if (isTensor(x)) {
    expectTensor(operation, argument, x, floats)
    expectShape(operation, argument, broadcastTo(x.shape, shape), x.shape)
  } else if (!kind.holds(x)) fail(operation, { argument, expected: `${kind.expected}, or a tensor`, received: x })
}

/** A parameter for each element that is drawn, in double precision. */
export const doubles = (x: unknown, shape: Shape): AnyTensor =>
  raw.broadcast(isTensor(x) ? raw.converted('f64')(x) : raw.scalar(x as number, 'f64'), shape)

/** Draws through which no derivative goes: that of the parameters is refused, not 0. */
export const withoutDerivative = (
  operation: string, parameters: Parameters, draw: (parameters: Parameters) => AnyTensor,
): AnyTensor => {
  const tensors = Object.entries(parameters).filter((entry): entry is [string, AnyTensor] => isTensor(entry[1]))
  const value = draw({ ...parameters, ...Object.fromEntries(tensors.map(([name, x]) => [name, stopGradient(x)])) })
  const refuse = (argument: string, x: AnyTensor): never => fail(operation, {
    argument, expected: 'a parameter that no derivative is taken of', received: printType(x),
    message: `there is no derivative of what is drawn by ${argument}; stopGradient(${argument}) says that none is wanted`,
  })
  const refuseWhere = (isIn: (i: number) => boolean): readonly [] => {
    tensors.forEach(([argument, x], i) => { if (isIn(i)) refuse(argument, x) })
    return []
  }
  const rule = {
    pull: (_: unknown, [dy]: readonly unknown[], wanted: readonly boolean[]) =>
      refuseWhere((i) => dy !== undefined && wanted[i] === true),
    push: (_: unknown, tangents: readonly unknown[]) => refuseWhere((i) => tangents[i] !== undefined),
  }
  return apply({ kind: 'custom', inputs: tensors.length, values: 1, rule }, ...tensors.map(([, x]) => x), value)[0] as AnyTensor
}
