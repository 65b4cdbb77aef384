/** All backends give the same bits for every program. */
import { describe, expect, test } from 'vitest'
import type { Elements } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import { build, type } from '../program/build.js'
import type { Program } from '../../src/program/program.js'
import { neg, add } from '../../src/program/scalar.js'
import { copy, holds, sent, someCase, someGuarded, someLoop } from './arbitrary.js'
import { backends, expectSame } from './each.js'

const [first, ...others] = backends

test.each([
  ['random programs', someCase], ['programs with loops that end early', someGuarded],
])('%s: the same bits, inputs untouched, results that later runs leave alone', (_, cases) => holds(cases, ({ program, runs }) => {
  const expected = runs.map((inputs) => first!.compile(program)(copy(inputs)))
  for (const { compile, name } of others) {
    const run = compile(sent(program))
    const inputs = copy(runs.flat())
    const results = runs.map((_, i) => run(inputs.slice(i * program.inputs.length, (i + 1) * program.inputs.length)))
    results.forEach((list, i) => expectSame(list, expected[i]!, name))
    expectSame(inputs, runs.flat(), `inputs of ${name}`)
  }
}))

test('random loops: the same bits at every step, snapshots that later steps leave alone', () => holds(someLoop, ({ program, runs, carried }) => {
  const trail = ({ loop }: typeof first & {}, program: Program): readonly (readonly Elements[])[] => {
    const { step, carried: snapshot } = loop(program, carried)(copy(runs[0]!.slice(0, carried)))
    const [snapshots, copies] = [[snapshot()], [copy(snapshot())]]
    const results = runs.map((inputs) => {
      const seen = copy(step(inputs.slice(carried)))
      snapshots.push(snapshot())
      copies.push(copy(snapshot()))
      return seen
    })
    snapshots.forEach((s, i) => expectSame(s, copies[i]!, 'snapshot'))
    return [...results, ...snapshots]
  }
  const expected = trail(first!, program)
  // A loop is the program run again and again with what it carries.
  let state = runs[0]!.slice(0, carried)
  runs.forEach((inputs, i) => {
    const results = first!.compile(program)([...state, ...inputs.slice(carried)])
    state = results.slice(0, carried)
    expectSame(expected[i]!, results.slice(carried), 'compile')
  })
  for (const backend of others) trail(backend, sent(program)).forEach((list, i) => expectSame(list, expected[i]!, backend.name))
}))

describe.each(backends)('$name', ({ compile, loop }) => {
  const of = (...values: readonly number[]): Elements => Float32Array.from(values)
  const negate = { kind: 'map', expression: expression(['f32'], (x) => neg(x!)) } as const
  const plus = { kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(x!, y!)) } as const
  const pair = type([2])

  test('results are fresh, also where an input or one value twice is the result', () => {
    const program = build([pair], ({ emit }) => { const y = emit(negate, 0); return [0, y, y] })
    const x = of(1, 2)
    const [same, y, again] = compile(program)([x])
    same!.fill(7)
    y!.fill(8)
    expect([[...x], [...again!]]).toEqual([[1, 2], [-1, -2]])
  })

  test('two runs at once do not mix', () => {
    const run = compile(build([pair, pair], ({ emit }) => [emit(plus, 0, 1)]))
    const [a] = run([of(1, 2), of(3, 4)])
    run([of(9, 9), of(9, 9)])
    expect([...a!]).toEqual([4, 6])
  })

  test('loops of one executable do not share what they carry', () => {
    const start = loop(build([pair, pair], ({ emit }) => [emit(plus, 0, 1)]), 1)
    const [one, two] = [start([of(0, 0)]), start([of(100, 100)])]
    for (let i = 1; i < 4; i++) { one.step([of(i, 1)]); two.step([of(1, i)]) }
    expect([one, two].map((l) => [...l.carried()[0]!])).toEqual([[6, 3], [103, 106]])
  })

  test.each<readonly [string, readonly number[], readonly (readonly number[])[]]>([
    ['exchanged', [1, 0, 2], [[3, 4], [1, 2], [5, 6]]],
    ['in a ring', [1, 2, 0], [[3, 4], [5, 6], [1, 2]]],
    ['kept', [0, 1, 2], [[1, 2], [3, 4], [5, 6]]],
    ['one for all', [2, 2, 2], [[5, 6], [5, 6], [5, 6]]],
    ['pushed along', [0, 0, 1], [[1, 2], [1, 2], [3, 4]]],
  ])('carried values %s', (_, results, after) => {
    const { step, carried } = loop(build([pair, pair, pair, pair], ({ emit }) => [...results, emit(plus, 0, 3), 0]), 3)([of(1, 2), of(3, 4), of(5, 6)])
    expect(step([of(10, 20)]).map((e) => [...e])).toEqual([[11, 22], [1, 2]])
    expect(carried().map((e) => [...e])).toEqual(after)
  })

  test('a loop that may take no step reads its constants in another shape, also within such a loop', () => {
    const flag = type([], 'bool')
    const [square, rows] = [type([2, 2]), type([4])]
    const guarded = { kind: 'scan', constants: 1, carried: 1, reverse: false, guarded: true } as const
    const inner = build([square, flag], ({ emit }) => [1, emit({ kind: 'reshape', shape: [4] }, 0)])
    const outer = build([rows, flag], ({ emit }) => {
      const x = emit({ kind: 'reshape', shape: [2, 2] }, emit(negate, emit({ kind: 'reshape', shape: [4] }, 0)))
      return [1, emit({ ...guarded, body: inner, steps: 2 }, x, 1) + 1]
    })
    const run = compile(build([square, flag], ({ emit }) => {
      const x = emit(negate, emit({ kind: 'reshape', shape: [4] }, 0))
      return [emit({ ...guarded, body: outer, steps: 1 }, x, 1) + 1, emit({ ...guarded, body: inner, steps: 1 }, 0, 1) + 1]
    }))
    const given = (goes: number): readonly Elements[] => [of(1, 2, 3, 4), Uint8Array.of(goes)]
    expect(run(given(1)).map((e) => [...e])).toEqual([[1, 2, 3, 4, 1, 2, 3, 4], [1, 2, 3, 4]])
    expect(run(given(0)).map((e) => [...e])).toEqual([Array.from({ length: 8 }, () => 0), [0, 0, 0, 0]])
  })

  test('a new carried value is not read in place of the old one', () => {
    // a' = -a, b' = a + b, out = a
    const { step, carried } = loop(build([pair, pair], ({ emit }) => { const y = emit(negate, 0); return [y, emit(plus, 0, 1), 0] }), 2)([of(1, 2), of(10, 20)])
    expect([...step([])[0]!]).toEqual([1, 2])
    expect(carried().map((e) => [...e])).toEqual([[-1, -2], [11, 22]])
    expect([...step([])[0]!]).toEqual([-1, -2])
    expect(carried().map((e) => [...e])).toEqual([[1, 2], [10, 20]])
  })

  test('what is given to a loop stays as it is', () => {
    const initial = [of(1, 2), of(3, 4)]
    const { step, carried } = loop(build([pair, pair], ({ emit }) => [emit(plus, 0, 1), emit(negate, 1)]), 2)(initial)
    const before = carried()
    before[0]!.fill(9)
    step([])
    expect(initial.map((e) => [...e])).toEqual([[1, 2], [3, 4]])
    expect([...carried()[0]!]).toEqual([4, 6])
  })
})
