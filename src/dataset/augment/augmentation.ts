/**
 * Augmentation: other examples from those that there are, as functions of a key. What becomes of the i-th example of a batch
 * depends on the key, on i and on itself alone.
 *
 * Laws: the same key gives the same bits; at strength 0 everything stays as it is; shapes and element types stay.
 */
import { fail } from '../../shape/error.js'
import { aFunction, check, listOf } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { checkKey, foldIn, type Key } from '../../random/key.js'
import { uniform } from '../../random/distribution.js'
import { allocate, type Elements } from '../../program/elements.js'
import { expectTensor } from '../../tensor/argument.js'
import { concrete, elements, type AnyTensor, type Tensor } from '../../tensor/tensor.js'

/** A function of a key and of examples [batch, ...]. */
export type Augmentation = (key: Key) => (x: any) => AnyTensor

/** An augmentation of images [batch, height, width, channels]. */
export type ImageAugmentation = (key: Key) =>
  <B extends number, H extends number, W extends number, C extends number, F extends Float>(
    images: Tensor<readonly [B, H, W, C], F>,
  ) => Tensor<readonly [B, H, W, C], F>

/** An augmentation of spectrograms [batch, frames, bands]. */
export type SpectrogramAugmentation = (key: Key) =>
  <B extends number, T extends number, M extends number, F extends Float>(
    spectrograms: Tensor<readonly [B, T, M], F>,
  ) => Tensor<readonly [B, T, M], F>

/** An augmentation of examples of any shape. */
export type AnyAugmentation = (key: Key) =>
  <B extends number, S extends Shape, F extends Float>(x: Tensor<readonly [B, ...S], F>) => Tensor<readonly [B, ...S], F>

/** A number in a range. */
export const checkStrength = (operation: string, argument: string, received: number, most = Infinity): void => {
  const isStrength = typeof received === 'number' && received >= 0 && received <= most && received < Infinity
  const expected = most === Infinity ? 'a finite number of at least 0' : `a number from 0 to ${most}`
  if (!isStrength) fail(operation, { argument, expected, received })
}

/** `count` numbers in [0, 1) for each example: those of the first examples are the same, however many there are. */
export const draws = (key: Key, examples: number, count: number): Elements =>
  elements(uniform(key, [examples, count], { low: 0, high: 1 }, 'f64'))

/** Whole numbers from 0 to `most`, from a draw. */
export const wholeUpTo = (most: number, draw: number): number => Math.floor(draw * (most + 1))

/** One example changed: from its elements, to be written to others, by its draws. */
export type Change = (from: Elements, to: Elements, draws: Elements) => void

/** What a user's augmentation makes of a value. */
export const augmented = <A>(operation: string, f: unknown, key: Key, x: A): A => {
  check(operation, { augmentation: f }, { augmentation: aFunction })
  const change: unknown = (f as (key: Key) => unknown)(key)
  const expected = 'a function of a key that gives a function'
  check(operation, { augmentation: change }, { augmentation: { ...aFunction, expected } })
  return (change as (x: A) => A)(x)
}

/** A change of each example by itself. `change` is given the shape of one, and what is drawn for it. */
export const perExample = (
  operation: string, axes: string, count: number, prepare: (example: Shape) => Change,
): Augmentation => (key) => {
  checkKey(operation, key)
  return (x: AnyTensor) => {
    expectTensor(operation, 'x', x)
    const [examples, ...example] = x.shape as readonly [number, ...number[]]
    const isFloat = x.dtype === 'f32' || x.dtype === 'f64'
    if (!isFloat || x.shape.length !== axes.split(', ').length)
      fail(operation, { argument: 'x', expected: `floats [${axes}]`, received: String(x) })
    const change = prepare(example)
    const [from, size, drawn] = [elements(x), example.reduce((a, b) => a * b, 1), draws(key, examples, count)]
    const to = allocate(x.dtype, from.length)
    for (let i = 0; i < examples; i++) {
      const [start, stop] = [i * size, (i + 1) * size]
      change(from.subarray(start, stop), to.subarray(start, stop), drawn.subarray(i * count, (i + 1) * count))
    }
    return concrete({ shape: x.shape, dtype: x.dtype }, to)
  }
}

/**
 * One augmentation after the other, each with a key of its own.
 *
 * @example
 * const augmentation = chain(shift({ pixels: 2 }), rotate({ degrees: 10 }))
 * augmentation(random.key(0))(t.zeros([4, 28, 28, 1])).shape // [4, 28, 28, 1]
 */
export const chain = <A extends Augmentation>(...steps: readonly A[]): A => {
  const all = (key: Key) => {
    checkKey('augment.chain', key)
    check('augment.chain', { steps }, { steps: listOf('augmentations', aFunction) })
    return (x: AnyTensor): AnyTensor => steps.reduce((y, step, i) => augmented('augment.chain', step, foldIn(key, i), y), x)
  }
  // It has the type of its steps, whatever their parameters.
  return all as Augmentation as A
}
