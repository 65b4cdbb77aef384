/** Images of any size and colors as those that a network is given: one size, grey or with three colors. */
import { open } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { dataset, tensor, TenfoldError, type Tensor } from 'tenfold'
import { classCounts, type Folder, type MediaFile } from './folder.js'
import { resized, type Size } from './resize.js'
import { are, counted, named, some } from './table.js'

/** The codec of what images are taken for, in JSON. */
export const ImagePlan = t.strict({
  format: t.literal('tenfold images 1'),
  classes: t.readonlyArray(t.string),
  height: t.number, width: t.number,
  /** 1 is grey, 3 are red, green and blue. */
  channels: t.union([t.literal(1), t.literal(3)]),
})
export type ImagePlan = t.TypeOf<typeof ImagePlan>

/** Longer sides are shortened: a network for larger images is beyond a table's command. */
const longestSide = 64

/** Size and kind of color, from a file's first bytes; nothing where they are none of a PNG file. */
const headerOf = async ({ path }: MediaFile): Promise<(Size & { readonly color: number }) | undefined> => {
  const file = await open(path)
  try {
    const bytes = Buffer.alloc(33)
    const { bytesRead } = await file.read(bytes, 0, 33, 0)
    const isPng = bytesRead === 33 && bytes.readUInt32BE(0) === 0x89504e47 && bytes.toString('latin1', 12, 16) === 'IHDR'
    return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), color: bytes[25] as number } : undefined
  } finally {
    await file.close()
  }
}

/** Grey, with or without opacity. */
const isGrey = (color: number): boolean => color === 0 || color === 4

/** At most so long at its longer side, as high for its width as before. */
const limited = ({ height, width }: Size): Size => {
  const scale = Math.min(1, longestSide / Math.max(height, width))
  return { height: Math.max(1, Math.round(height * scale)), width: Math.max(1, Math.round(width * scale)) }
}

/** What the images of a folder are taken for: the commonest size, and colors if any has some. */
export const planImages = (
  folder: Folder,
): TE.TaskEither<TenfoldError, { readonly plan: ImagePlan; readonly notes: readonly string[] }> =>
  async () => {
    const sizes = new Map<string, { readonly size: Size; readonly files: MediaFile[] }>()
    let channels: 1 | 3 = 1
    for (const file of folder.files) {
      const header = await headerOf(file).catch(() => undefined)
      if (header === undefined) {
        const read = await dataset.readPng(file.path)()
        if (E.isLeft(read)) return read
        continue
      }
      if (!isGrey(header.color)) channels = 3
      const key = `${header.width} × ${header.height}`
      const known = sizes.get(key) ?? { size: header, files: [] }
      known.files.push(file)
      sizes.set(key, known)
    }
    const [first, ...others] = [...sizes].sort(([, a], [, b]) => b.files.length - a.files.length)
    // A folder has at least one file, and a PNG file a header.
    const [name, { size }] = first as NonNullable<typeof first>
    const { height, width } = limited(size)
    const rest = others.flatMap(([, { files }]) => files)
    const isSmaller = height !== size.height || width !== size.width
    return E.right({
      plan: { format: 'tenfold images 1', classes: folder.classes, height, width, channels },
      notes: [
        `${counted(folder.files.length, 'image')} of ${name} pixels, ${channels === 1 ? 'grey' : 'in color'}`
          + (isSmaller ? `, brought to ${width} × ${height}` : ''),
        ...(rest.length === 0 ? []
          : [`${counted(rest.length, 'image')} of other sizes ${are(rest.length)} brought to it: `
            + some(rest.map(({ name }) => named(name)), 3)]),
        ...(folder.classes.length === 0 ? [] : [`${folder.classes.length} classes: ${classCounts(folder)}`]),
      ],
    })
  }

/** Red, green and blue as one brightness (ITU-R BT.601). */
const brightness = [0.299, 0.587, 0.114] as const

/** The channels that a plan has, on white where a pixel is not opaque. */
const recolored = (values: Float32Array, given: number, channels: 1 | 3): Float32Array => {
  const [colors, hasOpacity] = [given > 2 ? 3 : 1, given % 2 === 0]
  if (given === channels) return values
  const pixels = values.length / given
  const made = new Float32Array(pixels * channels)
  for (let p = 0; p < pixels; p++) {
    const opacity = hasOpacity ? values[p * given + colors] as number : 1
    const at = (c: number): number => 1 - opacity + opacity * (values[p * given + (colors === 3 ? c : 0)] as number)
    for (let c = 0; c < channels; c++)
      made[p * channels + c] = channels === 3 || colors === 1 ? at(c)
        : brightness.reduce((sum, weight, i) => sum + weight * at(i), 0)
  }
  return made
}

/** The image of a file [height, width, channels], in [0, 1], as a plan has them. */
export const readImage = ({ height, width, channels }: ImagePlan) =>
  (path: string): TE.TaskEither<TenfoldError, Tensor<readonly [number, number, number]>> => pipe(
    dataset.readPng(path),
    TE.map((image) => {
      const [h, w, given] = image.shape
      const values = recolored(Float32Array.from(tensor.toArray(image)), given, channels)
      return tensor.of([height, width, channels as number], resized(values, channels, { height: h, width: w }, { height, width }))
    }),
  )
