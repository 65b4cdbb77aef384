/** What a trained network is measured by. */
export { loss, values, type Evidence, type Metric, type Metrics, type Values } from './metric.js'
export { accuracy, topK } from './accuracy.js'
export type { Average, Averaging } from './average.js'
export { confusionMatrix, f1, f1With, perClass, precision, precisionWith, recall, recallWith } from './confusion.js'
export type { ClassReport, Confusion } from './confusion.js'
export { balancedAccuracy, cohenKappa, matthews } from './agreement.js'
export type { BalancedAccuracyOptions, CohenKappaOptions } from './agreement.js'
export { iouPerClass, jaccard, meanIoU, type ClassOverlap } from './overlap.js'
export type { IgnoreOptions } from './classes.js'
export { brierScore, logLoss, perplexity } from './likelihood.js'
export type { ChanceOptions } from './chances.js'
export { calibrationError, type CalibrationErrorOptions } from './calibration.js'
export {
  explainedVariance, meanAbsoluteError, meanAbsolutePercentageError, meanSquaredError, medianAbsoluteError, r2,
  rootMeanSquaredError,
} from './regression.js'
export type { PercentageErrorOptions } from './regression.js'
export { prAuc, rocAuc, rocAucWith, type AreaAveraging } from './ranking.js'
