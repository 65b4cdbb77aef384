/** What convolutions and pooling are in a program, by their meaning. */
import type { Shape } from '../shape/shape.js'
import type { Numeral } from './numeral.js'
import type { Id, Reduction, Windows } from './primitive.js'

/** Windows over the axes between the first, of groups · batch images, and the last, of their channels. */
export interface Extent extends Windows {
  /** groups · batch. */
  readonly images: number
  /** What windows go over, padding included. */
  readonly sizes: Shape
  /** The number of windows along each axis. */
  readonly places: Shape
  /** Of one group. */
  readonly channels: number
}

/** What windows are taken of: a value [images, ...sizes - low - high, channels] with `value` around it. */
export interface Image {
  readonly id: Id
  readonly low: Shape
  readonly high: Shape
  /** A number, or 'Infinity', '-Infinity', 'NaN' or '-0'. */
  readonly value: Numeral
}

/** A matrix of each group, as it lies in memory: of these axes, or exchanged. */
export interface Matrix {
  readonly id: Id
  /** Whether the last axes come first: [groups, columns, rows]. */
  readonly transposed: boolean
}

/** How many groups of channels and filters a convolution has, and the filters of each. */
export interface Filters {
  readonly groups: number
  readonly filters: number
}

/** What is found, by what it means. */
export type Found =
  /** y[place, filter] = Σ over taps and channels of x[at, channel] · kernel[tap, channel, filter]; `output` is [rows: batch and
   * places, columns: filters], `kernel` [rows: taps and channels, columns: filters]. */
  | (Filters & { readonly kind: 'convolution'; readonly image: Image; readonly kernel: Matrix; readonly output: Matrix })
  /** Its gradient by the kernel: [tap, channel, filter] = Σ over batch and places of x[at, channel] · cotangent[place, filter];
   * `output` is [rows: taps and channels, columns: filters], `cotangent` [rows: batch and places, columns: filters]. */
  | (Filters & { readonly kind: 'kernelGradient'; readonly image: Image; readonly cotangent: Matrix; readonly output: Matrix })
  /** Its gradient by the image, and the transposed convolution: y[at, channel] adds Σ over filters of
   * cotangent[place, filter] · kernel[tap, channel, filter]; `output` is the value [images, ...sizes, channels]. */
  | (Filters & { readonly kind: 'transposedConvolution'; readonly cotangent: Matrix; readonly kernel: Matrix; readonly output: Id })
  /** A convolution of each channel by itself: y[place, channel] = Σ over taps of x[at, channel] · kernel[tap, channel]. */
  | { readonly kind: 'depthwiseConvolution'; readonly image: Image; readonly kernel: Id; readonly output: Id }
  /** [tap, channel] = Σ over batch and places of x[at, channel] · cotangent[place, channel]. */
  | { readonly kind: 'depthwiseKernelGradient'; readonly image: Image; readonly cotangent: Id; readonly output: Id }
  /** y[at, channel] adds cotangent[place, channel] · kernel[tap, channel]. */
  | { readonly kind: 'depthwiseTransposedConvolution'; readonly cotangent: Id; readonly kernel: Id; readonly output: Id }
  /** y[place, channel] = the sum, greatest or least of x[at, channel] over taps; `argmax` is the place of the first greatest
   * among the taps. */
  | { readonly kind: 'pool'; readonly by: Reduction; readonly image: Image; readonly output: Id }
  /** y[at, channel] adds cotangent[place, channel]: the gradient of a pool by sum. */
  | { readonly kind: 'sumPoolGradient'; readonly cotangent: Id; readonly output: Id }
  /** y[at, channel] adds cotangent[place, channel] where x[at, channel] is the first of the greatest of its window. */
  | { readonly kind: 'maxPoolGradient'; readonly image: Image; readonly cotangent: Id; readonly output: Id }

/** A pattern in its place. */
export type WindowPattern = Found & Extent & {
  /** The position of the instruction that completes it. */
  readonly instruction: number
  readonly layer?: string
}

/** What a program does by windows. */
export interface FoundWindows {
  readonly patterns: readonly WindowPattern[]
  /** Positions of further instructions that read what an `unfold` gives, and of further `fold`s: they are what they say. */
  readonly others: readonly number[]
}
