/** How long XLA takes for our steps and for JAX's own of bench/peers, in turns on one thread: the lowering costs nothing. */
import { join } from 'node:path'
import { command } from '../../conformance/engines/shell.js'
import { root } from '../../hosts/room.js'
import { must, type Check } from '../check.js'
import type { Room } from './room.js'

/** How many times as long as JAX's own a step may take. */
const bound = 1.3

const patience = 180_000

interface Row {
  readonly variant: string
  readonly medianMs: number | null
  readonly ratio?: number
  readonly cannot?: string
}

const [theirs, ours] = ['jax-1t', 'tenfold-xla-1t']

export const speed = ({ python }: Pick<Room, 'python'>): readonly Check[] => ['cnn', 'transformer'].map((workload): Check => ({
  name: `speed: a step of ${workload} beside JAX's own`,
  alone: true,
  run: async () => {
    const options = [
      '--workload', workload, '--only', `${theirs},${ours}`, '--base', theirs,
      '--clock', 'cpu', '--rounds', '9', '--python', python, '--json',
    ]
    const { code, stdout, stderr } = await command(process.execPath, [join(root, 'bench/peers/run.mjs'), ...options], patience)
    must(code === 0, stderr)
    const rows = JSON.parse(stdout) as readonly Row[]
    const lacking = rows.find(({ cannot }) => cannot !== undefined)
    must(lacking === undefined, `${lacking?.variant}: ${lacking?.cannot}`)
    const [jax, tenfold] = [theirs, ours].map((name) => rows.find(({ variant }) => variant === name)!) as [Row, Row]
    const said = `${tenfold.medianMs!.toFixed(1)} ms, JAX's own ${jax.medianMs!.toFixed(1)} ms, ratio ${tenfold.ratio!.toFixed(2)}`
    must(tenfold.ratio! <= bound, said)
    return said
  },
}))
