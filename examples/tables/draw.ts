/** Columns of made tables, each a function of a key. */
import { dataset, pipe, random, tensor as t, type Key } from 'tenfold'

/** Draws columns of so many numbers; another place in the table, other numbers. */
export interface Drawn {
  readonly uniform: (place: number, low: number, high: number) => readonly number[]
  readonly normal: (place: number) => readonly number[]
  /** Whole numbers below `n`. */
  readonly below: (place: number, n: number) => readonly number[]
  /** One in `n` is true. */
  readonly oneIn: (place: number, n: number) => readonly boolean[]
}

export const drawn = (count: number, key: Key): Drawn => {
  const uniform = (place: number, low: number, high: number): readonly number[] =>
    t.toArray(random.uniform(random.foldIn(key, place), [count], { low, high }))
  const below = (place: number, n: number): readonly number[] => uniform(place, 0, n).map((x) => Math.min(n - 1, Math.floor(x)))
  return {
    uniform,
    normal: (place) => t.toArray(random.normal(random.foldIn(key, place), [count])),
    below,
    oneIn: (place, n) => below(place, n).map((x) => x === 0),
  }
}

/** Clouds of points [features], one for each class, some two deviations from the next. */
export const drawnClouds = <F extends number>(features: F, classes: number) =>
  (count: number, key: Key): dataset.Dataset<readonly [F], readonly [], 'i32'> => {
  const labels = drawn(count, key).below(0, classes)
  const of = t.of([count], labels, 'i32')
  const centres = pipe(random.normal(random.foldIn(key, 1), [classes, features]), t.mul(1.5))
  const inputs = pipe(random.normal(random.foldIn(key, 2), [count, features]), t.add(pipe(centres, t.gather(of))))
  return dataset.of({ inputs, targets: of })
}

/** Points [10], and a sum of their numbers by drawn weights, with some luck. */
export const drawnPlane = (count: number, key: Key): dataset.Dataset<readonly [10], readonly [1], 'f32'> => {
  const inputs = random.normal(random.foldIn(key, 0), [count, 10])
  const weights = random.normal(random.foldIn(key, 1), [10, 1])
  const luck = random.normal(random.foldIn(key, 2), [count, 1])
  return dataset.of({ inputs, targets: pipe(inputs, t.matmul(weights), t.add(luck)) })
}
