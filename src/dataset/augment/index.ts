/** Augmentation: other examples from those that there are, as functions of a key. */
export { chain } from './augmentation.js'
export type { AnyAugmentation, Augmentation, ImageAugmentation, SpectrogramAugmentation } from './augmentation.js'
export { inputs, whole, type Augmented, type BatchAugmentation, type Takes } from './batches.js'
export { crop, flip, rotate, shift, type CropOptions, type FlipOptions, type RotateOptions, type ShiftOptions } from './image.js'
export { mixUp, type MixUpOptions } from './mixUp.js'
export { noise, type NoiseOptions } from './noise.js'
export { frequencyMask, timeMask, type Covering, type FrequencyMaskOptions, type TimeMaskOptions } from './spectrogram.js'
