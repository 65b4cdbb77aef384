import { expect, test } from 'vitest'
import * as loss from '../../src/loss/index.js'
import type { Loss } from '../../src/loss/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import type { AdamState, Optimizer, RateState } from '../../src/optimizer/index.js'
import type { Same } from '../../src/shape/fits.js'
import type { DType, Shape } from '../../src/shape/shape.js'
import type { Tensor } from '../../src/tensor/tensor.js'

const proven = <T extends true>(claim?: T): void => void claim

type Params = readonly [{ readonly weights: Tensor<readonly [784, 10]>; readonly bias: Tensor<readonly [10]> }]

/** What a trainer asks for, once the network is known. */
interface Recipe<P, O extends Shape, T extends Shape, D extends DType, S> {
  readonly loss: Loss<O, T, D>
  readonly optimizer: Optimizer<P, S>
}
interface Told<T extends Shape, D extends DType, S> {
  readonly example: T
  readonly targets: Tensor<readonly [number, ...T], D>
  readonly state: S
}
const trainer = <P, O extends Shape>() => <T extends Shape, D extends DType, S>(recipe: Recipe<P, O, T, D, S>): Told<T, D, S> =>
  recipe as unknown as Told<T, D, S>

test('a trainer that knows its network tells losses and optimizers their types', () => {
  const digits = trainer<Params, readonly [10]>()
  const a = digits({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) })
  proven<Same<typeof a.targets, Tensor<readonly [number], 'i32'>>>()
  proven<Same<typeof a.example, readonly []>>()
  proven<Same<typeof a.state, readonly [AdamState<Params>, RateState]>>()
  const b = digits({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  proven<Same<typeof b.targets, Tensor<readonly [number, 10], 'f32'>>>()
  const c = digits({ loss: loss.sparseSoftmaxCrossEntropy<10>(), optimizer: optimizer.adam<Params>({ learningRate: 1e-3 }) })
  proven<Same<typeof c.targets, Tensor<readonly [number], 'i32'>>>()
  const clipped = optimizer.chain(optimizer.clipByNorm<Params>(1), optimizer.adam<Params>({ learningRate: 1e-3 }))
  proven<Same<typeof clipped, Optimizer<Params, readonly [null, readonly [AdamState<Params>, RateState]]>>>()
  const d = digits({
    loss: loss.squaredError(),
    optimizer: optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.adam({ learningRate: 1e-3 })),
  })
  proven<Same<typeof d.targets, Tensor<readonly [number, 10], 'f32'>>>()
  proven<Same<typeof d.state, readonly [null, readonly [AdamState<Params>, RateState]]>>()
  const sequence = trainer<Params, readonly [7, 10]>()({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.chain() })
  proven<Same<typeof sequence.targets, Tensor<readonly [number, 7], 'i32'>>>()
  proven<Same<typeof sequence.example, readonly [7]>>()
  proven<Same<typeof sequence.state, readonly []>>()
  expect(true).toBe(true)
})
