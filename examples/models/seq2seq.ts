// An encoder and a decoder that looks back at it: M. Luong, H. Pham, C. Manning, "Effective approaches to attention-based neural
// machine translation" (2015). What is to be said is the sequence backward.
import { loss, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const encoder = pipe(n.input([6], 'i32'), n.embedding(10, 32), n.bidirectional(n.gru(16)))
const decoder = pipe(n.input([6], 'i32'), n.embedding(11, 32), n.recurrent(n.gru(32)))
const output = pipe(n.input([6, 64]), n.dense(32), n.tanh, n.dense(10))

type Words = Tensor<readonly [32, 6], 'i32'>
interface Pairs { readonly source: Words; readonly target: Words }
const init = (key: random.Key) => {
  const [a, b, c] = random.split(key, 3)
  return { encoder: encoder.init(a), decoder: decoder.init(b), output: output.init(c) }
}
type Params = ReturnType<typeof init>

// The logits of each word of the target, from the source and the words before it: word 10 stands for the beginning.
const translate = (p: Params, { source, target }: Pairs) => {
  const before = t.concatenate(1)([t.full([32, 1], 10, 'i32'), pipe(target, t.at(null, [0, 5]))])
  const [memory, state] = [encoder.apply(p.encoder)(source), decoder.apply(p.decoder)(before)] // [32, 6, 32] both
  const weights = pipe(state, t.einsum('bqw,bkw->bqk', memory), t.softmax)
  return output.apply(p.output)(t.concatenate(-1)([pipe(weights, t.einsum('bqk,bkw->bqw', memory)), state]))
}

const entropy = loss.sparseSoftmaxCrossEntropy()
const learn = trainer.of({ init, loss: (p: Params, pairs: Pairs) => entropy.of(translate(p, pairs), pairs.target) })({
  optimizer: optimizer.adam({ learningRate: 1e-2 }),
})

const pairs = (key: random.Key): Pairs => {
  const source = random.integers(key, [32, 6], { low: 0, high: 10 })
  return { source, target: pipe(source, t.flip(1)) }
}
const lossAt = (step: number): number =>
  learn.fold(learn.init(random.key(0)), Array.from({ length: step }, (_, i) => pairs(random.foldIn(random.key(1), i)))).loss

export const example: Model = {
  shows: 'three networks in one loss, as a record of parameters and a record of tensors',
  train: (steps) => ({ first: lossAt(1), last: lossAt(steps + 1) }),
}
