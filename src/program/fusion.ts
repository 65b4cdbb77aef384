/** How much a backend's kernels take in: limits of grouping, which are the backend's to know. */

/** Limits of what is run as one; what is not limited is as large as it comes. */
export interface FusionLimits {
  /** Instructions that are run as one, at most. */
  readonly members?: number
  /** Values that a group reads, at most. */
  readonly operands?: number
  /** Steps of lowered code in the maps of a group, at most. */
  readonly steps?: number
  /** Steps of lowered code of a map that a reduction takes in, and may write out many times, at most. */
  readonly repeatedSteps?: number
  /** Channels of windows that are added up while their product is made, at least: they are the columns of its tiles. */
  readonly channels?: number
}
