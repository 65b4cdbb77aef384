/**
 * The figures of docs/scaling.md: memory and traffic of training steps with 110 million and 7 billion parameters on two machines,
 * by formula. Then, unless `quick`, the text of a step by its number of layers: its bytes, and the CPU time to trace and to write
 * it.
 */
import * as E from 'fp-ts/lib/Either.js'
import { text } from '../src/stablehlo/index.js'
import { figures } from './scaling/figures.js'
import { examples, type Repeated } from './scaling/networks.js'
import { symbolicStep } from './scaling/symbolic.js'
import { sum } from './scaling/description.js'

/** A network on a machine, or the text of its step. */
export interface Scaling {
  readonly suite: 'scaling'
  readonly workload: string
  readonly variant: string
  /** Bytes on each device: the sum, then its parts. */
  readonly bytes: number
  readonly parameters?: number
  readonly optimizer?: number
  readonly gathered?: number
  readonly gradients?: number
  readonly activations?: number
  readonly scores?: number
  /** Bytes that a device sends in a step, the time of that at the published bandwidth, and that of its products. */
  readonly sent?: number
  readonly sentMs?: number
  readonly computedMs?: number
  readonly instructions?: number
  readonly traceMs?: number
  readonly textMs?: number
}

const layers = [2, 4, 8, 12]

const timed = <A>(f: () => A): readonly [made: A, ms: number] => {
  const before = process.cpuUsage()
  const made = f()
  const { user, system } = process.cpuUsage(before)
  return [made, (user + system) / 1e3]
}

/** The text of a step of BERT base with `count` layers; it is the same for every mesh. */
const textOf = (repeated: Repeated, count: number): Scaling => {
  const { name, sizes, network, sequences } = examples[0]!
  const [program, traceMs] = timed(() => symbolicStep(network({ ...sizes, layers: count }, repeated), sequences))
  const [written, textMs] = timed(() => text(program))
  if (E.isLeft(written)) throw written.left
  const bytes = Buffer.byteLength(written.right)
  return {
    suite: 'scaling', workload: `text of ${name}`, variant: `${count} layers, ${repeated}`, bytes,
    instructions: program.instructions.length, traceMs, textMs,
  }
}

const texts = (): readonly Scaling[] =>
  (['unrolled', 'scanned', 'checkpoint'] as const).flatMap((repeated) => layers.map((count) => textOf(repeated, count)))

/** Rows of the suite. */
export const scaling = (quick: boolean): readonly Scaling[] => [
  ...figures().map(({ example, plan, memory, sent, seconds }): Scaling => ({
    suite: 'scaling', workload: example.name, variant: `${plan.machine.name}, ${plan.name}`, bytes: sum(Object.values(memory)), ...memory,
    sent, sentMs: 1e3 * seconds.sent, computedMs: 1e3 * seconds.computed,
  })),
  ...(quick ? [] : texts()),
]
