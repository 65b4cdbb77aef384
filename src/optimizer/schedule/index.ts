/** Schedules: what a learning rate is at each step. */
export * from './decay.js'
export * from './piecewise.js'
export * from './restarts.js'
export type { Schedule } from './schedule.js'
export * from './warmup.js'
