/** Trainings for XLA, by JAX: on GPUs, TPUs and many machines. */
export type { Batches, Column, Contents, JobData, JobFile, Port, Shard, StepText } from './contents.js'
export { job, type Job, type JobOptions } from './job.js'
export type { BatchOf, DataOf, FromBatches, FromData, Learner, StateOf } from './learner.js'
export { loadJob, type LoadOptions } from './load.js'
export { requirements, runner } from './runner.js'
export { result, type Result, type ResultOptions } from './result.js'
