import type { Loss } from '../loss/loss.js'
import type { Optimizer } from '../optimizer/optimizer.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import type { Tensor } from '../tensor/tensor.js'

/** What training minimises and how: a loss over outputs `O` and targets `T`, an optimizer of parameters `P`. */
export interface Recipe<P, O extends Shape, T extends Shape, D extends DType, S, F extends Float = 'f32'> {
  readonly loss: Loss<O, T, D>
  readonly optimizer: Optimizer<P, S>
  /** Added to the loss: `l1(rate)`, `l2(rate)`, or any function of the parameters. */
  readonly penalty?: (params: P) => Tensor<readonly [], F>
}

/** A recipe whose shapes only run time looks at. */
export type AnyRecipe<P, S> = Recipe<P, any, any, any, S, any>
