/** Tracing: what a function of tensors becomes. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { print } from '../../src/program/print.js'
import { gradient, lift } from '../../src/differentiable/index.js'
import { add, cast, exp, full, greater, item, mul, of, range, scalar, sum, toArray, where, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import { replay, trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { compiled } from './compiled.js'

type V = Tensor<readonly [3]>
const x = of([3], [1, 2, 3])

describe('a trace', () => {
  test('holds what was done, without what is not needed', () => {
    const { program } = trace((v: V) => { exp(v); return pipe(v, mul(v), sum()) }, x)
    expect(print(program)).toBe('program (%0: f32[3])\n  %1: f32[3] = map mul(x0, x1) %0 %0\n  %2: f32[] = reduce sum over [0] %1\n  result %2')
  })
  test('takes concrete tensors in as constants, repeated numbers and positions as recipes', () => {
    const big = of([3], [5, 6, 7])
    const { program, captured } = trace((v: V) => [mul(big)(v), add(full([3], 0.5))(v), range(3)] as const, x)
    expect(captured).toEqual([])
    expect(program.instructions.map(({ primitive }) => primitive.kind)).toEqual(['constant', 'map', 'constant', 'broadcast', 'map', 'iota'])
  })
  test('a constant that is used twice is there once', () => {
    const w = of([3], [5, 6, 7])
    expect(trace((v: V) => pipe(v, mul(w), add(w)), x).program.instructions.filter(({ primitive }) => primitive.kind === 'constant')).toHaveLength(1)
  })
  test('inside another captures its symbols as inputs', () => {
    let inner: ReturnType<typeof trace> | undefined
    trace((v: V) => { inner = trace((u: V) => mul(v)(u), x); return v }, x)
    expect(inner?.program.inputs).toHaveLength(2)
    expect(inner?.captured.map(String)).toEqual(['symbolic f32[3]'])
  })
  test('keeps the tree of its result, arguments as results included', () => {
    const { result, program } = trace(({ a, b }: { readonly a: V; readonly b: V }) => ({ sum: add(b)(a), rest: [a, 7] as const }), { a: x, b: x })
    expect(tree.leaves(result).map(({ path }) => path)).toEqual(['sum', 'rest.0'])
    expect([result.rest[1], program.results]).toEqual([7, [2, 0]])
  })
  test('can be replayed, on symbols too', () => {
    const { program } = trace((v: V) => pipe(v, mul(v), sum()), x)
    expect(toArray(replay(program, [of([3], [3, 4, 5])]).at(-1) as V)).toEqual([50])
    const again = trace((v: V) => replay(program, [v]).at(-1) as AnyTensor, x)
    expect(print(again.program)).toBe(print(program))
  })
})

describe('a symbol', () => {
  test('has no elements', () => {
    expect(() => trace((v: V) => toArray(v), x)).toThrow('symbolic f32[3] has no elements: it stands for a value inside a trace')
    expect(() => trace((v: Tensor<readonly []>) => item(v), scalar(1))).toThrow('has no elements')
  })
  test('does not outlive its trace', () => {
    let escaped: V | undefined
    trace((v: V) => { escaped = v; return v }, x)
    expect(() => exp(escaped as V)).toThrow('map of a symbolic tensor whose trace has ended: return it from the traced function instead of keeping it')
  })
  test('a trace that throws is over, and the next one is not disturbed', () => {
    let escaped: V | undefined
    expect(() => trace((v: V) => { escaped = v; throw new Error('mine') }, x)).toThrow('mine')
    expect(() => exp(escaped as V)).toThrow('whose trace has ended')
    expect(toArray(gradient(lift((v: V) => sum()(exp(v)) as Tensor<readonly []>))(zeros([3])))).toEqual([1, 1, 1])
  })
  test('says what it is', () => {
    let name = ''
    trace((v: V) => { name = String(v); return v }, x)
    expect([name, String(x)]).toEqual(['symbolic f32[3]', expect.stringMatching(/^f32\[3\] \[/)])
  })
})

describe.each(backends)('$name', (backend) => {
  test('a compiled function is the function', () => {
    const f = (v: V): readonly AnyTensor[] => [where(v, zeros([3]))(greater(1.5)(v)), add(cast('f32')(range(3)))(v), v, x]
    const bits = (list: readonly AnyTensor[]): unknown => list.map((t) => toArray(t))
    expect(bits(compiled(backend, f, x))).toEqual(bits(f(x)))
  })
})

describe('trees', () => {
  const params = [{ w: x, b: scalar(1) }, { name: 'layer', rest: [x, null] }] as const
  test('have paths in the order of their keys', () => {
    expect(tree.leaves(params).map(({ path }) => path)).toEqual(['0.w', '0.b', '1.rest.0'])
  })
  test('keep what is not a tensor', () => {
    expect(tree.map(params, () => 0)).toEqual([{ w: 0, b: 0 }, { name: 'layer', rest: [0, null] }])
  })
  test('are frozen where they are made', () => expect(Object.isFrozen(tree.map(params, (t) => t)[0])).toBe(true))
  test('replace and zip go by position', () => {
    const [a, b, c] = [scalar(1), scalar(2), scalar(3)]
    expect(tree.tensors(tree.replace(params, [a, b, c]))).toEqual([a, b, c])
    expect(tree.tensors(tree.zip((l, r) => (l === r ? a : b), params, params))).toEqual([a, a, a])
  })
})
