/** Images moved, turned and cut: what a camera held otherwise would have seen. */
import { cos, sin } from '../../program/elementary/functions.js'
import {
  add, and, convert, div, eq, floor, le, like, lt, max, min, mul, select, sub, type Scalar,
} from '../../program/scalar.js'
import { checkOptions } from '../../shape/options.js'
import { fail } from '../../shape/error.js'
import type { Shape } from '../../shape/shape.js'
import type { AnyTensor } from '../../tensor/tensor.js'
import * as raw from '../../tensor/untyped.js'
import { checkStrength, perExample, spread, wholeUpTo, type ImageAugmentation } from './augmentation.js'

const axes = 'batch, height, width, channels'

/** The pixels of examples, where each comes from: places [size, height, width] of f64. */
interface Origins {
  readonly x: AnyTensor
  readonly y: AnyTensor
}

/** Where each comes from, as a function of its place and of more numbers, of each example or of all. */
const originsOf = <A extends readonly Scalar[]>(
  images: AnyTensor, axis: 1 | 2, f: (at: Scalar, ...more: A) => Scalar, ...more: raw.Operands<A>
): AnyTensor => {
  const shape = (images.shape as Shape).slice(0, 3)
  const others = (more as readonly AnyTensor[]).map((v) => spread(v, shape))
  const over = raw.elementwise((...[at, ...rest]: readonly [Scalar, ...(readonly Scalar[])]) =>
    f(convert(at, 'f64'), ...rest as readonly unknown[] as A))
  return over(raw.iota(shape, axis), ...others)
}

const within = (x: Scalar, size: number): Scalar => min(max(x, like(x, 0)), like(x, size - 1))
const inside = (x: Scalar, size: number): Scalar => and(le(like(x, 0), x), lt(x, like(x, size)))
const orZero = raw.elementwise((isInside, value) => select(isInside, value, like(value, 0)))

/** The pixels at whole places; outside of the image is 0. */
const pick = (images: AnyTensor, { x, y }: Origins): AnyTensor => {
  const [size, height, width, channels] = images.shape as readonly [number, number, number, number]
  const places = x.shape as Shape
  const index = raw.elementwise((row, column, line) => {
    const above = add(mul(convert(row, 'f64'), like(line, height)), within(line, height))
    return convert(add(mul(above, like(line, width)), within(column, width)), 'i32')
  })(raw.iota(places, 0), x, y)
  const isInside = raw.elementwise((column, line) => and(inside(column, width), inside(line, height)))(x, y)
  const pixels = raw.gather(raw.reshape(images, [size * height * width, channels]), index)
  return orZero(spread(isInside, images.shape), pixels)
}

const whole = raw.elementwise(floor)
const next = raw.elementwise((x) => add(x, like(x, 1)))
const rest = raw.elementwise((x) => sub(x, floor(x)))

/** What comes from one of two alone stays what it is, -0 too. */
const nearer = (part: Scalar, a: Scalar, b: Scalar): Scalar =>
  select(eq(part, like(part, 0)), a, add(mul(sub(like(part, 1), part), a), mul(part, b)))

const mean = raw.elementwise((dx, dy, a, b, c, d) => {
  const along = (left: Scalar, right: Scalar): Scalar => nearer(dx, convert(left, 'f64'), convert(right, 'f64'))
  return convert(nearer(dy, along(a, b), along(c, d)), a.dtype)
})

/** Each pixel is the mean of the four around its origin, by nearness; outside of the image is 0. */
const warp = (images: AnyTensor, { x, y }: Origins): AnyTensor => {
  const [left, top] = [whole(x), whole(y)]
  const [right, bottom] = [next(left), next(top)]
  return mean(
    spread(rest(x), images.shape), spread(rest(y), images.shape),
    pick(images, { x: left, y: top }), pick(images, { x: right, y: top }),
    pick(images, { x: left, y: bottom }), pick(images, { x: right, y: bottom }))
}

/** One of the numbers that are drawn for each example, [size]. */
const draw = (draws: AnyTensor, i: number): AnyTensor => {
  const [size] = draws.shape as readonly [number]
  return raw.reshape(raw.slice(draws, [0, i], [size, i + 1]), [size])
}

const checkPixels = (operation: string, received: number): void => {
  const isCount = Number.isSafeInteger(received) && received >= 0
  if (!isCount) fail(operation, { argument: 'pixels', expected: 'a whole number of at least 0', received })
}

/** How far images move at most, up or down and to either side. */
export interface ShiftOptions {
  readonly pixels: number
}

const shifted = perExample('augment.shift', axes, (images, draws, [pixels]) => {
  const from = (axis: 1 | 2, by: AnyTensor): AnyTensor => originsOf(
    images, axis, (at, drawn, most) => sub(at, sub(wholeUpTo(mul(like(most, 2), most), drawn), most)), by, pixels as AnyTensor)
  return pick(images, { x: from(2, draw(draws, 0)), y: from(1, draw(draws, 1)) })
})

/**
 * Each image moved by up to so many pixels in each direction; what comes in is 0.
 *
 * @example
 * shift({ pixels: 2 })(random.key(0))(t.ones([8, 28, 28, 1])).shape // [8, 28, 28, 1]
 */
export const shift = (options: ShiftOptions): ImageAugmentation => {
  const { pixels } = checkOptions<ShiftOptions>('augment.shift', options, { pixels: true })
  checkPixels('augment.shift', pixels)
  return shifted(2, pixels) as ImageAugmentation
}

/** How far images are turned at most, either way. */
export interface RotateOptions {
  readonly degrees: number
}

const angle = raw.elementwise((drawn, degrees) => {
  const part = sub(mul(like(drawn, 2), drawn), like(drawn, 1))
  return div(mul(mul(part, degrees), like(part, Math.PI)), like(part, 180))
})
const cosine = raw.elementwise((x) => cos(x))
const sine = raw.elementwise((x) => sin(x))

const rotated = perExample('augment.rotate', axes, (images, draws, [degrees]) => {
  const [size, height, width] = images.shape as readonly [number, number, number]
  const [middle, centre] = [(width - 1) / 2, (height - 1) / 2]
  const by = angle(draw(draws, 0), raw.broadcast(degrees as AnyTensor, [size]))
  const turn = (v: AnyTensor): AnyTensor => spread(v, (images.shape as Shape).slice(0, 3))
  const operands = [
    originsOf(images, 2, (at) => sub(at, like(at, middle))), originsOf(images, 1, (at) => sub(at, like(at, centre))),
    turn(cosine(by)), turn(sine(by)),
  ] as const
  return warp(images, {
    x: raw.elementwise((x, y, c, s) => add(like(x, middle), sub(mul(c, x), mul(s, y))))(...operands),
    y: raw.elementwise((x, y, c, s) => add(like(x, centre), add(mul(s, x), mul(c, y))))(...operands),
  })
})

/**
 * Each image turned about its middle by an angle from -degrees to degrees; what comes in is 0.
 *
 * @example
 * rotate({ degrees: 15 })(random.key(0))(t.ones([8, 28, 28, 1])).shape // [8, 28, 28, 1]
 */
export const rotate = (options: RotateOptions): ImageAugmentation => {
  const { degrees } = checkOptions<RotateOptions>('augment.rotate', options, { degrees: true })
  checkStrength('augment.rotate', 'degrees', degrees, 180)
  return rotated(1, degrees) as ImageAugmentation
}

/** The least share of an image's height and width that is kept: 1 keeps everything. */
export interface CropOptions {
  readonly share: number
}

const cropped = perExample('augment.crop', axes, (images, draws, [most]) => {
  const [, height, width] = images.shape as readonly [number, number, number]
  const from = (axis: 1 | 2, size: number, first: AnyTensor): AnyTensor => originsOf(images, axis, (at, part, drawn, lost) => {
    const kept = sub(like(at, 1), mul(lost, drawn))
    return add(mul(mul(part, sub(like(at, 1), kept)), like(at, size - 1)), mul(kept, at))
  }, first, draw(draws, 0), most as AnyTensor)
  return warp(images, { x: from(2, width, draw(draws, 1)), y: from(1, height, draw(draws, 2)) })
})

/**
 * A part of each image, at any place, of a share of its height and width that is drawn from `share` to 1, stretched to the size
 * that the image had.
 *
 * @example
 * crop({ share: 0.8 })(random.key(0))(t.ones([8, 28, 28, 1])).shape // [8, 28, 28, 1]
 */
export const crop = (options: CropOptions): ImageAugmentation => {
  const { share } = checkOptions<CropOptions>('augment.crop', options, { share: true })
  const isShare = typeof share === 'number' && share > 0 && share <= 1
  if (!isShare) fail('augment.crop', { argument: 'share', expected: 'a number above 0 and up to 1', received: share })
  return cropped(3, 1 - share) as ImageAugmentation
}

/** The share of images that are changed. */
export interface FlipOptions {
  readonly share?: number
}

const flipped = perExample('augment.flip', axes, (images, draws, [share]) => {
  const last = images.shape[2] as number - 1
  const x = originsOf(
    images, 2, (at, drawn, part) => select(lt(drawn, part), sub(like(at, last), at), at), draw(draws, 0), share as AnyTensor)
  return pick(images, { x, y: originsOf(images, 1, (at) => at) })
})

/**
 * Left and right exchanged in a share of the images, by default half of them.
 *
 * @example
 * flip({ share: 1 })(random.key(0))(t.of([1, 1, 2, 1], [1, 2])) // [[[[2], [1]]]]
 */
export const flip = (options: FlipOptions = {}): ImageAugmentation => {
  const { share = 0.5 } = checkOptions<FlipOptions>('augment.flip', options, { share: true })
  checkStrength('augment.flip', 'share', share, 1)
  return flipped(1, share) as ImageAugmentation
}
