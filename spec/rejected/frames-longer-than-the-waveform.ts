// error: kernel 256 is larger than 200
import { pipe, signal, tensor } from '../../src/index.js'
const waveforms = tensor.zeros([4, 200])
export const features = pipe(waveforms, signal.logMel({ length: 256, step: 128, rate: 8000, bands: 40 }))
