/** The same training there and here: on one device, on four, in two processes. */
import { join } from 'node:path'
import { digest } from '../../../src/receipt/index.js'
import { result } from '../../../src/xla/index.js'
import { right } from '../../either.js'
import { must, type Check } from '../check.js'
import { steps, trainings, type Training, type TrainingName } from './networks.js'
import { digestOf, inTwo, well, within, type Ran } from './programs.js'
import type { Room } from './room.js'

/** How far a loss may be from ours: rounding of f32, which twenty steps carry on. */
const distance = 1e-5

/** The mesh and the split of each way over four devices. */
const ways: Readonly<Record<string, readonly string[]>> = { 'data parallel': [], FSDP: ['--shard', 'fsdp'] }
const tensorParallel = { 'tensor parallel': ['--mesh', 'data=2,model=2', '--shard', '*.weights=model'] }

/** A training: its job, and the losses of its steps here. */
interface Written {
  readonly training: Training
  readonly job: string
  readonly losses: readonly number[]
}

/** How far the losses of a run are from ours. */
const compared = async ({ training, job, losses }: Written, way: string, ran: Ran, out: string): Promise<number> => {
  well(ran)
  const made = right(await result(job, training.codec, { out })())
  must(made.state.step === steps && made.losses.length === steps, `${way}: ${made.losses.length} losses, step ${made.state.step}`)
  must(digestOf(ran) === digest((made.state as { readonly params: never }).params), `${way}: the runner says ${digestOf(ran)} of the parameters that came back`)
  const far = made.losses.map(({ loss }, i) => Math.abs(loss - losses[i]!))
  const most = Math.max(...far)
  must(most <= distance, `${way}: a loss is off by ${most}, at step ${far.indexOf(most) + 1}: ${made.losses[far.indexOf(most)]?.loss} for ${losses[far.indexOf(most)]}`)
  return most
}

const told = (distances: Readonly<Record<string, number>>): string =>
  `at most off by ${Object.entries(distances).map(([way, most]) => `${most.toExponential(1)} ${way}`).join(', ')}`

/** The checks of all trainings: those with an axis for tensors have one more. */
export const losses = (room: Room): readonly Check[] => (Object.keys(trainings) as TrainingName[]).flatMap((name) => {
  const folder = (): string => room.folder(`losses-${name.replaceAll(' ', '-')}`)
  let made: Promise<Written> | undefined
  const written = (): Promise<Written> => (made ??= (async () => {
    const [training, job] = [trainings[name](), join(folder(), 'job')]
    await training.write(job)
    return { training, job, losses: [...training.states()].map(({ loss }) => loss) }
  })())
  const on = async (way: string, devices: 1 | 4, options: readonly string[]): Promise<number> => {
    const [all, out] = [await written(), join(folder(), way.replaceAll(' ', '-'))]
    return compared(all, way, await within(room, devices, all.job, '--out', out, ...options), out)
  }
  return [{
    name: `losses: ${name}, on one device and on four`,
    run: async () => {
      const over = { ...ways, ...(name === 'transformer' ? tensorParallel : {}) }
      const distances = await Promise.all([
        on('on one', 1, []), ...Object.entries(over).map(([way, options]) => on(way, 4, options)),
      ])
      return told(Object.fromEntries(['on one', ...Object.keys(over)].map((way, i) => [way, distances[i]!])))
    },
  }, {
    name: `losses: ${name}, in two processes`,
    run: async () => {
      const all = await written()
      const outs = ['first', 'second'].map((out) => join(folder(), out))
      const runs: Ran[] = []
      // The smallest one is compiled both times, to the same code.
      const cache = name === 'tiny' ? undefined : join(folder(), 'cache')
      for (const out of outs) runs.push(await inTwo(room, cache, all.job, '--out', out))
      const far = await compared(all, 'in two processes', runs[0]!, outs[0]!)
      must(digestOf(runs[0]!) === digestOf(runs[1]!), `${digestOf(runs[0]!)} the first time, ${digestOf(runs[1]!)} the second`)
      return told({ 'both times with the same digest': far })
    },
  }]
})
