/** The forms of targets, as rules: what the compiler knows of them; `targets.ts` has what run time does. */
import type { DType, Shape } from '../shape/shape.js'
import type { ShapeText } from '../shape/text.js'
import type { Tensor } from '../tensor/tensor.js'
import type { LossRule, TargetsOf } from './loss.js'

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

/** A shape in a sentence. */
export type TextOf<O> = O extends Shape ? ShapeText<O> : 'others'

/** The message, or any shape where it isn't known how many axes `O` has. */
export type Unless<O, Message> = O extends Shape ? (number extends O['length'] ? Shape : Message) : Message

/** Targets of shape `T` for predictions of shape `O`, and for no others. */
export interface OnlyOutputsRule<O, T, D extends DType> extends LossRule {
  readonly targets: this['in'] extends O ? T : `the loss is for outputs ${TextOf<O>}, received ${TextOf<this['in']>}`
  readonly dtype: D
}

/** What a loss of one's own says of its targets: `outputs`, a number for each output, or `classes`, one for the last axis. */
export type TargetForm = 'outputs' | 'classes'

type ShapeOf<X> = X extends Tensor<infer S, any> ? S : never
type Tail<S> = S extends readonly [any, ...infer O extends Shape] ? readonly [...O] : Shape
type IsAny<X> = 0 extends 1 & X ? true : false

type ByForm<K extends TargetForm> = K extends 'classes' ? ClassesRule : PerOutputRule

/** The rule of a loss from what its function takes: any shapes, or the ones that were written there. */
export type DefinedRule<Taken extends readonly unknown[], K extends TargetForm> =
  IsAny<ShapeOf<Taken[0]>> extends true ? ByForm<K>
  : OnlyOutputsRule<Tail<ShapeOf<Taken[0]>>,
    Taken extends readonly [unknown, Tensor<infer S, any>] ? Tail<S> : TargetsOf<ByForm<K>, Tail<ShapeOf<Taken[0]>>>,
    Taken extends readonly [unknown, Tensor<any, infer D>] ? D : ByForm<K>['dtype']>
