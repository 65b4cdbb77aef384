/** A loop takes other carried values, and goes on as one that began with them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { constantOf } from '../../src/program/constant.js'
import type { Loop } from '../../src/backend/backend.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import type { Program } from '../../src/program/program.js'
import { add, mul } from '../../src/program/scalar.js'
import { build, type } from '../program/build.js'
import { numRuns, someLoop } from './arbitrary.js'
import { backends, expectSame } from './each.js'

const copy = (list: readonly Elements[]): readonly Elements[] => list.map((e) => e.slice())
const pair = type([2])
const of = (...values: readonly number[]): Elements => Float32Array.from(values)
const plus = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(x!, y!)) } as const


/** Carried [3] + Σ rows + a constant of the program's own, and what is carried times that constant. */
const rowsProgram = (rows: number): Program => build([type([3]), type([rows, 3])], ({ emit }) => {
  const own = emit(constantOf(type([3]), of(rows, -rows, 1 / rows)))
  const next = emit(plus, emit(plus, 0, emit({ kind: 'reduce', by: 'sum', axes: [0] }, 1)), own)
  return [next, emit({ kind: 'map', expression: expression(['f32', 'f32'], (x, y) => mul(x!, y!)) }, next, own)]
})

describe.each(backends)('$name', ({ loop }) => {
  test('random loops, loaded: the same bits as begun, whatever was carried before', () => {
    fc.assert(fc.property(someLoop, ({ program, runs, carried }) => {
      const start = loop(program, carried)
      const begin = (i: number): readonly Elements[] => copy(runs[i]!.slice(0, carried))
      const used = start(begin(0))
      runs.forEach((inputs) => used.step(inputs.slice(carried)))
      runs.forEach((_, i) => {
        const fresh = start(begin(i))
        const given = begin(i)
        used.load(given)
        expectSame(used.carried(), given)
        for (const inputs of runs) {
          const expected = copy(fresh.step(inputs.slice(carried)))
          expectSame(used.step(inputs.slice(carried)), expected)
          expectSame(used.carried(), fresh.carried())
        }
        expectSame(given, begin(i))
      })
    }), { numRuns: Math.ceil(numRuns / 5) })
  })

  test('what was carried before and is kept stays as it was', () => {
    const { step, load, carried } = loop(build([pair, pair], ({ emit }) => [emit(plus, 0, 1)]), 1)([of(1, 2)])
    step([of(1, 1)])
    const before = carried()
    load([of(10, 20)])
    step([of(1, 1)])
    expect([before, carried()].map(([e]) => [...e!])).toEqual([[2, 3], [11, 21]])
  })

  test('loops that join carry the same values, in turns, whatever memory each needs', () => {
    const sizes = [2, 1, 5000, 3, 5000, 1, 2, 20_000, 3]
    const numbers = (n: number, seed: number): Elements => Float32Array.from({ length: n }, (_, i) => Math.imul(i + seed, 0x9e3779b1) / 1e6)
    const starts = new Map(sizes.map((rows) => [rows, loop(rowsProgram(rows), 1)]))
    const loops = new Map<number, Loop>()
    let expected: readonly Elements[] = [of(1, 2, 3)]
    sizes.forEach((rows, i) => {
      const [other] = loops.values()
      const current = loops.get(rows) ?? starts.get(rows)!(other ?? expected)
      loops.set(rows, current)
      const apart = starts.get(rows)!(expected)
      const inputs = [numbers(3 * rows, i)]
      expectSame(current.step(inputs), apart.step(inputs))
      expected = apart.carried()
      for (const each of loops.values()) expectSame(each.carried(), expected)
      if (i === 4) {
        expected = [of(-1, 0, 7)]
        current.load(expected)
      }
    })
  })

  test('is loaded after a run that failed', () => {
    // sum' = sum + row of the table: the row may not be there.
    const table = build([pair, type([4, 2]), type([], 'i32')], ({ emit }) => {
      const sum = emit(plus, 0, emit({ kind: 'gather' }, 1, 2))
      return [sum, sum]
    })
    const rows = of(0, 1, 2, 3, 4, 5, 6, 7)
    const at = (i: number): Elements => elementsOf('i32', [i])
    const { step, load } = loop(table, 1)([of(0, 0)])
    expect([...step([rows, at(1)])[0]!]).toEqual([2, 3])
    expect(() => step([rows, at(4)])).toThrow(/gather/)
    load([of(100, 200)])
    expect([...step([rows, at(3)])[0]!]).toEqual([106, 207])
  })
})
