/** Which release of this package it is. */

/**
 * The version of this package.
 *
 * @example
 * version // '0.1.0'
 */
export const version = '0.1.0'
