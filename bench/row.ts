/** One measured figure of a suite, as `--json` prints it. */
export interface Row {
  readonly suite: string
  readonly workload: string
  readonly variant: string
  readonly medianMs: number
  readonly p5Ms: number
  readonly p95Ms: number
  readonly runs: number
  /** Type instantiations of the whole program, and beyond those of a program that only imports. */
  readonly instantiations?: number
  readonly beyondImport?: number
  /** Peak of the arena. */
  readonly bytes?: number
}
