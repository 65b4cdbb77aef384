/** Whole numbers in the step: words looked up in a table, counted, compared, and drawn at random; RMSProp. */
import {
  dataset, loss, network as n, optimizer, pipe, random, tensor as t, type DType, type Shape, type Tensor,
} from '../../../src/index.js'
import * as s from '../../../src/program/scalar.js'
import * as raw from '../../../src/tensor/untyped.js'
import { training } from '../training.js'

type Unary = <S extends Shape, D extends DType>(x: Tensor<S, D>) => Tensor<S, D>
const remainder = raw.elementwise((x) => s.rem(x, s.like(x, 4))) as Unary
const mixed = raw.elementwise((x) => s.div(s.xor(x, s.shr(x, s.like(x, 15))), s.like(x, 65536))) as Unary

const [many, length, width] = [19, 9, 8] as const

/** The mean of the rows of a sentence's words, [8], and 4 numbers that are made of whole ones. */
const embedding = n.layer({
  name: 'embedding',
  shape: (_: readonly [typeof length]) => [12] as const,
  init: (key) => ({ table: random.truncatedNormal(key, [many, width]) }),
  apply: ({ table }, { key = random.key(0) }) => (x) => {
    const words = t.cast('i32')(x)
    const rows = pipe(table, t.gather(words))
    // A word is left out by chance, or where it is a multiple of 4.
    const multiple = pipe(remainder(words), t.equal(0))
    const [a, b] = random.split(key, 2)
    const unlucky = random.bernoulli(a, 0.2, words.shape)
    const kept = pipe(t.cast('i32')(multiple), t.maximum(t.cast('i32')(unlucky)), t.equal(0))
    const mean = pipe(rows, t.mul(pipe(t.cast('f32')(kept), t.expandDims(2)) as never), t.mean([1]))
    const hashed = pipe(t.cast('u32')(words), t.mul(2654435769), mixed, t.sum([1]))
    const chosen = pipe(kept, t.where(words, random.integers(b, words.shape, { low: -9, high: 0 })), t.min([1]))
    const left = pipe(t.not(kept), t.cast('u32'), t.max([1]))
    const extras = t.stack(1)([
      t.cast('f32')(t.argmax(1)(words)), pipe(t.cast('f32')(hashed), t.mul(1e-6)), t.cast('f32')(chosen), t.cast('f32')(left),
    ])
    return t.concatenate(1)([mean, extras])
  },
})

export const words = training(
  pipe(n.input([length]), embedding, n.dense(11), n.sigmoid, n.dense(4)),
  {
    loss: loss.softmaxCrossEntropy(),
    optimizer: optimizer.chain(
      optimizer.clipByValue(0.3),
      optimizer.rmsprop({ learningRate: optimizer.schedule.oneCycle({ peak: 0.05, steps: 8 }) }),
    ),
  },
  () => {
    const [a, b] = random.split(random.key(8), 2)
    const inputs = t.cast('f32')(random.integers(a, [28, length], { low: 0, high: many }))
    const targets = t.softmax(random.normal(b, [28, 4]))
    return pipe(dataset.of({ inputs, targets }), dataset.batches({ size: 7, epochs: 2 }))
  },
)
