/** A program that is bundled and loaded by hosts that have little: all that the package exports, and a small training. */
import * as tenfold from '../../src/index.js'

const { backend, dataset, loss, network: n, optimizer, pipe, random, receipt, trainer } = tenfold

/** All of it comes along. */
export const names: readonly string[] = Object.keys(tenfold)

/** The digest of what is learned; the same on every backend, in every bundle and on every host. */
export const train = (on: 'pure' | 'mutable' | 'wasm'): string => {
  const net = pipe(n.input([28, 28, 1]), n.conv2d({ filters: 2, kernel: [5, 5] }), n.relu, n.maxPool2d([4, 4]), n.flatten, n.dropout(0.1), n.dense(10))
  const { init, fold } = trainer(net, { backend: backend[on] })({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }),
  })
  const digits = dataset.drawnDigits({ count: 8, key: random.key(1) })
  return receipt.digest(fold(init(random.key(2)), pipe(digits, dataset.batches({ size: 4, shuffle: random.key(3) }))).params)
}

/** The message of what this host lacks, or where it is; nothing where the default backend runs. */
export const complaint = (): string => {
  try {
    return train('wasm') === '' ? 'no digest' : ''
  } catch (error) {
    return String(error)
  }
}
