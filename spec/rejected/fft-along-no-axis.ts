// error: axis 2 is out of range: [8, 50] has 2 axes
import { fft, pipe, tensor } from '../../src/index.js'
export const z = pipe(tensor.zeros([8, 50]), fft.rfft(2))
