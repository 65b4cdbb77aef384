/**
 * A stream of uniform numbers in [0, 1). Whoever owns the key makes it: the same key, the same stream, the same drawing.
 *
 * @example
 * between(() => 0.5, [2, 4]) // 3
 */
export type Draw = () => number

/** The ends of an interval, the lower one first. */
export type Range = readonly [low: number, high: number]

/** The next number of a stream, uniform in an interval. */
export const between = (draw: Draw, [low, high]: Range): number => low + (high - low) * draw()

/** A number in (-size, size), of triangular density: more often near 0 than near the ends. */
export const around0 = (draw: Draw, size: number): number => size * (draw() + draw() - 1)
