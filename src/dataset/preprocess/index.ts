/** Preprocessing: fitted to the training part, applied to every part, saved beside the model. */
export { clipOutliers, fit, impute, minMax, smooth, standardise } from './fit.js'
export type { Bounds, Chosen, Filling, Range, Unfitted } from './fit.js'
export type { Smoothing } from './smooth.js'
export { apply, codec, type Step, type Transform } from './transform.js'
export { categoriesCodec, fitCategories, oneHot, type Categories } from './oneHot.js'
