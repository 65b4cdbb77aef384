// Rotary positions, grouped queries, SwiGLU: H. Touvron et al., "Llama 2: open foundation and fine-tuned chat models" (2023).
import { loss, network as n, optimizer, pipe, random, tensor as t, trainer } from 'tenfold'
import type { Model } from './model.js'

const bias = false
// No biases, no offsets in norms; eight heads of queries share the keys and values of two.
const attention = n.attention({ heads: 8, keyValueHeads: 2, rotary: true, causal: true, bias })
const feedForward = n.sequential(n.dense(256, { bias }), n.swiglu, n.dense(64, { bias }))
const block = n.sequential(
  n.residual(n.sequential(n.rmsNorm(), attention)),
  n.residual(n.sequential(n.rmsNorm(), feedForward)),
)
const network = pipe(
  n.input([32], 'i32'),
  n.embedding(16, 64),
  n.repeat(2, block),
  n.rmsNorm(),
  n.dense(16, { bias }),
)
const { init, fold } = trainer(network)({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.chain(optimizer.clipByGlobalNorm(1), optimizer.adamw({ learningRate: 1e-2, weightDecay: 0.1 })),
})

// Sequences that repeat after eight tokens: what comes next is to be looked up in what was.
const melodies = (key: random.Key) => {
  const all = pipe(random.integers(key, [16, 8], { low: 0, high: 16 }), t.tile([1, 5]))
  return { inputs: pipe(all, t.at(null, [0, 32])), targets: pipe(all, t.at(null, [1, 33])) }
}
const batches = (steps: number) => Array.from({ length: steps }, (_, i) => melodies(random.foldIn(random.key(1), i)))
export const trained = (steps: number) => fold(init(random.key(0)), batches(steps))

// A beginning and the most likely tokens after it, one step each: the keys and values of what was are kept.
export const write = (params: n.Params<typeof network>, beginning: readonly number[], length: number): readonly number[] => {
  const { init: begin, step } = n.decode(network, params)
  const tokens = [...beginning]
  let state = begin()
  for (let i = 0; tokens.length < length; i++) {
    const [scores, next] = step(state, t.of([1], [tokens[i] ?? 0], 'i32'))
    state = next
    if (i + 1 === tokens.length) tokens.push(t.item(t.argmax()(scores)))
  }
  return tokens
}

export const example: Model = {
  shows: 'the block of today\'s language models, and writing with it by keys and values that are kept',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
