/**
 * Timing by benny: several short rounds in which the variants alternate, so that a disturbance of the machine hits them
 * alike.
 */
import benny from 'benny'
import { spread, type Row } from './row.js'

/** What is timed, and for how long. */
export interface Comparison {
  readonly suite: string
  readonly workload: string
  /** One run of each variant. */
  readonly variants: Readonly<Record<string, () => unknown>>
  /** Floating-point operations of one run of a variant, where counting them says something. */
  readonly operations?: Readonly<Record<string, number>>
  /** How often the variants alternate. */
  readonly rounds: number
  /** For each variant in each round; a slow one takes at least one run. */
  readonly seconds: number
  /** Where benny's chart and table go. */
  readonly folder: string
}

/** A case as benny's entries see it. */
interface Target {
  readonly name: string
  hz: number
  stats: { rme: number; moe: number; sem: number; deviation: number; mean: number; variance: number; sample: number[] }
}

const pooledStats = (sample: number[]): Target['stats'] => {
  const mean = sample.reduce((a, b) => a + b) / sample.length
  const variance = sample.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / Math.max(1, sample.length - 1)
  const sem = Math.sqrt(variance / sample.length)
  return { mean, variance, sample, sem, deviation: Math.sqrt(variance), moe: 1.96 * sem, rme: (196 * sem) / mean }
}

/**
 * An entry of a benny suite that puts the samples of all rounds so far in the place of this round's: what benny then saves
 * is the whole. Runs per second are those of the median, which neighbours disturb less than the mean.
 */
const pooled = (samples: ReadonlyMap<string, number[]>): ReturnType<typeof benny.add> => async () => (suite) =>
  suite.on('complete', ({ currentTarget }: { readonly currentTarget: ArrayLike<Target> }) => {
    for (const target of Array.from(currentTarget)) {
      const all = samples.get(target.name) as number[]
      all.push(...target.stats.sample)
      target.stats = pooledStats([...all])
      target.hz = 1000 / spread(all.map((seconds) => 1000 * seconds)).medianMs
    }
  })

/** benny reports on stdout, which belongs to the rows. */
const quietly = async <A>(run: () => Promise<A>): Promise<A> => {
  const { log } = console
  console.log = () => undefined
  try {
    return await run()
  } finally {
    console.log = log
  }
}

/** Runs until the engine has compiled what it will compile. */
const warm = (run: () => unknown, seconds: number): void => {
  for (const end = performance.now() + 1000 * seconds; performance.now() < end;) run()
}

/** The rows of a comparison; the files are `folder`/`suite`-`workload`.chart.html and .table.html. */
export const measure = async (comparison: Comparison): Promise<readonly Row[]> => {
  const { suite, workload, variants, operations, rounds, seconds, folder } = comparison
  const samples = new Map(Object.keys(variants).map((name): [string, number[]] => [name, []]))
  const files = (['chart.html', 'table.html'] as const).map((format) =>
    benny.save({ file: `${suite}-${workload}`, folder, format }))
  for (const run of Object.values(variants)) warm(run, seconds)
  for (let round = rounds; round > 0; round--) {
    const cases = Object.entries(variants).map(([name, run]) =>
      benny.add(name, () => { run() }, { minTime: seconds / 5, maxTime: seconds, minSamples: 1 }))
    // Every other round backwards.
    const order = round % 2 === 1 ? cases : cases.reverse()
    await quietly(() => benny.suite(workload, ...order, pooled(samples), ...(round === 1 ? files : [])))
  }
  return [...samples].map(([variant, times]): Row => {
    const row = { suite, workload, variant, ...spread(times.map((s) => 1000 * s)) }
    const count = operations?.[variant]
    return count === undefined ? row : { ...row, gflops: count / (1e6 * row.medianMs) }
  })
}
