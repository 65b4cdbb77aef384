/**
 * Memory and traffic in docs/scaling.md, compared with XLA: steps of the two networks, compiled for shapes
 * alone on virtual devices.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, sum, type Named } from '../../../bench/scaling/description.js'
import { examples, type Repeated } from '../../../bench/scaling/networks.js'
import { memoryOf } from '../../../bench/scaling/memory.js'
import { bytesPerDevice, type Partition } from '../../../bench/scaling/partition.js'
import { symbolicStep } from '../../../bench/scaling/symbolic.js'
import { collectivesOf, type Collective } from '../../../bench/scaling/traffic.js'
import { text } from '../../../src/stablehlo/index.js'
import { must, type Check } from '../check.js'
import { written } from './cases.js'
import type { Room } from './room.js'

/** A step that is compiled. */
interface Compiled {
  readonly layers: number
  readonly repeated: Repeated
  readonly mesh: Partition['mesh']
  /** Replicated where it is left out; `patterns` are those of the example. */
  readonly shard?: readonly string[] | 'patterns'
}

/** The whole networks as loops; few layers, of the same width, one after the other. */
const steps: Readonly<Record<string, readonly Compiled[]>> = {
  'BERT base': [
    { layers: 12, repeated: 'scanned', mesh: { data: 4 } },
    { layers: 12, repeated: 'checkpoint', mesh: { data: 8 }, shard: ['fsdp'] },
    { layers: 2, repeated: 'unrolled', mesh: { data: 4 }, shard: ['fsdp'] },
    { layers: 4, repeated: 'checkpoint', mesh: { data: 2, model: 4 }, shard: 'patterns' },
  ],
  'Llama 7B': [
    { layers: 32, repeated: 'checkpoint', mesh: { data: 4 } },
    { layers: 32, repeated: 'scanned', mesh: { data: 8 }, shard: ['fsdp'] },
    { layers: 32, repeated: 'checkpoint', mesh: { data: 8 }, shard: ['*.0.table=data', 'fsdp'] },
    { layers: 1, repeated: 'unrolled', mesh: { data: 4 }, shard: ['fsdp'] },
    { layers: 2, repeated: 'unrolled', mesh: { data: 4 }, shard: ['fsdp'] },
    { layers: 2, repeated: 'unrolled', mesh: { data: 2, model: 4 }, shard: 'patterns' },
  ],
}

/** XLA's analysis of a step, in bytes. */
interface Answer {
  readonly arguments: number
  readonly temporary: number
  readonly seconds: number
  readonly collectives: readonly (readonly [kind: Collective['kind'], bytes: number, times: number])[]
}

/**
 * So much of what is moved may be something else: with the version that is pinned it is nothing. Other versions may add a number
 * for each token on the way, or do without.
 */
const tolerance = 1e-3

/** Tokens of a sequence: as many as BERT's positions are, which are parameters. */
const time = 512

/** XLA holds more than what has to be there: copies in another order, what an optimizer computes. */
const most = 2

const roleOf = (name: string): string => /^(params|optimizer)\./.test(name) ? 'carried' : name.startsWith('batch.') ? 'batch' : name

const ports = (tensors: readonly Named[]) => tensors.map((tensor) => ({ ...tensor, role: roleOf(tensor.name) }))

const nameOf = ({ layers, repeated, mesh, shard = [] }: Compiled): string => [
  `${layers} ${layers === 1 ? 'layer' : 'layers'} ${repeated}`,
  Object.entries(mesh).map(([axis, size]) => `${axis}=${size}`).join(','), ...(shard === 'patterns' ? ['tensor parallel'] : shard),
].join(' ')

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`

export const planChecks = ({ compilers, folder }: Room): readonly Check[] => examples.flatMap(
  ({ name, sizes: whole, network, patterns, tied }) => steps[name]!.map((step): Check => ({
    name: `plan: ${name}, ${nameOf(step)}`,
    run: async () => {
      const place = folder(`plan-${name}-${nameOf(step)}`.replaceAll(/[^\w-]/g, '_'))
      try {
        const sizes = { ...whole, layers: step.layers, time }
        const program = symbolicStep(network(sizes, step.repeated), step.mesh.data)
        const description = describe(program)
        const partition: Partition = { mesh: step.mesh, shard: step.shard === 'patterns' ? patterns(step.repeated) : step.shard ?? [] }
        const file = join(place, 'step.mlir')
        writeFileSync(file, written(text(program)))
        const { inputs, results } = description
        const said = await compilers.ask<Answer>({ text: file, ...partition, inputs: ports(inputs), results: ports(results) })
        const expected = bytesPerDevice(inputs, partition)
        must(said.arguments === expected, `arguments take ${said.arguments} bytes of a device, by formula ${expected}`)
        const moving = { description, sizes, tied, repeated: step.repeated }
        const moved = collectivesOf(moving, partition)
        const total = (kind: string): readonly [number, number] => [
          sum(said.collectives.filter(([own]) => own === kind).map(([, bytes, times]) => bytes * times)),
          sum(moved.filter((one) => one.kind === kind).map(({ bytes }) => bytes)),
        ]
        for (const kind of new Set([...said.collectives.map(([own]) => own), ...moved.map((one) => one.kind)])) {
          const [found, formula] = total(kind)
          must(Math.abs(found - formula) <= tolerance * Math.max(found, formula), `${kind} of ${found} bytes, by formula ${formula}`)
        }
        const { gathered, gradients, activations, scores } = memoryOf(moving, partition)
        const temporary = gathered + gradients + activations + scores
        must(temporary <= said.temporary && said.temporary <= most * temporary,
          `temporary memory of ${said.temporary} bytes, by formula ${temporary}`)
        return `${gigabytes(expected)} of arguments; temporary ${gigabytes(said.temporary)}, by formula ${gigabytes(temporary)}; compiled in ${said.seconds.toFixed(1)} s`
      } finally {
        rmSync(place, { recursive: true })
      }
    },
  })))
