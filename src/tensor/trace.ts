/**
 * Tracing: an ordinary function of tensors, run once on symbolic ones, becomes a program.
 *
 * What the function closes over is captured: symbols of an outer trace become further inputs, concrete tensors become
 * constants (or the recipe that makes them).
 */
import { constantPrimitive } from '../program/constant.js'
import type { Primitive, TensorType } from '../program/primitive.js'
import { instructionOf, type Id, type Instruction, type Program } from '../program/program.js'
import { ascend } from '../program/walk.js'
import { ofLayer } from './layer.js'
import { apply, elements, recipeOf, recordingOf, symbolic, type AnyTensor, type Recorded, type Recording } from './tensor.js'
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
export const trace = <A, B>(
  f: (a: A) => B, a: A, differentiated = isDifferentiated(), by: string | undefined = depths.at(-1)?.by,
): Traced<B> => {
  const recording: Recording = { depth: depths.length + 1, records: [], differentiated, by, open: true }
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
  // A rule is kept where derivatives are taken, which is where it is known.
  const instructions = records.map(({ primitive, operands, results: defined, layer }): Instruction => {
    const first = next
    for (const tensor of defined) numbers.set(tensor, next++)
    return instructionOf(primitive as Primitive, operands.map(number), first, defined.map(typeOf), layer)
  })
  return { program: { inputs: [...inputs, ...captured].map(typeOf), instructions, results: results.map(number) }, captured }
}

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
  const isNeeded = (tensor: AnyTensor): boolean => needed.has(tensor)
  const need = (tensor: AnyTensor): void => { needed.add(tensor) }
  const live = recording.records.toReversed().filter((record) => {
    if (!record.results.some(isNeeded)) return false
    record.operands.forEach(need)
    return true
  }).reverse()
  const brought = new Map<AnyTensor, true>()
  const captured: AnyTensor[] = []
  const records: Recorded[] = []
  const partsOf = (tensor: AnyTensor): readonly AnyTensor[] => recipeOf(tensor)?.operands ?? []
  const take = (tensor: AnyTensor): true => {
    if (recordingOf(tensor) !== undefined) captured.push(tensor)
    else {
      const { primitive, operands } = recipeOf(tensor)
        ?? { primitive: constantPrimitive(typeOf(tensor), elements(tensor)), operands: [] }
      records.push({ primitive, operands, results: [tensor] })
    }
    return true
  }
  const bring = (tensor: AnyTensor): void => {
    if (recordingOf(tensor) !== recording && !brought.has(tensor)) ascend(tensor, partsOf, take, brought)
  }
  for (const record of live) {
    record.operands.forEach(bring)
    records.push(record)
  }
  results.forEach(bring)
  return { records, captured }
}

/** Runs a program on tensors: at once on concrete ones, recorded on symbolic ones. Gives every value, by number. */
export const replay = (program: Program, inputs: readonly AnyTensor[]): readonly AnyTensor[] => {
  const values: AnyTensor[] = [...inputs]
  for (const { primitive, operands, layer } of program.instructions)
    values.push(...ofLayer(layer, () => apply(primitive, ...operands.map((id) => values[id] as AnyTensor))))
  return values
}
