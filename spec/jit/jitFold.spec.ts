/** A compiled fold is the fold: its bits, what each step gives, and what it leaves alone; a step is traced once for each type. */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import {
  differentiable as d, jit, jitFold, pipe, program, receipt, tensor as t, TenfoldError, type FoldStep, type Tensor,
} from '../../src/index.js'
import type { Backend } from '../../src/backend/backend.js'
import { mutable, pure } from '../../src/backend/index.js'
import { allocated } from '../trainer/allocated.js'
import { allBackends, begin, given, step, type Carry, type X } from './each.js'

type S = Tensor<readonly []>
type V = Tensor<readonly [number]>
const { backends, close } = await allBackends()
afterAll(() => close())
const digest = (x: unknown): string => receipt.digest(x)

/** What the law says. */
const folded = <C, Z, Y>(f: FoldStep<C, Z, Y>, carry: C, xs: Iterable<Z>): readonly [carry: C, ys: readonly Y[]] => {
  let now = carry
  const ys = [...xs].map((x) => {
    const [next, y] = f(now, x)
    now = next
    return y
  })
  return [now, ys]
}
const sum: FoldStep<S, S, S> = (c, x) => [t.add(x)(c), t.mul(x)(c)]
const scalars = (...values: readonly number[]): readonly S[] => values.map((x) => t.scalar(x))

describe.each(backends)('jitFold on $name', (backend) => {
  const fold = jitFold(step, { backend })

  it.each([[[]], [[4]], [[4, 4, 4]], [[4, 2, 4, 4, 2, 1, 4]]])('is the fold, of batches of %j', (sizes) => {
    const [xs, start] = [given(...sizes), begin(1)]
    const before = digest(start)
    const [carry, ys] = fold(start, xs)
    const [expected, each] = folded(step, start, xs)
    expect([digest(carry), ys.length, digest(ys)]).toEqual([digest(expected), sizes.length, digest(each)])
    expect(digest(start)).toBe(before)
  })

  it('goes on from where another ended, and folds go on side by side and inside of each other', () => {
    const xs = given(4, 4, 2, 4)
    const whole = digest(folded(step, begin(2), xs)[0])
    expect(digest(fold(fold(begin(2), xs.slice(0, 2))[0], xs.slice(2))[0])).toBe(whole)
    const inner: string[] = []
    const nested = function* () {
      for (const x of xs) {
        inner.push(digest(fold(begin(3), xs.slice(0, 2))[0]))
        yield x
      }
    }
    expect(digest(fold(begin(2), nested())[0])).toBe(whole)
    expect(new Set(inner)).toEqual(new Set([digest(folded(step, begin(3), xs.slice(0, 2))[0])]))
  })

  it('forgets what failed', () => {
    const xs = given(4, 4)
    const broken = function* () {
      yield* xs
      throw new Error('the disk is gone')
    }
    for (let i = 0; i < 6; i++) {
      expect(() => fold(begin(i), broken())).toThrow('the disk is gone')
      expect(digest(fold(begin(2), xs)[0])).toBe(digest(folded(step, begin(2), xs)[0]))
    }
  })

  it('gives what later folds leave alone', () => {
    const [xs, other] = [given(4, 4), given(4, 4, 4)]
    const first = fold(begin(1), xs)
    const then = digest(first)
    fold(begin(5), other)
    fold(first[0], other)
    expect(digest(first)).toBe(then)
  })
})

describe('laws', () => {
  const fold = jitFold(sum)
  const xs = scalars(0.5, -2, 3)
  const last = (c: S): S => fold(c, xs)[0]
  it('inside of a trace the fold is an ordinary one', () => {
    expect(jit(last)(t.scalar(1))).toEqual(t.scalar(2.5))
    expect(d.gradient(d.lift((c: S) => t.square(last(c))))(t.scalar(1))).toEqual(t.scalar(5))
    const power = jitFold<S, S, null>((c, x) => [t.mul(x)(c), null])
    const cube = (x: S): S => power(t.scalar(2), [x, x, x])[0]
    expect(d.gradient(d.lift(cube))(t.scalar(3))).toEqual(t.scalar(54))
    expect(jit(d.gradient(d.lift(jit(cube))))(t.scalar(3))).toEqual(t.scalar(54))
  })

  it('and from where a symbol comes among others', () => {
    const mixed = (x: S) => fold(t.scalar(1), [...scalars(2, 4), x, t.scalar(8)])
    expect(jit(mixed)(t.scalar(3))).toEqual(folded(sum, t.scalar(1), scalars(2, 4, 3, 8)))
    expect(d.jvp((x: S) => mixed(x)[0])(t.scalar(3), t.scalar(1))).toEqual(scalars(18, 1))
  })

  it('a step that closes over a symbol is part of its trace', () => {
    const by = (x: S): S => jitFold<S, S, null>((c, y) => [pipe(c, t.mul(x), t.add(y)), null])(t.scalar(1), scalars(1, 2))[0]
    // (x + 1)·x + 2
    expect(d.gradient(d.lift(by))(t.scalar(3))).toEqual(t.scalar(7))
    expect(jit(by)(t.scalar(3))).toEqual(by(t.scalar(3)))
  })

  it('steps may be compiled, differentiated and folds themselves', () => {
    const inner = jitFold(sum)
    const outer: FoldStep<S, S, readonly [S, S]> = (c, x) => {
      const [next, ys] = inner(c, [x, t.square(x)])
      return [next, [jit(t.neg)(ys[0] as S), d.gradient(d.lift((z: S) => inner(z, [x])[1][0] as S))(c)]]
    }
    const xs = scalars(0.5, -2, 3)
    expect(jitFold(outer)(t.scalar(0.25), xs)).toEqual(folded(outer, t.scalar(0.25), xs))
  })
})

describe('tracing', () => {
  it('happens once for each type of carry and of what comes next', () => {
    let calls = 0
    const counting = jitFold((c: { readonly sum: V; readonly tag: string }, x: V | null) => {
      calls++
      return [{ ...c, sum: x === null ? c.sum : pipe(c.sum, t.add(pipe(x, t.sum()))) }, null] as const
    })
    const some = (size: number): V => t.ones([size])
    for (let round = 0; round < 3; round++) {
      counting({ sum: some(2), tag: 'a' }, [some(3), some(4), some(3), null, some(4)])
      counting({ sum: some(2), tag: 'b' }, [some(3)])
      counting({ sum: some(1), tag: 'a' }, [some(3)])
    }
    expect(calls).toBe(5)
  })

  it('begins one loop for each type, which folds use again', () => {
    let begun = 0
    const counted: Backend = { ...mutable, loop: (made, carried) => {
      const start = mutable.loop(made, carried)
      return (from) => {
        begun++
        return start(from)
      }
    } }
    const fold = jitFold(step, { backend: counted })
    for (let i = 0; i < 4; i++) fold(begin(i), given(4, 2, 4, 2))
    expect(begun).toBe(2)
  })

  it('makes a program that can be seen', () => {
    const made = jitFold(sum).program(t.scalar(0), t.scalar(1))
    expect(made.names).toEqual({ inputs: ['carry', 'x'], results: ['carry', 'y'] })
    expect(program.print(made)).toContain('add(x0, x1)')
    const [x] = given(4) as readonly [X]
    const { names } = jitFold(step).program(begin(1), x)
    expect(names?.inputs.slice(0, 2)).toEqual(['carry.params.0.weights', 'carry.params.0.bias'])
    expect(names?.inputs.slice(-2)).toEqual(['x.key', 'x.x'])
    expect(names?.results.slice(-3)).toEqual(['y.loss', 'y.noise', 'y.at.0'])
  })
})

it('a carry whose records have their keys in another order is the same', () => {
  const swapping = (c: { readonly a: S; readonly b: S }, x: S) => [{ b: t.add(x)(c.b), a: t.mul(x)(c.a) }, c.a] as const
  const start = { a: t.scalar(1), b: t.scalar(10) }
  const [carry, ys] = jitFold(swapping)(start, scalars(2, 3))
  expect([carry, ys]).toEqual([{ a: t.scalar(6), b: t.scalar(15) }, scalars(1, 2)])
})

describe('what steps give', () => {
  const [one] = scalars(2)
  const give = <Y>(f: (x: S) => Y): Y => jitFold((c: S, x: S) => [c, f(x)] as const)(t.scalar(0), scalars(1, 2))[1][1] as Y

  it('is equal to what is made otherwise, tensors without axes, too, and stays what it is', () => {
    const y = give((x) => [x, t.reshape([1])(x), t.cast('i32')(x), t.greater(1)(x)] as const)
    const like = [one, t.of([1], [2]), t.scalar(2, 'i32'), t.scalar(1, 'bool')]
    assert.deepEqual(y, like)
    assert.notDeepEqual(y[0], t.scalar(3))
    assert.notDeepEqual(y[0], t.scalar(2, 'f64'))
    expect(y).toEqual(like)
    expect([t.item(y[0]), t.toArray(y[1]), t.item(y[2]), t.item(y[3])]).toEqual([2, [2], 2, 1])
    expect(inspect(y[0])).toBe(inspect(one))
    expect(JSON.stringify(y)).toBe(JSON.stringify(like))
    expect(digest(y)).toBe(digest(like))
  })

  it('is of 64-bit floats, infinities and minus zero as it was', () => {
    const special = [0.1, -0, Infinity, NaN, 5e-324].map((x) => t.scalar(x, 'f64'))
    const [, ys] = jitFold((c: S, x: Tensor<readonly [], 'f64'>) => [c, t.mul(1)(x)] as const)(t.scalar(0), special)
    expect(ys.map((y) => t.item(y))).toEqual([0.1, -0, Infinity, NaN, 5e-324])
  })

  it('has the form that the step gave it, however deep, with any names', () => {
    const named = (x: S) => JSON.parse('{"__proto__": 0, "b": [1, null, []], "0": {}}', (_, part: unknown) => (typeof part === 'number' ? x : part)) as object
    const nest = (x: S): unknown => Array.from({ length: 200 }).reduce((inner: unknown) => ({ inner }), [x, named(x)])
    for (const f of [named, nest]) {
      const y = give(f)
      expect(JSON.stringify(y)).toBe(JSON.stringify(f(one as S)))
      expect(Object.isFrozen(y)).toBe(true)
    }
  })
})

describe('what can\'t be folded is refused', () => {
  const start = { a: t.zeros([2]), n: 3, rest: [t.scalar(0)] as readonly unknown[] }
  const f = (next: (c: typeof start) => unknown) => () => jitFold(((c: typeof start) => [next(c), null]) as never)(start as never, [t.scalar(1)] as never)
  const refused: readonly (readonly [name: string, wrong: () => unknown, argument: string, says: string])[] = [
    ['a carry of another shape', f((c) => ({ ...c, a: t.concatenate(0)([c.a, c.a]) })), 'carry.a', 'jitFold: carry.a is f32[4] after a step, expected f32[2] as before it'],
    ['a carry of another element type', f((c) => ({ ...c, a: t.cast('f64')(c.a) })), 'carry.a', 'jitFold: carry.a is f64[2] after a step, expected f32[2]'],
    ['a carry with another number', f((c) => ({ ...c, n: c.n + 1 })), 'carry.n', 'jitFold: carry.n is 4 after a step, expected 3 as before it'],
    ['a carry without a part', f(({ a, n }) => ({ a, n, rest: [] })), 'carry.rest.0', 'jitFold: carry.rest.0 is undefined after a step, expected f32[]'],
    ['a carry with one more', f((c) => ({ ...c, more: c.a })), 'carry.more', 'jitFold: carry.more is f32[2] after a step, expected undefined'],
    ['another carry', f((c) => c.a), 'carry.a', 'jitFold: carry.a is undefined after a step, expected f32[2]'],
    ['something else than a pair', () => jitFold((() => t.scalar(1)) as never)(t.scalar(1), [t.scalar(1)] as never), 'step', 'jitFold: step should be a function that gives [carry, y]'],
    ['what each step gives, a number', () => jitFold((c: S) => [c, { a: 3 }] as const)(t.scalar(1), [t.scalar(1)]), 'y.a', 'jitFold: y.a is 3, expected a tensor'],
    ['an element that is read', () => jitFold((c: S, x: S) => [t.item(x) > 0 ? c : x, null] as const)(t.scalar(1), [t.scalar(1)]), 'x', 'symbolic f32[] has no elements: it stands for a value inside a function given to jitFold'],
    ['a branch on the carry', () => jitFold((c: S, x: S) => [(c as unknown as number) < 1 ? c : x, null] as const)(t.scalar(1), [t.scalar(1)]), 'x', 'symbolic f32[] is no number'],
    ['no iterable', () => jitFold(sum)(t.scalar(1), 3 as never), 'xs', 'jitFold: xs should be a list or another iterable, but is 3'],
    ['no step', () => jitFold(undefined as never), 'step', 'step should be a function, but is undefined'],
    ['an unknown option', () => jitFold(sum, { on: pure } as never), 'on', 'unknown option "on"'],
  ]
  it.each(refused)('%s', (_, wrong, argument, says) => {
    let error: unknown
    try {
      wrong()
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(TenfoldError)
    expect((error as TenfoldError).message).toContain(says)
    expect((error as TenfoldError).argument).toBe(argument)
    expect((error as TenfoldError).at).toContain('jitFold.spec.ts:')
  })
})

describe('arrays allocated by a step', { timeout: 60_000 }, () => {
  const size: number = 200_000
  const allocatedOn = (backend: Backend, steps: number): number => {
    const fold = jitFold((c: { readonly w: V; readonly v: V }, x: S) =>
      [{ w: pipe(c.w, t.mul(0.5), t.add(x)), v: pipe(c.v, t.add(c.w)) }, pipe(c.w, t.sum())] as const, { backend })
    return allocated(steps, (i) => t.scalar(i), (xs) => fold({ w: t.zeros([size]), v: t.zeros([size]) }, xs))
  }
  it.each(backends.filter((backend) => backend !== pure))('do not grow with the carry on $name', (backend) =>
    expect(allocatedOn(backend, 100)).toBeLessThan((8 * size) / 50))
  it('do where every value is new: the measure sees it', () => expect(allocatedOn(pure, 30)).toBeGreaterThan(8 * size))
})

it('a fold is typed by its step', () => {
  const typed: readonly [carry: Carry, ys: readonly { readonly loss: S }[]] = jitFold(step)(begin(1), given(4))
  expect(typed[1].length).toBe(1)
  // @ts-expect-error what comes next is of the step's type
  expect(() => jitFold(sum)(t.scalar(1), [t.ones([2])])).toThrow('carry is f32[2] after a step, expected f32[] as before it')
})
