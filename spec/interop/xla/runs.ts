/** Runs from here: xla.run in two processes, to its end and to an abort; the command. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random, tensor as t } from '../../../src/index.js'
import type { RunEvent } from '../../../src/run/event.js'
import { run } from '../../../src/xla/index.js'
import { right } from '../../either.js'
import { command } from '../../conformance/engines/shell.js'
import { root } from '../../hosts/room.js'
import { must, type Check } from '../check.js'
import { steps, trainings } from './networks.js'
import type { Room } from './room.js'

const patience = 240_000

/** A table of two numbers and their class: 67 of its 105 rows are learned from; two processes do not divide the last 3 of an epoch. */
const table = (): string => {
  const points = t.toArray(random.normal(random.key(1), [105, 2]))
  const rows = Array.from({ length: 105 }, (_, i) => [points[2 * i]!, points[2 * i + 1]!])
  return ['x,y,class', ...rows.map(([x, y]) => `${x!.toFixed(3)},${y!.toFixed(3)},${x! + 0.5 * y! > 0 ? 'above' : 'below'}`)].join('\n')
}

export const runs = (room: Room): readonly Check[] => [{
  name: 'runs: xla.run in two processes, aborted and gone on with',
  run: () => room.cores.use(2, async () => {
    const { python } = room
    const [training, folder] = [trainings.tiny(), join(room.folder('runs'), 'job')]
    await training.write(folder)
    const stop = new AbortController()
    const events: RunEvent[] = []
    const record = (event: RunEvent): void => {
      events.push(event)
      if (event.event === 'step' && event.step === 5) stop.abort('enough')
    }
    const options = { python, processes: 2, record } as const
    const stopped = right(await run(folder, training.codec, { ...options, signal: stop.signal })())
    const { step } = stopped.state as { readonly step: number }
    must(stopped.stopped === 'enough' && step >= 5 && step < steps, `stopped for ${stopped.stopped} after step ${step}`)
    const ended = right(await run(folder, training.codec, { ...options, resume: true })())
    const ours = [...training.states()].map(({ loss }) => loss)
    const far = Math.max(...ended.losses.map(({ loss }, i) => Math.abs(loss - ours[i]!)))
    must(ended.losses.length === steps && far <= 1e-5, `${ended.losses.length} losses, off by ${far}`)
    must(events.filter(({ event }) => event === 'step').length === steps, 'an event for each step')
    return `stopped after step ${step}, gone on to ${steps}`
  }),
}, {
  name: 'runs: tenfold train --engine xla',
  run: () => room.cores.use(2, async () => {
    const folder = room.folder('command')
    const file = join(folder, 'table.csv')
    writeFileSync(file, table())
    const train = async (out: string, ...options: readonly string[]) => {
      const { code, stdout, stderr } = await command(process.execPath,
        [join(root, 'dist/bin/tenfold.js'), 'train', file, '--target', 'class', '--epochs', '12', '--out', join(folder, out), '--json', ...options], patience)
      must(code === 0, `${stderr}${stdout}`)
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as { readonly score: number; readonly steps: number }
    }
    const [there, here] = [await train('there', '--engine', 'xla', '--python', room.python, '--processes', '2'), await train('here')]
    must(Math.abs(there.score - here.score) <= 0.05, `score ${there.score} by XLA, ${here.score} here`)
    const said = readFileSync(join(folder, 'there', 'receipt.json'), 'utf8')
    must(/"name":\s*"xla"/.test(said), `the receipt does not say the engine: ${said}`)
    return `score ${there.score} after ${there.steps} steps, here ${here.score} after ${here.steps}`
  }),
}]
