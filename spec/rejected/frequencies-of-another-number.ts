// error: axis -1 of [8, 50] is 50, but 100 real numbers have 51 frequencies
import { fft, pipe, tensor } from '../../src/index.js'
const [real, imaginary] = [tensor.zeros([8, 50]), tensor.zeros([8, 50])]
export const x = pipe({ real, imaginary }, fft.irfft(100))
