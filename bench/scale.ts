/**
 * How the cost of a training step grows with a network: time, peak bytes and counted operations of a transformer and of a
 * convolutional network at four sizes, the power of the operations that time and bytes grow with, and the largest part.
 */
import { backend, dataset, loss, network as n, optimizer, pipe, random, trainer, type DType, type Shape } from '../src/index.js'
import { plan } from '../src/program/plan.js'
import { count, type Program } from '../src/program/program.js'
import { elements } from '../src/tensor/tensor.js'
import * as tree from '../src/tensor/tree.js'
import { profile } from './profile.js'
import { spread, type Row } from './row.js'

/** A step at one size. */
interface Step {
  readonly run: () => void
  readonly bytes: number
  readonly operations: number
}

/** Multiplications and additions of products, and one operation for each element of any other result. */
export const operationsOf = ({ inputs, instructions }: Program): number => {
  const types = [...inputs, ...instructions.flatMap((instruction) => instruction.types)]
  return instructions.reduce((sum, { primitive, operands, types: [type] }) => {
    if (primitive.kind !== 'contract') return sum + (type === undefined ? 0 : count(type.shape))
    const { shape = [] } = types[operands[0] ?? 0] ?? {}
    const shared = shape.at(primitive.transposeA ? -2 : -1) ?? 1
    return sum + 2 * shared * count(type!.shape)
  }, 0)
}

/** One step of Adam as its backend runs it, its state carried from step to step. */
export const stepOf = <P, I extends Shape, O extends Shape, X extends DType, L extends loss.LossRule, B extends number>(
  net: n.Network<P, I, O, 'f32', X>, error: loss.Loss<L> & loss.FitsLoss<L, O>,
  batch: dataset.Batch<B, I, loss.TargetShape<L, O>, L['dtype'], X>,
): Step => {
  const learn = trainer(net)({ loss: error, optimizer: optimizer.adam({ learningRate: 1e-3 }) })
  const start = learn.init(random.key(0))
  const initially = tree.tensors([start.params, start.optimizer]).map(elements)
  const program = learn.program(start, batch)
  const loop = backend.wasm.loop(program, initially.length)(initially)
  const taken = tree.tensors(batch).map(elements)
  const [key, done] = [elements(start.key), new Uint32Array(1)]
  return {
    run: () => {
      loop.step([key, done, ...taken])
      done[0]!++
    },
    bytes: plan(program, initially.length).bytes,
    operations: operationsOf(learn.program(start, batch, { simplified: false })),
  }
}

/** Four blocks of causal attention over 64 characters, 8 sequences a step. */
const transformer = (width: number): Step => {
  const [characters, time, size] = [65, 64, 8]
  const block = n.transformerBlock({ heads: width / 16, hidden: 4 * width, causal: true, rotary: true })
  const net = pipe(n.input([time], 'i32'), n.embedding(characters, width), block, block, block, block, n.rmsNorm(), n.dense(characters))
  const draw = (seed: number) => random.integers(random.key(seed), [size, time], { low: 0, high: characters })
  return stepOf(net, loss.sparseSoftmaxCrossEntropy(), { inputs: draw(1), targets: draw(2) })
}

/** Three convolutions with pooling between them, 32 images a step. */
const convolutional = (channels: number): Step => {
  const [size, classes] = [32, 10]
  const conv = <const F extends number>(filters: F) => n.conv2d({ filters, kernel: [3, 3], padding: 'same' })
  const net = pipe(
    n.input([28, 28, 1]), conv(channels), n.relu, n.maxPool2d([2, 2]), conv(2 * channels), n.relu, n.maxPool2d([2, 2]),
    conv(2 * channels), n.relu, n.globalAveragePool, n.dense(classes),
  )
  const inputs = random.uniform(random.key(1), [size, 28, 28, 1])
  const targets = random.integers(random.key(2), [size], { low: 0, high: classes })
  return stepOf(net, loss.sparseSoftmaxCrossEntropy(), { inputs, targets })
}

/** Networks by name, at sizes each twice the last. */
const networks: Readonly<Record<string, { readonly what: string; readonly sizes: readonly number[]; readonly at: (size: number) => Step }>> = {
  transformer: { what: 'width', sizes: [32, 64, 128, 256], at: transformer },
  convolutional: { what: 'channels', sizes: [8, 16, 32, 64], at: convolutional },
}

/** What kernels do, by a word of their names; the first that is found counts. */
const parts = ['contract', 'fold', 'reduce', 'gather', 'map', 'permute', 'pad', 'slice'] as const

/** The part that takes the largest share of the time in kernels, and the share. */
const largest = (times: ReadonlyMap<string, number>): Pick<Row, 'largest' | 'share'> => {
  const sums = new Map<string, number>()
  for (const [name, ms] of times) {
    // Kernels have shapes in their names; the rest is the engine's and the profiler's.
    if (!name.includes('[')) continue
    const part = parts.find((word) => name.split(' ').includes(word)) ?? 'other'
    sums.set(part, (sums.get(part) ?? 0) + ms)
  }
  const [[part, ms] = ['other', 0]] = [...sums].sort(([, a], [, b]) => b - a)
  return { largest: part, share: ms / [...sums.values()].reduce((a, b) => a + b, 0) }
}

/** The power p in y ≈ c·xᵖ: the slope of the least squares through logarithms. */
export const power = (points: readonly (readonly [x: number, y: number])[]): number => {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const [mx, my] = [0, 1].map((i) => logs.reduce((sum, point) => sum + point[i]!, 0) / logs.length) as [number, number]
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / logs.reduce((sum, [x]) => sum + (x - mx) * (x - mx), 0)
}

const timed = (run: () => void): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** Rows of the suite: sizes, and the powers of the operations that time and bytes grow with. */
export const scale = async (quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [workload, { what, sizes, at }] of Object.entries(networks)) {
    const measured: (Row & { readonly bytes: number; readonly operations: number })[] = []
    for (const size of sizes) {
      const { run, bytes, operations } = at(size)
      for (let i = 0; i < 3; i++) run()
      const times = Array.from({ length: quick ? 7 : 31 }, () => timed(run))
      const { medianMs, ...rest } = spread(times)
      const found = largest(await profile(() => { for (let i = 0; i < (quick ? 3 : 10); i++) run() }))
      measured.push({
        suite: 'scale', workload, variant: `${what} ${size}`, medianMs, ...rest, bytes, operations,
        gflops: operations / (1e6 * medianMs), ...found,
      })
    }
    const powers = {
      timePower: power(measured.map(({ operations, medianMs }) => [operations, medianMs])),
      bytesPower: power(measured.map(({ operations, bytes }) => [operations, bytes])),
    }
    rows.push(...measured, { suite: 'scale', workload, variant: 'growth with operations', ...spread([]), ...powers })
  }
  return rows
}
