/** What every layer has to hold: shapes, parameters, derivatives, rows on their own; compiled and eager alike. */
import { describe, expect, test } from 'vitest'
import { printType } from '../../src/program/infer.js'
import { check, gradient, lift } from '../../src/differentiable/index.js'
import type { AnyNetwork, Network } from '../../src/network/index.js'
import { key } from '../../src/random/index.js'
import type { Shape } from '../../src/shape/shape.js'
import { add, mean, mul, of, square, toArray } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { some } from '../differentiable/values.js'
import { compiled } from '../tensor/compiled.js'

export type Any = Network<any, any, any, any, any>
/** A network of f64 with what is expected of it; order 2 checks derivatives of derivatives as well. */
export type Row = readonly [name: string, net: Any, output: Shape, params: readonly string[], order?: 1 | 2]

/** Parameters that are nowhere special: the initial ones, and a little of everything. */
export const paramsOf = (net: Any): any => tree.map(net.init(key(1)), (p) => add(mul(0.3)(some(p.shape as Shape, 9)))(p as Tensor<any, 'f64'>))

/** Inputs that are a function of the position: tokens from 0 to 4 where the network takes those. */
export const batch = (net: AnyNetwork, b = 3): AnyTensor => {
  const shape = [b, ...net.input as Shape]
  if (net.inputDtype !== 'i32') return some(shape, 4)
  return of(shape, Array.from({ length: shape.reduce((n, m) => n * m, 1) }, (_, i) => (i * i + 3 * i + 1) % 5), 'i32')
}

const bits = (x: unknown): unknown => tree.tensors(x).map((t) => toArray(t))

export const laws = (rows: readonly Row[]): void => {
  describe.each(rows.map(([name, net, output, params, order = 1]) => ({ name, net, output, params, order })))('$name', ({ net, output, params, order }) => {
    test('shapes and parameters', () => {
      expect(net.output).toEqual(output)
      expect(net.layers.at(-1)?.output ?? net.input).toEqual(output)
      expect(tree.leaves(net.init(key(0))).map(({ path, tensor }) => `${path} ${printType(tensor)}`)).toEqual(params)
      for (const b of [1, 3]) expect(net.apply(net.init(key(0)))(batch(net, b)).shape).toEqual([b, ...output])
    })
    test('agrees with differences, in inputs and parameters together', () => {
      const f = lift(([p, x]: readonly [unknown, AnyTensor]): AnyTensor => net.apply(p)(x))
      expect(check(f, [paramsOf(net), batch(net)] as const, key(2), { directions: 2, order })).toMatchObject({ _tag: 'Right' })
    })
    test('a row of a batch does not depend on the others', () => {
      const f = net.apply(paramsOf(net))
      const x = batch(net, 3)
      const size = toArray(x).length / 3
      const first = batch(net, 1)
      // The generator is a function of the position: the first row alone is the first row of the batch.
      expect(toArray(first)).toEqual(toArray(x).slice(0, size))
      const whole = toArray(f(x))
      expect(toArray(f(first))).toEqual(whole.slice(0, whole.length / 3))
    })
    test.each(backends)('compiled on $name: the same bits, gradients too', (backend) => {
      const work = ([p, x]: readonly [unknown, AnyTensor]): unknown =>
        [net.apply(p)(x), gradient(lift((both: readonly [unknown, AnyTensor]) => mean()(square(net.apply(both[0])(both[1]) as Tensor<any, 'f64'>)) as Tensor<readonly [], 'f64'>))([p, x])]
      const at = [paramsOf(net), batch(net)] as const
      expect(bits(compiled(backend, work, at))).toEqual(bits(work(at)))
    })
  })
}
