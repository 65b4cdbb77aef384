/** Transforms between real numbers and their frequencies, of which one half says all. */
import type { Fits, Known } from '../shape/fits.js'
import type { Float, Shape } from '../shape/shape.js'
import { bins, halfSpectrum, wholeSpectrum, type HalfSpectrum, type WholeSpectrum } from '../shape/spectrum.js'
import { checkCount, expectTensor, floats } from '../tensor/argument.js'
import type { AnyTensor, Shaped, Tensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { along, axisOf } from './along.js'
import { expectComplex, type AnyComplex, type Complex } from './complex.js'
import { backward, forward } from './fft.js'
import type { Parts } from './transform.js'

/** The frequencies of real numbers along the axis `A`. */
export interface RealTransforming<A extends number> {
  <S extends Shape, D extends Float>(
    x: Fits<HalfSpectrum<S, A>> & Tensor<S, D>,
  ): Fits<HalfSpectrum<S, A>> & Complex<Known<HalfSpectrum<S, A>>, D>
}

/** `N` real numbers along the axis `A` from their frequencies. */
export interface RealRestoring<N extends number, A extends number> {
  <S extends Shape, D extends Float>(z: Fits<WholeSpectrum<S, N, A>> & Complex<S, D>): Shaped<WholeSpectrum<S, N, A>, D>
}

const both = ({ real, imaginary }: Parts, f: (x: AnyTensor) => AnyTensor): Parts => ({ real: f(real), imaginary: f(imaginary) })

/**
 * The frequencies 0 … ⌊n / 2⌋ of n real numbers along an axis, by default the last: the others are their conjugates.
 *
 * @example
 * rfft()(t.of([4], [1, 2, 3, 4])) // { real: [10, -2, -2], imaginary: [0, 2, 0] }
 * pipe(t.of([4], [1, 2, 3, 4]), rfft(), irfft(4)) // [1, 2, 3, 4]
 * // the convolution of [1, 2] with [1, 10, 100], whose four elements need zeros behind both
 * const [x, y] = [rfft()(t.of([4], [1, 2, 0, 0])), rfft()(t.of([4], [1, 10, 100, 0]))]
 * const real = pipe(t.mul(y.real)(x.real), t.sub(t.mul(y.imaginary)(x.imaginary)))
 * const imaginary = pipe(t.mul(y.imaginary)(x.real), t.add(t.mul(y.real)(x.imaginary)))
 * t.round(irfft(4)({ real, imaginary })) // [1, 12, 120, 200]
 */
export const rfft = <const A extends number = -1>(axis?: A): RealTransforming<A> => {
  const at = axisOf('rfft', axis)
  const transformed = (x: AnyTensor): AnyComplex => {
    expectTensor('rfft', 'x', x, floats)
    return along('rfft', halfSpectrum(x.shape, at), at, { real: x, imaginary: undefined }, (given) => {
      const [rows, n] = given.real.shape as readonly [number, number]
      return both(forward(given), (part) => raw.slice(part, [0, 0], [rows, bins(n)]))
    })
  }
  return transformed as unknown as RealTransforming<A>
}

/**
 * The inverse of `rfft`: `n` real numbers along an axis from their frequencies 0 … ⌊n / 2⌋, which have to be as many. Of the
 * first one, and of the last one where n is even, the imaginary part is not read.
 */
export const irfft = <const N extends number, const A extends number = -1>(n: N, axis?: A): RealRestoring<N, A> => {
  checkCount('irfft', 'n', n)
  const at = axisOf('irfft', axis)
  // A frequency and its conjugate add up to twice the real part.
  const twice = Array.from({ length: bins(n) }, (_, k) => (k === 0 || 2 * k === n ? 1 : 2))
  const restored = (z: AnyComplex): AnyTensor => {
    const given = expectComplex('irfft', z)
    return along('irfft', wholeSpectrum(given.real.shape, n, at), at, given, (parts) => {
      const weights = raw.broadcast(raw.vector(twice, given.real.dtype), parts.real.shape)
      return backward(both(parts as Parts, (part) => raw.pad(raw.mul(part, weights), [0, 0], [0, n - bins(n)])))
    }).real
  }
  return restored as unknown as RealRestoring<N, A>
}
