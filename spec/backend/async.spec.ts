/** Backends that answer later give the same bits as those that answer at once, for every program, asked one by one or in advance. */
import { afterAll, describe, expect, test } from 'vitest'
import { constantOf } from '../../src/program/constant.js'
import type { AsyncLoop } from '../../src/backend/asyncBackend.js'
import { mutable, pure } from '../../src/backend/index.js'
import { workerOn } from '../../src/backend/worker/workerOn.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import type { Program } from '../../src/program/program.js'
import { add, mul, neg } from '../../src/program/scalar.js'
import { build, type } from '../program/build.js'
import { copy, holdsLater, numRuns, sent, someCase, someLoop } from './arbitrary.js'
import { expectSame } from './each.js'
import { later } from './later.js'

const beside = await workerOn({ threads: 1, relaxed: false, worthListing: -Infinity })
afterAll(beside.close)

const pair = type([2])
const of = (...values: readonly number[]): Elements => Float32Array.from(values)
const lists = (values: readonly Elements[]): readonly (readonly number[])[] => values.map((e) => [...e])
const negate = { kind: 'map', expression: expression(['f32'], (x) => neg(x!)) } as const
const plus = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(x!, y!)) } as const
const times = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => mul(x!, y!)) } as const

/** Carried [3] + Σ rows + a constant of the program's own, and what is carried times that constant. */
const rowsProgram = (rows: number): Program => build([type([3]), type([rows, 3])], ({ emit }) => {
  const own = emit(constantOf(type([3]), of(rows, -rows, 1 / rows)))
  const next = emit(plus, emit(plus, 0, emit({ kind: 'reduce', by: 'sum', axes: [0] }, 1)), own)
  return [next, emit(times, next, own)]
})
/** sum' = sum + row of the table, which may not be there. */
const lookup = build([pair, type([4, 2]), type([], 'i32')], ({ emit }) => {
  const sum = emit(plus, 0, emit({ kind: 'gather' }, 1, 2))
  return [sum, sum]
})
const table = of(0, 1, 2, 3, 4, 5, 6, 7)
const at = (i: number): Elements => elementsOf('i32', [i])

describe.each([later(mutable), beside])('$name', { timeout: numRuns > 1000 ? 3_600_000 : 60_000 }, ({ compile, loop }) => {
  test('random programs: the same bits, inputs untouched, results that later runs leave alone', () =>
    holdsLater(someCase, async ({ program, runs }) => {
      const expected = runs.map((inputs) => pure.compile(program)(copy(inputs)))
      const run = compile(sent(program))
      const inputs = copy(runs.flat())
      const results = await Promise.all(runs.map((_, i) => {
        const given = inputs.slice(i * program.inputs.length, (i + 1) * program.inputs.length)
        const answer = run(given)
        // Copies were taken.
        const before = copy(given)
        given.forEach((e) => e.fill(1))
        return answer.then((made) => { given.forEach((e, j) => e.set(before[j]!)); return made })
      }))
      results.forEach((list, i) => expectSame(list, expected[i]!))
      expectSame(inputs, runs.flat(), 'inputs')
    }))

  test('random loops: the same bits at every step, asked one by one or all at once, loaded or begun anew', () =>
    holdsLater(someLoop, async ({ program, runs, carried }) => {
      const first = (i: number): readonly Elements[] => copy(runs[i]!.slice(0, carried))
      const rest = runs.map((inputs) => inputs.slice(carried))
      const plain = pure.loop(program, carried)
      const start = loop(sent(program), carried)
      const used = start(first(0))
      for (const [i] of runs.entries()) {
        const sync = plain(first(i))
        const expected = rest.map((inputs) => [copy(sync.step(inputs)), copy(sync.carried())] as const)
        const given = first(i)
        used.load(given)
        expectSame(given, runs[i]!.slice(0, carried))
        const fresh = start(given)
        const answers = rest.map((inputs) => [used.step(inputs), used.carried()] as const)
        for (const [j, inputs] of rest.entries()) {
          expectSame(await fresh.step(inputs), expected[j]![0])
          expectSame(await fresh.carried(), expected[j]![1])
        }
        for (const [j, [results, after]] of answers.entries()) {
          expectSame(await results, expected[j]![0])
          expectSame(await after, expected[j]![1])
        }
      }
    }))

  test('results are fresh, also where an input or one value twice is the result', async () => {
    const program = build([pair], ({ emit }) => { const y = emit(negate, 0); return [0, y, y] })
    const x = of(1, 2)
    const [same, y, again] = await compile(program)([x])
    same!.fill(7)
    y!.fill(8)
    expect([[...x], [...again!]]).toEqual([[1, 2], [-1, -2]])
  })

  test('loops of one executable do not share what they carry', async () => {
    const start = loop(build([pair, pair], ({ emit }) => [emit(plus, 0, 1)]), 1)
    const [one, two] = [start([of(0, 0)]), start([of(100, 100)])]
    for (let i = 1; i < 4; i++) { void one.step([of(i, 1)]); void two.step([of(1, i)]) }
    expect(lists((await Promise.all([one.carried(), two.carried()])).flat())).toEqual([[6, 3], [103, 106]])
  })

  test('a view of a large buffer is given without the rest of it', async () => {
    const all = Float32Array.from({ length: 100_000 }, (_, i) => i)
    const run = compile(build([type([2000])], ({ emit }) => [emit(negate, 0)]))
    const [made] = await run([all.subarray(500, 2500)])
    expect([made!.length, made![0], made![1999], all.length]).toEqual([2000, -500, -2499, 100_000])
  })

  test('loops that join carry the same values, in turns, whatever memory each needs, nobody waiting', async () => {
    const sizes = [2, 1, 5000, 3, 5000, 1, 2, 20_000, 3]
    const numbers = (n: number, seed: number): Elements => Float32Array.from({ length: n }, (_, i) => Math.imul(i + seed, 0x9e3779b1) / 1e6)
    const starts = new Map(sizes.map((rows) => [rows, loop(rowsProgram(rows), 1)]))
    const loops = new Map<number, AsyncLoop>()
    let expected: readonly Elements[] = [of(1, 2, 3)]
    const answers = sizes.map((rows, i) => {
      const [other] = loops.values()
      const current = loops.get(rows) ?? starts.get(rows)!(other ?? expected)
      loops.set(rows, current)
      const apart = pure.loop(rowsProgram(rows), 1)(expected)
      const inputs = [numbers(3 * rows, i)]
      const step = [current.step(inputs), copy(apart.step(inputs))] as const
      expected = apart.carried()
      const looks = [...loops.values()].map((each) => [each.carried(), expected] as const)
      if (i === 4) {
        expected = [of(-1, 0, 7)]
        current.load(expected)
      }
      return [step, ...looks]
    })
    for (const [answer, theirs] of answers.flat()) expectSame(await answer, theirs)
  })

  test('a step that fails fails those behind it, and nobody else, until other values are loaded', async () => {
    const start = loop(lookup, 1)
    const [one, other] = [start([of(0, 0)]), start([of(0, 0)])]
    const joined = start(one)
    const rows = [1, 4, 2]
    const answers = rows.flatMap((i) => [one.step([table, at(i)]), other.step([table, at(i === 4 ? 3 : i)])])
    const look = joined.carried()
    const settled = await Promise.allSettled([...answers, look])
    const out = expect.objectContaining({
      name: 'TenfoldError', operation: 'gather', argument: 'indices[0]', expected: 'an index from 0 to 3', received: 4,
      message: expect.stringMatching(/^gather: indices\[0\] should be an index from 0 to 3, but is 4/) as string,
    }) as unknown
    expect(settled.map((s) => (s.status === 'fulfilled' ? lists(s.value) : s.reason as unknown)))
      .toEqual([[[2, 3]], [[2, 3]], out, [[8, 10]], out, [[12, 15]], out])
    joined.load([of(100, 200)])
    expect(lists(await one.step([table, at(3)]))).toEqual([[106, 207]])
  })

  test('a run that fails leaves the next one alone', async () => {
    const run = compile(build([type([4, 2]), type([], 'i32')], ({ emit }) => [emit({ kind: 'gather' }, 0, 1)]))
    const answers = await Promise.allSettled([0, 4, 3].map((i) => run([table, at(i)])))
    expect(answers.map((s) => (s.status === 'fulfilled' ? lists(s.value) : 'failed'))).toEqual([[[0, 1]], 'failed', [[6, 7]]])
  })
})
