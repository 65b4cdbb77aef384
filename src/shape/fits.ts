import type { Shape } from './shape.js'

/**
 * A shape function yields a shape or a message. `Fits` turns a message into a demand that no argument meets, so that
 * the compiler rejects the call and prints the message; `Known` is the shape that is left when there is none.
 *
 * @example
 * type Passed = Fits<readonly [32, 10]> // unknown
 * type Refused = Fits<'784 is not 64'> // { readonly error: '784 is not 64' }
 */
export type Fits<R> = [Extract<R, string>] extends [never] ? unknown : { readonly error: Extract<R, string> }

/** The message in `R`, when it is one; `any` says nothing. */
export type Said<R> = unknown extends R ? never : Extract<R, string>

/** The shape in `R`, when it is one. */
export type Known<R> = R extends infer S extends Shape ? S : never

/** Whether two types are the same: stricter than assignable both ways, and decided for equal type parameters. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
