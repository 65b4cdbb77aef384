/**
 * Random windows as programs: an operation and its derivatives. Elements are small multiples of one half, so every product and
 * every sum is exact in f32 in any order, and equal elements are frequent.
 */
import fc from 'fast-check'
import { lift } from '../../../src/differentiable/index.js'
import { elementsOf, type Elements } from '../../../src/program/elements.js'
import { count, type Program } from '../../../src/program/program.js'
import type { Float, Shape } from '../../../src/shape/shape.js'
import type { Extent, Moves, Paddings } from '../../../src/shape/window.js'
import { convolve, convolveTransposed } from '../../../src/tensor/convolve.js'
import { concrete, elements, type AnyTensor } from '../../../src/tensor/tensor.js'
import { trace } from '../../../src/tensor/trace.js'
import * as tree from '../../../src/tensor/tree.js'
import * as raw from '../../../src/tensor/untyped.js'
import { greatest, meanOfEach } from '../../../src/tensor/window.js'

/** A program and what it is given. */
interface Windowed {
  readonly program: Program
  readonly inputs: readonly Elements[]
}

/** Multiples of one half from -1.5 to 1.5. */
const halves = (shape: Shape, dtype: Float, seed: number, specials: readonly number[] = []): AnyTensor => {
  let state = seed >>> 0
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8
  const one = (): number => (specials.length > 0 && next() % 5 === 0 ? specials[next() % specials.length]! : next() % 7 / 2 - 1.5)
  return concrete({ shape, dtype }, elementsOf(dtype, Array.from({ length: count(shape) }, one)))
}

/** An operation's result, and its derivatives along a cotangent. */
const withDerivatives = (
  operation: (given: readonly AnyTensor[]) => AnyTensor, given: readonly AnyTensor[], seed: number,
): Windowed => {
  const { shape, dtype } = operation(given)
  const d = halves(shape, dtype as Float, seed)
  const all = [given, d] as const
  const { program } = trace(([xs, dy]: typeof all) => {
    // Lists of tensors are trees whose types are not followed here.
    const [y, pullback] = lift(operation as never)(xs as never) as unknown as readonly [AnyTensor, (dy: AnyTensor) => readonly AnyTensor[]]
    return [y, pullback(dy)]
  }, all)
  return { program, inputs: tree.tensors(all).map(elements) }
}

const integers = (min: number, max: number, rank: number) => fc.array(fc.integer({ min, max }), { minLength: rank, maxLength: rank })

interface Described {
  readonly rank: number
  readonly batch: number
  readonly dtype: Float
  readonly window: Shape
  readonly stride: Shape
  readonly dilation: Shape
  /** How much more than the window an axis has. */
  readonly more: Shape
  readonly padding: readonly (readonly [number, number])[]
  readonly groups: number
  readonly channels: number
  readonly filters: number
  readonly seed: number
}

const described: fc.Arbitrary<Described> = fc.integer({ min: 1, max: 3 }).chain((rank) => fc.record({
  rank: fc.constant(rank),
  batch: fc.integer({ min: 1, max: 3 }),
  dtype: fc.constantFrom<Float>('f32', 'f32', 'f32', 'f64'),
  window: integers(1, rank === 3 ? 2 : 4, rank),
  stride: integers(1, 3, rank),
  dilation: fc.oneof(fc.constant(Array.from({ length: rank }, () => 1)), integers(1, 3, rank)),
  more: integers(0, rank === 3 ? 3 : 6, rank),
  padding: fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 3 })), { minLength: rank, maxLength: rank }),
  groups: fc.constantFrom(1, 1, 2, 3),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
}))

const optionsOf = ({ rank, stride, dilation, padding }: Described) => ({
  stride: (rank === 1 ? stride[0]! : stride) as Extent,
  dilation: (rank === 1 ? dilation[0]! : dilation) as Extent,
  padding: (rank === 1 ? padding[0]! : padding) as unknown as Paddings,
})

const movesOf = ({ window, stride, dilation }: Described): Moves => ({ window, stride, dilation, padding: window.map(() => 'valid') })

const sizesOf = ({ window, dilation, more }: Described): Shape => window.map((n, i) => (n - 1) * dilation[i]! + 1 + more[i]!)

const extentOf = ({ rank, window }: Described): Extent => (rank === 1 ? window[0]! : window) as Extent

/** The operations, each with its derivatives. */
export const operations = {
  convolution: (of: Described): Windowed => {
    const { batch, dtype, window, groups, channels, filters, seed } = of
    const [x, kernel] = [
      halves([batch, ...sizesOf(of), groups * channels], dtype, seed), halves([...window, channels, groups * filters], dtype, seed + 1),
    ]
    return withDerivatives(([a, k]) => convolve(a!, k!, { ...optionsOf(of), groups }, 'convolution', of.rank), [x, kernel], seed + 2)
  },
  depthwise: (of: Described): Windowed => {
    const { batch, dtype, window, channels, seed } = of
    const [x, kernel] = [halves([batch, ...sizesOf(of), channels + 1], dtype, seed), halves([...window, 1, channels + 1], dtype, seed + 1)]
    return withDerivatives(
      ([a, k]) => convolve(a!, k!, { ...optionsOf(of), groups: channels + 1 }, 'depthwise', of.rank), [x, kernel], seed + 2)
  },
  transposed: (of: Described): Windowed => {
    const { batch, dtype, window, more, groups, channels, filters, seed } = of
    const [x, kernel] = [
      halves([batch, ...more.map((n) => n + 1), groups * channels], dtype, seed),
      halves([...window, channels, groups * filters], dtype, seed + 1),
    ]
    // Borders would cut off all of a small result.
    const { padding, ...options } = optionsOf(of)
    return withDerivatives(([a, k]) => convolveTransposed(a!, k!, { ...options, groups }, 'transposed', of.rank), [x, kernel], seed + 2)
  },
  maximum: (of: Described): Windowed => withDerivatives(
    ([a]) => greatest(a!, extentOf(of), optionsOf(of), 'maximum'),
    [halves([of.batch, ...sizesOf(of), of.channels], of.dtype, of.seed, [-Infinity, -Infinity, NaN, Infinity, 0])], of.seed + 2),
  mean: (of: Described): Windowed => withDerivatives(
    ([a]) => meanOfEach(a!, extentOf({ ...of, window: of.window.map((n) => 2 ** Math.floor(Math.log2(n))) }),
      { ...optionsOf(of), padding: 'valid' }, 'mean'),
    [halves([of.batch, ...sizesOf(of), of.channels], of.dtype, of.seed)], of.seed + 2),
  sum: (of: Described): Windowed => withDerivatives(([a]) => {
    const { rank, padding } = of
    const whole = raw.pad(a!, [0, ...padding.map(([low]) => low), 0], [0, ...padding.map(([, high]) => high), 0], of.seed % 2 === 0 ? 0 : 1.5)
    return raw.reduce('sum', raw.unfold(whole, movesOf(of)), of.window.map((_, i) => 1 + rank + i))
  }, [halves([of.batch, ...sizesOf(of), of.channels], of.dtype, of.seed)], of.seed + 2),
  minimum: (of: Described): Windowed => withDerivatives(([a]) =>
    raw.reduce('min', raw.unfold(a!, movesOf(of)), of.window.map((_, i) => 1 + of.rank + i)),
  [halves([of.batch, ...sizesOf(of), of.channels], of.dtype, of.seed)], of.seed + 2),
} as const satisfies Readonly<Record<string, (of: Described) => Windowed>>

/** The same draws every time. */
export const drawn = (kind: keyof typeof operations, n: number): readonly Windowed[] =>
  fc.sample(described, { numRuns: n, seed: 16 }).map(operations[kind])

/** Several programs as one of all their inputs and results. */
export const together = (all: readonly Windowed[]): Windowed => {
  const inputs = all.flatMap(({ program }) => program.inputs)
  let [given, made] = [0, inputs.length]
  const instructions: Program['instructions'][number][] = []
  const results: number[] = []
  for (const { program } of all) {
    const [own, firstInput, firstMade] = [program.inputs.length, given, made]
    const number = (id: number): number => (id < own ? firstInput + id : firstMade + id - own)
    for (const each of program.instructions) {
      instructions.push({ ...each, operands: each.operands.map(number), first: number(each.first) })
      made += each.types.length
    }
    results.push(...program.results.map(number))
    given += own
  }
  return { program: { inputs, instructions, results }, inputs: all.flatMap((each) => each.inputs) }
}
