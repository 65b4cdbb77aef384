/**
 * Tracing: an ordinary function of tensors, run once on symbolic ones, becomes a program.
 *
 * What the function closes over is captured: symbols of an outer trace become further inputs, concrete tensors become
 * constants (or the recipe that makes them).
 */
import { customOf, mapCustom, needsOf, withoutCustom, type Custom } from '../program/custom.js'
import type { TensorType } from '../program/primitive.js'
import type { Id, Instruction, Program } from '../program/program.js'
import {
  apply, elements, innermost, recipeOf, recordingOf, symbolic, type AnyTensor, type Recorded, type Recording,
} from './tensor.js'
import { replace, tensors } from './tree.js'

/** What a traced function became. */
export interface Traced<B> {
  /** Inputs: the leaves of the arguments, then what was captured. */
  readonly program: Program
  readonly captured: readonly AnyTensor[]
  /** The result's tree, holding symbols in the places of the program's results. */
  readonly result: B
}

const depths: Recording[] = []

/** The traces that are under way, the innermost last. */
export const recordings = (): readonly Recording[] => depths

/** Whether what is done now is traced for derivatives. */
export const isDifferentiated = (): boolean => depths.at(-1)?.differentiated === true

/**
 * Runs `f` on symbols of the types of `a`'s leaves; the program of what it did. Traced for derivatives, as all is within such
 * a trace, the program keeps the rules of functions' own.
 */
export const trace = <A, B>(f: (a: A) => B, a: A, differentiated = isDifferentiated()): Traced<B> => {
  const recording: Recording = { depth: depths.length + 1, records: [], differentiated, open: true }
  const inputs = tensors(a).map(({ shape, dtype }) => symbolic({ shape, dtype }, recording))
  depths.push(recording)
  try {
    const result = f(replace(a, inputs))
    return { ...assemble(recording, inputs, tensors(result)), result }
  } finally {
    recording.open = false
    depths.pop()
  }
}

/** Numbers the tensors of a recording: inputs, captures, then what the needed records define. */
const assemble = (
  recording: Recording,
  inputs: readonly AnyTensor[],
  results: readonly AnyTensor[],
): { program: Program; captured: readonly AnyTensor[] } => {
  const { records, captured } = close(recording, results)
  const numbers = new Map<AnyTensor, Id>([...inputs, ...captured].map((tensor, id) => [tensor, id]))
  const number = (tensor: AnyTensor): Id => numbers.get(tensor) as Id
  let next = numbers.size
  const instructions = records.map(({ primitive, operands, results: defined }): Instruction => {
    const first = next
    for (const tensor of defined) numbers.set(tensor, next++)
    return { primitive, operands: operands.map(number), first, types: defined.map(typeOf) }
  })
  const program = { inputs: [...inputs, ...captured].map(typeOf), instructions, results: results.map(number) }
  if (!recording.differentiated) return { program: withoutCustom(program), captured }
  const custom = [...new Set(records.flatMap((record) => record.custom ?? []))].map((rule) => mapCustom(rule, number))
  return { program: custom.length === 0 ? program : { ...program, custom }, captured }
}

/** All that a record needs. */
const operandsOf = ({ operands, custom }: Recorded): readonly AnyTensor[] =>
  custom === undefined ? operands : needsOf(custom)

const typeOf = ({ shape, dtype }: AnyTensor): TensorType => ({ shape, dtype })

/**
 * The records that the results need, in order, with those that make the concrete tensors among their operands put in
 * where they are first needed; and the symbols of outer traces.
 */
const close = (
  recording: Recording,
  results: readonly AnyTensor[],
): { records: readonly Recorded[]; captured: readonly AnyTensor[] } => {
  const needed = new Set<AnyTensor>(results)
  const live = recording.records.toReversed().filter((record) => {
    // The results of a rule stay together.
    if (!(record.custom ?? record).results.some((tensor) => needed.has(tensor))) return false
    operandsOf(record).forEach((tensor) => needed.add(tensor))
    return true
  }).reverse()
  const made = new Set<AnyTensor>()
  const captured = new Set<AnyTensor>()
  const records: Recorded[] = []
  const bring = (tensor: AnyTensor): void => {
    const owner = recordingOf(tensor)
    if (owner === recording || made.has(tensor)) return
    if (owner !== undefined) { captured.add(tensor); return }
    made.add(tensor)
    const { primitive, operands } = recipeOf(tensor)
      ?? { primitive: { kind: 'constant' as const, type: typeOf(tensor), elements: elements(tensor) }, operands: [] }
    operands.forEach(bring)
    records.push({ primitive, operands, results: [tensor] })
  }
  for (const record of live) {
    operandsOf(record).forEach(bring)
    records.push(record)
  }
  results.forEach(bring)
  return { records, captured: [...captured] }
}

/**
 * Gives values the names under which everything else is to read them, and the rule of these. Where no derivative is taken of
 * what the rule needs, the values keep their own.
 */
export const obey = (
  values: readonly AnyTensor[], rule: (results: readonly AnyTensor[]) => Custom<AnyTensor>,
): readonly AnyTensor[] => {
  const recording = innermost(needsOf(rule(values)))
  if (recording?.differentiated !== true) return values
  const results = values.map((value) => symbolic(typeOf(value), recording))
  const custom = rule(results)
  values.forEach((value, i) => recording.records.push({
    primitive: { kind: 'reshape', shape: value.shape }, operands: [value], results: [results[i] as AnyTensor], custom,
  }))
  return results
}

/** A step of a program that is run on tensors: what an instruction defines, from all values so far. */
export type Step = (instruction: Instruction, operands: readonly AnyTensor[]) => readonly AnyTensor[]

/** Runs a program on tensors: at once on concrete ones, recorded on symbolic ones. Gives every value, by number. */
export const replay = (
  program: Program, inputs: readonly AnyTensor[], step: Step = ({ primitive }, operands) => apply(primitive, ...operands),
): readonly AnyTensor[] => {
  const values: AnyTensor[] = [...inputs]
  const valueOf = (id: Id): AnyTensor => values[id] as AnyTensor
  const rules = customOf(program)
  for (const instruction of program.instructions) {
    const rule = rules.get(instruction.first)
    if (rule === undefined) values.push(...step(instruction, instruction.operands.map(valueOf)))
    // The results of a rule come with the first of them.
    else if (rule.results[0] === instruction.first) values.push(...obey(rule.values.map(valueOf), (results) =>
      mapCustom(rule, (id) => results[rule.results.indexOf(id)] ?? valueOf(id))))
  }
  return values
}
