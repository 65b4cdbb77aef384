/**
 * The law of `vmap`, of random programs over all primitives: what it gives for example i has the bits of what the program gives
 * for example i alone.
 */
import { expect, test } from 'vitest'
import { wasm } from '../../src/backend/index.js'
import { count, type Program } from '../../src/program/program.js'
import { resultTypes } from '../../src/program/infer.js'
import type { Elements } from '../../src/program/elements.js'
import { concrete, elements, type AnyTensor } from '../../src/tensor/tensor.js'
import { replay, trace } from '../../src/tensor/trace.js'
import { vmap } from '../../src/transform/vmap.js'
import { holds, kinds, someCase, someGuarded, type Case } from '../backend/arbitrary.js'
import { backends, expectSame } from '../backend/each.js'
import { isQuick } from '../slow.js'

/** `npm test` has few cases, and of the backends that compile the one that does most of its own. */
const [share, compiling] = isQuick ? [0.25, [wasm]] : [0.5, backends.slice(1)]

/** A program as a function of tensors. */
const functionOf = (program: Program) => (...inputs: readonly AnyTensor[]): readonly AnyTensor[] => {
  const values = replay(program, inputs)
  return program.results.map((id) => values[id] as AnyTensor)
}

/** Which inputs are each example's own: never none. */
const ownOf = ({ program, runs }: Case): readonly boolean[] => {
  const seed = runs.flat().reduce((sum, e) => sum + e.length, program.instructions.length)
  const own = program.inputs.map((_, i) => (seed >> i) % 3 !== 0)
  return own.includes(true) ? own : own.map((_, i) => i === 0)
}

/** Elements one after another. */
const joined = (list: readonly Elements[]): Elements => {
  const [first] = list as readonly [Elements]
  const all = new (first.constructor as new (n: number) => Elements)(list.reduce((n, e) => n + e.length, 0))
  let at = 0
  for (const e of list) { all.set(e as never, at); at += e.length }
  return all
}

/** Three examples: the inputs of both runs, and the first ones again; what is the same for all is that of the first. */
const law = (c: Case): void => {
  const { program, runs } = c
  const own = ownOf(c)
  const examples = [runs[0]!, runs[1]!, runs[0]!].map((run) => run.map((e, i) => (own[i] === true ? e : runs[0]![i]!)))
  const f = functionOf(program)
  const alone = examples.map((inputs) => f(...inputs.map((e, i) => concrete(program.inputs[i]!, e))).map(elements))
  const all = program.inputs.map(({ shape, dtype }, i) => (own[i] === true
    ? concrete({ shape: [examples.length, ...shape], dtype }, joined(examples.map((inputs) => inputs[i]!)))
    : concrete({ shape, dtype }, examples[0]![i]!)))
  const mapped = vmap(f, { in: own.map((isOwn) => (isOwn ? 0 : null)) }) as (...inputs: readonly AnyTensor[]) => readonly AnyTensor[]
  const expectAlone = (results: readonly Elements[], where: string): void => resultTypes(program).forEach(({ shape }, i) => {
    const size = count(shape)
    alone.forEach((values, j) => { expectSame([results[i]!.slice(j * size, (j + 1) * size)], [values[i]!], `${where}: result ${i} of example ${j}`) })
  })
  expectAlone(mapped(...all).map(elements), 'at once')
  const traced = trace((given: readonly AnyTensor[]) => mapped(...given), all)
  for (const backend of compiling) expectAlone(backend.compile(traced.program)([...all, ...traced.captured].map(elements)), backend.name)
}

test('there are programs of every kind', () => expect(kinds.length).toBeGreaterThan(15))

test.each([['programs', someCase], ['loops that end early', someGuarded]] as const)('%s, at once and compiled', (_, cases) => holds(cases, law, share))
