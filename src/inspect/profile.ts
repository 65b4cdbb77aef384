/** Where the time of a program goes: by instruction, by layer, by kind. */
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import type { Elements } from '../program/elements.js'
import { group } from '../program/grouping.js'
import type { Grouped } from '../program/grouped.js'
import { printType } from '../program/infer.js'
import { typesOf, type Instruction, type Program } from '../program/program.js'
import { aFunction, checkOptions } from '../shape/options.js'
import { checkCount } from '../tensor/argument.js'
import { aBackend, checkGiven } from './given.js'

/** Milliseconds since some time; differences count. */
export type Clock = () => number

/** What is run as one. */
export interface Part {
  /** Kinds of its instructions, `contract map`; those that only say how others read are left out where there are others. */
  readonly kind: string
  /** The layer of its product or reduction, else of its last instruction that has one. */
  readonly layer?: string
  /** Its first result: `f32[32, 10]`. */
  readonly result: string
  readonly milliseconds: number
}

/** Where the time of one run goes. */
export interface Profile {
  readonly backend: string
  /** Milliseconds of one run of the whole program, not taken apart. */
  readonly whole: number
  /** In the order in which they run. */
  readonly parts: readonly Part[]
  /** Milliseconds of parts by layer, most first; what comes from none is under ''. */
  readonly layers: Readonly<Record<string, number>>
  /** Milliseconds of parts by kind, most first. */
  readonly kinds: Readonly<Record<string, number>>
}

/** How a profile is measured. */
export interface ProfileOptions {
  /** `backend.wasm` if nothing is said. */
  readonly backend?: Backend
  /** Samples of which each figure is the median: at least 1, by default 5. */
  readonly samples?: number
  /** `performance.now` if nothing is said. */
  readonly clock?: Clock
}

/** A sample is of so many milliseconds at least, as long as that takes no more runs than these. */
const [leastTime, mostRuns] = [1, 1024]

/** What only says how another value is read. */
const views: ReadonlySet<string> = new Set(['reshape', 'permute', 'broadcast', 'slice', 'unfold'])

const kindOf = (instructions: readonly Instruction<Grouped>[]): string => {
  const kinds = [...new Set(instructions.map(({ primitive }) => primitive.kind))]
  const working = kinds.filter((kind) => !views.has(kind))
  return (working.length > 0 ? working : kinds).join(' ')
}

const layerOf = (instructions: readonly Instruction<Grouped>[]): string | undefined => {
  const main = instructions.find(({ primitive: { kind }, layer }) =>
    layer !== undefined && (kind === 'contract' || kind === 'reduce'))
  return (main ?? instructions.findLast(({ layer }) => layer !== undefined))?.layer
}

const median = (list: readonly number[]): number => {
  const sorted = [...list].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Milliseconds of one run, the median of some samples. */
const timed = (run: () => unknown, samples: number, clock: Clock): number => {
  const sample = (runs: number): number => {
    const start = clock()
    for (let i = 0; i < runs; i++) run()
    return clock() - start
  }
  let runs = 1
  while (sample(runs) < leastTime && runs < mostRuns) runs *= 2
  return median(Array.from({ length: samples }, () => sample(runs) / runs))
}

/** A program whose inputs stay where they are, so that a run copies none of them. */
const looped = (backend: Backend, { inputs, instructions, results }: Program, given: readonly Elements[]) =>
  backend.loop({ inputs, instructions, results: [...inputs.map((_, id) => id), ...results] }, inputs.length)(given)

/** An instruction as a program of its own. */
const alone = (instruction: Instruction<Grouped>, types: ReturnType<typeof typesOf>): Program => {
  const { primitive, operands } = instruction
  const read = [...new Set(operands)]
  const inputs = read.map((id) => types[id]!)
  if (primitive.kind === 'group') return primitive.body
  const own = { primitive, operands: operands.map((id) => read.indexOf(id)), first: read.length, types: instruction.types }
  return { inputs, instructions: [own], results: instruction.types.map((_, i) => read.length + i) }
}

const totals = (parts: readonly Part[], by: (part: Part) => string): Readonly<Record<string, number>> => {
  const sums = new Map<string, number>()
  for (const part of parts) sums.set(by(part), (sums.get(by(part)) ?? 0) + part.milliseconds)
  return Object.fromEntries([...sums].sort(([, a], [, b]) => b - a))
}

/**
 * Where the time of a program goes on a backend. What the backend fuses (its `fusion`) is run group by group, else the program
 * is run instruction by instruction: each as a program of its own, again and again, on what it was given in one run; a loop is
 * one part. So figures tell parts from each other; their sum is not that of `whole`, the program in one piece: in parts, each
 * finds its operands where it left them in its last run, perhaps nearer, nothing is overwritten, and each pays for being called.
 * Each figure is the median of `samples` samples, each of runs that together take at least a millisecond, after others that don't
 * count. Inputs of other types than the program's are an error.
 *
 * @example
 * const squares: Program = {
 *   inputs: [{ shape: [64, 64], dtype: 'f32' }],
 *   instructions: [
 *     {
 *       primitive: { kind: 'contract', transposeA: false, transposeB: false }, layer: '0.dense',
 *       operands: [0, 0], first: 1, types: [{ shape: [64, 64], dtype: 'f32' }],
 *     },
 *   ],
 *   results: [1],
 * }
 * const { parts, layers } = profile(squares, [new Float32Array(64 * 64)])
 * parts.map(({ kind, layer, result }) => `${kind} ${layer} ${result}`) // ['contract 0.dense f32[64, 64]']
 * Object.keys(layers) // ['0.dense']
 */
export const profile = (program: Program, inputs: readonly Elements[], options: ProfileOptions = {}): Profile => {
  checkGiven('profile', program, inputs)
  const { backend = standard, samples = 5, clock = () => performance.now() } =
    checkOptions<ProfileOptions>('profile', options, { backend: aBackend, samples: true, clock: aFunction })
  checkCount('profile', 'samples', samples)
  const grouped: Program<Grouped> = backend.fusion === undefined ? program : group(program, backend.fusion)
  const types = typesOf(grouped)
  const values: Elements[] = [...inputs]
  const parts = grouped.instructions.flatMap((instruction): readonly Part[] => {
    const { primitive, operands } = instruction
    const own = alone(instruction, types)
    const loop = looped(backend, own, [...new Set(operands)].map((id) => values[id]!))
    values.push(...loop.step([]).map((value) => value.slice()))
    // It is written before a run.
    if (primitive.kind === 'constant') return []
    const members = primitive.kind === 'group' ? primitive.body.instructions : [instruction]
    const layer = layerOf(members)
    return [{
      kind: kindOf(members),
      ...(layer === undefined ? {} : { layer }),
      result: printType(instruction.types[0]!),
      milliseconds: timed(() => loop.step([]), samples, clock),
    }]
  })
  const all = looped(backend, program, inputs)
  return {
    backend: backend.name,
    whole: timed(() => all.step([]), samples, clock),
    parts,
    layers: totals(parts, ({ layer = '' }) => layer),
    kinds: totals(parts, ({ kind }) => kind),
  }
}
