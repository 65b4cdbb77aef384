/** The time that a share of sorted times stays below: the median at 0.5. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN

/** Median and spread of times in milliseconds. */
export const spread = (times: readonly number[]): Pick<Row, 'medianMs' | 'p5Ms' | 'p95Ms' | 'runs'> => {
  const sorted = times.toSorted((a, b) => a - b)
  return { medianMs: quantile(sorted, 0.5), p5Ms: quantile(sorted, 0.05), p95Ms: quantile(sorted, 0.95), runs: times.length }
}

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
  /** Thousand million floating-point operations a second, at the median. */
  readonly gflops?: number
  /** Inputs of a function that were tried, and those whose value is not the nearest float. */
  readonly inputs?: number
  readonly misrounded?: number
  /** What the variant says of memory: the peak of an arena, or what one step leaves behind. */
  readonly bytes?: number
  /** Elements, or examples, of one run, and the nanoseconds that each takes at the median. */
  readonly elements?: number
  readonly nsPerElement?: number
  /** Operations of one run, as they are counted. */
  readonly operations?: number
  /** What takes the largest share of the time in kernels, and the share. */
  readonly largest?: string
  readonly share?: number
  /** The powers of the operations that time and bytes grow with. */
  readonly timePower?: number
  readonly bytesPower?: number
}
