/** Convolutions that mix channels, and their gradients. */
import { count } from '../../program/program.js'
import type { Extent, Filters, Matrix } from '../../program/windowPattern.js'
import type { Value } from '../value.js'
import type { Writer } from '../writer.js'
import { permuted, reshaped } from './layout.js'
import { imageOf } from './border.js'
import { byImage, byKernel, convolved } from './convolution.js'
import { joined, joinedMatrix, parted, partedMatrix } from './grouped.js'
import type { LowerBack, LowerWindow } from './lower.js'

export const convolution: LowerWindow<'convolution'> = (found) => {
  const { image, kernel, output, groups, filters, window, channels } = found
  return {
    operands: [image.id, kernel.id],
    lower: ([x, k], to, { shape }) => {
      const { whole, padding } = imageOf(x!, image, 0, to)
      const matrix = joinedMatrix(k!, kernel, groups, count(window) * channels, filters, to)
      const weights = reshaped(matrix, [...window, channels, groups * filters], to)
      return partedMatrix(convolved(joined(whole, groups, to), weights, found, padding, groups, to), output, groups, shape, to)
    },
  }
}

/** A cotangent [rows: batch and places, columns: filters] of each group as images [batch, ...places, groups · filters]. */
const cotangents = (d: Value, matrix: Matrix, { images, places, groups, filters }: Extent & Filters, to: Writer): Value => {
  const batch = images / groups
  return reshaped(joinedMatrix(d, matrix, groups, batch * count(places), filters, to), [batch, ...places, groups * filters], to)
}

export const kernelGradient: LowerWindow<'kernelGradient'> = (found) => {
  const { image, cotangent, output, groups } = found
  return {
    operands: [image.id, cotangent.id],
    lower: ([x, d], to, { shape }) => {
      const { whole, padding } = imageOf(x!, image, 0, to)
      const gradient = byKernel(joined(whole, groups, to), cotangents(d!, cotangent, found, to), found, padding, groups, to)
      return partedMatrix(gradient, output, groups, shape, to)
    },
  }
}

export const transposedConvolution: LowerBack<'transposedConvolution'> = (found, cut) => {
  const { cotangent, kernel, groups, filters, window, channels } = found
  return {
    operands: [cotangent.id, kernel.id],
    lower: ([d, k], to) => {
      const matrix = joinedMatrix(k!, kernel, groups, count(window) * channels, filters, to)
      // The output's features are channels here, so the groups go beside them.
      const apart = permuted(reshaped(matrix, [count(window), channels, groups, filters], to), [0, 2, 1, 3], to)
      const weights = reshaped(apart, [...window, groups * channels, filters], to)
      return parted(byImage(cotangents(d!, cotangent, found, to), weights, found, cut, groups, to), groups, to)
    },
  }
}
