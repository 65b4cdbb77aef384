import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as arithmetic from '../../src/shape/arithmetic.js'
import { at } from '../../src/shape/at.js'
import { expandDims, permute, reduce, squeeze } from '../../src/shape/axes.js'
import { broadcast, broadcastTo } from '../../src/shape/broadcast.js'
import { concatenate, stack } from '../../src/shape/concatenate.js'
import { kron } from '../../src/shape/kron.js'
import { matmul } from '../../src/shape/matmul.js'
import { diagonal } from '../../src/shape/matrix.js'
import { moveAxis, swapAxes } from '../../src/shape/moveAxis.js'
import { pad, padBy } from '../../src/shape/pad.js'
import { repeat } from '../../src/shape/repeat.js'
import { flatten, reshape } from '../../src/shape/reshape.js'
import { size } from '../../src/shape/size.js'
import { slice } from '../../src/shape/slice.js'
import { split } from '../../src/shape/split.js'
import { inner, scattered, take, takeAlong } from '../../src/shape/take.js'
import { halfSpectrum, wholeSpectrum } from '../../src/shape/spectrum.js'
import { tensordot } from '../../src/shape/tensordot.js'
import { shapeText } from '../../src/shape/text.js'
import { transposed1d, transposed2d, transposed3d, transposedSize } from '../../src/shape/transposed.js'
import { window1d, window2d, window3d, windowSize } from '../../src/shape/window.js'
import { compile, floor } from './compile.js'

// The law of this floor: on literal shapes, what the compiler computes or says is what run time computes or says. Random
// cases are computed here, written down as claims, and compiled in one program.

/** A case: the name of the function, which is the name of the type but for its first letter, and its arguments. */
interface Case { readonly name: string; readonly args: readonly unknown[]; readonly result: unknown }

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? `readonly [${value.map(typeOf).join(', ')}]` : value === undefined ? 'undefined' : JSON.stringify(value)

const claim = ({ name, args, result }: Case): string => {
  const type = `${homes[name] ?? 'arithmetic'}.${name[0]?.toUpperCase()}${name.slice(1)}`
  return `proven<Same<${type}<${args.map(typeOf).join(', ')}>, ${typeOf(result)}>>()`
}

const cases = <A extends unknown[]>(
  name: string, twin: (...args: A) => unknown, args: fc.Arbitrary<A>, numRuns = 60,
): readonly Case[] => fc.sample(args, { numRuns, seed: 20261121 }).map((a) => ({ name, args: a, result: twin(...a) }))

const files = [
  'arithmetic', 'at', 'axes', 'broadcast', 'concatenate', 'kron', 'matmul', 'matrix', 'moveAxis', 'pad', 'repeat', 'reshape', 'size', 'slice',
  'spectrum', 'split', 'take', 'tensordot', 'text', 'transposed', 'window',
]
const program = (all: readonly Case[]): string => [
  `import type { Same } from '${floor}/fits.js'`,
  ...files.map((file) => `import type * as ${file} from '${floor}/${file}.js'`),
  'const proven = <_Claim extends true>(): void => undefined',
  ...all.map(claim),
].join('\n')

/** The files of the functions other than arithmetic. */
const homes: Readonly<Record<string, string>> = {
  reduce: 'axes', permute: 'axes', expandDims: 'axes', squeeze: 'axes', broadcast: 'broadcast', broadcastTo: 'broadcast',
  concatenate: 'concatenate', stack: 'concatenate', matMul: 'matmul', kron: 'kron', tensorDot: 'tensordot', halfSpectrum: 'spectrum', wholeSpectrum: 'spectrum', pad: 'pad', repeat: 'repeat', reshape: 'reshape', flatten: 'reshape',
  size: 'size', slice: 'slice', shapeText: 'text', windowSize: 'window', window1d: 'window', window2d: 'window', window3d: 'window',
  at: 'at', diagonal: 'matrix', moveAxis: 'moveAxis', swapAxes: 'moveAxis', padBy: 'pad', split: 'split', inner: 'take', scattered: 'take', take: 'take',
  takeAlong: 'take', transposedSize: 'transposed', transposed1d: 'transposed', transposed2d: 'transposed', transposed3d: 'transposed',
}

const n = fc.oneof(fc.nat(12), fc.nat(999), fc.nat(2 ** 31 - 1))
const positive = n.map((k) => k + 1)
const small = fc.nat(4)
const shape = fc.array(fc.oneof(fc.constant(1), small), { maxLength: 4 })
const axis = fc.integer({ min: -5, max: 4 })
const axes = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 3 })
const padding = fc.oneof(fc.constantFrom('valid' as const, 'same' as const), fc.tuple(small, small))
const range = fc.oneof(fc.constant(null), fc.tuple(fc.integer({ min: -4, max: 5 }), fc.integer({ min: -4, max: 5 })),
  fc.tuple(fc.nat(3), fc.nat(6), small))
/** Shapes that differ in one place at most, so that agreement and disagreement are both common. */
const alike = fc.tuple(shape, fc.nat(3), fc.nat(5))
  .map(([s, i, m]): [number[], number[]] => [s, s.map((k, j) => (j === i ? m : k))])
const pair = fc.tuple(small, small)

it('arithmetic: the compiler computes what run time does', () => {
  const two = fc.tuple(n, n)
  const divisor = fc.tuple(n, positive)
  const exact = ([a, b]: readonly [number, number]): boolean => a * b <= Number.MAX_SAFE_INTEGER
  expect(compile(program([
    ...cases('add', arithmetic.add, two), ...cases('subtract', arithmetic.subtract, two),
    ...cases('lessThan', arithmetic.lessThan, two),
    ...cases('multiply', arithmetic.multiply, two.filter(exact)), ...cases('floorDivide', arithmetic.floorDivide, divisor),
    ...cases('ceilDivide', arithmetic.ceilDivide, divisor), ...cases('remainder', arithmetic.remainder, divisor),
  ]))).toBe('')
}, 60_000)

it('shapes: the compiler computes and says what run time does', () => {
  const two = fc.oneof(alike, fc.tuple(shape, shape))
  expect(compile(program([
    ...cases('broadcast', broadcast, two, 120), ...cases('broadcastTo', broadcastTo, two, 120),
    ...cases('matMul', matmul, fc.oneof(two, fc.tuple(shape, small, small, small, small)
      .map(([l, m, k, j, i]): [number[], number[]] => [[...l, m, k], [...(i < 3 ? l : []), i === 0 ? j : k, j]])), 120),
    ...cases('kron', kron, fc.tuple(fc.tuple(small, small), fc.tuple(small, small)).map((both): [number[], number[]] => both)),
    ...cases('tensorDot', tensordot, fc.tuple(two, fc.oneof(fc.nat(3), fc.tuple(axes, axes)))
      .map(([[a, b], summed]): [number[], number[], number | [number[], number[]]] => [a, b, summed]), 120),
    ...cases('halfSpectrum', halfSpectrum, fc.tuple(fc.array(positive, { maxLength: 3 }), axis)),
    ...cases('wholeSpectrum', wholeSpectrum, fc.tuple(fc.array(fc.nat(4).map((k) => k + 1), { maxLength: 3 }), fc.nat(7).map((k) => k + 1), axis)),
    ...cases('reduce', reduce, fc.tuple(shape, fc.option(axes, { nil: undefined }), fc.boolean()), 120),
    ...cases('permute', permute, fc.tuple(shape, axes).chain(([s, a]) =>
      fc.tuple(fc.constant(s), fc.oneof(fc.constant(a), fc.shuffledSubarray(s.map((_, i) => i), { minLength: s.length }))))),
    ...cases('expandDims', expandDims, fc.tuple(shape, axis)),
    ...cases('squeeze', squeeze, fc.tuple(shape, fc.option(axes, { nil: undefined }))),
    ...cases('concatenate', concatenate, fc.tuple(alike, axis)), ...cases('stack', stack, fc.tuple(alike, axis)),
    ...cases('reshape', reshape, fc.oneof(two, fc.tuple(shape, fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 })),
      shape.chain((s) => fc.tuple(fc.constant(s), fc.nat(3).map((i) => s.map((k, j) => (j === i ? -1 : k)))))), 150),
    ...cases('flatten', flatten, fc.tuple(shape)), ...cases('size', size, fc.tuple(shape)),
    ...cases('shapeText', shapeText, fc.tuple(shape)),
    ...cases('slice', slice, fc.tuple(shape, fc.array(range, { maxLength: 4 })), 120),
    ...cases('repeat', repeat, shape.chain((s) => fc.tuple(fc.constant(s), fc.oneof(
      fc.array(small, { maxLength: 3 }), fc.array(fc.integer({ min: -1, max: 4 }), { minLength: s.length, maxLength: s.length }))))),
    ...cases('pad', pad, shape.chain((s) => fc.tuple(fc.constant(s), fc.oneof(
      fc.array(pair, { maxLength: 3 }),
      fc.array(fc.tuple(fc.integer({ min: -1, max: 4 }), small), { minLength: s.length, maxLength: s.length }))))),
  ]))).toBe('')
}, 60_000)

it('positions and parts: the compiler computes and says what run time does', () => {
  const bound = fc.oneof(fc.constant(null), fc.integer({ min: -4, max: 5 }))
  const step = fc.constantFrom(1, 2, 3, -1, -2, 0)
  const position = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(null, 'newAxis' as const), fc.tuple(bound, bound), fc.tuple(bound, bound, step))
  const positions = fc.tuple(fc.array(position, { maxLength: 2 }), fc.boolean(), fc.array(position, { maxLength: 1 }))
    .map(([front, rest, back]) => (rest ? [...front, '...' as const, ...back] : [...front, ...back]))
  const some = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  const mode = fc.constantFrom('reflect' as const, 'symmetric' as const, 'edge' as const, 'wrap' as const)
  expect(compile(program([
    ...cases('at', at, fc.tuple(some, positions), 200),
    ...cases('take', take, fc.tuple(shape, shape, axis)), ...cases('takeAlong', takeAlong, alike.chain(([s, i]) => fc.tuple(fc.constant(s), fc.constant(i), axis))),
    ...cases('scattered', scattered, fc.tuple(some, fc.array(small, { maxLength: 1 }), shape, fc.constantFrom(0, 1, -1))),
    ...cases('inner', inner, alike), ...cases('split', split, fc.tuple(some, fc.oneof(fc.integer({ min: -1, max: 3 }), fc.array(small, { maxLength: 3 })), fc.constantFrom(0, -1, 1))),
    ...cases('moveAxis', moveAxis, fc.tuple(shape, fc.oneof(axis, axes), fc.oneof(axis, axes))), ...cases('swapAxes', swapAxes, fc.tuple(shape, axis, axis)),
    ...cases('diagonal', diagonal, fc.tuple(shape, fc.integer({ min: -4, max: 4 }))),
    ...cases('padBy', padBy, some.chain((s) => fc.tuple(fc.constant(s), fc.array(pair, { minLength: s.length, maxLength: s.length }), mode))),
  ]))).toBe('')
}, 60_000)

it('windows: the compiler computes and says what run time does', () => {
  const one = fc.tuple(fc.nat(40), fc.nat(7), fc.nat(4), fc.nat(3), padding)
  const image = fc.tuple(fc.tuple(fc.nat(40), fc.nat(40)), pair, fc.tuple(fc.nat(3), positive), fc.tuple(fc.constant(1), fc.nat(3)),
    fc.oneof(fc.constantFrom('valid' as const, 'same' as const), fc.tuple(pair, pair)))
  const back = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(7), fc.nat(4), fc.nat(3), padding)
  const imageBack = image.filter(([[h, w]]) => h > 0 && w > 0)
  const triple = fc.tuple(small, small, small)
  const volume = fc.tuple(fc.tuple(small, fc.nat(20), fc.nat(20)), triple, fc.tuple(positive, fc.nat(3), positive), fc.tuple(fc.constant(1), fc.constant(1), fc.nat(3)),
    fc.oneof(fc.constantFrom('valid' as const, 'same' as const), fc.tuple(pair, pair, pair)))
  const volumeBack = volume.filter(([sizes]) => sizes.every((k) => k > 0))
  const all = [
    ...cases('windowSize', windowSize, one, 200), ...cases('window1d', window1d, one), ...cases('window2d', window2d, image, 100),
    ...cases('transposedSize', transposedSize, back, 200), ...cases('transposed1d', transposed1d, back),
    ...cases('transposed2d', transposed2d, imageBack, 100),
    ...cases('window3d', window3d, volume, 100), ...cases('transposed3d', transposed3d, volumeBack, 100),
  ]
  expect(compile(program(all))).toBe('')
}, 60_000)

it('a false claim does not compile', () => {
  const wrong: Case = { name: 'multiply', args: [28, 28], result: 783 }
  expect(compile(program([wrong]))).toContain("Type 'false' does not satisfy the constraint 'true'")
}, 60_000)
