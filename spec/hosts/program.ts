/** A program that is bundled and loaded by hosts that have little: all that the package exports, and a small training. */
import * as tenfold from '../../src/index.js'
import type { AsyncBackend } from '../../src/backend/index.js'

const { backend, dataset, loss, network: n, optimizer, pipe, random, receipt, trainer } = tenfold

/** All of it comes along. */
export const names: readonly string[] = Object.keys(tenfold)

const network = () =>
  pipe(n.input([28, 28, 1]), n.conv2d({ filters: 2, kernel: [5, 5] }), n.relu, n.maxPool2d([4, 4]), n.flatten, n.dropout(0.1), n.dense(10))
const recipe = () => ({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }) })
const batches = () => pipe(dataset.drawnDigits({ count: 8, key: random.key(1) }), dataset.batches({ size: 4, shuffle: random.key(3) }))

/** The digest of what is learned; the same on every backend, in every bundle and on every host. */
export const train = (on: 'pure' | 'mutable' | 'wasm'): string => {
  const { init, fold } = trainer(network(), { backend: backend[on] })(recipe())
  return receipt.digest(fold(init(random.key(2)), batches()).params)
}

/** The same on a backend that answers later. */
export const trainLater = async (on: AsyncBackend): Promise<string> => {
  const { init, foldAsync } = trainer(network(), { backend: on })(recipe())
  return receipt.digest((await foldAsync(init(random.key(2)), batches())).params)
}

/** The message of what this host lacks, or where it is; nothing where the default backend runs. */
export const complaint = (): string => {
  try {
    return train('wasm') === '' ? 'no digest' : ''
  } catch (error) {
    return String(error)
  }
}
