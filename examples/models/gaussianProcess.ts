// A Gaussian process whose kernel is learned by the marginal likelihood, and which says how sure it is: C. Rasmussen, C.
// Williams, "Gaussian processes for machine learning" (2006), algorithm 2.1.
import { linalg, optimizer, pipe, random, tensor as t, trainer, vmap, type Tensor } from 'tenfold'
import type { Model } from './model.js'

type Double = Tensor<readonly [], 'f64'>
// Logarithms, so that any number will do.
interface Params { readonly length: Double; readonly height: Double; readonly noise: Double }
interface Points { readonly x: Tensor<readonly [24], 'f64'>; readonly y: Tensor<readonly [24], 'f64'> }

// The covariance of the function at every a with that at every b.
const kernel = <A extends number, B extends number>(
  { length, height }: Params, a: Tensor<readonly [A], 'f64'>, b: Tensor<readonly [B], 'f64'>,
) => {
  const [scale, variance] = [t.exp(length), pipe(height, t.mul(2), t.exp)]
  const one = (u: Double, v: Double) => pipe(u, t.sub(v), t.div(scale), t.square, t.mul(-0.5), t.exp, t.mul(variance))
  return vmap((u: Double) => vmap((v: Double) => one(u, v))(b))(a)
}

// Of the covariance of what was seen, the lower triangle l, and l⁻¹·y.
const solved = (params: Params, { x, y }: Points) => {
  const noise = pipe(t.eye(24, { dtype: 'f64' }), t.mul(pipe(params.noise, t.mul(2), t.exp)))
  const l = linalg.cholesky(pipe(kernel(params, x, x), t.add(noise)))
  return { l, white: pipe(y, linalg.solveTriangular(l, { lower: true })) }
}

// -ln of the density of y: ½·yᵀ·K⁻¹·y + ½·ln |K| + n/2·ln 2π.
const loss = (params: Params, points: Points): Double => {
  const { l, white } = solved(params, points)
  const fit = pipe(white, t.square, t.sum(), t.mul(0.5))
  return pipe(l, t.diagonal(), t.log, t.sum(), t.add(fit), t.add(12 * Math.log(2 * Math.PI)))
}

// The mean and the variance of the function elsewhere.
export const predict = <B extends number>(params: Params, points: Points, at: Tensor<readonly [B], 'f64'>) => {
  const { l, white } = solved(params, points)
  const seen = pipe(kernel(params, points.x, at), linalg.solveTriangular(l, { lower: true }))
  const explained = pipe(seen, t.square, t.sum(0))
  return {
    mean: pipe(seen, t.einsum('nb,n->b', white)),
    variance: pipe(explained, t.neg, t.add(pipe(params.height, t.mul(2), t.exp))),
  }
}

const [a, b] = random.split(random.key(1), 2)
const x = random.uniform(a, [24], { low: -3, high: 3 }, 'f64')
export const points = { x, y: pipe(random.normal(b, [24], 'f64'), t.mul(0.1), t.add(t.sin(x))) }
const init = () => ({ length: t.scalar(1, 'f64'), height: t.scalar(0, 'f64'), noise: t.scalar(0, 'f64') })
const learn = trainer.of({ init, loss })({ optimizer: optimizer.adam({ learningRate: 0.05 }) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => points))

export const example: Model = {
  shows: 'a marginal likelihood by linalg.cholesky and solveTriangular in f64, and its gradient',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
