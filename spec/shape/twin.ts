import { expect } from 'vitest'
import type { Same } from '../../src/shape/fits.js'

/** A readonly tuple, in few letters. */
export type R<S extends readonly number[]> = Readonly<S>

export type Batch = number & { readonly brand: 'Batch' }
export type Time = number & { readonly brand: 'Time' }

/** Compiles when the claim is true. */
export const proven = <_Claim extends true>(): void => undefined

/**
 * A fact about a shape function, stated once for both twins: the compiler finds exactly the type of `expected`, and run
 * time finds `expected`. When the compiler finds something else, it asks for that as a third argument.
 */
export const twin = <T>() => <const E>(actual: unknown, expected: E, ..._compiler: Same<E, T> extends true ? [] : [T]): void => {
  expect(actual).toEqual(expected)
}
