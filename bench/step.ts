/** Pure against mutable kernels: the same traced training step, allocating or in one planned arena. */
import benny from 'benny'
import { backend, loss, network as n, optimizer, pipe, random, trainer, type Shape } from 'tenfold'
import { spread, type Row } from './row.js'

/** Steps in one measured fold: entering and leaving the fold is part of the work, as in training. */
const stepsPerRun = 10

/** For a backend, a function that trains a classifier ten steps further. */
const training = <P, I extends Shape, C extends number>(
  net: n.Network<P, I, readonly [C]>,
) => (variant: 'pure' | 'mutable'): (() => void) => {
  const { init, fold } = trainer(net, { backend: backend[variant] })({
    loss: loss.sparseSoftmaxCrossEntropy<C>(),
    optimizer: optimizer.adam({ learningRate: 1e-3 }),
  })
  const batch = {
    inputs: random.uniform(random.key(1), [32, ...net.input]),
    targets: random.integers(random.key(2), [32], { low: 0, high: net.output[0] }),
  }
  const batches = Array.from({ length: stepsPerRun }, () => batch)
  let state = init(random.key(0))
  return () => { state = fold(state, batches) }
}

const workloads = {
  tiny: training(pipe(n.input([2]), n.dense(16), n.relu, n.dense(16), n.relu, n.dense(2))),
  'mlp-small': training(pipe(n.input([784]), n.dense(128), n.relu, n.dense(10))),
} as const

/** Rows of the suite; benny's chart and table are written to `folder`. */
export const step = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [workload, trained] of Object.entries(workloads)) {
    const summary = await benny.suite(
      workload,
      ...(['pure', 'mutable'] as const).map((variant) =>
        benny.add(variant, () => trained(variant), { maxTime: quick ? 0.5 : 5 })),
      benny.save({ file: `step-${workload}`, folder, format: 'chart.html' }),
      benny.save({ file: `step-${workload}`, folder, format: 'table.html' }),
    )
    for (const { name, details } of summary.results) {
      const times = details.sampleResults.map((seconds) => (1000 * seconds) / stepsPerRun)
      rows.push({ suite: 'step', workload, variant: name, ...spread(times) })
    }
  }
  return rows
}
