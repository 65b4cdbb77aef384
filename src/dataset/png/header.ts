/** What PNG images are made of: forms of pixels, and the passes in which their rows come. */

/** The forms of pixels by the format's number: samples in a pixel, and how many bits one may have. */
export const forms: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

/** The form whose samples are places in a palette. */
export const indexed = 3

/** What the first chunk says. */
export interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly form: number
  readonly samples: number
  readonly interlaced: boolean
}

/** The part of an image that comes in one go: pixels (x + i·dx, y + j·dy), `width` × `height` of them. */
export interface Pass {
  readonly x: number
  readonly y: number
  readonly dx: number
  readonly dy: number
  readonly width: number
  readonly height: number
  /** Bytes in a row, without the filter's. */
  readonly stride: number
}

const whole = [[0, 0, 1, 1]] as const
/** Adam7: each pass has the pixels that halve the distances of those before. */
const adam7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const

export const passesOf = ({ width, height, depth, samples, interlaced }: Header): readonly Pass[] =>
  (interlaced ? adam7 : whole)
    .map(([x, y, dx, dy]) => {
      const [across, down] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)]
      return { x, y, dx, dy, width: across, height: down, stride: Math.ceil((across * samples * depth) / 8) }
    })
    .filter((pass) => pass.width > 0 && pass.height > 0)

/** How many bytes all rows have, each with that of its filter. */
export const lengthOf = (passes: readonly Pass[]): number =>
  passes.reduce((sum, { height, stride }) => sum + height * (1 + stride), 0)
