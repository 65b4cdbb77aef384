/** Programs for XLA: a traced program, a step of training, as a text of StableHLO. */
export { hasIndices } from './hasIndices.js'
export { text, type TextOptions } from './text.js'
