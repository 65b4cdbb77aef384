/** Good files to make bad ones of. */
import { encode } from '../../src/checkpoint/index.js'
import { dismantle } from '../../src/checkpoint/form.js'
import * as tensor from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { loss, network as n, optimizer, pipe, random, trainer } from '../../src/index.js'
import { written } from './python.js'

/** A training's states are among them. */
export const { init, codec } = trainer(pipe(n.input([2]), n.dense(2)))({ loss: loss.squaredError(), optimizer: optimizer.momentum({ learningRate: 0.1 }) })

const { tree, tensors } = dismantle(codec.encode(init(random.key(0))))

export const seeds: readonly Uint8Array[] = [
  encode({
    tensors: new Map<string, AnyTensor>([
      ['w', tensor.of([2, 3], [1, -0, 3, NaN, 5, 6])], ['m', tensor.of([3], [1, 0, 1], 'bool')], ['d', tensor.of([], [0.5], 'f64')],
      ['i', tensor.of([2], [-1, 7], 'i32')], ['u', tensor.of([1, 1], [4294967295], 'u32')], ['none', tensor.zeros([0, 4])],
    ]),
    metadata: new Map([['note', 'größer'], ['', '']]),
  }),
  encode({ tensors, metadata: new Map([['format', 'tenfold 1'], ['tree', tree]]) }),
  encode({ tensors: new Map(), metadata: new Map() }),
  new Uint8Array(written),
]
