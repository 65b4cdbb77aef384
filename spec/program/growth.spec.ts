/**
 * Programs of any length: every pass and every backend takes a long program, in space (and, where it is asked for, in time)
 * in proportion to its length, and nothing keeps the length on the engine's stack, of which these tests leave little. The
 * length is TENFOLD_GROWTH, 100 if nothing is said; with it, times are compared as well.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { wasmThreads, mutable, pure, wasm, type Backend } from '../../src/backend/index.js'
import { emit } from '../../src/backend/wasm/scheduling/emit.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { loss, network as n, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
import { lift } from '../../src/differentiable/lift.js'
import { longest, lower, lowered } from '../../src/program/code.js'
import { expression, resultOf } from '../../src/program/expression.js'
import { group } from '../../src/program/group.js'
import { plan } from '../../src/program/plan.js'
import type { Primitive } from '../../src/program/primitive.js'
import { print } from '../../src/program/print.js'
import type { Program } from '../../src/program/program.js'
import * as s from '../../src/program/scalar.js'
import { printScalar } from '../../src/program/text.js'
import { simplifyScalar } from '../../src/program/simplify/expression.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { ungroup } from '../../src/program/ungroup.js'
import { programDigest } from '../../src/receipt/index.js'
import { scan } from '../../src/tensor/scan.js'
import { elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { trace } from '../../src/tensor/trace.js'
import * as tree from '../../src/tensor/tree.js'
import * as unary from '../../src/tensor/unary.js'
import * as raw from '../../src/tensor/untyped.js'
import { expectSame } from '../backend/each.js'

const heavy = process.env['TENFOLD_GROWTH'] !== undefined
const length = Number(process.env['TENFOLD_GROWTH'] ?? 100)

type Step = (x: AnyTensor, i: number, first: AnyTensor) => AnyTensor
type Form = (size: number) => (x: AnyTensor) => AnyTensor

const chain = (step: Step): Form => (size) => (first) => {
  let x = first
  for (let i = 0; i < size; i++) x = step(x, i, first)
  return x
}
const all = (x: AnyTensor, value: number): AnyTensor => raw.full(x.shape, value, 'f32')
const parts = (size: number, x: AnyTensor): readonly AnyTensor[] =>
  Array.from({ length: size }, (_, i) => raw.mul(x, all(x, 1 / (1 + i))))
const square = (x: AnyTensor): AnyTensor => raw.reshape(raw.concatenate([x, x], 0), [4, 4])
const within = (form: Form, before: (x: AnyTensor) => AnyTensor): Form => (size) => (x) => form(size)(before(x))
const halved = raw.elementwise((x) => s.mul(x, s.like(x, 0.5)))
const squared = raw.elementwise((x) => s.mul(s.like(x, 0.5), s.mul(x, x)))

/** One of each kind of growth, over [8]. */
const forms: Readonly<Record<string, Form>> = {
  'tanh of tanh': chain((x) => unary.tanh(x as never)),
  'relu of relu': chain((x) => unary.relu(x as never)),
  'sums and products with the first': chain((x, i, first) => (i % 2 === 0 ? raw.add(x, first) : halved(raw.mul(x, first)))),
  'x·x + x, each read twice': chain((x) => squared(raw.add(raw.mul(x, x), x))),
  'one value read everywhere': (size) => (x) => parts(size, x).reduce((a, b) => raw.add(a, b)),
  'a tree of sums': (size) => (x) => {
    let level = parts(size, x)
    while (level.length > 1) level = level.flatMap((a, i) => {
      const beside = level[i + 1]
      return i % 2 === 1 ? [] : [beside === undefined ? a : raw.add(a, beside)]
    })
    return level[0]!
  },
  'views of views': within(
    chain((x, i) => (i % 2 === 0 ? raw.permute(x, [1, 0]) : raw.reshape(x, [4, 2]))), (x) => raw.reshape(x, [4, 2])),
  'views of views, each read': within((size) => (first) => {
    let [x, sum] = [first, all(first, 0)]
    for (let i = 0; i < size; i++) {
      x = i % 2 === 0 ? raw.permute(x, [1, 0]) : raw.reshape(x, [4, 2])
      if (i % 2 === 1) sum = raw.add(sum, x)
    }
    return sum
  }, (x) => raw.reshape(x, [4, 2])),
  'maps between movements': within(chain((x) => squared(raw.permute(x, [1, 0]))), (x) => raw.reshape(x, [4, 2])),
  'slices and paddings': chain((x, i) => (i % 2 === 0 ? raw.pad(x, [1], [1], 0) : raw.slice(x, [1], [9]))),
  'products': within(chain((x) => halved(raw.contract(x, x))), square),
  'reductions': chain((x) => halved(raw.broadcast(raw.total(x), x.shape))),
  'concatenations': chain((x, _, first) => raw.slice(raw.concatenate([x, first], 0), [4], [12])),
  'one long concatenation': (size) => (x) => raw.concatenate(parts(size, x), 0),
  'a loop of a long body': (size) => (x) => {
    const [[last]] = scan<readonly [AnyTensor], AnyTensor, readonly []>(
      ([c], row) => [[chain((y) => squared(raw.add(y, row)))(size)(c)], []], [raw.slice(x, [0], [4])], raw.reshape(x, [2, 4]))
    return last
  },
  'gradient steps inside': (size) => chain((x) => {
    const [y, pull] = lift((v: AnyTensor) => raw.total(squared(v)))(x)
    return raw.sub(x, halved(pull(all(y, 1))))
  })(size >> 2),
}

/** A function with its gradient behind it. */
const pulled = (form: Form): Form => (size) => (x) => {
  const [y, pull] = lift(form(size))(x)
  return pull(all(y, 1))
}

const start = Float32Array.of(0.5, -0.25, 0.125, 1, -1, 0.75, 0.3, 0.1)
const traced = (form: Form, size: number): Program => trace(form(size), t.of([8], [...start])).program

/** Steps of lowered code in the largest kernel that fusing has made. */
const largest = (program: Program): number => {
  const stepsOf = (primitive: Primitive): number => (primitive.kind === 'map' ? lower(primitive.expression).steps.length : 0)
  const sizes = (p: Program): readonly number[] => group(p, fusion).instructions.map(({ primitive }) =>
    primitive.kind === 'scan' ? largest(primitive.body)
    : primitive.kind === 'group' ? primitive.body.instructions.reduce((sum, i) => sum + stepsOf(i.primitive), 0)
    : stepsOf(primitive))
  return sizes(program).reduce((a, b) => Math.max(a, b), 0)
}

/** Everything that is done to a program before it runs, counted. */
const counted = (form: Form, size: number) => {
  const before = process.cpuUsage()
  const program = traced(form, size)
  const simple = simplify(program, pure.compile)
  const grouped = group(simple, fusion)
  const { bytes } = emit(grouped, 0, { threads: 1, relaxed: false })
  const counts = {
    instructions: program.instructions.length,
    text: print(program).length,
    simple: print(simple).length,
    planned: print(grouped, plan(grouped)).length,
    ungrouped: ungroup(grouped).instructions.length,
    arena: plan(simple).bytes,
    module: bytes.length,
  }
  programDigest(program)
  programDigest(simple)
  const { user, system } = process.cpuUsage(before)
  return { simple, counts, microseconds: user + system }
}

/** Runs so many calls deep; `left` is how many were still to come. */
let left = 0
const below = <A>(depth: number, f: () => A): A => {
  left = depth
  return depth === 0 ? f() : below(depth - 1, f)
}
const many = 1_000_000
/** Calls that fit on the stack. */
const deepest = (): number => {
  try { below(many, () => undefined) } catch { return many - left }
  return many
}
/** Runs with a tenth of the stack; with all of it where a long program fills it. */
const narrowly = <A>(f: () => A): A => (heavy ? f() : below(Math.floor(deepest() * 9 / 10), f))

const threads = await wasmThreads({ threads: 2 })
afterAll(() => threads.close())
/** Where programs are short, threads are tried on whole networks. */
const crew: readonly Backend[] = heavy ? [pure, mutable, wasm, threads] : [pure, mutable, wasm]

/** Where 2n may be more than twice n: a round more or less, a kernel begun, digits of numbers. */
const slack = 4096

describe.each(Object.entries(forms))('%s', (_, form) => {
  const both = [['forward', form], ['and back', pulled(form)]] as const
  test.each(both)('%s: in proportion to the length, the same bits everywhere', (_, whole) => {
    const [half, full] = narrowly(() => [counted(whole, length >> 1), counted(whole, length)] as const)
    for (const [name, count] of Object.entries(full.counts)) {
      const before = half.counts[name as keyof typeof half.counts]
      expect(count, `${name}, ${before} of half the length`).toBeLessThanOrEqual(2.6 * before + slack)
    }
    expect(largest(full.simple)).toBeLessThanOrEqual(longest)
    if (heavy) expect(full.microseconds).toBeLessThanOrEqual(3.5 * half.microseconds + 500_000)
    const [expected, ...others] = narrowly(() => crew.map((backend) => backend.compile(full.simple)([start])))
    for (const other of others) expectSame(other, expected!)
  })
})

const layers = [['tanh', n.tanh], ['relu', n.relu], ['residual', n.residual(pipe(n.input([2]), n.tanh))]] as const
test.each(layers)('a network of many %s trains', (_, layer) => {
  const net = Array.from({ length }).reduce<n.Network<readonly unknown[], readonly [2], readonly [2], 'f32'>>(
    (net) => (layer as (net: unknown) => never)(net), pipe(n.input([2]), n.dense(2)) as never)
  expect(net.layers).toHaveLength(length + 1)
  expect(n.summary(net).split('\n')).toHaveLength(length + 4)
  const batch = { inputs: t.ones([2, 2]), targets: t.ones([2, 2]) }
  const steps = [mutable, wasm, threads].map((backend) => {
    const sgd = optimizer.sgd({ learningRate: 1e-3 })
    const recipe = { loss: loss.squaredError(), optimizer: sgd }
    const { init, step } = trainer(net, { backend })(recipe)
    return tree.tensors(step(init(random.key(0)), batch).params).map(elements)
  })
  for (const other of steps.slice(1)) expectSame(other, steps[0]!)
})

describe('one long expression', () => {
  const size = heavy ? 10_000 : 1000
  const deep = expression(['f32'], (x) => {
    let y: s.Scalar = x
    for (let i = 0; i < size; i++) y = s.add(s.mul(y, y), s.like(y, 1 + i))
    return y
  })
  const chosen = expression(['f32'], (x) => {
    let y: s.Scalar = x
    for (let i = 0; i < size; i++) y = s.select(s.lt(x, s.like(x, i)), y, s.like(x, i))
    return y
  })
  test.each([['a polynomial', deep], ['a choice', chosen]] as const)('%s of many steps', (_, f) => {
    expect(lower(f).steps.length).toBeLessThan(4 * size + 8)
    expect(printScalar(resultOf(f)).length).toBeLessThan(40 * size)
    const simple = simplifyScalar(f)
    expect(lowered(simple).steps.length).toBeLessThanOrEqual(lower(f).steps.length)
    const program = trace((x: AnyTensor) => lift((v: AnyTensor) => raw.map(f, v))(x)[1](all(x, 1)), t.of([8], [...start])).program
    programDigest(program)
    const results = [pure, mutable, wasm].map((backend) => backend.compile(simplify(program))([start]))
    for (const other of results.slice(1)) expectSame(other, results[0]!)
  })

  test('what is read twice has a name where all would be written out again and again', () => {
    const levels = (k: number): s.Scalar => resultOf(expression(['f32'], (x) => {
      let y: s.Scalar = x
      for (let i = 0; i < k; i++) y = s.add(s.mul(y, y), y)
      return y
    }))
    expect(printScalar(levels(2))).toBe('add(mul(add(mul(x0, x0), x0), add(mul(x0, x0), x0)), add(mul(x0, x0), x0))')
    expect(printScalar(levels(8)).slice(0, 62)).toBe('{y0 = add(mul(x0, x0), x0); y1 = add(mul(y0, y0), y0); y2 = ad')
    expect(printScalar(levels(1000)).length).toBeLessThan(40_000)
  })
})

test('a schedule of ten thousand points', () => {
  const factors = Array.from({ length: 10_000 }, (_, i) => [i + 1, i % 2 === 0 ? 0.5 : 2] as const)
  const rate = optimizer.schedule.piecewise({ initial: 1, factors })
  expect([0, 1, 2, 9_999, 20_000].map((step) => t.item(rate(t.scalar(step, 'i32'))))).toEqual([1, 0.5, 1, 0.5, 1])
})

test('movements of what is made, ten thousand in a row', () => {
  const moved = chain((x) => raw.permute(x, [1, 0]))(10_000)(raw.iota([2, 3], 1))
  const { program } = trace((x: AnyTensor) => raw.add(x, moved), raw.iota([2, 3], 0))
  expect(program.instructions).toHaveLength(10_002)
  expect([...elements(moved)]).toEqual([0, 1, 2, 0, 1, 2])
})

test('a list in a list, ten thousand deep', () => {
  let nested: unknown = t.scalar(1)
  for (let i = 0; i < 10_000; i++) nested = [nested]
  expect(tree.tensors(tree.map(nested, (x) => x))).toHaveLength(1)
})
