/** What is run as one, what is not, and that it means the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workloads } from '../../bench/workloads.js'
import { pure, wasm } from '../../src/backend/index.js'
import { fusion } from '../../src/backend/wasm/fusion.js'
import { exp } from '../../src/program/elementary/functions.js'
import { elementsOf } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import type { FusionLimits } from '../../src/program/fusion.js'
import type { Grouped } from '../../src/program/grouped.js'
import { group, grouping } from '../../src/program/grouping.js'
import { infer, resultTypes } from '../../src/program/infer.js'
import { plan } from '../../src/program/plan.js'
import type { Primitive } from '../../src/program/primitive.js'
import { print } from '../../src/program/print.js'
import { count, typesOf, type Program } from '../../src/program/program.js'
import { add, div, like, max, mul, neg, sqrt, sub, type Scalar } from '../../src/program/scalar.js'
import { printPasses } from '../../src/program/simplify/print.js'
import { simplify } from '../../src/program/simplify/simplify.js'
import { ungroup } from '../../src/program/ungroup.js'
import { numRuns, someCase, type Case } from '../backend/arbitrary.js'
import { expectSame } from '../backend/each.js'
import { build, type, type Builder } from './build.js'
import { someSquares } from './squares.js'

const map = (n: number, f: (...xs: readonly Scalar[]) => Scalar): Primitive =>
  ({ kind: 'map', expression: expression(Array.from({ length: n }, () => 'f32' as const), f) })
const plus = map(2, (x, y) => add(x!, y!))
const negate = map(1, (x) => neg(x!))
const relu = map(1, (x) => max(like(x!, 0), x!))
const product: Primitive = { kind: 'contract', transposeA: false, transposeB: false }
const leftTransposed: Primitive = { kind: 'contract', transposeA: true, transposeB: false }
const broadcast = (...shape: readonly number[]): Primitive => ({ kind: 'broadcast', shape })
const reshape = (...shape: readonly number[]): Primitive => ({ kind: 'reshape', shape })
const reduce = (by: 'sum' | 'max', ...axes: readonly number[]): Primitive => ({ kind: 'reduce', by, axes })
const turned: Primitive = { kind: 'permute', order: [1, 0] }

/** The kinds of each instruction, those of a group in brackets. */
const outline = ({ instructions }: Program<Grouped>): string => instructions.map(({ primitive }) =>
  (primitive.kind === 'group' ? `[${outline(primitive.body)}]` : primitive.kind)).join(' ')

/** The same bits, written out again and as kernels, on some numbers; the outline of the groups. */
const grouped = (program: Program): string => {
  const inputs = program.inputs.map(({ shape, dtype }, i) =>
    elementsOf(dtype, Array.from({ length: count(shape) }, (_, j) => ((7 * i + 5 * j) % 11) - 4)))
  const expected = pure.compile(program)(inputs)
  expectSame(pure.compile(ungroup(group(program, fusion)))(inputs), expected, 'ungroup')
  expectSame(wasm.compile(program)(inputs), expected, 'wasm')
  return outline(group(program, fusion))
}
const outlineOf = (inputs: readonly (readonly number[])[], body: (builder: Builder) => readonly number[]): string =>
  grouped(build(inputs.map((shape) => type(shape)), body))

describe('limits', () => {
  /** How many instructions each group has, of a sum of neighbours of each other. */
  const chain = build([type([8]), ...Array.from({ length: 39 }, () => type([8]))], ({ emit }) =>
    [Array.from({ length: 39 }, (_, i) => i + 1).reduce((sum, i) => emit(plus, sum, i), 0)])
  const sizes = (limits: FusionLimits): readonly number[] =>
    group(chain, limits).instructions.map(({ primitive }) => (primitive.kind === 'group' ? primitive.body.instructions.length : 1))
  test('without any, a group is as large as it comes', () => expect(sizes({})).toEqual([39]))
  test('of members', () => expect(Math.max(...sizes({ members: 5 }))).toBe(5))
  test('of operands', () => {
    const { instructions } = group(chain, { operands: 4 })
    expect(Math.max(...instructions.map(({ operands }) => operands.length))).toBe(4)
  })
  test('of steps', () => expect(Math.max(...sizes({ steps: 9 }))).toBe(3))
  test("wasm's", () => expect(Math.max(...sizes(fusion))).toBe(23))
  test('of what a reduction repeats', () => {
    const summed = build([type([4, 6])], ({ emit }) => [emit(reduce('sum', 1), emit(relu, emit(negate, 0)))])
    expect(outline(group(simplify(summed), { repeatedSteps: 3 }))).toBe('map reduce')
    expect(outline(group(simplify(summed), { repeatedSteps: 4 }))).toBe('[map reduce]')
  })
  test('of channels', () => {
    const windows = { window: [2], stride: [1], dilation: [1] } as const
    const folded = build([type([1, 5, 4]), type([4, 6])], ({ emit }) => {
      const columns = emit(product, emit(reshape(5, 4), 0), 1)
      return [emit({ kind: 'fold', sizes: [6], ...windows }, emit(reshape(1, 5, 2, 3), columns))]
    })
    expect(outline(group(folded, { channels: 4 }))).toBe('[reshape contract] reshape fold')
    expect(outline(group(folded, { channels: 3 }))).toBe('[reshape contract reshape fold]')
  })
})

describe('before and after', () => {
  test('a bias and an activation end a product', () => {
    const program = build([type([32, 784]), type([784, 10]), type([10])], ({ emit }) =>
      [emit(relu, emit(plus, emit(product, 0, 1), emit(broadcast(32, 10), 2)))])
    expect(print(program)).toMatchInlineSnapshot(`
      "program (%0: f32[32, 784], %1: f32[784, 10], %2: f32[10])
        %3: f32[32, 10] = contract a·b %0 %1
        %4: f32[32, 10] = broadcast %2
        %5: f32[32, 10] = map add(x0, x1) %3 %4
        %6: f32[32, 10] = map max(0, x0) %5
        result %6"
    `)
    expect(print(group(program, fusion))).toMatchInlineSnapshot(`
      "program (%0: f32[32, 784], %1: f32[784, 10], %2: f32[10])
        %3: f32[32, 10] = group %0 %1 %2
          program (%0: f32[32, 784], %1: f32[784, 10], %2: f32[10])
            %3: f32[32, 10] = contract a·b %0 %1
            %4: f32[32, 10] = broadcast %2
            %5: f32[32, 10] = map add(x0, x1) %3 %4
            %6: f32[32, 10] = map max(0, x0) %5
            result %6
        result %3"
    `)
  })

  test("Adam's update ends the product that is its gradient", () => {
    const decay = (rate: number) => map(2, (m, g) => add(mul(like(m!, rate), m!), mul(like(m!, 1 - rate), g!)))
    const square = map(2, (v, g) => add(mul(like(v!, 0.875), v!), mul(mul(like(v!, 0.125), g!), g!)))
    const update = map(4, (p, m, v, rate) => sub(p!, div(mul(rate!, m!), add(sqrt(v!), like(v!, 1e-8)))))
    // Parameters, m, v; inputs and cotangents; the rate.
    const program = build([type([8, 4]), type([8, 4]), type([8, 4]), type([2, 8]), type([2, 4]), type([])], ({ emit }) => {
      const g = emit(leftTransposed, 3, 4)
      const [m, v] = [emit(decay(0.75), 1, g), emit(square, 2, g)]
      return [emit(update, 0, m, v, emit(broadcast(8, 4), 5)), m, v]
    })
    expect(print(program)).toMatchInlineSnapshot(`
      "program (%0: f32[8, 4], %1: f32[8, 4], %2: f32[8, 4], %3: f32[2, 8], %4: f32[2, 4], %5: f32[])
        %6: f32[8, 4] = contract aᵀ·b %3 %4
        %7: f32[8, 4] = map add(mul(0.75, x0), mul(0.25, x1)) %1 %6
        %8: f32[8, 4] = map add(mul(0.875, x0), mul(mul(0.125, x1), x1)) %2 %6
        %9: f32[8, 4] = broadcast %5
        %10: f32[8, 4] = map sub(x0, div(mul(x3, x1), add(sqrt(x2), 9.99999993922529e-9))) %0 %7 %8 %9
        result %10 %7 %8"
    `)
    expect(print(group(program, fusion), plan(group(program, fusion), 3))).toMatchInlineSnapshot(`
      "program (%0: f32[8, 4] @0+128, %1: f32[8, 4] @128+128, %2: f32[8, 4] @256+128, %3: f32[2, 8] @384+64, %4: f32[2, 4] @448+32, %5: f32[] @480+4)
        %6: f32[8, 4] @128+128, %7: f32[8, 4] @256+128, %8: f32[8, 4] @0+128 = group %3 %4 %1 %2 %5 %0
          program (%0: f32[2, 8], %1: f32[2, 4], %2: f32[8, 4], %3: f32[8, 4], %4: f32[], %5: f32[8, 4])
            %6: f32[8, 4] = contract aᵀ·b %0 %1
            %7: f32[8, 4] = map add(mul(0.75, x0), mul(0.25, x1)) %2 %6
            %8: f32[8, 4] = map add(mul(0.875, x0), mul(mul(0.125, x1), x1)) %3 %6
            %9: f32[8, 4] = broadcast %4
            %10: f32[8, 4] = map sub(x0, div(mul(x3, x1), add(sqrt(x2), 9.99999993922529e-9))) %5 %7 %8 %9
            result %7 %8 %10
        result %8 %6 %7
        peak 512 bytes"
    `)
  })

  test('a convolution reads its windows where they are', () => {
    const program = build([type([32, 28, 28, 1]), type([5, 5, 1, 8])], ({ emit }) => {
      const windows = emit({ kind: 'unfold', window: [5, 5], stride: [1, 1], dilation: [1, 1] }, 0)
      return [emit(reshape(32, 24, 24, 8), emit(product, emit(reshape(18432, 25), windows), emit(reshape(25, 8), 1)))]
    })
    expect(print(program, plan(program))).toMatchInlineSnapshot(`
      "program (%0: f32[32, 28, 28, 1] @0+100352, %1: f32[5, 5, 1, 8] @100352+800)
        %2: f32[32, 24, 24, 5, 5, 1] @101152+1843200 = unfold window [5, 5] stride [1, 1] dilation [1, 1] %0
        %3: f32[18432, 25] @101152+1843200 = reshape %2
        %4: f32[25, 8] @100352+800 = reshape %1
        %5: f32[18432, 8] @1944352+589824 = contract a·b %3 %4
        %6: f32[32, 24, 24, 8] @1944352+589824 = reshape %5
        result %6
        peak 2534176 bytes"
    `)
    expect(print(group(program, fusion), plan(group(program, fusion)))).toMatchInlineSnapshot(`
      "program (%0: f32[32, 28, 28, 1] @0+100352, %1: f32[5, 5, 1, 8] @100352+800)
        %2: f32[18432, 8] @101152+589824 = group %0 %1
          program (%0: f32[32, 28, 28, 1], %1: f32[5, 5, 1, 8])
            %2: f32[32, 24, 24, 5, 5, 1] = unfold window [5, 5] stride [1, 1] dilation [1, 1] %0
            %3: f32[18432, 25] = reshape %2
            %4: f32[25, 8] = reshape %1
            %5: f32[18432, 8] = contract a·b %3 %4
            result %5
        %3: f32[32, 24, 24, 8] @101152+589824 = reshape %2
        result %3
        peak 690976 bytes"
    `)
  })

  test('softmax: what needs the whole row waits for it', () => {
    const program = build([type([32, 10])], ({ emit }) => {
      const most = emit(broadcast(32, 10), emit(reshape(32, 1), emit(reduce('max', 1), 0)))
      const e = emit(map(2, (x, y) => exp(sub(x!, y!))), 0, most)
      const total = emit(broadcast(32, 10), emit(reshape(32, 1), emit(reduce('sum', 1), e)))
      return [emit(map(2, (x, y) => div(x!, y!)), e, total)]
    })
    expect(print(group(program, fusion))).toMatchInlineSnapshot(`
      "program (%0: f32[32, 10])
        %1: f32[32] = reduce max over [1] %0
        %2: f32[32, 10] = group %1 %0
          program (%0: f32[32], %1: f32[32, 10])
            %2: f32[32, 1] = reshape %0
            %3: f32[32, 10] = broadcast %2
            %4: f32[32, 10] = map exp(sub(x0, x1)) %1 %3
            result %4
        %3: f32[32] = reduce sum over [1] %2
        %4: f32[32, 10] = group %3 %2
          program (%0: f32[32], %1: f32[32, 10])
            %2: f32[32, 1] = reshape %0
            %3: f32[32, 10] = broadcast %2
            %4: f32[32, 10] = map div(x0, x1) %1 %3
            result %4
        result %4"
    `)
  })

  test('a reduction takes in the one map that only it reads', () => {
    const program = build([type([4, 6]), type([6])], ({ emit }) => {
      const squares = emit(map(2, (x, y) => mul(sub(x!, y!), sub(x!, y!))), 0, emit(broadcast(4, 6), 1))
      return [emit(reduce('sum', 0), squares)]
    })
    expect(print(group(program, fusion))).toMatchInlineSnapshot(`
      "program (%0: f32[4, 6], %1: f32[6])
        %2: f32[6] = group %1 %0
          program (%0: f32[6], %1: f32[4, 6])
            %2: f32[4, 6] = broadcast %0
            %3: f32[4, 6] = map mul(sub(x0, x1), sub(x0, x1)) %1 %2
            %4: f32[6] = reduce sum over [0] %3
            result %4
        result %2"
    `)
  })

  test('a view that two groups read is in both, and in memory for whoever takes none', () => {
    const program = build([type([4, 4]), type([4, 4])], ({ emit }) => {
      const other = emit(turned, 0)
      return [emit(plus, 1, other), emit(reduce('max', 1), other), emit({ kind: 'pad', low: [1, 0], high: [0, 0], interior: [0, 0], value: 0 }, other)]
    })
    expect(print(group(program, fusion))).toMatchInlineSnapshot(`
      "program (%0: f32[4, 4], %1: f32[4, 4])
        %2: f32[4, 4] = group %0 %1
          program (%0: f32[4, 4], %1: f32[4, 4])
            %2: f32[4, 4] = permute [1, 0] %0
            %3: f32[4, 4] = map add(x0, x1) %1 %2
            result %3
        %3: f32[4] = group %0
          program (%0: f32[4, 4])
            %1: f32[4, 4] = permute [1, 0] %0
            %2: f32[4] = reduce max over [1] %1
            result %2
        %4: f32[4, 4] = permute [1, 0] %0
        %5: f32[5, 4] = pad 1+0, 0+0 with 0 %4
        result %2 %3 %5"
    `)
  })

  test('grouping is shown as the last pass', () => {
    const program = build([type([4, 6])], ({ emit }) => [emit(reduce('sum', 0), emit(negate, emit(negate, 0)))])
    expect(printPasses(program, 0, [grouping])).toMatchInlineSnapshot(`
      "traced: 3 instructions
      program (%0: f32[4, 6] @0+96)
        %1: f32[4, 6] @0+96 = map neg(x0) %0
        %2: f32[4, 6] @0+96 = map neg(x0) %1
        %3: f32[6] @96+24 = reduce sum over [0] %2
        result %3
        peak 128 bytes

      group: 2 instructions
      program (%0: f32[4, 6] @0+96)
        %1: f32[4, 6] @0+96 = group %0
          program (%0: f32[4, 6])
            %1: f32[4, 6] = map neg(x0) %0
            %2: f32[4, 6] = map neg(x0) %1
            result %2
        %2: f32[6] @96+24 = reduce sum over [0] %1
        result %2
        peak 128 bytes"
    `)
  })
})

describe('joined', () => {
  test('maps that read the same, though no one reads the other: not; as soon as a third reads both: all', () => {
    expect(outlineOf([[8]], ({ emit }) => [emit(negate, 0), emit(relu, 0)])).toBe('map map')
    expect(outlineOf([[8]], ({ emit }) => [emit(plus, emit(negate, 0), emit(relu, 0))])).toBe('[map map map]')
  })
  test('what is read outside as well is a result', () => {
    expect(outlineOf([[8]], ({ emit }) => { const x = emit(negate, 0); return [x, emit(relu, x), x] })).toBe('[map map]')
  })
  test('one value as both operands, one value as two results', () => {
    expect(outlineOf([[3]], ({ emit }) => { const y = emit(plus, emit(plus, 0, 0), 0); return [y, y, 0] })).toBe('[map map]')
  })
  test('scalars', () => {
    expect(outlineOf([[], []], ({ emit }) => [emit(plus, emit(negate, 0), 1)])).toBe('[map map]')
    expect(outlineOf([[], [1, 1]], ({ emit }) => [emit(plus, emit(broadcast(1, 1), emit(negate, 0)), 1)])).toBe('[map broadcast map]')
  })
  test('a product seen in another shape', () => {
    expect(outlineOf([[4, 3], [3, 2], [8]], ({ emit }) => [emit(plus, emit(reshape(8), emit(product, 0, 1)), 2)])).toBe('[contract reshape map]')
  })
  test('a product of no steps, which is zero', () => {
    expect(outlineOf([[4, 0], [0, 3]], ({ emit }) => [emit(negate, emit(product, 0, 1))])).toBe('[contract map]')
  })
  test('a batch of products with a bias', () => {
    expect(outlineOf([[2, 4, 3], [2, 3, 5], [5]], ({ emit }) =>
      [emit(plus, emit(product, 0, 1), emit(broadcast(2, 4, 5), 2))])).toBe('[contract broadcast map]')
  })
  test.each([[7, 300], [13, 257], [1, 260], [6, 256], [8, 264]])('a product [%i, %i], whose end is read along rows', (m, n) => {
    for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true], [true, true]] as const)
      expect(outlineOf([transposeA ? [5, m] : [m, 5], transposeB ? [n, 5] : [5, n], [m, n], [n]], ({ emit }) => {
        const y = emit(plus, emit({ kind: 'contract', transposeA, transposeB }, 0, 1), emit(broadcast(m, n), 3))
        return [emit(plus, y, 2), y]
      })).toBe('[contract broadcast map map]')
  })
  test('what nobody reads is left out', () => {
    expect(outlineOf([[4]], ({ emit }) => { emit(negate, emit(relu, 0)); return [emit(relu, 0)] })).toBe('map')
    expect(outlineOf([[4, 4]], ({ emit }) => { emit(turned, 0); return [0] })).toBe('')
  })
})

describe('not joined', () => {
  test('a map that its reader needs elsewhere: transposed, repeated, cut', () => {
    expect(outlineOf([[4, 4]], ({ emit }) => [emit(negate, emit(turned, emit(relu, 0)))])).toBe('map [permute map]')
    expect(outlineOf([[4]], ({ emit }) => [emit(negate, emit(broadcast(4, 4), emit(relu, 0)))])).toBe('map [broadcast map]')
    expect(outlineOf([[4]], ({ emit }) => [emit(negate, emit({ kind: 'slice', start: [1], stop: [3], step: [1] }, emit(relu, 0)))]))
      .toBe('map [slice map]')
  })
  test('a map that a product reads, though the same map is added to it: all of it is needed for one element', () => {
    expect(outlineOf([[4, 4], [4, 4]], ({ emit }) => { const x = emit(relu, 0); return [emit(plus, emit(product, x, 1), x)] })).toBe('map [contract map]')
  })
  test('two products', () => {
    expect(outlineOf([[4, 4], [4, 4]], ({ emit }) => [emit(plus, emit(product, 0, 1), emit(product, 1, 0))])).toBe('contract [contract map]')
  })
  test('a map that more than the reduction reads, or the reduction of a reduction', () => {
    expect(outlineOf([[4, 4]], ({ emit }) => { const x = emit(negate, 0); return [emit(reduce('sum', 0), x), emit(reduce('sum', 1), x)] })).toBe('map reduce reduce')
    expect(outlineOf([[4, 4]], ({ emit }) => { const x = emit(negate, 0); return [x, emit(reduce('sum', 0), x)] })).toBe('map reduce')
    expect(outlineOf([[4, 4]], ({ emit }) => [emit(reduce('sum', 0), emit(reduce('sum', 0), 0))])).toBe('reduce reduce')
  })
  test('a map with a long expression and the reduction that would write it out again and again', () => {
    expect(outlineOf([[4, 4]], ({ emit }) => [emit(reduce('sum', 0), emit(map(1, (x) => exp(x!)), 0))])).toBe('map reduce')
  })
  test('a map whose value something in between needs, which the reader waits for', () => {
    expect(outlineOf([[4, 4]], ({ emit }) => {
      const x = emit(negate, 0)
      return [emit(plus, x, emit(broadcast(4, 4), emit(reduce('max', 0), x)))]
    })).toBe('map reduce [broadcast map]')
  })
  test('a product whose right operand has columns at two distances: it is copied first', () => {
    const program = (end: boolean) => ({ emit }: Builder): readonly number[] => {
      const repeated = emit(reshape(3, 4), emit({ kind: 'permute', order: [0, 2, 1] }, emit(reshape(3, 2, 2), emit(reshape(12), 1))))
      const y = emit(product, 0, repeated)
      return [end ? emit(negate, y) : y]
    }
    expect(outlineOf([[4, 3], [3, 4]], program(false))).toBe('[reshape reshape permute] reshape contract')
    expect(outlineOf([[4, 3], [3, 4]], program(true))).toBe('[reshape reshape permute] reshape contract map')
  })
  test('maps whose loops cut across each other', () => {
    const across = ({ emit }: Builder): readonly number[] => {
      const [x, y] = [emit(reshape(6), emit(turned, 0)), emit(reshape(6), emit(turned, 1))]
      return [emit(plus, x, y)]
    }
    expect(outlineOf([[2, 3], [3, 2]], across)).toBe('permute reshape permute reshape map')
    expect(outlineOf([[2, 3], [2, 3]], across)).toBe('[permute reshape permute reshape map]')
  })
  test('maps of other sizes', () => {
    expect(outlineOf([[1, 4]], ({ emit }) => [emit(relu, emit(broadcast(3, 4), emit(negate, 0)))])).toBe('map [broadcast map]')
  })
  test('more operands than a kernel may have', () => {
    const many = Array.from({ length: 40 }, () => [8])
    expect(outlineOf(many, ({ emit }) => [many.slice(1).reduce((sum, _, i) => emit(plus, sum, i + 1), 0)]))
      .toBe([23, 16].map((n) => `[${Array.from({ length: n }, () => 'map').join(' ')}]`).join(' '))
  })
  test('empty values: there is nothing to compute', () => {
    expect(outlineOf([[0, 4], [4, 3]], ({ emit }) => [emit(relu, emit(product, 0, 1))])).toBe('contract map')
    expect(outlineOf([[4, 0]], ({ emit }) => [emit(reduce('sum', 1), emit(turned, emit(turned, 0)))])).toBe('permute permute reduce')
  })
})

/** What is wrong with the form of a program. */
const complaint = (program: Program<Grouped>): string | undefined => {
  const types = typesOf(program)
  let next = program.inputs.length
  for (const { primitive, operands, first, types: made } of program.instructions) {
    if (first !== next) return `%${first} is not numbered in turn`
    next += made.length
    const late = operands.find((id) => id >= first)
    if (late !== undefined) return `%${late} is read before it is there`
    const given = operands.map((id) => types[id]!)
    if (primitive.kind === 'group') {
      const { body } = primitive
      if (body.instructions.some(({ primitive: { kind } }) => (kind as string) === 'group')) return `%${first} has a group inside`
      if (JSON.stringify(body.inputs) !== JSON.stringify(given)) return `%${first} takes other operands`
      if (new Set(operands).size !== operands.length || new Set(body.results).size !== body.results.length) return `%${first} has one value twice`
      if (body.results.length === 0) return `%${first} gives nothing`
      const inside = complaint(body)
      if (inside !== undefined) return `in %${first}: ${inside}`
    }
    const inferred = primitive.kind === 'group' ? resultTypes(primitive.body) : infer(primitive, given)
    if (JSON.stringify(inferred) !== JSON.stringify(made)) return `%${first} has another type`
  }
  return program.results.some((id) => id >= next) ? 'a result is not there' : undefined
}

describe.each([['any program', someCase], ['squares', someSquares]] as const)('%s', (_, cases) => {
  const holds = (law: (c: Case) => void): void => fc.assert(fc.property(cases, (c) => {
    try {
      law(c)
    } catch (error) {
      throw new Error(`${c.carried} carried\n${print(c.program)}\n${print(group(c.program, fusion))}\n${String(error)}`, { cause: error })
    }
  }), { numRuns })

  test('written out again it gives the same bits', () => holds(({ program, runs }) => {
    const again = ungroup(group(program, fusion))
    for (const inputs of runs) expectSame(pure.compile(again)(inputs), pure.compile(program)(inputs))
    expect(complaint(again)).toBeUndefined()
  }))

  test('groups are well formed, and so is what is around them', () => holds(({ program }) => expect(complaint(group(program, fusion))).toBeUndefined()))

  test('the kernels give the same bits, carried values overwritten in place', () => holds(({ program, runs, carried }) => {
    const begin = ({ loop }: typeof wasm) => loop(program, carried)(runs[0]!.slice(0, carried))
    const [ours, theirs] = [begin(wasm), begin(pure)]
    for (const inputs of runs) {
      expectSame(ours.step(inputs.slice(carried)), theirs.step(inputs.slice(carried)), 'results')
      expectSame(ours.carried(), theirs.carried(), 'carried')
    }
  }))

  test('no more bytes than before, on average', () => {
    let [before, after] = [0, 0]
    holds(({ program, carried }) => {
      before += plan(program, carried).bytes
      after += plan(group(program, fusion), carried).bytes
    })
    expect(after).toBeLessThanOrEqual(before)
  })
})

describe('plans of grouped programs', () => {
  test.each(Object.entries(workloads))('%s: parameters and the state of the optimizer are updated where they are', (name, make) => {
    const work = make()
    const program = work.program()
    const [plain, together] = [plan(program, work.carried), plan(group(program, fusion), work.carried)]
    expect(together.moves).toEqual([])
    // An update waits for what it joins: values as small as tiny's live a little longer for that.
    if (name !== 'tiny') expect(together.bytes).toBeLessThan(plain.bytes)
  })

  /** Whether the first result of a program that carries its first input is written over it. */
  const overwritten = (inputs: readonly (readonly number[])[], body: (builder: Builder) => readonly number[], dtype: 'f32' | 'f64' = 'f32'): boolean => {
    const program = build(inputs.map((shape) => type(shape, dtype)), body)
    expect(group(program, fusion).instructions.at(-1)!.primitive.kind).toBe('group')
    return plan(group(program, fusion), 1).moves.length === 0
  }
  test('an operand that is read elsewhere keeps its place', () => {
    expect(overwritten([[4, 4], [4]], ({ emit }) => [emit(plus, 0, emit(broadcast(4, 4), 1))])).toBe(true)
    expect(overwritten([[4, 4]], ({ emit }) => [emit(plus, 0, emit(turned, 0))])).toBe(false)
    expect(overwritten([[4, 4]], ({ emit }) => [emit(negate, emit(turned, 0))])).toBe(false)
    expect(overwritten([[4, 4]], ({ emit }) => [emit(turned, emit(reshape(4, 4), emit(turned, emit(reshape(4, 4), emit(turned, 0)))))])).toBe(false)
  })
  test('the operands of a product and of a reduction keep theirs', () => {
    expect(overwritten([[4, 4], [4, 4]], ({ emit }) => [emit(plus, emit(product, 0, 1), 1)])).toBe(false)
    expect(overwritten([[4, 4], [4, 4]], ({ emit }) => [emit(plus, emit(product, 1, 0), 1)])).toBe(false)
    expect(overwritten([[4, 4], [4, 4]], ({ emit }) => [emit(plus, emit(product, 1, 1), 0)])).toBe(true)
    expect(overwritten([[4, 1]], ({ emit }) => [emit(reshape(4, 1), emit(reduce('sum', 1), emit(negate, 0)))].slice(0, 1).map((id) => id - 1))).toBe(false)
  })
  test('each result takes another operand, carried ones their own', () => {
    const program = build([type([8]), type([8]), type([8])], ({ emit }) => {
      const x = emit(plus, 0, 2)
      const y = emit(plus, x, 1)
      return [y, x]
    })
    const { offsets, moves, bytes } = plan(group(program, fusion), 2)
    expect(outline(group(program, fusion))).toBe('[map map]')
    expect(moves).toEqual([])
    expect([offsets[3], offsets[4], bytes]).toEqual([offsets[1], offsets[0], 96])
  })
  test('a result of wider elements does not, though it has as many bytes', () => {
    const half: Primitive = { kind: 'map', expression: expression(['f32'], (x) => ({ op: 'convert', dtype: 'f64', args: [neg(x!)] })) }
    const program = build([type([8])], ({ emit }) => [emit(half, emit({ kind: 'slice', start: [0], stop: [4], step: [1] }, 0))])
    const { offsets } = plan(group(program, fusion))
    expect(outline(group(program, fusion))).toBe('[slice map]')
    expect(offsets[1]).not.toBe(offsets[0])
  })
})

describe('long programs', () => {
  /** Milliseconds of the processor, the least of some: the machine's other work disturbs them little. */
  const least = (program: Program): number => Math.min(...Array.from({ length: 10 }, () => {
    const start = process.cpuUsage()
    group(program, fusion)
    return process.cpuUsage(start).user / 1000
  }))
  const steps = 600
  test.each<readonly [string, (builder: Builder) => readonly number[]]>([
    ['a recurrent net written out', ({ emit }) => {
      // h ← relu(x_t·u + h·w), and a sum of what the steps give.
      let [h, sum] = [3, 3]
      for (let t = 0; t < steps; t++) {
        const x = emit({ kind: 'slice', start: [t % 8, 0], stop: [t % 8 + 1, 4], step: [1, 1] }, 0)
        h = emit(relu, emit(plus, emit(product, x, 1), emit(product, h, 2)))
        sum = emit(plus, sum, h)
      }
      return [sum]
    }],
    ['a long chain of maps', ({ emit }) => { let x = 3; for (let i = 0; i < 5 * steps; i++) x = emit(negate, x); return [x] }],
    ['one value that all read', ({ emit }) => { const x = emit(negate, 3); return Array.from({ length: 5 * steps }, () => emit(plus, x, 3)) }],
    ['late readers of early values', ({ emit }) => {
      const early = Array.from({ length: 2 * steps }, () => emit(negate, 3))
      return early.map((x) => emit(plus, x, 3)).toReversed()
    }],
  ])('%s', (_, body) => {
    const program = build([type([8, 4]), type([4, 4]), type([4, 4]), type([1, 4])], body)
    expect(program.instructions.length).toBeGreaterThan(2000)
    expect(least(program)).toBeLessThan(100)
  })
})

test('programs are simplified and grouped to the same bits', () => {
  fc.assert(fc.property(someSquares, ({ program, runs }) => {
    const simple = simplify(program)
    expect(complaint(group(simple, fusion))).toBeUndefined()
    expectSame(wasm.compile(simple)(runs[0]!), pure.compile(program)(runs[0]!))
  }), { numRuns })
})
