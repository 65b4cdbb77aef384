/** Grey images as text: two rows of pixels in a line of characters. */
import { fail } from '../shape/error.js'
import { aString, checkOptions, listOf } from '../shape/options.js'
import type { Float } from '../shape/shape.js'
import { expectTensor } from '../tensor/argument.js'
import { elements, type Tensor } from '../tensor/tensor.js'

/** The brightness from which a pixel is drawn. */
const bright = 0.4

const blocks = [' ', '▄', '▀', '█'] as const

const drawn = (pixels: ArrayLike<number>, height: number, width: number): readonly string[] => {
  const on = (y: number, x: number): number => Number(y < height && (pixels[y * width + x] as number) >= bright)
  return Array.from({ length: Math.ceil(height / 2) }, (_, line) =>
    Array.from({ length: width }, (_, x) => blocks[2 * on(2 * line, x) + on(2 * line + 1, x)]).join(''))
}

/**
 * An image [height, width, 1] in [0, 1], in half blocks: white where it is bright.
 *
 * @example
 * image(t.of([2, 3, 1], [1, 0, 1, 0, 1, 1])) // '▀▄█'
 */
export const image = <H extends number, W extends number, F extends Float>(x: Tensor<readonly [H, W, 1], F>): string => {
  const [height, width, channels] = expectTensor('report.image', 'x', x).shape as readonly number[]
  if (x.shape.length !== 3 || channels !== 1)
    fail('report.image', { argument: 'x', expected: 'an image [height, width, 1]', received: x.shape })
  return drawn(elements(x), height as number, width as number).join('\n')
}

/** What stands below images, and how many of them stand side by side. */
export interface ImagesOptions {
  /** A line for each image, below it. */
  readonly captions?: readonly string[]
  /** Images side by side, by default 4. */
  readonly across?: number
}

const gap = '  '

/**
 * Images [n, height, width, 1] in [0, 1] side by side, as by `image`.
 *
 * @example
 * console.log(images(t.of([2, 2, 2, 1], [1, 0, 1, 0, 0, 1, 0, 1]), { captions: ['1', '2'] }))
 * // █    █
 * // 1   2
 */
export const images = <N extends number, H extends number, W extends number, F extends Float>(
  x: Tensor<readonly [N, H, W, 1], F>,
  options: ImagesOptions = {},
): string => {
  const { captions = [], across = 4 } =
    checkOptions<ImagesOptions>('report.images', options, { captions: listOf('strings', aString), across: true })
  const { shape } = expectTensor('report.images', 'x', x)
  const [n, height, width, channels] = shape as readonly [number, number, number, number]
  if (shape.length !== 4 || channels !== 1)
    fail('report.images', { argument: 'x', expected: 'images [n, height, width, 1]', received: shape })
  if (!Number.isSafeInteger(across) || across < 1)
    fail('report.images', { argument: 'across', expected: 'a whole number of at least 1', received: across })
  const all = elements(x)
  const pictures = Array.from({ length: n }, (_, i) =>
    [...drawn(all.subarray(i * height * width, (i + 1) * height * width), height, width), captions[i] ?? ''])
  const cell = Math.max(width, ...captions.map((caption) => caption.length))
  const line = (row: readonly (readonly string[])[], i: number): string =>
    row.map((picture) => (picture[i] as string).padEnd(cell)).join(gap).trimEnd()
  return Array.from({ length: Math.ceil(n / across) }, (_, r) => pictures.slice(r * across, (r + 1) * across))
    .map((row) => (row[0] as readonly string[]).map((_, i) => line(row, i)).join('\n').trimEnd())
    .join('\n\n')
}
