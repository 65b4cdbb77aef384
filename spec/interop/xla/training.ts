/** A training that is begun by two processes, of which one is killed, and goes on on one, and then here. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { networks } from '../../../examples/digits/networks.js'
import { augment, dataset, loss, metric, optimizer, pipe, random, trainer } from '../../../src/index.js'
import { job, result } from '../../../src/xla/index.js'
import { right } from '../../either.js'
import { root } from '../../hosts/room.js'
import { must, type Check } from '../check.js'
import { eventsOf, together, well, within } from './programs.js'
import type { Room } from './room.js'

type Digits = dataset.Dataset<readonly [28, 28, 1], readonly [], 'i32'>

const first = (count: number) => (digits: Digits): Digits => pipe(digits, dataset.select(Array.from({ length: count }, (_, i) => i)))

/** So many images are learned from, of 60000 in Fashion-MNIST, and so many predicted: what two cores do in two minutes. */
const [learned, predicted, size] = [12_800, 10_000, 64]
const perEpoch = learned / size

/** Steps from checkpoint to checkpoint, and the step after which a process is killed. */
const [saveEvery, killedAfter] = [60, 130]

/** How far the accuracy may be from that of the same training here. */
const distance = 0.01

const folder = join(root, '../shared/data/fashion-mnist')
const isThere = existsSync(folder)

const load = async (): Promise<{ readonly train: Digits; readonly test: Digits }> => {
  if (!isThere) {
    const [train, test] = pipe(dataset.drawnDigits({ count: learned + predicted, key: random.key(1) }), dataset.split(learned / (learned + predicted)))
    return { train, test }
  }
  const { train, test } = right(await dataset.readMnist(folder)())
  return { train: first(learned)(train), test: first(predicted)(test) }
}

/** As examples/digits trains it; the schedule leaves something for a third epoch. */
const learn = trainer(networks.fashion)({
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.adam({ learningRate: optimizer.schedule.cosineDecay({ initial: 3e-3, end: 2e-4, steps: 2 * perEpoch }) }),
})

const run = async (room: Room): Promise<string> => {
  const { train, test } = await load()
  const above = room.folder('training')
  const at = join(above, 'job')
  const batches = (epochs: number) =>
    pipe(train, dataset.batches({ size, epochs, shuffle: random.key(2) }), augment.inputs(augment.flip(), random.key(3)))
  const start = learn.init(random.key(0))
  right(await job({ learn, state: start, batches: batches(2) })(at)())

  // One of two processes is killed: the other one says so, and ends.
  const [survivor, killed] = await room.cores.use(2, async () => {
    const programs = await together(room.python, 2, [at, '--save-every', `${saveEvery}`], (stdout) => {
      if (stdout.includes(`"step": ${killedAfter},`)) process.kill(programs[1]!.pid, 'SIGKILL')
    })
    return Promise.all(programs.map(({ ended }) => ended))
  })
  const reached = eventsOf(survivor!).findLast(({ event }) => event === 'step')?.['step'] as number
  must(killed!.code === null && reached >= killedAfter && reached < 2 * perEpoch, `the killed process ended with ${killed!.code}, the other one came to step ${reached}`)
  must(survivor!.code === 1 && survivor!.stderr.includes('tenfold_xla: '), `the other process ended with ${survivor!.code}: ${survivor!.stderr}`)

  const resumed = well(await within(room, 1, at, '--resume'))
  const from = eventsOf(resumed).find(({ event }) => event === 'start')?.['step'] as number
  must(from % saveEvery === 0 && from > 0 && from <= reached, `it went on from step ${from}`)

  const { state, losses, receipt } = right(await result(at, learn.codec)())
  must(losses.length === 2 * perEpoch && state.step === 2 * perEpoch, `${losses.length} losses, step ${state.step}`)
  must(receipt.engine?.processes === 1, `the receipt says ${JSON.stringify(receipt.engine)}`)
  const [accuracyThere, accuracyHere] = await room.cores.use(1, async () => {
    const here = await learn.foldAsync(start, batches(2))
    return [state, here].map((end) => learn.evaluate(end, test, { accuracy: metric.accuracy }).accuracy) as [number, number]
  })
  must(Math.abs(accuracyThere - accuracyHere) <= distance, `accuracy ${accuracyThere}, and ${accuracyHere} of the same training here`)

  // The result is an ordinary state.
  const third = await learn.foldAsync(state, batches(3).from(state.step))
  const { accuracy } = learn.evaluate(third, test, { accuracy: metric.accuracy })
  must(third.step === 3 * perEpoch && accuracy > accuracyThere - distance, `accuracy ${accuracy} after one more epoch, step ${third.step}`)
  return `killed after step ${reached}, resumed from ${from}; accuracy ${accuracyThere}, here ${accuracyHere}, after one more epoch by fold ${accuracy}`
}

export const training = (room: Room): readonly Check[] => [{
  name: `training: ${isThere ? 'Fashion-MNIST' : 'drawn digits'}, on two processes, one of them killed, then on one, then here`,
  run: () => run(room),
}]
