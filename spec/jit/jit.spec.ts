/** A compiled function is the function: its bits, its derivatives, its place in other traces; and it is traced once for each type. */
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  differentiable as d, jit, jitFold, network as n, pipe, program, random, receipt, tensor as t, TenfoldError, type Tensor,
} from '../../src/index.js'
import { backends as single } from '../backend/each.js'
import { allBackends, begin, given, step } from './each.js'

type V = Tensor<readonly [number]>
type S = Tensor<readonly []>
const { backends, close } = await allBackends()
afterAll(() => close())
const digest = (x: unknown): string => receipt.digest(x)
const normal = (seed: number, size: number): V => random.normal(random.key(seed), [size])
const energy = (x: V): S => pipe(x, t.square, t.mul(t.exp(t.neg(x))), t.sum())
const refusal = (f: () => unknown): TenfoldError => {
  try {
    f()
  } catch (error) {
    expect(error).toBeInstanceOf(TenfoldError)
    return error as TenfoldError
  }
  throw new Error('nothing was refused')
}

describe.each(backends)('jit on $name', (backend) => {
  it('gives the bits of the function, of trees and of any type in turn', () => {
    const f = ({ a, b: [b, c] }: { readonly a: V; readonly b: readonly [V, S] }, by: number) =>
      [pipe(a, t.mul(b), t.add(c)), { sum: pipe(b, t.sum(), t.mul(by)), a, none: null }] as const
    const compiled = jit(f, { backend })
    fc.assert(fc.property(fc.integer({ min: 0, max: 9 }), fc.nat(3), fc.nat(9), (size, by, seed) => {
      const x = { a: normal(seed, size), b: [normal(seed + 1, size), t.scalar(seed / 7)] as const }
      expect(compiled(x, by)).toEqual(f(x, by))
    }), { numRuns: 40 })
  })

  it('compiles a whole step', () => {
    const compiled = jit(step, { backend })
    const xs = given(4, 2, 4)
    expect(digest(xs.map((x) => compiled(begin(1), x)))).toBe(digest(xs.map((x) => step(begin(1), x))))
  })

  it('gives results that later runs leave alone', () => {
    const f = jit((x: V) => [x, t.neg(x)] as const, { backend })
    const first = f(normal(1, 5))
    f(normal(2, 5))
    expect(first).toEqual([normal(1, 5), t.neg(normal(1, 5))])
  })
})

describe('laws', () => {
  const compiled = jit(energy)
  const x = normal(3, 6)
  const twice = (f: (v: V) => S) => (v: V): V => d.gradient(d.lift(f))(v)
  it.each<readonly [name: string, one: unknown, other: unknown]>([
    ['jit of jit', jit(compiled)(x), energy(x)],
    ['the derivative of a compiled function', twice(compiled)(x), twice(energy)(x)],
    ['a compiled derivative', jit(twice(energy))(x), twice(energy)(x)],
    ['a compiled derivative of a compiled function', jit(twice(compiled))(x), twice(energy)(x)],
    ['second derivatives through both', twice((v: V) => pipe(jit(twice(compiled))(v), t.sum()))(x), twice((v: V) => pipe(twice(energy)(v), t.sum()))(x)],
    ['forward mode', d.jvp(compiled)(x, t.ones([x.shape[0]])), d.jvp(energy)(x, t.ones([x.shape[0]]))],
    ['compiled forward mode', jit((v: V) => d.jvp(compiled)(v, t.ones([v.shape[0]])))(x), d.jvp(energy)(x, t.ones([x.shape[0]]))],
    ['inside of a scan', t.scan((c: S, row: S) => [pipe(c, t.add(jit(t.square)(row))), c] as const, t.scalar(0), x),
      t.scan((c: S, row: S) => [pipe(c, t.add(t.square(row))), c] as const, t.scalar(0), x)],
    ['a fold inside', jit((v: V) => jitFold((c: V, y: V) => [t.add(y)(c), t.mul(y)(c)] as const)(v, [v, normal(4, 6), v]))(x),
      [pipe(x, t.add(x), t.add(normal(4, 6)), t.add(x)), [t.mul(x)(x), pipe(x, t.add(x), t.mul(normal(4, 6))), pipe(x, t.add(x), t.add(normal(4, 6)), t.mul(x))]]],
    ['random numbers', jit((k: random.Key) => random.bernoulli(random.split(k, 2)[1], 0.3, [50]))(random.key(5)),
      random.bernoulli(random.split(random.key(5), 2)[1], 0.3, [50])],
  ])('%s', (_, one, other) => expect(one).toEqual(other))

  it('a function that closes over a symbol is part of its trace', () => {
    const f = (v: V): S => pipe(jit((w: V) => t.mul(v)(w))(x), t.sum())
    expect(twice(f)(normal(9, 6))).toEqual(x)
    expect(jit(f)(normal(9, 6))).toEqual(f(normal(9, 6)))
  })

  it('a compiled function runs by itself inside of a trace that it has nothing to do with', () => {
    const seen: unknown[] = []
    jit((v: V) => {
      seen.push(t.item(compiled(x)))
      return v
    })(x)
    expect(seen).toEqual([t.item(energy(x))])
  })

  it('derivatives that a function takes of its own are in its program, also where it is compiled under lift', () => {
    const stopped = jit((v: V) => pipe(d.gradient(d.lift((w: V) => pipe(t.stopGradient(w), t.mul(w), t.sum())))(v)))
    const seen: V[] = []
    d.lift((v: V) => {
      seen.push(stopped(x))
      return pipe(v, t.sum())
    })(x)
    expect(seen).toEqual([x])
  })
})

describe('tracing', () => {
  /** A function that counts how often it runs as it stands. */
  const counted = () => {
    const calls: unknown[] = []
    const f = jit((x: unknown, how?: unknown) => {
      calls.push(how)
      return JSON.stringify(x).length > 0 ? t.scalar(1) : t.scalar(2)
    })
    return { f, calls }
  }

  it('happens once for each type of arguments', () => {
    let calls = 0
    const f = jit((x: { readonly a: V; readonly b?: V }) => {
      calls++
      return t.neg(x.a)
    })
    for (let round = 0; round < 3; round++) {
      for (const size of [2, 3]) f({ a: normal(round, size) })
      f({ a: normal(round, 2), b: normal(round, 2) })
      f({ b: normal(round, 2), a: normal(round, 2) })
    }
    expect(calls).toBe(4)
  })

  it('happens once for each value of what is no tensor', () => {
    const [one, other] = [() => 1, () => 1]
    const values = [1, 0, -0, NaN, '1', true, null, undefined, 1n, 2n, one, other, [], {}, [[]], { a: 1 }, { a: 2 }, [1], { 0: 1 }, Symbol.for('a'), new Map(), new Map()]
    const calls: unknown[] = []
    const f = jit((_: V, how: unknown) => {
      calls.push(how)
      return t.scalar(1)
    })
    for (let round = 0; round < 3; round++) for (const value of values) f(normal(1, 2), value)
    expect(calls).toEqual(values)
  })

  it('has no arguments at all', () => {
    const { f, calls } = counted()
    expect([f(1), f(1), f(2)]).toEqual([t.scalar(1), t.scalar(1), t.scalar(1)])
    expect(calls.length).toBe(2)
    let made = 0
    const three = jit(() => t.scalar(++made))
    expect([three(), three()]).toEqual([t.scalar(1), t.scalar(1)])
  })

  it('takes trees of any depth', () => {
    const nested = (x: V, depth: number): unknown => Array.from({ length: depth }).reduce((inner) => [inner], x as unknown)
    let calls = 0
    const f = jit((deep: unknown) => {
      calls++
      let x = deep
      while (Array.isArray(x)) [x] = x
      return t.neg(x as V)
    })
    for (let i = 0; i < 2; i++) for (const depth of [3, 100, 20_000]) expect(f(nested(normal(i, 3), depth))).toEqual(t.neg(normal(i, 3)))
    expect(calls).toBe(3)
  })

  it('makes a program that can be seen', () => {
    const net = pipe(n.input([2]), n.dense(1))
    const apply = jit((params: n.Params<typeof net>, x: Tensor<readonly [4, 2]>) => ({ y: net.apply(params)(x) }))
    const made = apply.program(net.init(random.key(1)), t.zeros([4, 2]))
    expect(made.names).toEqual({ inputs: ['args.0.0.weights', 'args.0.0.bias', 'args.1'], results: ['result.y'] })
    expect(program.print(made)).toContain('contract')
    expect(program.codec.decode(JSON.parse(JSON.stringify(made)))._tag).toBe('Right')
  })
})

describe('what can\'t be compiled is refused', () => {
  const f = (body: (x: S) => unknown) => () => jit(body)(t.scalar(3))
  it.each<readonly [name: string, wrong: () => unknown, argument: string, says: RegExp]>([
    ['an element that is read', f((x) => t.scalar(t.item(x))), 'x', /^tensor: symbolic f32\[\] has no elements: it stands for a value inside a function given to jit, which/],
    ['elements that are read', f((x) => t.of([1], t.toArray(x) as never)), 'x', /has no elements.*given to jit/],
    ['an element that is read under a derivative', f((x) => d.gradient(d.lift((y: S) => t.scalar(t.item(y))))(x)), 'x', /has no elements.*given to jit/],
    ['a branch on a comparison', f((x) => ((x as unknown as number) > 0 ? x : t.neg(x))), 'x', /symbolic f32\[\] is no number.*given to jit/],
    ['arithmetic of JavaScript', f((x) => t.scalar((x as unknown as number) * 2)), 'x', /is no number.*given to jit/],
    ['a number', f(() => 3), 'result', /^jit: result is 3, expected a tensor/],
    ['nothing', f(() => undefined), 'result', /^jit: result is undefined, expected a tensor/],
    ['a function inside', f((x) => ({ a: [x, () => x] })), 'result.a.1', /^jit: result\.a\.1 is a function, expected a tensor/],
    ['a promise', f(async (x) => x), 'result', /^jit: result is .*, expected a tensor/],
    ['what is no function', () => jit(3 as never), 'f', /f should be a function, but is 3/],
    ['an option that there is not', () => jit(t.neg, { backEnd: single[0] } as never), 'backEnd', /unknown option "backEnd"; did you mean "backend"/],
    ['no backend', () => jit(t.neg, { backend: 'wasm' as never }), 'backend', /backend should be a backend/],
  ])('%s', (_, wrong, argument, says) => {
    const error = refusal(wrong)
    expect(error.message).toMatch(says)
    expect(error.argument).toBe(argument)
    expect(error.at).toContain('jit.spec.ts:')
  })

  it('at the place where it is', () => {
    const line = Number(new Error().stack?.match(/jit\.spec\.ts:(\d+)/)?.[1])
    const reading = jit((x: S) => {
      const square = t.square(x)
      return t.scalar(t.item(square))
    })
    expect(refusal(() => reading(t.scalar(1))).at).toContain(`jit.spec.ts:${line + 3}:`)
  })

  it('and a symbol is told of by its name', () => {
    const names: string[] = []
    jit((x: S) => {
      names.push(`${x}`, String(x))
      return x
    })(t.scalar(1))
    expect(names).toEqual(['symbolic f32[]', 'symbolic f32[]'])
  })

  it('and the next call is as if nothing had been', () => {
    let fails = true
    const sometimes = jit((x: S) => {
      if (fails) t.item(x)
      return t.neg(x)
    })
    expect(() => sometimes(t.scalar(1))).toThrow(TenfoldError)
    fails = false
    expect(sometimes(t.scalar(1))).toEqual(t.scalar(-1))
  })
})
