/** The figures of both networks on both machines. */
import { count } from '../../src/program/program.js'
import { describe, sum, under, withSequences } from './description.js'
import { plansOf, type Plan } from './machines.js'
import { memoryOf, type Memory } from './memory.js'
import { examples, type Example, type Repeated } from './networks.js'
import { symbolicStep } from './symbolic.js'
import { collectivesOf, sent, type Collective } from './traffic.js'

/** A network on a machine. */
export interface Figures {
  readonly example: Example
  readonly plan: Plan
  readonly memory: Memory
  readonly moved: readonly Collective[]
  /** Bytes that a device sends in a step. */
  readonly sent: number
  /** Seconds of a step: for the bytes sent, at the published bandwidth, and for products, at the published speed. */
  readonly seconds: { readonly sent: number; readonly computed: number }
}

/**
 * Operations of a device: six for each weight and token, 12 · width for each pair of tokens and layer; with a checkpoint 4/3 of
 * it.
 */
export const operationsOf = (
  { sizes: { layers, width, time }, sequences }: Example, parameters: number, repeated: Repeated, model = 1,
): number =>
  (repeated === 'checkpoint' ? 8 / 6 : 1) * sequences * time * (6 * parameters + 12 * layers * width * time) / model

/** How the blocks of the page are repeated. */
const repeated: Repeated = 'checkpoint'

/** The figures of an example on each machine. */
export const figuresOf = (example: Example): readonly Figures[] => {
  const { sizes, network, sequences, tied } = example
  const one = describe(symbolicStep(network(sizes, repeated), 1))
  const parameters = sum(under(one.inputs, 'params').map(({ shape }) => count(shape)))
  return plansOf(example, repeated).map((plan): Figures => {
    const { machine, partition } = plan
    const { data, model = 1 } = partition.mesh
    const moving = { description: withSequences(one, sequences * data), sizes, tied, repeated }
    const memory = memoryOf(moving, partition)
    const moved = collectivesOf(moving, partition)
    const all = sum(moved.map(sent))
    return {
      example, plan, memory, moved, sent: all,
      seconds: { sent: all / machine.bandwidth, computed: operationsOf(example, parameters, repeated, model) / machine.speed },
    }
  })
}

/** All figures. */
export const figures = (): readonly Figures[] => examples.flatMap(figuresOf)
