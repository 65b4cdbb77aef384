/** The forms of targets, as rules: what the compiler knows of them; `targets.ts` has what run time does. */
import type { DType, Shape } from '../shape/shape.js'
import type { ShapeText } from '../shape/text.js'
import type { AnyTensor, Tensor } from '../tensor/tensor.js'
import type { LossRule } from './loss.js'

/** A number for each output: targets of the predictions' shape. */
export interface PerOutputRule extends LossRule {
  readonly targets: this['in']
  readonly dtype: 'f32'
}

/** A distribution over the outputs along the last axis: targets of the predictions' shape. */
export interface DistributionsRule extends LossRule {
  readonly targets: this['in'] extends readonly [] ? 'a loss of distributions needs outputs [..., classes], received []' : this['in']
  readonly dtype: 'f32'
}

/** A class for the outputs along the last axis: targets without that axis. */
export interface ClassesRule extends LossRule {
  readonly targets: this['in'] extends readonly [...infer L extends Shape, unknown] ? readonly [...L]
    : this['in'] extends readonly [] ? 'a loss of classes needs outputs [..., classes], received []' : Shape
  readonly dtype: 'i32'
}

type TextOf<O> = O extends Shape ? ShapeText<O> : 'others'

/** Targets of shape `T` for predictions of shape `O`, and for no others. */
export interface OnlyOutputsRule<O, T, D extends DType> extends LossRule {
  readonly targets: this['in'] extends O ? T : `the loss is for outputs ${TextOf<O>}, received ${TextOf<this['in']>}`
  readonly dtype: D
}

/** What a loss of one's own says of its targets: `outputs`, a number for each output, or `classes`, one for the last axis. */
export type TargetForm = 'outputs' | 'classes'

type ShapeOf<X> = X extends Tensor<infer S, any> ? S : never
type DTypeOf<X> = X extends Tensor<any, infer D> ? D : never
type Tail<S> = S extends readonly [any, ...infer O extends Shape] ? readonly [...O] : Shape
type IsAny<X> = 0 extends 1 & X ? true : false

/** The rule of a loss from what its function takes: any shapes, or the ones that were written there. */
export type DefinedRule<P extends AnyTensor, T extends AnyTensor, K extends TargetForm> =
  IsAny<ShapeOf<P>> extends true ? (K extends 'classes' ? ClassesRule : PerOutputRule)
  : OnlyOutputsRule<Tail<ShapeOf<P>>, Tail<ShapeOf<T>>, DTypeOf<T>>
