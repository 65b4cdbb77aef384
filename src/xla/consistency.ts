/** Checks that the parts of a job belong together: its steps and its data. */
import type { TensorType } from '../program/primitive.js'
import { printType } from '../program/infer.js'
import { batchType } from './columns.js'
import type { Contents, JobData, Port, StepText } from './contents.js'

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** The first item that comes twice. */
const twice = <A>(items: readonly A[]): A | undefined => items.find((item, i) => items.indexOf(item) < i)

const named = (ports: readonly TensorType[], names: readonly string[]): string =>
  ports.map((type, i) => `${names[i]} ${printType(type)}`).join(', ')
const listed = (ports: readonly Port[]): string => named(ports, ports.map(({ name }) => name))

const roles = (ports: readonly Port[], ...wanted: readonly Port['role'][]): readonly Port[] =>
  ports.filter(({ role }) => wanted.includes(role))

const areFirst = (ports: readonly Port[], some: readonly Port[]): boolean => some.every((port, i) => port === ports[i])

/** A fault of a step, in a sentence. */
const ofStep = ({ file, examples, inputs, results }: StepText, { columns }: JobData): string | undefined => {
  const [carried, next] = [roles(inputs, 'carried'), roles(results, 'carried')]
  const name = twice(inputs.map((port) => port.name))
  if (name !== undefined) return `two inputs of ${file} are called ${name}`
  if (carried.length === 0) return `${file} carries nothing`
  if (!areFirst(inputs, carried)) return `carried tensors of ${file} should come first among its inputs`
  if (!areFirst(results, next)) return `carried tensors of ${file} should come first among its results`
  if (listed(carried) !== listed(next)) return `${file} takes ${listed(carried)}, but gives ${listed(next)}`
  for (const role of ['key', 'step'] as const) {
    const { length } = roles(inputs, role)
    if (length !== 1) return `${file} should have one input that is the ${role}, but has ${length}`
  }
  const { length: losses } = roles(results, 'loss')
  if (losses !== 1) return `${file} should have one result that is the loss, but has ${losses}`
  const misplaced = roles(inputs, 'loss', 'inRange')[0] ?? roles(results, 'key', 'step', 'batch', 'inRange')[0]
  if (misplaced !== undefined) return `${misplaced.name} of ${file} cannot be ${misplaced.role} there`
  const stray = [...roles(inputs, 'key', 'step'), ...roles(results, 'loss')].find((port) => port.name !== port.role)
  if (stray !== undefined) return `the ${stray.role} of ${file} should be called so, but is ${stray.name}`
  for (const { name: column, dtype, shape } of roles(inputs, 'batch')) {
    const found = columns.find((other) => other.name === column)
    if (found === undefined) return `${file} takes ${column}, which the data has not`
    const [taken, given] = [printType({ dtype, shape }), printType(batchType(found, examples))]
    if (taken !== given) return `${file} takes ${column} as ${taken}, but a batch of ${examples} has ${given}`
  }
  return undefined
}

/** A fault of the data, in a sentence. */
const ofData = ({ columns, shards, rows, batches, orders, epochs }: JobData): string | undefined => {
  const column = twice(columns.map(({ name }) => name))
  if (column !== undefined) return `two columns are called ${column}`
  const [held, perEpoch] = [sum(shards.map((shard) => shard.rows)), sum(batches.map(({ size, count }) => size * count))]
  if (held !== rows) return `the shards have ${held} rows, but the data should have ${rows}`
  if (perEpoch > rows) return `the batches of an epoch take ${perEpoch} examples, but there are ${rows}`
  const [wanted, stored] = [sum(batches.map(({ count }) => count)), sum(shards.map((shard) => shard.batches))]
  if (columns.some(({ per }) => per === 'batch') && (stored !== wanted || orders.length > 0))
    return `columns per batch need a row for each of ${wanted} batches, and no order`
  return orders.length === 0 || orders.length === epochs ? undefined
    : `${epochs} orders expected, one for each epoch, received ${orders.length}`
}

/** A fault of a decoded job, in a sentence; undefined where its parts belong together. */
export const inconsistency = ({ steps, programs, state, data }: Contents): string | undefined => {
  const files = [state, ...programs, ...programs.flatMap(({ checked }) => checked ?? []), ...data.shards, ...data.orders]
  const file = twice(files.map((one) => one.file))
  if (file !== undefined) return `${file} cannot be two files`
  const inData = ofData(data)
  if (inData !== undefined) return inData
  const size = twice(programs.map(({ examples }) => examples))
  if (size !== undefined) return `two steps take ${size} examples`
  for (const step of programs) {
    const inStep = ofStep(step, data)
    if (inStep !== undefined) return inStep
    const [first] = programs as readonly [StepText]
    const [own, others] = [step, first].map(({ inputs }) => listed(roles(inputs, 'carried')))
    if (own !== others) return `${step.file} carries other tensors than ${first.file}`
  }
  const stray = data.batches.find((batch) => !programs.some(({ examples }) => examples === batch.size))
  if (stray !== undefined) return `no step takes a batch of ${stray.size} examples`
  const all = data.epochs * sum(data.batches.map(({ count }) => count))
  const last = steps.firstBatch + steps.count
  return last <= all ? undefined : `steps up to batch ${last} expected, but there are ${all} batches`
}
