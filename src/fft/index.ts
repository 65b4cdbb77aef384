/** Fourier transforms of complex and real tensors, along any axis. */
export type { AnyComplex, Complex } from './complex.js'
export { fft, fft2, ifft, ifft2, type Transforming, type Transforming2d } from './fft.js'
export { fftFrequencies, fftShift, ifftShift, rfftFrequencies, type Shifting } from './frequencies.js'
export { irfft, rfft, type RealRestoring, type RealTransforming } from './real.js'
export type { Bins, HalfSpectrum, Spectrum, WholeSpectrum } from '../shape/spectrum.js'
