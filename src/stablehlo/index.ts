/** Traced programs, such as training steps, as StableHLO for XLA. */
export { hasIndices } from './hasIndices.js'
export { text, type TextOptions } from './text.js'
