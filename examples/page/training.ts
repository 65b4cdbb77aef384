/** What is learned in the page: drawn digits, by a small network. In Node it comes out the same, to the bit. */
import { dataset, loss, network as n, observe, optimizer, pipe, random, receipt, trainer, type FoldOptions } from 'tenfold'

const net = pipe(n.input([28, 28, 1]), n.flatten, n.dense(64), n.relu, n.dense(10))
const learn = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) })

/** How far the training is. */
export interface Progress {
  readonly step: number
  /** Steps in all. */
  readonly steps: number
  readonly loss: number
  readonly examplesPerSecond?: number
}

/** How it ended: after all steps, or sooner, with what was learned until then. */
export interface Ended {
  readonly step: number
  readonly stopped?: string
  readonly digest: string
}

const first = function* <A>(many: number, all: Iterable<A>): Iterable<A> {
  let left = many
  for (const one of all) {
    if (left-- === 0) return
    yield one
  }
}

/** Trains for so many steps, unless it is stopped by the signal. */
export const train = async (steps: number, report: (progress: Progress) => void, options: FoldOptions = {}): Promise<Ended> => {
  const data = dataset.drawnDigits({ count: 2000, key: random.key(1) })
  const epochs = Math.ceil(steps * 25 / data.size)
  const batches = first(steps, pipe(data, dataset.batches({ size: 25, epochs, shuffle: random.key(2) })))
  const shown = observe.every(20, observe.progress(({ step, loss: last, examplesPerSecond }) => {
    report({ step, steps, loss: last, ...(examplesPerSecond === undefined ? {} : { examplesPerSecond }) })
  }))
  const { state, stopped } = await learn
    .observe(shown, { measures: [observe.time(() => performance.now())] })
    .foldAsync(learn.init(random.key(0)), batches, options)
  return { step: state.step, digest: receipt.digest(state.params), ...(stopped === undefined ? {} : { stopped }) }
}
