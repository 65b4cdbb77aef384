/** What a receipt was made under. */

/**
 * The version of the numerics contract: equal trainings under one contract give equal bits.
 *
 * @example
 * contract // 1
 */
export const contract = 1

/**
 * The version of this package.
 *
 * @example
 * version // '0.1.0'
 */
export const version = '0.1.0'
