/**
 * Augmentation: other examples from those that there are, as functions of a key. What becomes of the i-th example of a batch
 * depends on the key, on i and on itself alone.
 *
 * Laws: the same key gives the same bits; at strength 0 everything stays as it is; shapes and element types stay.
 */
import { overRows } from '../../jit/rows.js'
import { add, floor, like, mul, type Scalar } from '../../program/scalar.js'
import { fail } from '../../shape/error.js'
import { aFunction, check, listOf } from '../../shape/options.js'
import type { Float, Shape } from '../../shape/shape.js'
import { checkKey, foldIn, type Key } from '../../random/key.js'
import { unit64 } from '../../random/distribution.js'
import { wordsOf } from '../../random/words.js'
import { expectTensor } from '../../tensor/argument.js'
import { typeInWords, type AnyTensor, type Tensor } from '../../tensor/tensor.js'
import * as raw from '../../tensor/untyped.js'

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

/** Whole numbers from 0 to `most`, from a draw. */
export const wholeUpTo = (most: Scalar, draw: Scalar): Scalar => floor(mul(draw, add(most, like(most, 1))))

/** What all examples have in common: a key, how many numbers are drawn for each, and what a change is told. */
interface Shared {
  readonly key: Key
  readonly count: number
  readonly settings: readonly AnyTensor[]
}

/** What a user's augmentation makes of a value. */
export const augmented = <A>(operation: string, f: unknown, key: Key, x: A): A => {
  check(operation, { augmentation: f }, { augmentation: aFunction })
  const change: unknown = (f as (key: Key) => unknown)(key)
  const expected = 'a function of a key that gives a function'
  check(operation, { augmentation: change }, { augmentation: { ...aFunction, expected } })
  return (change as (x: A) => A)(x)
}

const unit = raw.elementwise((high, low) => unit64(high, low))
const times = (count: number) => raw.elementwise((start) => mul(start, like(start, count)))

/** `count` numbers in [0, 1) for each example, [size, count] of f64, those of the first examples the same however many follow. */
const drawsFor = ({ key, count }: Shared, start: AnyTensor, size: number): AnyTensor =>
  unit(...wordsOf('block', key, times(count)(start), [size, count]))

/** Examples [size, ...] changed, each by its draws and by settings [] of f64, the same for all. */
export type Change = (x: AnyTensor, draws: AnyTensor, settings: readonly AnyTensor[]) => AnyTensor

/**
 * A change of each example by itself, compiled for examples of a shape: a function of how many numbers are drawn for each and
 * of the settings, which are inputs of the program.
 */
// @__NO_SIDE_EFFECTS__
export const perExample = (operation: string, axes: string, change: Change) => {
  const run = overRows<Shared, AnyTensor, AnyTensor>(({ shared, rows: x, start, size }) =>
    change(x, drawsFor(shared, start, size), shared.settings))
  return (count: number, ...numbers: readonly number[]): Augmentation => {
    const settings = numbers.map((number) => raw.scalar(number, 'f64'))
    return (key) => {
      checkKey(operation, key)
      return (x: AnyTensor) => {
        expectTensor(operation, 'x', x)
        const isFloat = x.dtype === 'f32' || x.dtype === 'f64'
        if (!isFloat || x.shape.length !== axes.split(', ').length)
          fail(operation, { argument: 'x', expected: `floats [${axes}]`, received: typeInWords(x) })
        return run({ key, count, settings }, x, x.shape[0])
      }
    }
  }
}

/** Numbers of each example, [size], repeated over all of what it has, [size, ...]. */
export const spread = (x: AnyTensor, shape: Shape): AnyTensor =>
  raw.broadcast(raw.reshape(x, [...x.shape, ...shape.slice(x.shape.length).map(() => 1)]), shape)

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
