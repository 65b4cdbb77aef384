/** Programs of one primitive, or of one group, on WebAssembly against the plain kernels. */
import { expect } from 'vitest'
import { pure } from '../../../src/backend/pure.js'
import { i32 } from '../../../src/backend/wasm/assembler/code.js'
import { WebAssembly } from '../../../src/backend/wasm/assembler/webAssembly.js'
import { stagesOf } from '../../../src/backend/wasm/kernels/kernels.js'
import { margin, pageBytes } from '../../../src/backend/wasm/layout.js'
import { bodyOf, define, encode, names } from '../../../src/backend/wasm/assembler/module.js'
import { wasm } from '../../../src/backend/wasm/wasm.js'
import { fusion } from '../../../src/backend/wasm/fusion.js'
import { view, type Elements } from '../../../src/program/elements.js'
import { group } from '../../../src/program/group.js'
import type { Grouped } from '../../../src/program/grouped.js'
import { infer } from '../../../src/program/infer.js'
import { byteLength } from '../../../src/program/plan.js'
import type { Primitive, TensorType } from '../../../src/program/primitive.js'
import { count, type Instruction, type Program } from '../../../src/program/program.js'
import { choicesOf, someElements } from '../arbitrary.js'
import { expectSame, single } from '../each.js'

/** Elements with all specials, others for each seed. */
export const elements = (type: TensorType, seed: number): Elements => someElements(choicesOf([seed * 7919 + 1]), type)

/** Finite elements, three in four of them a zero of either sign. */
const few = (type: TensorType, seed: number): Elements =>
  elements(type, seed).map((x, i) => ((i * 2654435761 + seed) % 16 < 12 ? (i % 5 === 0 ? -0 : 0) : Number.isFinite(x) ? x : i))

const noise = 0xa5

/** The kernels' results when their parts are done by so many threads, the last part first; nothing else is written. */
const inParts = (
  primitive: Grouped, operands: readonly TensorType[], results: readonly TensorType[], inputs: readonly Elements[],
  threads: number, zeros: readonly boolean[],
): readonly Elements[] => {
  const types = [...operands, ...results]
  let end = 256
  const places = types.map((type) => {
    const at = end
    const room = Math.max(32, Math.ceil(byteLength(type) / 32) * 32)
    end += room + 64
    return { at, room, elements: (memory: ArrayBufferLike) => view(type.dtype, memory, at, count(type.shape)) }
  })
  const stages = stagesOf(primitive, operands, results, { threads, relaxed: false, worthListing: -Infinity }, zeros)
  const most = (f: (stage: typeof stages[number]) => number | undefined): number => Math.max(0, ...stages.map((s) => f(s) ?? 0))
  const shared = end
  const scratch = shared + most((s) => s.shared) + 64
  const pages = Math.ceil((scratch + most((s) => s.scratch) + margin) / pageBytes)
  const memory = new WebAssembly.Memory({ initial: pages })
  new Uint8Array(memory.buffer).fill(noise)
  inputs.forEach((values, i) => places[i]!.elements(memory.buffer).set(values))
  for (const stage of stages) {
    const made = define(2, (fresh, [from, to]) => stage.emit({
      fresh, from: from!.get, to: to!.get, scratch: i32.const(scratch),
      addresses: [...places.map(({ at }) => i32.const(at)), ...(stage.shared === undefined ? [] : [i32.const(shared)])],
    }))
    const module = new WebAssembly.Module(encode([{ name: '', parameters: 2, body: bodyOf(made) }], { pages, shared: false }))
    const run = new WebAssembly.Instance(module, { [names.module]: { [names.memory]: memory } }).exports[names.run] as (from: number, to: number) => void
    const part = Math.ceil(stage.units / threads)
    for (let t = threads - 1; t >= 0; t--) if (t * part < stage.units) run(t * part, Math.min((t + 1) * part, stage.units))
  }
  expectSame(operands.map((_, i) => places[i]!.elements(memory.buffer)), inputs, 'operands')
  const bytes = new Uint8Array(memory.buffer)
  const written = places.filter(({ at, room }) => bytes.subarray(at + room, at + room + 64).some((b) => b !== noise))
  expect(written, 'rooms that were left').toEqual([])
  return results.map((_, i) => places[operands.length + i]!.elements(memory.buffer))
}

const expectRuns = (
  program: Program, { primitive, types }: Pick<Instruction<Grouped>, 'primitive' | 'types'>, given: readonly (Elements | undefined)[],
): void => {
  const { inputs: operands } = program
  const [mine, plain] = [wasm.compile(program), pure.compile(program)]
  const check = (run: number, make: typeof elements, zeros: readonly boolean[]): void => {
    const inputs = operands.map((type, i) => given[i] ?? make(type, 10 * run + i))
    const what = JSON.stringify({ ...primitive, operands, run, zeros })
    const expected = plain(inputs)
    expectSame(mine(inputs), expected, what)
    expectSame(inParts(primitive, operands, types, inputs, 1 + 2 * (run % 3), zeros), expected, `${what} in parts`)
  }
  for (let run = 0; run < 3; run++) check(run, elements, operands.map(() => true))
  const kinds = primitive.kind === 'group' ? primitive.body.instructions.map((i) => i.primitive.kind) : [primitive.kind]
  if (!kinds.includes('contract') || operands[0]?.dtype !== 'f32') return
  // What may be left out of a product: zeros on one side or the other, beside what is finite and what is not.
  const beside = (i: number) => (type: TensorType, seed: number): Elements => (seed % 10 === i ? elements : few)(type, seed)
  check(3, few, [true, false])
  check(4, few, [false, true])
  check(5, beside(1), [true, false])
  check(6, beside(0), [false, true])
}

/** The same bits in several runs with other elements, so that nothing is left over from the run before; and in parts. */
export const expectSameRuns = (primitive: Primitive, operands: readonly TensorType[], given: readonly (Elements | undefined)[] = []): void =>
  expectRuns(single(primitive, operands), { primitive, types: infer(primitive, operands) }, given)

/** The same of a program that is one group of its inputs. */
export const expectSameGroup = (program: Program): void => {
  const { instructions } = group(program, fusion)
  expect(instructions.map(({ primitive, operands }) => [primitive.kind, operands])).toEqual([['group', program.inputs.map((_, id) => id)]])
  expectRuns(program, instructions[0]!, [])
}
