/** What a trained network is measured by. */
export { loss, values, type Evidence, type Metric, type Metrics, type Values } from './metric.js'
export { accuracy, topK } from './accuracy.js'
export { confusionMatrix, f1, f1With, perClass, precision, precisionWith, recall, recallWith } from './confusion.js'
export type { Average, Averaging, ClassReport, Confusion } from './confusion.js'
export { meanAbsoluteError, meanSquaredError, r2 } from './regression.js'
export { rocAuc, rocAucWith } from './ranking.js'
