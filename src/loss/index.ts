/** Losses and penalties: what training makes small. */
export * from './crossEntropy.js'
export { define, type Definition } from './define.js'
export * from './divergence.js'
export * from './elementwise.js'
export type { Loss } from './loss.js'
export * from './multiclassHinge.js'
export * from './penalty.js'
export type { IgnoreOptions } from './positions.js'
