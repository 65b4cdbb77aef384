/** What is computed again instead of being kept: the same bits, and less memory. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { emit } from '../../src/backend/wasm/scheduling/emit.js'
import { differentiable as d, jit, pipe, program as programs, random, tensor as t, type Tensor } from '../../src/index.js'
import { plan } from '../../src/program/plan.js'
import { someBackends } from '../jit/each.js'

type X = Tensor<readonly [32, 16]>
type W = Tensor<readonly [16, 16]>
interface Net {
  readonly x: X
  readonly ws: readonly W[]
}
const at: Net = {
  x: random.normal(random.key(9), [32, 16]),
  ws: Array.from({ length: 6 }, (_, i) => pipe(random.normal(random.key(i), [16, 16]), t.mul(0.3))),
}

/** A layer that adds to what it is given, and reads its weights in two ways; it closes over them, or is given them. */
const layer = (x: X, w: W): X => pipe(x, t.matmul(w), t.tanh, t.mul(pipe(x, t.matmul(pipe(w, t.transpose)))), t.sin, t.exp, t.sin, t.add(x))
const wrapped = (wrap: <A, B>(f: (a: A) => B) => (a: A) => B, closes: boolean) => ({ x, ws }: Net) => pipe(ws.reduce<X>(
  (y, w) => (closes ? wrap((z: X) => layer(z, w))(y) : wrap(([z, v]: readonly [X, W]) => layer(z, v))([y, w])), x), t.square, t.sum())
const plain = wrapped((f) => f, true)
const ways: readonly (readonly [string, typeof plain])[] = [
  ['closing over parameters', wrapped(d.checkpoint, true)],
  ['given parameters', wrapped(d.checkpoint, false)],
  ['within each other', (net) => d.checkpoint(wrapped(d.checkpoint, true))(net)],
]

let [backends, close]: [readonly Backend[], () => unknown] = [[], () => {}]
beforeAll(async () => { ({ backends, close } = await someBackends()) })
afterAll(() => close())

describe.each(ways)('%s', (_, net) => {
  test('values and gradients are the same, to the bit, on every backend', () => {
    const both = (f: typeof plain) => (net: Net) => [f(net), d.gradient(d.lift(f))(net)] as const
    const expected = both(plain)(at)
    expect(both(net)(at)).toEqual(expected)
    for (const backend of backends) expect(jit(both(net), { backend })(at)).toEqual(expected)
  })
  test('so are derivatives forward, and second ones', () => {
    expect(d.jvp(net)(at, at)).toEqual(d.jvp(plain)(at, at))
    const forth = (f: typeof plain) => d.jvp(d.gradient(d.lift(f)))(at, at)[1]
    expect(forth(net)).toEqual(forth(plain))
    const two = (f: typeof plain) => (x: X) => pipe(d.gradient(d.lift((y: X) => f({ ...at, x: y })))(x), t.sum())
    const second = d.gradient(d.lift(two(net)))(at.x)
    const expectedSecond = t.toArray(d.gradient(d.lift(two(plain)))(at.x))
    const scale = Math.max(...expectedSecond.map(Math.abs))
    t.toArray(second).forEach((value, i) => expect(value / scale).toBeCloseTo(expectedSecond[i]! / scale, 5))
  })
  test('nothing is computed twice where no derivative is taken', () => {
    expect(JSON.stringify(jit(net).program(at))).toBe(JSON.stringify(jit(plain).program(at)))
  })
})

describe('memory', () => {
  const gradients = (f: typeof plain) => programs.simplify(jit(d.gradient(d.lift(f))).program(at))
  const peak = (f: typeof plain): number => plan(gradients(f)).bytes
  const pages = (f: typeof plain): number => emit(programs.group(gradients(f), fusion), 0, { threads: 1, relaxed: false }).results.reduce((a, b) => Math.max(a, b))
  const kept = (f: typeof plain): number => gradients(f).instructions.length

  test.each(ways.slice(0, 2))('is less: %s', (_, net) => {
    expect(peak(net)).toBeLessThan(0.6 * peak(plain))
    expect(pages(net)).toBeLessThan(0.8 * pages(plain))
    expect(kept(net)).toBeGreaterThan(kept(plain))
  })
  test('grows by what a layer is given, for each of them', () => {
    const deep = (n: number): number => {
      const net = { ...at, ws: Array.from({ length: n }, () => at.ws[0]!) }
      return plan(programs.simplify(jit(d.gradient(d.lift(wrapped(d.checkpoint, true)))).program(net))).bytes
    }
    const given = 4 * (32 * 16 + 16 * 16 * 2)
    expect((deep(12) - deep(6)) / 6).toBeLessThan(2 * given)
  })
})

test('in the steps of a loop, with what is no float beside', () => {
  type V = Tensor<readonly [3]>
  const rows = t.of([4, 3], Array.from({ length: 12 }, (_, i) => Math.sin(i)))
  const run = (wrap: <A, B>(f: (a: A) => B) => (a: A) => B) => (m: typeof rows) => t.scan((h: V, row: V) => {
    const [y, n] = wrap(([v, i]: readonly [V, Tensor<readonly [], 'i32'>]) =>
      [pipe(v, t.sin, t.mul(row), t.add(pipe(i, t.cast('f32'))), t.exp, t.sin), pipe(i, t.add(1))] as const)([h, t.scalar(1, 'i32')])
    return [y, pipe(y, t.mul(pipe(n, t.cast('f32'))))] as const
  }, t.ones([3]), m)[1]
  const pulled = (f: (m: typeof rows) => unknown) => (m: typeof rows) => d.lift(f as (m: typeof rows) => typeof rows)(m)[1](m)
  const expected = pulled(run((f) => f))(rows)
  expect(pulled(run(d.checkpoint))(rows)).toEqual(expected)
  for (const backend of backends) expect(jit(pulled(run(d.checkpoint)), { backend })(rows)).toEqual(expected)
})

test('a function of its own derivative keeps it, and a loop without a bound is refused as it is', () => {
  const rounded = d.custom<Tensor<readonly [2]>, Tensor<readonly [2]>>((x) => [t.round(x), (dy) => dy])
  const f = (x: Tensor<readonly [2]>) => pipe(d.checkpoint((y: typeof x) => rounded(y)[0])(x), t.mul(x), t.sum())
  expect(d.gradient(d.lift(f))(t.of([2], [1.25, -2.75]))).toEqual(t.of([2], [2.25, -5.75]))
  expect(() => (d.checkpoint as (f: unknown) => unknown)(3)).toThrow('checkpoint: f should be a function, but is 3')
})
