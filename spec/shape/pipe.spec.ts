/** `pipe` is that of fp-ts, and infers as much. */
import * as fp from 'fp-ts/lib/function.js'
import { expect, test } from 'vitest'
import { flow, network as n, pipe, tensor as t, type Tensor } from '../../src/index.js'
import type { Same } from '../../src/shape/fits.js'
import { proven } from './twin.js'

test('it is the same function', () => expect(pipe).toBe(fp.pipe))

test('functions that are written in place know what comes', () => {
  const long = pipe([1, 2, 3], (xs) => xs.map((x) => x + 1), (xs) => xs.length, (count) => ({ count }), ({ count }) => `${count}`)
  proven<Same<typeof long, string>>()
  expect(long).toBe('3')
  const literal = pipe('a' as const, (a) => [a] as const, ([a]) => ({ a }))
  proven<Same<typeof literal, { a: 'a' }>>()
  const nested = pipe(2, (x) => pipe(x, (y) => [y, x] as const))
  proven<Same<typeof nested, readonly [number, number]>>()
  expect(nested).toEqual([2, 2])
})

test('generic functions take what comes', () => {
  const pair = <A>(a: A): readonly [A, A] => [a, a]
  const first = <A, B>([a]: readonly [A, B]): A => a
  const wrapped = pipe(1, pair, pair, first)
  proven<Same<typeof wrapped, readonly [number, number]>>()
  const composed = pipe(1, flow(pair, first))
  proven<Same<typeof composed, number>>()
  const kept = <A>(a: A) => pipe(a, pair, first)
  proven<Same<ReturnType<typeof kept<'x'>>, 'x'>>()
})

test('tensors, networks and blocks have the types that they have under the pipe of fp-ts', () => {
  const sum = pipe(t.zeros([32, 10]), t.add(t.zeros([10])), t.sum([-1]), t.exp)
  const same = fp.pipe(t.zeros([32, 10]), t.add(t.zeros([10])), t.sum([-1]), t.exp)
  proven<Same<typeof sum, Tensor<readonly [32]>>>()
  proven<Same<typeof sum, typeof same>>()
  const block = <const F extends number>(filters: F) => n.sequential(n.conv2d({ filters, kernel: [3, 3] }), n.relu)
  const net = pipe(n.input([28, 28, 1]), block(4), n.flatten, n.dense(10))
  const twin = fp.pipe(n.input([28, 28, 1]), block(4), n.flatten, n.dense(10))
  proven<Same<typeof net, typeof twin>>()
  expect(net.output).toEqual(twin.output)
})

test('as many as 19 functions', () => {
  const up = (x: number): number => x + 1
  const all = pipe(0, up, up, up, up, up, up, up, up, up, up, up, up, up, up, up, up, up, up, (x) => `${x}`)
  proven<Same<typeof all, string>>()
  expect(all).toBe('18')
})
