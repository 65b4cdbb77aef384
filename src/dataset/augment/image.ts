/** Images moved, turned and cut: what a camera held otherwise would have seen. */
import type { Elements } from '../../program/elements.js'
import { checkOptions } from '../../shape/options.js'
import type { Shape } from '../../shape/shape.js'
import { cos, sin } from '../../tensor/unary.js'
import { elements } from '../../tensor/tensor.js'
import { fail } from '../../shape/error.js'
import { doubles } from '../signal/turn.js'
import { checkStrength, perExample, wholeUpTo, type ImageAugmentation } from './augmentation.js'

const axes = 'batch, height, width, channels'
type Size = readonly [height: number, width: number, channels: number]

/** From where in the image pixel (x, y) of the new one comes. */
interface Origin {
  readonly x: number
  readonly y: number
}

/** Each pixel is the mean of the four around its origin, by nearness; outside of the image is 0. */
const warp = (from: Elements, to: Elements, [height, width, channels]: Size, origin: (x: number, y: number) => Origin): void => {
  const at = (x: number, y: number, c: number): number =>
    (x >= 0 && x < width && y >= 0 && y < height ? from[(y * width + x) * channels + c] as number : 0)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const { x, y } = origin(column, row)
      const [left, top] = [Math.floor(x), Math.floor(y)]
      const [dx, dy] = [x - left, y - top]
      for (let c = 0; c < channels; c++) {
        // What comes from one pixel alone stays what it is, -0 too.
        const along = (line: number): number =>
          (dx === 0 ? at(left, line, c) : (1 - dx) * at(left, line, c) + dx * at(left + 1, line, c))
        to[(row * width + column) * channels + c] = dy === 0 ? along(top) : (1 - dy) * along(top) + dy * along(top + 1)
      }
    }
  }
}

const checkPixels = (operation: string, received: number): void => {
  const isCount = Number.isSafeInteger(received) && received >= 0
  if (!isCount) fail(operation, { argument: 'pixels', expected: 'a whole number of at least 0', received })
}

/** How far images move at most, up or down and to either side. */
export interface ShiftOptions {
  readonly pixels: number
}

/**
 * Each image moved by up to so many pixels in each direction; what comes in is 0.
 *
 * @example
 * shift({ pixels: 2 })(random.key(0))(t.ones([8, 28, 28, 1])).shape // [8, 28, 28, 1]
 */
export const shift = (options: ShiftOptions): ImageAugmentation => {
  const { pixels } = checkOptions<ShiftOptions>('augment.shift', options, { pixels: true })
  checkPixels('augment.shift', pixels)
  return perExample('augment.shift', axes, 2, (example) => (from, to, [first, second]) => {
    const by = (draw: number | undefined): number => wholeUpTo(2 * pixels, draw as number) - pixels
    const [dx, dy] = [by(first), by(second)]
    warp(from, to, example as Size, (x, y) => ({ x: x - dx, y: y - dy }))
  }) as ImageAugmentation
}

/** How far images are turned at most, either way. */
export interface RotateOptions {
  readonly degrees: number
}

/**
 * Each image turned about its middle by an angle from -degrees to degrees; what comes in is 0.
 *
 * @example
 * rotate({ degrees: 15 })(random.key(0))(t.ones([8, 28, 28, 1])).shape // [8, 28, 28, 1]
 */
export const rotate = (options: RotateOptions): ImageAugmentation => {
  const { degrees } = checkOptions<RotateOptions>('augment.rotate', options, { degrees: true })
  checkStrength('augment.rotate', 'degrees', degrees, 180)
  return perExample('augment.rotate', axes, 1, (example) => (from, to, [draw]) => {
    const [height, width] = example as Size
    const angle = doubles([((2 * (draw as number) - 1) * degrees * Math.PI) / 180])
    const [c, s] = [elements(cos(angle))[0] as number, elements(sin(angle))[0] as number]
    const [middle, centre] = [(width - 1) / 2, (height - 1) / 2]
    warp(from, to, example as Size, (x, y) => ({
      x: middle + (c * (x - middle) - s * (y - centre)), y: centre + (s * (x - middle) + c * (y - centre)),
    }))
  }) as ImageAugmentation
}

/** The least share of an image's height and width that is kept: 1 keeps everything. */
export interface CropOptions {
  readonly share: number
}

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
  return perExample('augment.crop', axes, 3, (example) => (from, to, [size, first, second]) => {
    const [height, width] = example as Size
    const kept = 1 - (1 - share) * (size as number)
    const [left, top] = [(first as number) * (1 - kept) * (width - 1), (second as number) * (1 - kept) * (height - 1)]
    warp(from, to, example as Size, (x, y) => ({ x: left + kept * x, y: top + kept * y }))
  }) as ImageAugmentation
}

/** The share of images that are changed. */
export interface FlipOptions {
  readonly share?: number
}

/**
 * Left and right exchanged in a share of the images, by default half of them.
 *
 * @example
 * flip({ share: 1 })(random.key(0))(t.of([1, 1, 2, 1], [1, 2])) // [[[[2], [1]]]]
 */
export const flip = (options: FlipOptions = {}): ImageAugmentation => {
  const { share = 0.5 } = checkOptions<FlipOptions>('augment.flip', options, { share: true })
  checkStrength('augment.flip', 'share', share, 1)
  return perExample('augment.flip', axes, 1, (example: Shape) => (from, to, [draw]) => {
    const width = (example as Size)[1]
    warp(from, to, example as Size, (x, y) => ({ x: (draw as number) < share ? width - 1 - x : x, y }))
  }) as ImageAugmentation
}
