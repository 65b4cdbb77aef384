/** What surrounds a command: its streams, its clock, and who may interrupt it. */
export interface World {
  /** Writes to standard output: data, and nothing else. */
  readonly out: (text: string) => void
  /** Writes to standard error: all that is said beside the data. */
  readonly say: (text: string) => void
  /** The width of the terminal that `say` writes to; absent where it is none, or none that moves its cursor. */
  readonly columns?: number
  /** Whether only ASCII can be shown. */
  readonly ascii: boolean
  /** Standard input. */
  readonly input: AsyncIterable<Uint8Array>
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number
  /** Aborted by an interrupt. */
  readonly signal: AbortSignal
}
