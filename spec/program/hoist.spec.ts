import { describe, expect, test } from 'vitest'
import { pure } from '../../src/backend/index.js'
import { hoisted } from '../../src/program/hoist.js'
import type { Of, Primitive } from '../../src/program/primitive.js'
import type { Program } from '../../src/program/program.js'
import { backends, expectSame } from '../backend/each.js'
import { build, type } from './build.js'

/** Steps h ↦ h·Wᵀ + x, whose sums come out, too; W read as it is where `transposeB` is not. */
const steps = (count: number, transposeB = true): Program => {
  const body = build([type([3, 3]), type([2, 3]), type([2, 3])], ({ emit }) => {
    const product = emit({ kind: 'contract', transposeA: false, transposeB }, 1, 0)
    const again = emit({ kind: 'contract', transposeA: false, transposeB }, product, 0)
    const next = emit({ kind: 'concatenate', axis: 0 }, again, 2)
    return [emit({ kind: 'slice', start: [1, 0], stop: [3, 3], step: [1, 1] }, next), next]
  })
  return build([type([3, 3]), type([2, 3]), type([count, 2, 3])], ({ emit }) => {
    const first = emit({ kind: 'scan', body, constants: 1, carried: 1, steps: count, reverse: false }, 0, 1, 2)
    return [first, first + 1, 0]
  })
}
const some = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.sin(i) / 2)
const inputs = (count: number) => [some(9), some(6), some(6 * count)]
const kinds = ({ instructions }: Program): readonly string[] => instructions.map(({ primitive }) => primitive.kind)

describe('a factor that every step reads transposed', () => {
  test('is transposed once, before the steps', () => {
    const program = hoisted(steps(4))
    expect(kinds(program)).toEqual(['permute', 'scan'])
    const scan = program.instructions[1]!.primitive
    expect(scan).toMatchObject({ kind: 'scan', constants: 2, carried: 1 })
    expect(JSON.stringify(scan)).not.toContain('"transposeB":true')
  })
  test.each([1, 2, 4])('comes to the same bits in %i steps', (count) => {
    const program = steps(count)
    const expected = pure.compile(program)(inputs(count))
    expectSame(pure.compile(hoisted(program))(inputs(count)), expected)
    for (const backend of backends) expectSame(backend.compile(program)(inputs(count)), expected, backend.name)
  })
  test('is transposed before the inner ones of steps within steps', () => {
    const body = { ...steps(3), results: [3, 4] }
    const outer = build([type([3, 3]), type([2, 3]), type([3, 2, 3])], ({ emit }) => {
      const rows = emit({ kind: 'broadcast', shape: [2, 3, 2, 3] }, 2)
      const first = emit({ kind: 'scan', body, constants: 1, carried: 1, steps: 2, reverse: true }, 0, 1, rows)
      return [first, first + 1]
    })
    const given = inputs(3)
    const expected = pure.compile(outer)(given)
    expectSame(pure.compile(hoisted(outer))(given), expected)
    for (const backend of backends) expectSame(backend.compile(outer)(given), expected, backend.name)
  })
})

test('a loop that may take no step transposes nothing before it', () => {
  const plain = steps(3, true)
  const guarded = build([...plain.inputs, type([], 'bool')], ({ emit }) => {
    const { primitive, operands } = plain.instructions[0]! as { primitive: Of<'scan'>; operands: readonly number[] }
    const { body, constants } = primitive
    const moved = (id: number): number => (id < constants ? id : id + 1)
    const inner = {
      inputs: body.inputs.toSpliced(constants, 0, type([], 'bool')),
      instructions: body.instructions.map((i) => ({ ...i, operands: i.operands.map(moved), first: moved(i.first) })),
      results: [constants, ...body.results.map(moved)],
    }
    const loop: Primitive = { ...primitive, body: inner, carried: primitive.carried + 1, guarded: true }
    return [emit(loop, ...operands.toSpliced(constants, 0, plain.inputs.length)) + 1]
  })
  expect(hoisted(plain)).not.toBe(plain)
  expect(hoisted(guarded)).toBe(guarded)
})

test('a program without scans, and one that reads nothing transposed, stay as they are', () => {
  const { instructions } = steps(3, false)
  expect(kinds(hoisted(steps(3, false)))).toEqual(['scan'])
  expect(hoisted(steps(3, false)).instructions[0]!.operands).toEqual(instructions[0]!.operands)
  const plain = build([type([2])], () => [0])
  expect(hoisted(plain)).toBe(plain)
})
