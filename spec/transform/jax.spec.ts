/** Transforms against JAX, in double precision. */
import { describe, expect, test } from 'vitest'
import { differentiable as d, jit, pipe, tensor as t, vmap, type Tensor } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as jax from '../outside/transforms.js'

type V = Tensor<readonly [3], 'f64'>
type W = Tensor<readonly [4, 3], 'f64'>
type B = Tensor<readonly [4], 'f64'>
type Scalar = Tensor<readonly [], 'f64'>
const x: V = t.of([3], jax.x, 'f64')
const v: V = t.of([3], jax.v, 'f64')
const w: W = t.of([4, 3], jax.w, 'f64')
const b: B = t.of([4], jax.b, 'f64')
const xs = t.of([5, 3], jax.xs, 'f64')
const ys = t.of([2, 3], jax.ys, 'f64')

const layer = (p: { readonly w: W; readonly b: B }, a: V): B => pipe(a, t.reshape([3, 1]), (c) => t.matmul(c)(p.w), t.reshape([4]), t.add(p.b), t.tanh)
const loss = (p: { readonly w: W; readonly b: B }, a: V): Scalar => pipe(layer(p, a), t.square, t.sum())
const distance = (p: V, q: V): Scalar => pipe(p, t.sub(q), t.square, t.sum(), t.sqrt)

const scalars: Readonly<Record<string, (a: V) => Scalar>> = {
  rosenbrock: (a) => {
    const [low, high] = [pipe(a, t.slice([[0, 2]])), pipe(a, t.slice([[1, 3]]))]
    const first = pipe(high, t.sub(t.square(low)), t.square, t.mul(100))
    return pipe(low, t.sub(1), t.square, t.add(first), t.sum())
  },
  logSumExp: t.logSumExp,
  norm: (a) => pipe(a, t.square, t.sum(), t.sqrt),
  energy: (a) => loss({ w, b }, a),
}
const vectors: Readonly<Record<string, (a: V) => AnyTensor>> = {
  layer: (a) => layer({ w, b }, a),
  softmax: (a) => t.softmax(a),
  outer: (a) => pipe(a, t.reshape([3, 1]), t.matmul(pipe(a, t.sin, t.reshape([1, 3])))),
}

const close = (actual: AnyTensor, expected: readonly number[]): void => {
  const values = t.toArray(actual)
  expect(values.length).toBe(expected.length)
  values.forEach((value, i) => { expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected[i]!))) })
}

test('all of them are compared', () => {
  expect(Object.keys(scalars)).toEqual(Object.keys(jax.scalars))
  expect(Object.keys(vectors)).toEqual(Object.keys(jax.jacobians))
})

test.each(Object.entries(scalars))('%s', (name, f) => {
  const { value, gradient, hessian, product } = jax.scalars[name]!
  const [at, slope] = d.valueAndGrad(f)(x)
  close(at, [value])
  close(slope, gradient)
  close(d.grad(f)(x), gradient)
  close(d.hessian(f)(x), hessian)
  close(jit(d.hessian(f))(x), hessian)
  close(d.hessianVectorProduct(f)(x, v), product)
  close(d.jacobianForward(d.grad(f))(x), hessian)
  close(d.jvp(d.grad(f))(x, v)[1], product)
})

test.each(Object.entries(vectors))('the Jacobian of %s', (name, f) => {
  close(d.jacobian(f)(x), jax.jacobians[name]!)
  close(d.jacobianForward(f)(x), jax.jacobians[name]!)
  close(jit(d.jacobian(f))(x), jax.jacobians[name]!)
})

test('a Hessian in blocks', () => {
  const found = d.hessian(loss)({ w, b }, x)
  expect([found.w.w, found.w.b, found.b.w, found.b.b].map(({ shape }) => shape)).toEqual([[4, 3, 4, 3], [4, 3, 4], [4, 4, 3], [4, 4]])
  close(found.w.w, jax.blocks['ww']!)
  close(found.w.b, jax.blocks['wb']!)
  close(found.b.w, jax.blocks['bw']!)
  close(found.b.b, jax.blocks['bb']!)
  const product = d.hessianVectorProduct(loss)({ w, b }, { b, w: t.zeros([4, 3], 'f64') }, x)
  close(product.w, t.toArray(pipe(found.w.b, t.reshape([12, 4]), t.matmul(t.reshape([4, 1])(b)))))
  close(product.b, t.toArray(pipe(found.b.b, t.matmul(t.reshape([4, 1])(b)))))
})

describe('vmap', () => {
  const own = jax.mapped
  test('of distances', () => {
    const one: V = t.of([3], jax.ys.slice(0, 3), 'f64')
    close(vmap(distance, { in: [0, null] })(xs, one), own['toOne']!)
    const toAll = (p: V, all: typeof ys) => vmap(distance, { in: [null, 0] })(p, all)
    close(vmap(toAll, { in: [0, null] })(xs, ys), own['pairs']!)
    close(vmap(toAll, { in: [0, null], out: 1 })(xs, ys), own['pairsAcross']!)
  })
  test('of columns', () => close(vmap((a: Tensor<readonly [5], 'f64'>) => t.softmax(a), { axis: 1 })(xs), own['columns']!))
  test('of derivatives', () => {
    const gradients = vmap(d.grad(loss), { in: [null, 0] })({ w, b }, xs)
    close(gradients.w, own['gradientsOfW']!)
    close(gradients.b, own['gradientsOfB']!)
    close(vmap(d.hessian(scalars['rosenbrock']!))(xs), own['hessians']!)
  })
})
