// Principal components and clusters, without derivatives: H. Hotelling, "Analysis of a complex of statistical variables into
// principal components" (1933); S. Lloyd, "Least squares quantization in PCM" (1982).
import { jit, linalg, pipe, random, tensor as t, type Tensor } from 'tenfold'
import type { Model } from './model.js'

type Points<D extends number> = Tensor<readonly [150, D]>
type Centers = Tensor<readonly [3, 2]>

// The coordinates of points along the two directions in which they differ most.
export const components = (points: Points<8>): Points<2> => {
  const centered = pipe(points, t.sub(pipe(points, t.mean(0))))
  const { vh } = linalg.svd(centered)
  return pipe(centered, t.matmul(pipe(vh, t.at([0, 2]), t.transpose)))
}

// The squared distance of every point to every center. [points, centers]
const distances = (points: Points<2>, centers: Centers) =>
  pipe(points, t.expandDims(1), t.sub(centers), t.square, t.sum(2))
export const nearest = (points: Points<2>, centers: Centers) => pipe(distances(points, centers), t.argmin())
const inertia = jit((points: Points<2>, centers: Centers) => pipe(distances(points, centers), t.min(1), t.sum()))

// Centers go to the mean of the points next to them, until none moves.
export const clustered = (maxSteps: number) => jit((points: Points<2>, initial: Centers): Centers => pipe(
  { centers: initial, moves: t.scalar(1, 'bool') },
  t.whileLoop(({ moves }) => moves, ({ centers }) => {
    const next = pipe(points, t.segmentMean(3)(nearest(points, centers)))
    return { centers: next, moves: pipe(next, t.notEqual(centers), t.any()) }
  }, { maxSteps }),
).centers)

// Three clouds in eight dimensions, and of which cloud each point is.
export const drawn = (key: random.Key) => {
  const [a, b, c] = random.split(key, 3)
  const [centers, clouds] = [pipe(random.normal(a, [3, 8]), t.mul(3)), random.integers(b, [150], { low: 0, high: 3 })]
  return { clouds, points: pipe(centers, t.gather(clouds), t.add(random.normal(c, [150, 8]))) }
}

export const example: Model = {
  shows: 'a loop that ends as soon as its values say so, argmin and segmentMean, and linalg.svd',
  train: (steps) => {
    const points = jit(components)(drawn(random.key(1)).points)
    const initial = random.choice(random.key(0), points, [3], { replace: false })
    return { first: t.item(inertia(points, initial)), last: t.item(inertia(points, clustered(steps)(points, initial))) }
  },
}
