/** Waveforms, and what models hear of them. */
export { logMel, melSpectrogram, mfcc, type BandOptions, type CepstrumOptions, type LogOptions } from './features.js'
export { frames, type FrameCount, type Framed, type FramesOptions, type PerFrame } from './frames.js'
export { melFilters, type FilterOptions, type MelOptions } from './mel.js'
export { spectrogram, type SpectrogramOptions } from './spectrogram.js'
export { hamming, hann, type WindowName } from './window.js'
export type { Bins } from '../../shape/spectrum.js'
