/** Machines, by the published figures. */
import type { Example, Repeated } from './networks.js'
import type { Partition } from './partition.js'

/** The memory, speed and bandwidth of each device of a machine. */
export interface Machine {
  readonly name: string
  readonly devices: number
  readonly memory: number
  /** Operations a second in f32. */
  readonly speed: number
  /** Bytes a second, one way. */
  readonly bandwidth: number
  readonly source: string
}

/**
 * NVLink's 900 GB/s are those of both ways together. A TPU multiplies bfloat16: a product of f32 as exact as asked for here takes
 * six passes of its 197 TFLOP/s.
 */
export const machines = {
  gpus: {
    name: '8 × H100 SXM', devices: 8, memory: 80e9, speed: 67e12, bandwidth: 450e9,
    source: 'https://www.nvidia.com/en-us/data-center/h100/',
  },
  pod: {
    name: 'TPU v5e pod', devices: 256, memory: 16e9, speed: 197e12 / 6, bandwidth: 200e9,
    source: 'https://cloud.google.com/tpu/docs/v5e',
  },
} as const satisfies Readonly<Record<string, Machine>>

/** An example on a machine, by one partition. */
export interface Plan {
  readonly machine: Machine
  readonly name: string
  readonly partition: Partition
}

/** Partitions of a network over a machine; FSDP splits the table by its width, so that no device needs all tokens' cotangents. */
const plansOn = (machine: Machine, { patterns, model }: Example, repeated: Repeated): readonly Plan[] => {
  const { devices } = machine
  const parts = Math.min(model, devices / 2)
  return [
    { machine, name: 'replicated', partition: { mesh: { data: devices }, shard: [] } },
    { machine, name: 'FSDP', partition: { mesh: { data: devices }, shard: ['*.0.table=data', 'fsdp'] } },
    { machine, name: 'tensor parallel', partition: { mesh: { data: devices / parts, model: parts }, shard: patterns(repeated) } },
  ]
}

/** The partitions of a network over both machines. */
export const plansOf = (example: Example, repeated: Repeated): readonly Plan[] =>
  Object.values(machines).flatMap((machine) => plansOn(machine, example, repeated))
