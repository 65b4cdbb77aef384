/** Trainings for XLA, by JAX: on GPUs, TPUs and many machines. */
export { job, type Job, type JobOptions } from './job.js'
