/** Programs for XLA: a traced program, a step of training, as a text of StableHLO. */
export { text, type TextOptions } from './text.js'
export { hasIndices } from './hasIndices.js'
