/** What a receipt was made under. */
export { version } from '../io/version.js'

/**
 * The version of the numerics contract: equal trainings under one contract give equal bits.
 *
 * @example
 * contract // 1
 */
export const contract = 1
