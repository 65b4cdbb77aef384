import type { run } from 'tenfold'

/** Why a program ends before it is done, in a sentence, and its exit code. */
export class Fault extends Error {
  readonly code: number
  /** What has happened until then, where the training itself has failed. */
  readonly run: run.Run | undefined

  constructor(message: string, code: number, run?: run.Run) {
    super(message)
    this.code = code
    this.run = run
  }
}
