/** Optimizers: parts, chains of parts, and recipes, which are chains with a name. */
export * from './adagrad.js'
export * from './adam.js'
export * from './applyUpdates.js'
export * from './chain.js'
export * from './clip.js'
export type { Count } from './count.js'
export * from './decay.js'
export * from './lion.js'
export { isWeights, type Mask } from './mask.js'
export * from './momentum.js'
export type {
  AnyOptimizer, FitsOptimizer, Moment, OnlyRule, Optimizer, OptimizerOf, OptimizerRule, OptimizerRuleOf, OptimizerState,
} from './optimizer.js'
export * from './plateau.js'
export * from './rate.js'
export * from './rmsprop.js'
export * as schedule from './schedule/index.js'
export * from './stateless.js'
