/** Images with labels from IDX files: MNIST, and what has its form (Fashion-MNIST, KMNIST, EMNIST). */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../shape/error.js'
import { concrete } from '../tensor/tensor.js'
import { dataset, type Dataset } from './dataset.js'
import { firstOf, readBytes } from './file.js'
import { decodeIdx } from './idxGzip.js'
import { wrong, type Idx } from './idx.js'
import { boundOf, limited, tooLarge, type Limits } from './limit.js'

/** Grey images [height, width, 1] in [0, 1] with a class each. */
export type Images<H extends number = number, W extends number = number> = Dataset<readonly [H, W, 1], readonly [], 'i32'>

/** Images and labels that belong together, with classes 0 … classes - 1, by default 10. */
export interface ImageSource<A> extends Limits {
  readonly images: A
  readonly labels: A
  readonly classes?: number
}

const sourceFields = { images: true, labels: true, classes: true, maxBytes: true }

const isImages = ({ type, shape }: Idx): boolean => type === 'u8' && shape.length === 3
const isLabels = ({ type, shape }: Idx): boolean => type === 'u8' && shape.length === 1

const described = (idx: Idx): string => {
  const looks = isLabels(idx) ? ', which looks like labels' : isImages(idx) ? ', which looks like images' : ''
  return `${idx.type} [${idx.shape.join(', ')}]${looks}`
}

const check = (holds: boolean, { file }: Idx, expected: string, received: unknown): E.Either<TenfoldError, void> =>
  holds ? E.right(undefined) : E.left(wrong(file, expected, received))

/** Each byte as a number in [0, 1], rounded once. A loop, since `from` takes seconds for MNIST. */
const brightness = (bytes: ArrayLike<number>): Float32Array => {
  const pixels = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) pixels[i] = (bytes[i] as number) / 255
  return pixels
}

/**
 * The data set of parsed images, bytes [n, height, width], and labels, bytes [n] below `classes`. Files that are something
 * else, are exchanged, are empty or don't have as many labels as images are a `Left`.
 *
 * @example
 * labelledImages({
 *   images: { file: 'images', type: 'u8', shape: [1, 1, 2], values: [0, 255] },
 *   labels: { file: 'labels', type: 'u8', shape: [1], values: [7] },
 * }) // Right: { size: 1, inputs: [[[[0], [1]]]], targets: [7] }
 */
export const labelledImages = (source: ImageSource<Idx>): E.Either<TenfoldError, Images> => {
  const { images, labels, classes = 10 } = source
  const maxBytes = boundOf<ImageSource<Idx>>('dataset.labelledImages', source, sourceFields)
  const [n, height, width] = images.shape as readonly [number, number, number]
  const odd = Array.prototype.findIndex.call(labels.values, (label: number) => label >= classes)
  return pipe(
    check(isImages(images), images, 'images, u8 [count, height, width]', described(images)),
    E.chain(() => check(isLabels(labels), labels, 'labels, u8 [count]', described(labels))),
    E.chain(() => check(images.values.length > 0, images, 'at least 1 image of at least 1 pixel', described(images))),
    E.chain(() => check(labels.shape[0] === n, labels, `${n} labels, one for each image of ${images.file}`, labels.shape[0])),
    E.chain(() => check(odd < 0, labels, `labels from 0 to ${classes - 1}`, `${labels.values[odd]} for image ${odd}`)),
    E.filterOrElse((): boolean => 4 * images.values.length <= maxBytes, (): TenfoldError =>
      tooLarge('dataset.idx', images.file, {}, maxBytes, `${4 * images.values.length} as f32`)),
    E.map(() => dataset('dataset.labelledImages', {
      inputs: concrete({ shape: [n, height, width, 1], dtype: 'f32' }, brightness(images.values)),
      targets: concrete({ shape: [n], dtype: 'i32' }, Int32Array.from(labels.values)),
    })),
  )
}

/**
 * The elements of an IDX file, compressed by gzip or not. One that cannot be read, or is damaged, is a `Left` that names it.
 *
 * @example
 * await readIdx('no/labels')() // Left: dataset.readIdx: no/labels: expected a file that can be read, received no such file
 */
export const readIdx = (file: string, limits: Limits = {}): TE.TaskEither<TenfoldError, Idx> =>
  pipe(readBytes('dataset.readIdx', file, boundOf('dataset.readIdx', limits, limited)), TE.chain(decodeIdx(file, limits)))

/**
 * The data set of a file of images and one of labels, as by `labelledImages`.
 *
 * @example
 * await readImages({ images: 'no/images', labels: 'no/labels' })()
 * // Left: dataset.readIdx: no/labels: expected a file that can be read, received no such file
 */
export const readImages = (source: ImageSource<string>): TE.TaskEither<TenfoldError, Images> => {
  const { images, labels, ...rest } = source
  const limits = { maxBytes: boundOf<ImageSource<string>>('dataset.readImages', source, sourceFields) }
  return pipe(
    readIdx(labels, limits),
    TE.bindTo('labels'),
    TE.bind('images', () => readIdx(images, limits)),
    TE.chainEitherK((files) => labelledImages({ ...files, ...rest })),
  )
}

const readPart = (folder: string, part: 'train' | 't10k', limits: Limits): TE.TaskEither<TenfoldError, Images<28, 28>> => {
  const file = (name: string): TE.TaskEither<TenfoldError, string> =>
    firstOf('dataset.readMnist', [`${folder}/${part}-${name}-ubyte`, `${folder}/${part}-${name}-ubyte.gz`])
  return pipe(
    file('labels-idx1'),
    TE.bindTo('labels'),
    TE.bind('images', () => file('images-idx3')),
    TE.bind('data', (files) => readImages({ ...files, ...limits })),
    TE.chainEitherK(({ images, data }) => {
      const [, height, width] = data.inputs.shape
      if (height !== 28 || width !== 28) return E.left(wrong(images, 'images of 28 × 28 pixels', `${height} × ${width}`))
      // The sizes are those that were looked at.
      return E.right(data as unknown as Images<28, 28>)
    }),
  )
}

/** A part to train on and one to test on. */
export interface Mnist {
  readonly train: Images<28, 28>
  readonly test: Images<28, 28>
}

/**
 * Both parts of MNIST or Fashion-MNIST from a folder with their four files, `train-images-idx3-ubyte` and so on, each as it
 * is or with `.gz`. What is missing, damaged or something else is a `Left` that names the file.
 *
 * @example
 * await readMnist('no')()
 * // Left: dataset.readMnist: expected no/train-labels-idx1-ubyte or no/train-labels-idx1-ubyte.gz, received no such file
 */
export const readMnist = (folder: string, limits: Limits = {}): TE.TaskEither<TenfoldError, Mnist> => {
  boundOf('dataset.readMnist', limits, limited)
  return pipe(readPart(folder, 'train', limits), TE.bindTo('train'), TE.bind('test', () => readPart(folder, 't10k', limits)))
}
