/**
 * Jacobi's rotations, one-sided (Hestenes 1958): rows of a matrix are turned two by two until all are orthogonal,
 *
 *     w·g = rows orthogonal to each other,  w orthogonal
 *
 * In a round each row has a partner, as in a tournament, so that half as many rotations as there are rows are done at once; after
 * n - 1 rounds, a sweep, each has met each. The longer of two comes first (de Rijk 1989). Convergence is quadratic, and the
 * number of sweeps depends on n alone.
 */
import {
  abs, add, and, div, eq, gt, le, like, lt, min, mul, neg, or, rem, select, sqrt, sub, type Scalar,
} from '../program/scalar.js'
import type { AnyTensor } from '../tensor/tensor.js'
import * as raw from '../tensor/untyped.js'
import { greatest, identity, over } from './matrix.js'
import { repeated } from './operation.js'

/** The distance of 1 to the next number. */
export const epsilonOf = (x: AnyTensor): number => (x.dtype === 'f32' ? 1.1920928955078125e-7 : 2.220446049250313e-16)

/** ⌈log₂ n⌉ and some: one or two more than the worst of many kinds of matrices took. */
const sweepsOf = (n: number, x: AnyTensor): number =>
  (n === 1 ? 0 : (x.dtype === 'f32' ? 6 : 8) + 32 - Math.clz32(n - 1))

/**
 * Of n rows, n even: the last stays where it is, the others go round, and i meets r - i. Whoever would meet itself meets the
 * last.
 */
const partnerIn = over((i, round, n) => {
  const others = sub(n, like(n, 1))
  const r = rem(round, others)
  const difference = sub(r, i)
  const across = select(lt(difference, like(r, 0)), add(difference, others), difference)
  const ofLast = select(eq(rem(r, like(r, 2)), like(r, 0)), div(r, like(r, 2)), div(add(r, others), like(r, 2)))
  return select(eq(i, others), ofLast, select(eq(across, i), others, across))
})

const inverse = over((x) =>
  select(gt(x, like(x, 0)), min(div(like(x, 1), x), like(x, x.dtype === 'f32' ? 3e38 : 1e308)), like(x, 1)))
const product = over((x, y, scale) => mul(mul(x, scale), mul(y, scale)))

/**
 * tan of the angle that makes rows of squared norms a and b, whose product is d, orthogonal; of opposite sign for the partner.
 */
const tangent = (a: Scalar, b: Scalar, d: Scalar, isFirst: Scalar, tolerance: Scalar): Scalar => {
  const isDone = le(abs(d), mul(tolerance, mul(sqrt(a), sqrt(b))))
  const zeta = div(sub(b, a), add(d, d))
  const isPositive = or(gt(zeta, like(a, 0)), and(eq(zeta, like(a, 0)), isFirst))
  const t = div(like(a, 1), add(abs(zeta), sqrt(add(like(a, 1), mul(zeta, zeta)))))
  return select(isDone, like(a, 0), select(isPositive, t, neg(t)))
}
const cosineOf = (t: Scalar): Scalar => div(like(t, 1), sqrt(add(like(t, 1), mul(t, t))))

/** Cosine and sine, by a quarter turn more where the first of two would not become the longer. */
// @__NO_SIDE_EFFECTS__
const angle = (ofTurn: (t: Scalar, c: Scalar, isFirst: Scalar, isSwapped: Scalar) => Scalar) =>
  over((a, b, d, i, p, tolerance) => {
    const isFirst = lt(i, p)
    const t = tangent(a, b, d, isFirst, tolerance)
    return ofTurn(t, cosineOf(t), isFirst, select(isFirst, lt(a, b), lt(b, a)))
  })
const cosine = angle((t, c, isFirst, isSwapped) => select(isSwapped, select(isFirst, mul(c, t), neg(mul(c, t))), c))
const sine = angle((t, c, isFirst, isSwapped) => select(isSwapped, select(isFirst, neg(c), c), mul(c, t)))
const turned = over((x, y, c, s) => sub(mul(c, x), mul(s, y)))

/** Rows of [batch, n, m], turned to be orthogonal, and the orthogonal matrix that turns them, side by side: [batch, n, m + n]. */
export const orthogonalRows = (g: AnyTensor): AnyTensor => {
  const [b, n, m] = g.shape as readonly [number, number, number]
  const even = n + n % 2
  const beside = raw.concatenate([g, identity([b, n, n], g.dtype)], 2)
  const rows = raw.permute(raw.pad(beside, [0, 0, 0], [0, even - n, 0]), [1, 0, 2])
  const list = [even, b]
  const tolerance = raw.full([], Math.sqrt(m) * epsilonOf(g), g.dtype)
  const scale = raw.reshape(inverse([b, 1, 1], greatest(g, [1, 2])), [1, b, 1])
  const i = raw.iota([even], 0)
  const inner = (x: AnyTensor, y: AnyTensor): AnyTensor => raw.reduce('sum', product([even, b, m], x, y, scale), [2])
  const [[result]] = repeated(([x], [round]) => {
    const partner = partnerIn([even], i, round!, raw.scalar(even, 'i32'))
    const y = raw.gather(x!, partner)
    const [own, other] = [x!, y].map((rows) => raw.slice(rows, [0, 0, 0], [even, b, m])) as [AnyTensor, AnyTensor]
    const norms = inner(own, own)
    const [first, second] = [raw.reshape(i, [even, 1]), raw.reshape(partner, [even, 1])]
    const operands = [norms, raw.gather(norms, partner), inner(own, other), first, second] as const
    const [c, s] = [cosine, sine].map((f) => raw.reshape(f(list, ...operands, tolerance), [even, b, 1])) as [AnyTensor, AnyTensor]
    return [[turned(x!.shape, x!, y, c, s)], []]
  }, [rows], [raw.iota([sweepsOf(n, g) * (even - 1)], 0)])
  return raw.slice(raw.permute(result!, [1, 0, 2]), [0, 0, 0], [b, n, m + n])
}
