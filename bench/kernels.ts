/** Single kernels on every backend: map, reduce, softmax, contract, convolution and its derivatives, Adam's update. */
import { differentiable as d, optimizer, random, tensor, type backend } from '../src/index.js'
import { fuse } from '../src/program/fuse.js'
import { elements, type AnyTensor } from '../src/tensor/tensor.js'
import { trace } from '../src/tensor/trace.js'
import * as raw from '../src/tensor/untyped.js'
import { convolve } from '../src/tensor/convolve.js'
import { backends } from './backends.js'
import { measure } from './measure.js'
import { registers } from './registers.js'
import type { Row } from './row.js'

/** A computation of its own. */
export interface Kernel {
  readonly args: readonly AnyTensor[]
  /** The results; the first `kept` of them take the place of the first arguments in the next run. */
  readonly f: (args: readonly AnyTensor[]) => readonly AnyTensor[]
  readonly kept?: number
  /** Floating-point operations, where counting them says something. */
  readonly operations?: number
}

/** Arguments and results stay with the backend from run to run; the pure one has no place to keep them. */
export const runOn = (on: backend.Backend, { args, f, kept = 0 }: Kernel): (() => unknown) => {
  const inputs = args.map(elements)
  if (on.name === 'pure') {
    const run = on.compile(fuse(trace(f, args).program))
    return () => run(inputs)
  }
  const resident = trace((a: typeof args) => {
    const results = f(a)
    return [...results.slice(0, kept), ...a.slice(kept), ...results.slice(kept)]
  }, args)
  const { step } = on.loop(fuse(resident.program), args.length)(inputs)
  return () => step([])
}

/** Numbers from -1 to 1. */
const some = (...shape: readonly number[]): AnyTensor => random.uniform(random.key(shape.length), shape, { low: -1, high: 1 })
const unary = (f: (x: AnyTensor) => AnyTensor, ...shape: readonly number[]) => (): Kernel =>
  ({ args: [some(...shape)], f: ([x]) => [f(x!)] })

/** [m×k]·[k×n], operands given transposed on request. */
const contract = (m: number, k: number, n: number, ta = false, tb = false) => (): Kernel => ({
  args: [ta ? some(k, m) : some(m, k), tb ? some(n, k) : some(k, n)],
  f: ([a, b]) => [raw.contract(a!, b!, ta, tb)],
  operations: 2 * m * k * n,
})

/** Convolution 5×5 of 32 images, and its derivatives by image and kernel. */
const convolution = (side: number, channels: number, filters: number, product: 'forward' | 'images' | 'kernel') => (): Kernel => {
  const to = side - 4
  const [x, kernel, dy] = [some(32, side, side, channels), some(5, 5, channels, filters), some(32, to, to, filters)]
  const operations = 2 * 32 * to * to * 25 * channels * filters
  if (product === 'forward') return { args: [x, kernel], f: ([a, k]) => [convolve(a!, k!, {}, 'conv2d')], operations }
  const pull = (f: (p: AnyTensor) => AnyTensor, at: AnyTensor, by: AnyTensor): AnyTensor => d.lift(f)(at)[1](by)
  return product === 'images'
    ? { args: [x, kernel, dy], f: ([a, k, g]) => [pull((image) => convolve(image, k!, {}, 'conv2d'), a!, g!)], operations }
    : { args: [x, kernel, dy], f: ([a, k, g]) => [pull((weights) => convolve(a!, weights, {}, 'conv2d'), k!, g!)], operations }
}

/** Adam's update of n parameters, which stay in their place with their averages. */
const adam = (n: number) => (): Kernel => {
  const { init, update } = optimizer.adam({ learningRate: 1e-3 })
  const p = some(n)
  const [{ count, mean, variance }, rate] = init(p)
  return {
    args: [p, mean, variance, count, some(n)],
    f: ([params, m, v, t, g]) => {
      const state = [{ count: t as typeof count, mean: m!, variance: v! }, rate] as const
      const [step, [next]] = update(g!, state, params!, { loss: tensor.scalar(0) })
      return [raw.add(params!, step), next.mean, next.variance, next.count]
    },
    kept: 4,
  }
}

const sizes = [32, 64, 128, 256, 512, 1024] as const

/** Every kernel by its name. */
export const kernelTable: Readonly<Record<string, () => Kernel>> = {
  'map-relu-65536': unary(tensor.relu, 65536),
  'map-tanh-65536': unary(tensor.tanh, 65536),
  'map-exp-65536': unary(tensor.exp, 65536),
  'reduce-rows-512x512': unary((x) => raw.reduce('sum', x, [1]), 512, 512),
  'reduce-columns-512x512': unary((x) => raw.reduce('sum', x, [0]), 512, 512),
  'reduce-all-512x512': unary(raw.total, 512, 512),
  'softmax-128x10': unary(tensor.softmax, 128, 10),
  'softmax-512x512': unary(tensor.softmax, 512, 512),
  ...Object.fromEntries(sizes.map((n) => [`contract-${n}`, contract(n, n, n)])),
  'contract-240': contract(240, 240, 240),
  'contract-251': contract(251, 251, 251),
  'contract-128x512x10': contract(128, 512, 10),
  'contract-32x784x128': contract(32, 784, 128),
  'contract-128x784x512': contract(128, 784, 512),
  'contract-at-784x32x128': contract(784, 32, 128, true),
  'contract-at-512x128x10': contract(512, 128, 10, true),
  'contract-bt-128x10x512': contract(128, 10, 512, false, true),
  'contract-bt-128x512x512': contract(128, 512, 512, false, true),
  'contract-at-256': contract(256, 256, 256, true),
  'contract-bt-256': contract(256, 256, 256, false, true),
  'contract-at-bt-256': contract(256, 256, 256, true, true),
  ...Object.fromEntries(([[28, 1, 8], [12, 8, 16]] as const).flatMap(([side, channels, filters]) =>
    (['forward', 'images', 'kernel'] as const).map((product) =>
      [`convolution-${side}x${side}x${channels}-${filters}-${product}`, convolution(side, channels, filters, product)]))),
  'adam-100000': adam(100_000),
}

/** The rows of one kernel on these backends; beside a product, what the machine can do in registers alone. */
export const kernelRows = (
  name: string, kernel: Kernel, on: readonly backend.Backend[], folder: string, quick: boolean,
): Promise<readonly Row[]> => {
  const { operations } = kernel
  const most = registers()
  const variants = Object.fromEntries(on.map((each) => [each.name, runOn(each, kernel)]))
  return measure({
    suite: 'kernels',
    workload: name,
    variants: operations === undefined ? variants : { ...variants, registers: most.run },
    ...(operations === undefined ? {}
      : { operations: { ...Object.fromEntries(on.map((each) => [each.name, operations])), registers: most.operations } }),
    ...(quick ? { rounds: 2, seconds: 0.1 } : { rounds: 7, seconds: 0.4 }),
    folder,
  })
}

/** A quick run leaves out what takes an interpreter long. */
const isQuick = ({ operations = 0 }: Kernel, { name }: backend.Backend): boolean =>
  operations < 2e8 || !['pure', 'mutable'].includes(name)

/** Rows of the suite; benny's charts and tables are written to `folder`. */
export const kernels = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const [name, make] of Object.entries(kernelTable)) {
    const kernel = make()
    const on = backends.filter((each) => !quick || isQuick(kernel, each))
    if (on.length > 0) rows.push(...await kernelRows(name, kernel, on, folder, quick))
  }
  return rows
}
