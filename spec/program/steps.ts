/** Steps of trainings as programs: of every layer, every optimizer and every loss that there is. */
import { loss, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
import type { Elements } from '../../src/program/elements.js'
import type { Program } from '../../src/program/program.js'
import { aNetwork } from '../../src/network/network.js'
import { anOptimizer } from '../../src/optimizer/optimizer.js'
import { isRecord } from '../../src/shape/options.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import { tensors } from '../../src/tensor/tree.js'
import { losses, networks, optimizers } from '../arguments/networks.js'
import { plain, type Row } from '../arguments/walk.js'

type Net = n.Network<any, any, any, any, any>
/** A program and inputs that it takes. */
export interface Step {
  readonly program: Program
  readonly inputs: readonly Elements[]
}
interface Made {
  readonly name: string
  readonly make: () => Step
}

/** What a row of valid calls ends in. */
const called = (f: unknown, row: Row | Row['calls']): unknown =>
  (Array.isArray(row) ? row as Row['calls'] : (row as Row).calls).reduce<unknown>(
    (made, args) => (typeof made === 'function' ? made(...args.map(plain)) as unknown : made), f)

const typed = (shape: readonly number[], dtype: string, seed: number): AnyTensor =>
  (dtype === 'i32' ? random.integers(random.key(seed), shape, { low: 0, high: 3 }) : random.normal(random.key(seed), shape, dtype as 'f32'))
const batchOf = (form: any, dtype: any, seed: number): unknown =>
  (Array.isArray(form) ? typed([2, ...form], dtype, seed)
    : Object.fromEntries(Object.entries(form).map(([name, shape], i) => [name, typed([2, ...shape as number[]], dtype[name], seed + i)])))

const error = (output: unknown): unknown =>
  (isRecord(output) ? loss.outputs(Object.fromEntries(Object.keys(output).map((name) => [name, loss.squaredError()]))) : loss.squaredError())

/** The step of a training of a network, by default to numbers, and of a recipe that says otherwise. */
const stepOf = (net: Net, by: optimizer.AnyOptimizer, { targets = batchOf(net.output, net.dtype, 5), ...given }: Readonly<Record<string, unknown>> = {}): Step => {
  const learn = (trainer(net) as any)({ loss: error(net.output), optimizer: by, ...given })
  const state = learn.init(random.key(0))
  const batch = { inputs: batchOf(net.input, net.inputDtype, 1), targets }
  const program: Program = learn.program(state, batch)
  return { program, inputs: tensors([state.params, state.optimizer, state.key, t.scalar(0, 'u32'), batch]).map(elements) }
}

const adam = optimizer.adam({ learningRate: 1e-3 })
const steps3 = n.input([4, 2])
const small: Net = pipe(n.input([4]), n.dense(3), n.relu, n.dense(2))

/** A layer, or a cell in one, in a network that learns something. */
const netOf = (made: unknown): Net | undefined =>
  (aNetwork.holds(made) ? made as Net
    : isRecord(made) && 'gates' in made ? pipe(steps3, n.recurrent(made as never)) as Net
    : undefined)

/** What is made of the rows of a table, by name; nothing where a row is of no layer, optimizer or loss. */
const found = (space: string, functions: object, rows: Readonly<Record<string, Row | Row['calls']>>, make: (made: unknown, row: Row) => (() => Step) | undefined) =>
  Object.entries(rows).map(([name, row]): { readonly name: string; readonly make: (() => Step) | undefined } =>
    ({ name: `${space}.${name}`, make: make(called((functions as Readonly<Record<string, unknown>>)[name], row), row as Row) }))

const all = [
  ...found('network', n, networks, (made) => {
    const net = netOf(made)
    // Where it looks at a source that only a decoder has, there is none: encoderDecoder's row has that.
    return net === undefined || net.layers.some(({ name }) => name === 'crossAttention') ? undefined : () => stepOf(net, adam)
  }),
  ...found('optimizer', optimizer, optimizers, (made) =>
    (anOptimizer.holds(made) ? () => stepOf(small, made as optimizer.AnyOptimizer) : undefined)),
  ...found('loss', loss, losses, (made, { use }) =>
    (use === undefined ? undefined : () => ({ program: trace(() => use(made), []).program, inputs: [] }))),
]

const block = n.residual(n.sequential(n.dense(4), n.batchNorm(), n.dropout(0.5), n.gelu))
const others: readonly Made[] = [
  { name: 'blocks in a loop', make: () => stepOf(pipe(n.input([4]), n.repeat(3, block, { scanned: true })), adam) },
  { name: 'blocks in loops, recomputed', make: () => stepOf(pipe(n.input([4]), n.repeat(5, block, { scanned: true, checkpoint: true })), adam) },
  { name: 'a penalty', make: () => stepOf(small, adam, { penalty: loss.l2(0.1) }) },
  { name: 'a loss of classes', make: () => stepOf(
    pipe(n.input([5]), n.dense(4), n.leakyRelu(0.1), n.dropout(0.5), n.gelu, n.dense(3)), adam,
    { loss: loss.sparseSoftmaxFocal({ gamma: 3 }), targets: t.of([2], [0, 2], 'i32') }) },
]

export const steps: readonly Made[] = [...all.flatMap(({ name, make }) => (make === undefined ? [] : [{ name, make }])), ...others]
/** What has no step. */
export const without: readonly string[] = all.filter(({ make }) => make === undefined).map(({ name }) => name)
