import { foldIn, type Key } from '../random/key.js'
import { aFunction, type Kind } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { plus } from '../tensor/arithmetic.js'
import type { AnyTensor } from '../tensor/tensor.js'
import type { Initializer } from './initializer.js'

/** How a bias begins, or that there is none. */
export type Bias = Initializer | false

/** What goes with a bias, without one, or where only run time knows whether there is one. */
export type ByBias<B, With, Without, Either = With | Without> =
  [B] extends [false] ? Without : [false] extends [B] ? Either : With

/** Whether there is a bias; `boolean` where only run time knows. */
export type Has<B> = ByBias<B, true, false>

/** What may be said of a bias: how it begins, or that there is none. */
export const aBias: Kind = { expected: 'a function, or false for none', holds: (x) => x === false || aFunction.holds(x) }

/** The bias among a layer's parameters, if there is one, drawn by the layer's key folded with i. */
export const biasAmong = (bias: Bias, key: Key, i: number, size: number, dtype: Float): { readonly bias?: AnyTensor } =>
  (bias === false ? {} : { bias: bias(foldIn(key, i), [size], dtype) })

/** What a function gives, with the bias b added if there is one. */
export const withBias = (bias: Bias, f: (x: AnyTensor) => AnyTensor, b: AnyTensor): ((x: AnyTensor) => AnyTensor) =>
  (bias === false ? f : (x) => plus(f(x), b))
