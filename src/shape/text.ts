import type { Shape } from './shape.js'

/**
 * Shapes as people read them: `ShapeText<readonly [32, 784]>` is `'[32, 784]'`, and so is `shapeText([32, 784])`.
 * A size that the compiler does not know prints as `number`, a branded one as its brand.
 *
 * @example
 * shapeText([32, 784]) // '[32, 784]'
 */
export type ShapeText<S extends Shape> = `[${Listed<S>}]`
type Listed<S extends Shape, R extends string = ''> =
  S extends readonly [infer H extends number, ...infer T extends Shape]
    ? Listed<T, R extends '' ? SizeText<H> : `${R}, ${SizeText<H>}`>
    : S extends readonly [] ? R : R extends '' ? '...' : `${R}, ...`
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`

/** One size: `'784'`, `'number'`, or the name of a brand. */
export type SizeText<N extends number> =
  number extends N ? 'number'
  : Literal<N> extends true ? `${N}`
  : N extends { readonly brand: infer B extends string } ? B : 'number'

/** Whether the compiler knows the number: neither plain `number` nor a brand, which has members of its own. */
export type Literal<N extends number> = number extends N ? false : keyof N extends keyof number ? true : false

/** `'1 axis'`, `'2 axes'`. */
export type AxesText<N extends number> = N extends 1 ? '1 axis' : `${N} axes`
export const axesText = (n: number): string => (n === 1 ? '1 axis' : `${n} axes`)
