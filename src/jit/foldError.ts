import { TenfoldError } from '../shape/error.js'

/** What a fold knows when its backend fails. */
export interface Broken<St> {
  readonly state: St
  readonly step: number
  readonly cause: unknown
}

/**
 * The error of an asynchronous fold whose backend failed on the way: `state` is the last whole one, a state of the trainer's or the
 * carry of `jitFold`, `step` the step that failed, counted from 1 on (by the state's own count, where it has one), and `cause`
 * says why. The state is the one after the step before; where the backend is lost, the last one that came back from it.
 *
 * @example
 * const broken = new FoldError('foldAsync', { state: t.scalar(3), step: 7, cause: new Error('the worker has ended') })
 * broken.step // 7
 * broken.state // 3
 */
export class FoldError<St = unknown> extends TenfoldError {
  readonly state: St
  readonly step: number

  constructor(operation: string, { state, step, cause }: Broken<St>) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const [argument, expected, received] = cause instanceof TenfoldError ? [cause.argument, cause.expected, cause.received]
      : ['backend', 'a backend that answers', reason]
    super(operation, { argument, expected, received, message: `step ${step} failed: ${reason}` })
    this.state = state
    this.step = step
    this.cause = cause
  }
}
