/** Latency of predictions: a network compiled with its parameters, one example at a time and in batches of 32. */
import benny from 'benny'
import { backend, network as n, pipe, random, type Shape } from 'tenfold'
import { spread, type Row } from './row.js'

const batchSize = 32

/** For a backend, functions that predict one example and a batch; a variant for each. */
const predictions = <P, I extends Shape, C extends number>(net: n.Network<P, I, readonly [C]>) => {
  const params = net.init(random.key(0))
  // One tensor, whose shape is only known where the network is.
  const example = random.uniform(random.key(1), net.input) as n.Example<I, 'f32'>
  const examples = random.uniform(random.key(1), [batchSize, ...net.input]) as n.Batched<typeof batchSize, I, 'f32'>
  return (variant: 'pure' | 'mutable'): Readonly<Record<string, () => unknown>> => {
    const { predict } = net.compile(params, { backend: backend[variant] })
    return { [`${variant}, one example`]: () => predict(example), [`${variant}, batch of ${batchSize}`]: () => predict(examples) }
  }
}

const workloads = {
  tiny: predictions(pipe(n.input([2]), n.dense(16), n.relu, n.dense(16), n.relu, n.dense(2))),
  'mlp-small': predictions(pipe(n.input([784]), n.dense(128), n.relu, n.dense(10))),
  cnn: predictions(pipe(
    n.input([28, 28, 1]),
    n.conv2d({ filters: 8, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]),
    n.conv2d({ filters: 16, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]),
    n.flatten, n.dense(10),
  )),
} as const

/** Rows of the suite; benny's chart and table are written to `folder`. */
export const inference = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [workload, made] of Object.entries(workloads)) {
    const variants = (['pure', 'mutable'] as const).flatMap((variant) => Object.entries(made(variant)))
    const summary = await benny.suite(
      workload,
      ...variants.map(([name, predict]) => benny.add(name, () => () => { predict() }, { maxTime: quick ? 0.3 : 3 })),
      benny.save({ file: `inference-${workload}`, folder, format: 'chart.html' }),
      benny.save({ file: `inference-${workload}`, folder, format: 'table.html' }),
    )
    for (const { name, details } of summary.results) {
      const times = details.sampleResults.map((seconds) => 1000 * seconds)
      rows.push({ suite: 'inference', workload, variant: name, ...spread(times) })
    }
  }
  return rows
}
