/** `jit` and `jitFold` on backends that answer later. */
import { afterAll, describe, expect, expectTypeOf, it, test } from 'vitest'
import { mutable, pure, worker, type AsyncBackend } from '../../src/backend/index.js'
import { lift } from '../../src/differentiable/index.js'
import { FoldError } from '../../src/jit/foldError.js'
import { jit } from '../../src/jit/jit.js'
import { jitFold } from '../../src/jit/jitFold.js'
import { pipe } from '../../src/shape/pipe.js'
import * as t from '../../src/tensor/index.js'
import { elements, type Tensor } from '../../src/tensor/tensor.js'
import { later as after } from '../backend/later.js'
import { later } from '../trainer/each.js'

type V = Tensor<readonly [number]>
type Three = Tensor<readonly [3]>
interface Carry { readonly sum: Three; readonly last: readonly [Three] }
const step = ({ sum, last: [last] }: Carry, x: V): readonly [Carry, V] => {
  const total = pipe(x, t.sum())
  const next = pipe(sum, t.mul(t.full([3], 0.75)), t.add(total))
  return [{ sum: next, last: [pipe(last, t.add(sum))] }, pipe(x, t.mul(x))]
}
const begin: Carry = { sum: t.of([3], [1, 2, 3]), last: [t.of([3], [0, 0, 0])] }
const xs = Array.from({ length: 150 }, (_, i): V => t.of([1 + i % 2], Array.from({ length: 1 + i % 2 }, (_, j) => i / 7 + j)) as V)
/** Their texts, with all elements. */
const lists = (x: unknown): string => JSON.stringify(x)
const expected = jitFold(step, { backend: pure })

const beside = await worker()
afterAll(beside.close)
const kinds: readonly AsyncBackend[] = [after(mutable), beside]

describe.each(kinds)('$name', (backend) => {
  it('folds to the same, over lists and what arrives in time', async () => {
    const fold = jitFold(step, { backend })
    const want = lists(expected(begin, xs))
    expect(lists(await fold(begin, xs))).toBe(want)
    expect(lists(await fold(begin, later(xs)))).toBe(want)
    expect(lists(await fold(begin, []))).toBe(lists([begin, []]))
    expect(fold.program(begin, xs[0]!)).toEqual(expected.program(begin, xs[0]!))
  })

  it('computes the same, several calls at once', async () => {
    const f = ({ a, b }: { readonly a: V; readonly b: number }): readonly [V, null] => [pipe(a, t.mul(t.full([1], b) as never), t.tanh) as V, null]
    const later = jit(f, { backend })
    expectTypeOf(later).returns.toEqualTypeOf<Promise<readonly [V, null]>>()
    const args = [1, 2, 3, 2, 1].map((b, i) => ({ a: t.of([2], [i, -i / 3]) as V, b }))
    expect(lists(await Promise.all(args.map((x) => later(x))))).toBe(lists(args.map(f)))
    expect(later.program(args[0]!)).toEqual(jit(f).program(args[0]!))
  })

  it('is no part of a trace, and says so', async () => {
    const twice = jit((x: V) => pipe(x, t.add(x)), { backend })
    const fold = jitFold(step, { backend })
    const said: Promise<unknown>[] = []
    lift((x: Three) => {
      said.push(twice(x as unknown as V), fold({ ...begin, sum: x }, xs.slice(0, 1)), fold(begin, [x as unknown as V]))
      return x
    })(t.of([3], [1, 2, 3]))
    for (const one of said) await expect(one).rejects.toThrow(/^jit(Fold)?: inside of a trace there is nothing to wait for, but backend ".*" answers later/)
  })

  it('tells of a function that cannot be traced as it does at once', async () => {
    const branching = (carry: Three, x: V): readonly [Three, V] => [elements(x)[0]! > 0 ? carry : begin.sum, x]
    await expect(jitFold(branching, { backend })(begin.sum, xs)).rejects.not.toBeInstanceOf(FoldError)
    await expect(jitFold(branching, { backend })(begin.sum, xs)).rejects.toThrow(/symbolic/)
    await expect(jitFold(step, { backend })(begin, 3 as never)).rejects.toThrow('jitFold: xs should be a list or another iterable, also an asynchronous one, but is 3')
  })
})

test('a step that fails: the error has the carry before it', async () => {
  let runs = 0
  const failing = after(mutable, { before: (what) => { if (what === 'step' && ++runs === 100) throw new Error('no power') } })
  const fold = jitFold(step, { backend: failing })
  const error = await fold(begin, xs).then(() => undefined, (reason: unknown) => reason) as FoldError<Carry>
  expect(error).toBeInstanceOf(FoldError)
  expect(error.message).toMatch(/^jitFold: step 100 failed: no power/)
  expect(error.step).toBe(100)
  expect(lists(error.state)).toBe(lists(expected(begin, xs.slice(0, 99))[0]))
  expect(lists((await fold(error.state, xs.slice(99)))[0])).toBe(lists(expected(begin, xs)[0]))
})
