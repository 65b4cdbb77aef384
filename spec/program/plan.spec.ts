/** The plan of a program: nothing that is still needed is ever written over. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accesses, isWhole } from '../../src/program/access.js'
import { expression } from '../../src/program/expression.js'
import { group } from '../../src/program/group.js'
import type { Group, Grouped } from '../../src/program/grouped.js'
import { plan, byteLength } from '../../src/program/plan.js'
import { count, definitions, typesOf, type Id, type Program } from '../../src/program/program.js'
import * as s from '../../src/program/scalar.js'
import { numRuns, someCase, someLoop } from '../backend/arbitrary.js'
import { build, type } from './build.js'
import { someSquares } from './squares.js'

const whole = (bytes: number): number => Math.max(32, Math.ceil(bytes / 32) * 32)

/** Whether a group reads its operand `i` nowhere but where it writes, before it does: maps, element by element. */
const readsInPlace = ({ body }: Group, i: Id): boolean => {
  const access = accesses(body)
  const n = count(body.inputs[i]!.shape)
  const readers = body.instructions.filter(({ first, operands }) => access[first]!.root === first && operands.some((id) => access[id]!.root === i))
  return readers.length > 0 && readers.every(({ primitive, operands }) => primitive.kind === 'map'
    && operands.every((id) => access[id]!.root !== i || isWhole(access[id]!.view, [n])))
    && body.instructions.every(({ primitive: { kind } }) => kind !== 'reduce')
}

/** Runs the plan without computing: each byte remembers whose value it holds; a read must find its own. */
const complaint = (program: Program<Grouped>, carried: number): string | undefined => {
  const types = typesOf(program)
  const { offsets, bytes, moves } = plan(program, carried)
  const owner: (Id | undefined)[] = Array.from({ length: bytes })
  /** Values that are the same bytes: a reshape and its operand. */
  const same = new Map<Id, Id>()
  const identity = (id: Id): Id => { const of = same.get(id); return of === undefined ? id : identity(of) }
  const place = (id: Id): readonly [number, number] => [offsets[id]!, offsets[id]! + byteLength(types[id]!)]
  const write = (id: Id): void => { const [from, to] = place(id); owner.fill(identity(id), from, to) }
  const read = (id: Id): boolean => { const [from, to] = place(id); return owner.slice(from, to).every((o) => o === identity(id)) }
  for (const [id, t] of types.entries()) if (offsets[id]! % 32 !== 0 || offsets[id]! + byteLength(t) > bytes) return `%${id} has no place`
  // Constants are written once, before the first run.
  for (const { primitive, first } of program.instructions) if (primitive.kind === 'constant') write(first)
  for (let turn = 0; turn < 2; turn++) {
    program.inputs.forEach((_, id) => { if (id >= carried || turn === 0) write(id) })
    for (const instruction of program.instructions) {
      const { primitive, operands, first } = instruction
      const lost = operands.find((id) => !read(id))
      if (lost !== undefined) return `%${lost} is lost before ${primitive.kind} %${first}`
      if (primitive.kind === 'constant') continue
      if (primitive.kind === 'reshape') { same.set(first, operands[0]!); if (offsets[first] !== offsets[operands[0]!]) return `%${first} moves`; continue }
      const made = definitions(instruction)
      const meet = (x: Id, y: Id): boolean => place(x)[0] < place(y)[1] && place(y)[0] < place(x)[1]
      const clash = made.flatMap((id) => operands.filter((o, i) => meet(o, id) && !(primitive.kind === 'map'
        || primitive.kind === 'group' && offsets[o] === offsets[id] && count(types[o]!.shape) === count(types[id]!.shape) && readsInPlace(primitive, i))))
      if (clash.length > 0) return `${primitive.kind} %${first} writes over its operand %${clash[0]}`
      if (made.some((x) => made.some((y) => x < y && meet(x, y)))) return `results of %${first} in one place`
      definitions(instruction).forEach(write)
    }
    const lost = program.results.find((id) => !read(id))
    if (lost !== undefined) return `result %${lost} is lost`
    for (let to = 0; to < carried; to++) {
      const from = program.results[to]!
      if (offsets[from] !== offsets[to] && byteLength(types[to]!) > 0 && !moves.some((m) => m.from === from && m.to === to)) return `carried %${from} does not come to %${to}`
    }
    // What is carried is there for the next turn.
    for (let to = 0; to < carried; to++) write(to)
    for (const { primitive, first } of program.instructions) if (primitive.kind === 'constant' && !read(first)) return `constant %${first} is lost`
  }
  const all = types.reduce((n, t) => n + whole(byteLength(t)), 0)
  return bytes > all ? `${bytes} bytes for ${all}` : undefined
}

describe.each([['once', someCase], ['in a loop', someLoop], ['in a loop, of squares', someSquares]] as const)('no value is lost while it is needed, %s', (_, cases) => {
  test('as it is', () => fc.assert(fc.property(cases, ({ program, carried }) => { expect(complaint(program, carried)).toBeUndefined() }), { numRuns }))
  test('in groups', () => fc.assert(fc.property(cases, ({ program, carried }) => { expect(complaint(group(program), carried)).toBeUndefined() }), { numRuns }))
})

const neg = { kind: 'map', expression: expression(['f32'], (x) => s.neg(x!)) } as const
const add = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => s.add(x!, y!)) } as const
const kilobyte = type([256])

describe('space', () => {
  test('a chain of maps runs in the place of its input', () => {
    const program = build([kilobyte], ({ emit }) => [emit(neg, emit(neg, emit(neg, 0)))])
    expect(plan(program)).toEqual({ offsets: [0, 0, 0, 0], bytes: 1024, moves: [] })
  })
  test('a value that is used again keeps its place', () => {
    const program = build([kilobyte], ({ emit }) => { const y = emit(neg, 0); return [emit(add, emit(neg, y), y)] })
    expect(plan(program).bytes).toBe(2048)
  })
  test('what is over makes room', () => {
    const mirror = { kind: 'permute', order: [1, 0] } as const
    const program = build([type([16, 16])], ({ emit }) => [emit(mirror, emit(mirror, emit(mirror, emit(mirror, 0))))])
    expect(plan(program).bytes).toBe(2048)
  })
  test('a carried value is updated where it is', () => {
    const program = build([kilobyte, kilobyte], ({ emit }) => [emit(add, 0, 1)])
    expect(plan(program, 1)).toEqual({ offsets: [0, 1024, 0], bytes: 2048, moves: [] })
  })
  test('values that change places are moved', () => {
    expect(plan(build([kilobyte, kilobyte], () => [1, 0]), 2).moves).toEqual([{ from: 1, to: 0 }, { from: 0, to: 1 }])
  })
  test('empty values take no bytes of others', () => {
    expect(complaint(build([type([0]), kilobyte], ({ emit }) => [emit(neg, 0), emit(neg, 1)]), 0)).toBeUndefined()
  })
})
