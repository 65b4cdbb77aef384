/** Recurrence without unrolling. */
import { loop } from './loop.js'
import { looping } from './looping.js'

export type { Row, ScanOptions, Stacked } from './loop.js'

/**
 * Runs `step` over the rows of the sequences, carrying a state: gives the last state and the outputs, stacked. What `step`
 * closes over is the same in every step.
 *
 * @example
 * type Sum = Tensor<readonly []>
 * scan((sum: Sum, x: Sum) => [pipe(sum, add(x)), sum], scalar(0), of([3], [1, 2, 3])) // [6, [0, 1, 3]]
 */
export const scan = looping(loop)
