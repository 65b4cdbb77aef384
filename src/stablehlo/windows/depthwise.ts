/** Convolutions of each channel by itself, and their gradients: as many groups as channels. */
import { imageOf } from './border.js'
import { reshaped } from './layout.js'
import { byImage, byKernel, convolved } from './convolution.js'
import type { LowerBack, LowerWindow } from './lower.js'

export const depthwiseConvolution: LowerWindow<'depthwiseConvolution'> = (found) => {
  const { image, kernel, window, channels } = found
  return {
    operands: [image.id, kernel],
    lower: ([x, k], to, { shape }) => {
      const { whole, padding } = imageOf(x!, image, 0, to)
      return reshaped(convolved(whole, reshaped(k!, [...window, 1, channels], to), found, padding, channels, to), shape, to)
    },
  }
}

export const depthwiseKernelGradient: LowerWindow<'depthwiseKernelGradient'> = (found) => {
  const { image, cotangent, images, places, channels } = found
  return {
    operands: [image.id, cotangent],
    lower: ([x, d], to, { shape }) => {
      const { whole, padding } = imageOf(x!, image, 0, to)
      return reshaped(byKernel(whole, reshaped(d!, [images, ...places, channels], to), found, padding, channels, to), shape, to)
    },
  }
}

export const depthwiseTransposedConvolution: LowerBack<'depthwiseTransposedConvolution'> = (found, cut) => {
  const { cotangent, kernel, images, places, window, channels } = found
  return {
    operands: [cotangent, kernel],
    lower: ([d, k], to) => byImage(
      reshaped(d!, [images, ...places, channels], to), reshaped(k!, [...window, channels, 1], to), found, cut, channels, to),
  }
}
