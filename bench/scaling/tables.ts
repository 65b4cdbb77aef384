/** The tables of docs/scaling.md. */
import { sum } from './description.js'
import type { Figures } from './figures.js'
import { machines } from './machines.js'
import { activationsOf } from './memory.js'
import { examples, type Repeated } from './networks.js'

const digits = (x: number): string => x === 0 ? '0' : x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toPrecision(2)

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [
  head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows,
].map((row) => `| ${row.join(' | ')} |`).join('\n')

const inGigabytes = (bytes: number): string => digits(bytes / 1e9)

/** All that a step takes, and whether a device has as much. */
const memoryTable = (all: readonly Figures[]): string => table(
  ['GB on each device', 'parameters', 'Adam', 'gathered', 'gradients', 'activations', 'scores', 'together', 'of'],
  all.map(({ plan: { machine, name, partition: { mesh } }, memory }) => {
    const { parameters, optimizer, gathered, gradients, activations, scores } = memory
    const parts = [parameters, optimizer, gathered, gradients, activations, scores]
    const whole = sum(parts)
    return [
      `${machine.name}, ${name}, ${Object.entries(mesh).map(([axis, size]) => `${axis}=${size}`).join(',')}`,
      ...parts.map(inGigabytes),
      whole > machine.memory ? `**${inGigabytes(whole)}**` : inGigabytes(whole), inGigabytes(machine.memory),
    ]
  }))

const trafficTable = (all: readonly Figures[]): string => table(
  ['each device, in a step', 'sequences of all', 'all-reduce, GB', 'all-gather, GB', 'all-to-all, GB', 'sends, GB', 'sends, ms',
    'computes, ms'],
  all.map(({ example, plan: { machine, name, partition: { mesh } }, moved, sent, seconds }) => {
    const of = (kind: string): string => inGigabytes(sum(moved.filter((one) => one.kind === kind).map(({ bytes }) => bytes)))
    return [
      `${machine.name}, ${name}`, String(example.sequences * mesh.data), of('all-reduce'), of('all-gather'), of('all-to-all'),
      inGigabytes(sent), digits(1e3 * seconds.sent), digits(1e3 * seconds.computed),
    ]
  }))

const machineTable = (): string => table(
  ['machine', 'devices', 'memory, GB', 'TFLOP/s in f32', 'GB/s one way', 'source'],
  Object.values(machines).map(({ name, devices, memory, speed, bandwidth, source }) =>
    [name, String(devices), String(memory / 1e9), digits(speed / 1e12), String(bandwidth / 1e9), source]))

const activationTable = (): string => table(
  ['GB of activations of one sequence', 'each block', 'loops', 'loops with a checkpoint'],
  examples.map(({ name, sizes }) => {
    const of = (layers: number, repeated: Repeated): string => inGigabytes(activationsOf({ ...sizes, layers }, sizes.time, repeated))
    return [`${name}, ${sizes.time} tokens`, of(1, 'scanned'), of(sizes.layers, 'scanned'), of(sizes.layers, 'checkpoint')]
  }))

/** Tables by what they are of. */
export const tablesOf = (all: readonly Figures[]): Readonly<Record<string, string>> => ({
  machines: machineTable(),
  activations: activationTable(),
  ...Object.fromEntries(examples.flatMap((example) => {
    const own = all.filter((one) => one.example === example)
    return [[`memory of ${example.name}`, memoryTable(own)], [`traffic of ${example.name}`, trafficTable(own)]]
  })),
})
