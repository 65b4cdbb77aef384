/** What one engine says of one backend. */
export interface Row {
  readonly backend: string
  /** The digest of each training. */
  readonly digests?: Readonly<Record<string, string>>
  /** Why the engine cannot run this backend. */
  readonly lacks?: string
  /** What went wrong, and should not have. */
  readonly failed?: string
  readonly seconds?: number
}
