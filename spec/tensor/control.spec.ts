/** Loops of as many steps as values say, and choices between functions: values, derivatives, what is not run, wrong input. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Backend } from '../../src/backend/backend.js'
import { differentiable as d, jit, pipe, program as programs, random, tensor as t, tree, TenfoldError, type Tensor } from '../../src/index.js'
import { profile } from '../../src/inspect/profile.js'
import { values } from '../../src/inspect/values.js'
import { contentOf } from '../../src/program/simplify/text.js'
import { elements } from '../../src/tensor/tensor.js'
import { chosen, collatz, iterated, nested, roots, type Point } from '../outside/control.js'
import { sameBits } from '../backend/each.js'
import { someBackends } from '../jit/each.js'
import { isQuick } from '../slow.js'

type X = Tensor<readonly [], 'f64'>
type I = Tensor<readonly [], 'i32'>
type V = Tensor<readonly [3], 'f64'>
const x64 = (x: number): X => t.scalar(x, 'f64')
const i32 = (n: number): I => t.scalar(n, 'i32')
const numberOf = (x: X | I): number => t.toArray(x as X)[0]!

let [backends, close]: [readonly Backend[], () => unknown] = [[], () => {}]
beforeAll(async () => { ({ backends, close } = await someBackends()) })
afterAll(() => close())

/** What `f` gives at once, which is what it gives compiled on every backend, too, to the bit. */
const everywhere = <A, B>(f: (a: A) => B, a: A): B => {
  const expected = f(a)
  for (const backend of backends) {
    const found = tree.leaves(jit(f, { backend })(a)).map(({ tensor }) => elements(tensor))
    tree.leaves(expected).forEach(({ path, tensor }, i) => {
      if (!sameBits(found[i]!, elements(tensor))) expect({ backend: backend.name, path, elements: found[i] }).toEqual({ elements: elements(tensor) })
    })
  }
  return expected
}

const newton = (a: X) => pipe([a, i32(0)] as const, t.whileLoop(
  ([x]: readonly [X, I]) => pipe(x, t.mul(x), t.sub(a), t.abs, t.greater(1e-9)),
  ([x, n]) => [pipe(a, t.div(x), t.add(x), t.mul(0.5)), pipe(n, t.add(1))],
))

/** sin(x)·w + x/2, n times; the state is a record, and there is room for some more steps. */
const repeated = (n: number) => ([x, w]: readonly [X, X]): X => pipe({ at: x, left: i32(n) }, t.whileLoop(
  ({ left }: { readonly at: X; readonly left: I }) => pipe(left, t.greater(0)),
  ({ at, left }) => ({ left: pipe(left, t.sub(1)), at: pipe(at, t.sin, t.mul(w), t.add(pipe(at, t.mul(0.5)))) }),
  { maxSteps: n + 3 },
)).at

const choice = ([x, w]: readonly [X, X]): X => pipe(x, t.cond(
  pipe(x, t.greater(0)), (y: X) => pipe(y, t.log, t.mul(w)), (y: X) => pipe(y, t.mul(y), t.sub(pipe(w, t.mul(y))))))

const within = ([x, w]: readonly [X, X]): X => pipe(x, t.cond(
  pipe(x, t.greater(0)),
  (x: X) => pipe([x, i32(0)] as const, t.whileLoop(
    ([, n]: readonly [X, I]) => pipe(n, t.less(4)),
    ([y, n]) => [pipe(y, t.cond(pipe(y, t.greater(1)), (z: X) => pipe(z, t.mul(0.5), t.add(w)), (z: X) => pipe(z, t.mul(z), t.add(w)))), pipe(n, t.add(1))],
    { maxSteps: 6 },
  ))[0],
  (x: X) => pipe(x, t.exp, t.mul(w)),
))

const gradient = (f: (a: readonly [X, X]) => X) => d.gradient(d.lift(f))
/** The rows of the hessian, backward over backward. */
const hessian = (f: (a: readonly [X, X]) => X) => (a: readonly [X, X]) =>
  [0, 1].map((i) => gradient((b) => gradient(f)(b)[i] as X)(a))
/** The same, forward over backward. */
const columns = (f: (a: readonly [X, X]) => X) => (a: readonly [X, X]) =>
  [0, 1].map((i) => d.jvp(gradient(f))(a, [x64(1 - i), x64(i)])[1])

describe('of jax', () => {
  test.each(roots)('the square root of $a, and its derivative forward', ({ a, value, steps, tangent }) => {
    const [x, n] = everywhere(newton, x64(a))
    expect(numberOf(n)).toBe(steps)
    expect(numberOf(x)).toBeCloseTo(value, 12)
    expect(numberOf(everywhere((a: X) => d.jvp(newton)(a, x64(1))[1][0], x64(a)))).toBeCloseTo(tangent, 12)
  })

  test.each(collatz)('from %i by Collatz to 1 in %i steps', (n, steps) => {
    const count = (from: I) => pipe([from, i32(0)] as const, t.whileLoop(
      ([n]: readonly [I, I]) => pipe(n, t.notEqual(1)),
      ([n, steps]) => {
        const half = pipe(n, t.cast('f64'), t.mul(0.5), t.floor, t.cast('i32'))
        const isEven = pipe(half, t.mul(2), t.equal(n))
        return [pipe(isEven, t.where(half, pipe(n, t.mul(3), t.add(1)))), pipe(steps, t.add(1))]
      },
    ))[1]
    expect(numberOf(everywhere(count, i32(n)))).toBe(steps)
  })

  const points: readonly (readonly [string, (a: readonly [X, X]) => X, Point, isFirst: boolean])[] = [
    ...iterated.map((point, i) => [`a loop of ${point.steps} steps`, repeated(point.steps), point, i === 2] as const),
    ...chosen.map((point, i) => ['a choice', choice, point, i === 0] as const),
    ...nested.map((point, i) => ['choices in a loop in a choice', within, point, i === 0] as const),
  ]
  test.each(points)('%s: values and derivatives %#', (_, f, { x, w, value, gradient: g, hessian: h }, isFirst) => {
    const close = (found: readonly X[], expected: readonly number[]): void =>
      found.forEach((x, i) => expect(numberOf(x)).toBeCloseTo(expected[i]!, 10))
    const a = [x64(x), x64(w)] as const
    close([everywhere(f, a)], [value])
    close(isQuick && !isFirst ? gradient(f)(a) : everywhere(gradient(f), a), g)
    close([0, 1].map((i) => d.jvp(f)(a, [x64(1 - i), x64(i)])[1]), g)
    if (isQuick && !isFirst) return
    columns(f)(a).forEach((row, i) => close(row, h[i]!))
    // What is compiled for one point is so for all.
    ;(isFirst && !isQuick ? everywhere(hessian(f), a) : hessian(f)(a)).forEach((row, i) => close(row, h[i]!))
  })
})

describe('laws', () => {
  test('a loop is its steps one after the other, whatever their number', () => fc.assert(fc.property(
    fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }),
    (n, most, list) => {
      const step = (v: V): V => pipe(v, t.sin, t.add(pipe(v, t.mul(v))))
      const unrolled = (v: V): V => Array.from({ length: Math.min(n, most) }).reduce<V>((at) => step(at), v)
      const loop = (v: V): V => pipe([v, i32(0)] as const, t.whileLoop(
        ([, i]: readonly [V, I]) => pipe(i, t.less(n)), ([v, i]) => [step(v), pipe(i, t.add(1))], { maxSteps: most }))[0]
      const pulled = (f: (v: V) => V) => (v: V) => d.lift(f)(v)[1](t.of([3], [1, 2, 3], 'f64'))
      const v = t.of([3], list, 'f64')
      expect(everywhere(loop, v)).toEqual(unrolled(v))
      expect(everywhere(pulled(loop), v)).toEqual(pulled(unrolled)(v))
      expect(everywhere((v: V) => d.jvp(loop)(v, v)[1], v)).toEqual(d.jvp(unrolled)(v, v)[1])
    }), { numRuns: isQuick ? 2 : 4 }))

  test('a choice is that of where, without what is not chosen', () => fc.assert(fc.property(
    fc.boolean(), fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 }), (holds, list) => {
      const [yes, no] = [(v: V) => ({ a: t.sin(v), b: [pipe(v, t.sum())] }), (v: V) => ({ a: t.exp(v), b: [pipe(v, t.max())] })] as const
      const f = (v: V, p: Tensor<readonly [], 'bool'>) => pipe(v, t.cond(p, yes, no))
      const sum = (v: V, p: Tensor<readonly [], 'bool'>) => { const { a, b } = f(v, p); return pipe(a, t.sum(), t.add(b[0]!)) }
      const args = [t.of([3], list, 'f64'), t.of([], [holds], 'bool')] as const
      const one = holds ? yes : no
      expect(everywhere(([v, p]: typeof args) => f(v, p), args)).toEqual(one(args[0]))
      const other = (v: V) => pipe(one(v).a, t.sum(), t.add(one(v).b[0]!))
      expect(everywhere(([v, p]: typeof args) => d.gradient(d.lift((u: V) => sum(u, p)))(v), args)).toEqual(d.gradient(d.lift(other))(args[0]))
    }), { numRuns: isQuick ? 2 : 4 }))

  const shared = (start: V, w: Tensor<readonly [3, 3], 'f64'>, go: number): V => pipe(pipe(start, t.reshape([1, 3])), t.whileLoop(
    (h: Tensor<readonly [1, 3], 'f64'>) => pipe(h, t.square, t.sum(), t.less(go)),
    (h) => pipe(h, t.matmul(w), t.add(pipe(h, t.mul(1.5))), t.add(pipe(start, t.reshape([1, 3])))),
    { maxSteps: 7 },
  ), t.reshape([3]))
  test('of what all steps share, too: checked by differences, to the second order', () => {
    const w = pipe(random.normal(random.key(1), [3, 3], 'f64'), t.mul(0.3))
    const start = t.of([3], [0.3, -0.5, 0.7], 'f64')
    for (const go of isQuick ? [60] : [0.1, 60, 1e9]) {
      const f = ([v, m]: readonly [V, typeof w]) => shared(v, m, go)
      if (go === 60) everywhere((a: readonly [V, typeof w]) => d.lift(f)(a)[1](start), [start, w])
      expect(d.check(d.lift(f), [start, w] as const, random.key(2), { order: 2 })._tag).toBe('Right')
    }
  })

  test('in the steps of a scan, forth and back, and with a scan in each of their own', () => {
    const rows = random.normal(random.key(3), [4, 3], 'f64')
    for (const reverse of [false, true]) {
      const f = (m: typeof rows): readonly [V, Tensor<readonly [number, 3], 'f64'>] => t.scan((h: V, row: V) => {
        const next = pipe(h, t.add(row), t.whileLoop(
          (v: V) => pipe(v, t.square, t.sum(), t.greater(1)),
          (v) => t.scan((c: V, r: V) => [pipe(c, t.mul(0.75)), pipe(r, t.mul(c))] as const, v, pipe(v, t.reshape([1, 3])))[0],
          { maxSteps: 9 },
        ), t.cond(pipe(row, t.sum(), t.greater(0)), (v: V) => pipe(v, t.mul(row)), (v: V) => t.sin(v)))
        return [next, next] as const
      }, t.zeros([3], 'f64'), m, { reverse })
      expect(d.check(d.lift(f), rows, random.key(4))._tag).toBe('Right')
      everywhere((m: typeof rows) => d.lift(f)(m)[1]([t.ones([3], 'f64'), m as never]), rows)
    }
  })

  test('where steps are large enough to be shared by threads', () => {
    const x = random.normal(random.key(5), [96, 96])
    const f = (m: typeof x) => pipe([m, i32(0)] as const, t.whileLoop(
      ([, n]: readonly [typeof x, I]) => pipe(n, t.less(6)),
      ([m, n]) => [pipe(m, t.matmul(m), t.mul(0.1), t.sin), pipe(n, t.add(1))], { maxSteps: 20 }))[0]
    everywhere((m: typeof x) => [f(m), d.lift(f)(m)[1](m)], x)
  })
})

describe('what is not run', () => {
  const rows = t.of([3], [0.5, 1.5, 2.5])
  type S = Tensor<readonly []>
  const row = (n: I) => pipe(rows, t.gather(n))
  /** Reads a row in each step: a fourth one would be out of range. */
  const summed = (most: number) => (n: I): S => pipe([n, t.scalar(0)] as const, t.whileLoop(
    ([n]: readonly [I, S]) => pipe(n, t.less(3)),
    ([n, sum]) => [pipe(n, t.add(1)), pipe(sum, t.add(row(n)))],
    { maxSteps: most },
  ))[1]
  const scaled = (most: number) => (x: S): S => pipe([i32(0), x] as const, t.whileLoop(
    ([n]: readonly [I, S]) => pipe(n, t.less(3)), ([n, y]) => [pipe(n, t.add(1)), pipe(y, t.mul(row(n)))], { maxSteps: most }))[1]

  test('steps beyond those that the test asks for', () => {
    for (const most of isQuick ? [3, 1000] : [3, 4, 1000, 1_000_000]) {
      expect(everywhere(summed(most), i32(0))).toEqual(t.scalar(4.5))
      expect(everywhere(summed(most), i32(7))).toEqual(t.scalar(0))
      expect(everywhere((x: S) => d.lift(scaled(most))(x)[1](t.scalar(1)), t.scalar(2))).toEqual(t.scalar(1.875))
    }
    expect(everywhere(summed(2), i32(0))).toEqual(t.scalar(2))
  })

  test('the function that is not chosen', () => {
    const f = ([n, x]: readonly [I, S]) => pipe(x, t.cond(pipe(n, t.less(3)), (y: S) => pipe(y, t.mul(row(n))), (y: S) => t.neg(y)))
    expect(everywhere(f, [i32(2), t.scalar(2)])).toEqual(t.scalar(5))
    expect(everywhere(f, [i32(3), t.scalar(2)])).toEqual(t.scalar(-2))
    expect(everywhere((a: readonly [I, S]) => d.gradient(d.lift((x: S) => f([a[0], x])))(a[1]), [i32(9), t.scalar(2)])).toEqual(t.scalar(-1))
    const known = t.of([], [false], 'bool')
    expect(everywhere((x: S) => pipe(x, t.cond(known, () => pipe(rows, t.gather(i32(9))), (y: S) => y)), t.scalar(2))).toEqual(t.scalar(2))
  })

  test('an index out of range is an error where it is read', () => {
    const wild = (n: I) => pipe([n, t.scalar(0)] as const, t.whileLoop(
      ([, sum]: readonly [I, S]) => pipe(sum, t.less(100)), ([n, sum]) => [pipe(n, t.add(1)), pipe(sum, t.add(row(n)))]))[1]
    for (const run of [wild, ...backends.map((backend) => jit(wild, { backend }))]) expect(() => run(i32(0))).toThrow('gather: indices[0] should be an index from 0 to 2, but is 3')
  })

  test('what comes of states that no step has come to: no NaN of zeros', () => {
    const f = (x: S): S => pipe(x, t.whileLoop((y: S) => pipe(y, t.less(8)), (y) => pipe(y, t.mul(y), t.add(t.log(y))), { maxSteps: 50 }))
    expect(t.toArray(everywhere(d.gradient(d.lift(f)), t.scalar(2)))).toEqual([expect.closeTo((2 * 2 + 1 / 2) * (2 * (4 + Math.log(2)) + 1 / (4 + Math.log(2))), 3)])
  })
})

describe('as data', () => {
  const f = (x: X) => repeated(3)([x, x64(2)])
  const program = programs.simplify(jit(f).program(x64(0.5)))
  const loop = (p: typeof program) => p.instructions.find(({ primitive }) => primitive.kind === 'scan')!.primitive as { readonly guarded?: true; readonly steps: number }

  test('a loop says how many steps it takes at most', () => {
    expect(programs.print(program)).toMatch(/scan at most 6 steps, 3 carried/)
    expect(contentOf(program)).not.toBe(contentOf(JSON.parse(JSON.stringify(program).replace('"guarded":true', '"guarded":false')) as typeof program))
  })
  test('goes through JSON, and is refused where it carries no truth value first', () => {
    const text = JSON.stringify(program)
    const decoded = programs.codec.decode(JSON.parse(text))
    expect(decoded).toEqual({ _tag: 'Right', right: program })
    expect(loop(program).guarded).toBe(true)
    const said = (from: string, to: string): unknown => {
      const read = programs.codec.decode(JSON.parse(text.replace(from, to)))
      return read._tag === 'Left' ? read.left.map(({ message }) => message).join() : read
    }
    expect(said('"guarded":true', '"guarded":false')).toMatch(/true, of a loop that carries bool\[\] first, expected, received false/)
    expect(said('"guarded":true', '"guarded":1')).toMatch(/expected, received 1/)
    const scan = (carried: number) => ({ inputs: [{ shape: [], dtype: 'f32' }], results: [0], instructions: [{
      primitive: {
        kind: 'scan', constants: 0, carried, steps: 1, reverse: false, guarded: true,
        body: { inputs: [{ shape: [], dtype: 'f32' }], instructions: [], results: [0] },
      },
      operands: [0], first: 1, types: [{ shape: [], dtype: 'f32' }],
    }] })
    expect(programs.codec.decode(scan(1))._tag).toBe('Left')
  })
  test('its values are seen step by step, those of no step as 0', () => {
    const [loop] = values(program, [Float64Array.of(0.5)]).filter(({ body }) => body !== undefined)
    const steps = loop!.body!.find(({ type }) => type.dtype === 'bool')!
    expect([...steps.elements]).toEqual([1, 1, 1, 0, 0, 0])
    const unbounded = jit((x: X) => newton(x)[0]).program(x64(2))
    expect(values(unbounded, [Float64Array.of(2)]).every(({ body }) => body === undefined)).toBe(true)
  })
  test('its time is that of the steps that it takes', () => {
    const { parts } = profile(jit((x: X) => newton(x)[0]).program(x64(2)), [Float64Array.of(2)], { samples: 1 })
    expect(parts.map(({ kind }) => kind)).toContain('scan')
  })
  test('a function that is not chosen costs no copies of what it would read', () => {
    const big = t.zeros([1000])
    const f = ([p, x]: readonly [Tensor<readonly [], 'bool'>, typeof big]) => pipe(x, t.cond(p, t.neg, t.abs))
    const { instructions } = programs.simplify(jit(f).program([t.of([], [true], 'bool'), big]))
    expect(instructions.filter(({ primitive }) => primitive.kind === 'scan').length).toBe(2)
  })
})

describe('wrong input', () => {
  type R = { readonly a: X; readonly b: readonly [V] }
  const record: R = { a: x64(1), b: [t.ones([3], 'f64')] }
  const go = () => t.of([], [true], 'bool')
  const bad = t as unknown as Record<string, (...args: readonly unknown[]) => (a: unknown) => unknown>
  const symbolic = (f: (p: unknown) => unknown) => jit((p: Tensor<readonly [], 'bool'>) => f(p))(go())
  test.each<readonly [string, () => unknown, string]>([
    ['a test of another type', () => bad['whileLoop']!(() => x64(1), (s: unknown) => s)(record), 'whileLoop: what test gives should be a tensor bool[], but is "f64[]"'],
    ['a test that gives nothing', () => bad['whileLoop']!(() => undefined, (s: unknown) => s)(record), 'whileLoop: what test gives should be a tensor bool[], but is undefined'],
    ['another shape', () => bad['whileLoop']!(go, (s: R) => ({ ...s, b: [t.ones([4], 'f64')] }))(record), 'whileLoop: what body gives for b.0 should be f64[3], as the state began, but is "f64[4]"'],
    ['another element type', () => bad['whileLoop']!(go, (s: R) => ({ ...s, a: t.scalar(1) }))(record), 'whileLoop: what body gives for a should be f64[], as the state began, but is "f32[]"'],
    ['a tensor that is not there', () => bad['whileLoop']!(go, ({ a }: R) => ({ a }))(record), 'whileLoop: what body gives for b.0 should be f64[3], as the state began, but is undefined'],
    ['a tensor too many', () => bad['whileLoop']!(go, (s: R) => ({ ...s, c: s.a }))(record), 'whileLoop: what body gives for c should be no tensor, as the state began, but is "f64[]"'],
    ['no steps', () => t.whileLoop(go, (s: R) => s, { maxSteps: 0 })(record), 'whileLoop: maxSteps should be a whole number from 1 to 2147483647, but is 0'],
    ['an option that is none', () => bad['whileLoop']!(go, (s: R) => s, { steps: 3 }), 'whileLoop: unknown option "steps"'],
    ['a predicate of another type', () => bad['cond']!(x64(1), t.neg, t.abs), 'cond: predicate should be a tensor bool[], but is "f64[]"'],
    ['a predicate with axes', () => bad['cond']!(t.of([1], [true], 'bool'), t.neg, t.abs), 'cond: predicate should be a tensor bool[], but is "bool[1]"'],
    ['no function', () => bad['cond']!(go(), t.neg, 3), 'cond: no should be a function, but is 3'],
    ['functions that give other types', () => symbolic((p) => bad['cond']!(p, (r: R) => r, (r: R) => ({ ...r, b: [r.a] }))(record)),
      'cond: what no gives for b.0 should be f64[3], as yes gives it, but is "f64[]"'],
    ['functions that give other trees', () => symbolic((p) => bad['cond']!(p, (r: R) => r, (r: R) => r.a)(record)), 'cond: what no gives should be no tensor, as yes gives it, but is "f64[]"'],
    ['a loop without a bound, backward', () => d.lift(newton)(x64(2))[1]([x64(1), i32(0)]),
      'whileLoop without maxSteps has no derivative in reverse mode, which keeps the state of every step: give the most steps that it may take, or use jvp'],
  ])('%s', (_, f, message) => {
    expect(f).toThrow(TenfoldError)
    expect(f).toThrow(message)
  })

  test('a loop without a bound on the way is none, where no derivative goes through it', () => {
    const f = (x: X): X => {
      const n = pipe(i32(0), t.whileLoop((n: I) => pipe(n, t.less(5)), (n) => pipe(n, t.add(1))))
      return pipe(x, t.mul(pipe(n, t.cast('f64'))), t.mul(d.stopGradient(newton(x)[0])), t.mul(newton(d.stopGradient(x))[0]))
    }
    expect(numberOf(everywhere(d.gradient(d.lift(f)), x64(4)))).toBeCloseTo(20, 9)
  })
})
