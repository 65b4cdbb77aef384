/** Searches for hyperparameters: typed spaces, trials as values, results that no order of running changes. */
export {
  integers, logUniform, oneOf, uniform, type Continuous, type Dimension, type Finite, type Integers, type OneOf, type Plain,
} from './dimension.js'
export type { Config, Space } from './space.js'
export { grid, overKeys, random, type Enumerable, type Trial } from './trial.js'
export { objective, type Figures, type Objective, type Reply, type Request } from './objective.js'
export { run, type Result, type Results, type RunOptions } from './run.js'
export { best, rank, type Candidate, type Order, type Spread, type Spreads } from './rank.js'
export { table } from './table.js'
