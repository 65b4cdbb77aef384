/**
 * A program as one WebAssembly module: a function for each kernel, equal ones once, and `run`, which calls them in order.
 * Every place is known, so a run takes nothing and gives nothing: it works on the memory.
 */
import { valuesOf } from '../../../program/constant.js'
import type { Elements } from '../../../program/elements.js'
import { group } from '../../../program/group.js'
import type { Grouped } from '../../../program/grouped.js'
import { printType } from '../../../program/infer.js'
import { byteLength, plan } from '../../../program/plan.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { definitions, typesOf, type Id, type Instruction, type Program } from '../../../program/program.js'
import { primitiveTexts } from '../../../program/simplify/text.js'
import { vanishing } from '../../../program/zeros.js'
import { fail } from '../../../shape/error.js'
import { control, i32, memory, sequence, type I32, type Statement } from '../assembler/code.js'
import { bodyOf, define, encode, mostPages, type Encoded, type Fresh, type Function } from '../assembler/module.js'
import type { Engine } from '../engine.js'
import { fusion } from '../fusion.js'
import type { Kernel } from '../kernels/kernel.js'
import { stagesOf } from '../kernels/kernels.js'
import { least } from '../kernels/nest.js'
import { base, margin, pageBytes, stretches } from '../layout.js'
import { barrier, notes } from './barrier.js'

/** A program as a module, and where its values lie. */
export interface Emitted {
  /** How many threads call `run`: one where no work is worth sharing. */
  readonly threads: number
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly pages: number
  /** Where each input and each result begins; a result may lie apart from its place in the arena. */
  readonly inputs: readonly number[]
  readonly results: readonly number[]
  readonly constants: readonly { readonly at: number; readonly elements: Elements }[]
}

/** As many shares' worth of work are worth waking the other threads for, which may take longer than a barrier. */
const worthWaking = 16

/** Places that a function takes as parameters: engines allow a thousand. With more they are written into it. */
const mostPlaces = 256

/** Instructions after which it pays to look for those that are written already. */
const few = 64

/** A kernel as a function of the module. */
interface Made {
  readonly kernel: Kernel
  readonly index: number
}

/** Where kernels work, known when all have been seen. */
interface Room {
  readonly scratch: I32
  readonly shared: I32
  readonly thread: I32
}

/** What a run does next: on one thread; shared out; or again and again. Threads wait for each other in between. */
type Step =
  | { readonly kind: 'serial'; readonly write: (room: Room) => Statement }
  | { readonly kind: 'shared'; readonly cost: number; readonly whole: (room: Room) => Statement; readonly part: (room: Room) => Statement }
  | { readonly kind: 'loop'; readonly count: number; readonly steps: (i: I32) => readonly Step[] }

/** A program with places for its values. */
interface Placed {
  readonly inputs: readonly number[]
  readonly results: readonly number[]
  readonly steps: readonly Step[]
}

/** How many vector instructions are worth sharing, over the whole run. */
const sharedCost = (steps: readonly Step[]): number => steps.reduce((sum, step) =>
  sum + (step.kind === 'shared' ? step.cost : step.kind === 'loop' ? step.count * sharedCost(step.steps(i32.const(0))) : 0), 0)

/** What a profiler shows: the kinds of primitives, and the type of the first result. */
const nameOf = ({ primitive, types }: Instruction<Grouped>): string => {
  const kinds = primitive.kind === 'group' ? primitive.body.instructions.map((i) => i.primitive.kind) : [primitive.kind]
  return [...kinds, ...types.slice(0, 1).map(printType)].join(' ')
}

/** Bytes as text of as many letters: a name for a function that has them. */
const textOf = (bytes: Uint8Array): string => {
  let text = ''
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096))
  return text
}

const copy = (to: I32, from: I32, bytes: number): Statement => memory.copy(to, from, i32.const(bytes))
const serial = (...statements: readonly Statement[]): readonly Step[] =>
  (statements.length === 0 ? [] : [{ kind: 'serial', write: () => sequence(...statements) }])

export const emit = (program: Program<Grouped>, carried: number, engine: Engine): Emitted => {
  const { threads: most, worthSharing = 16384 } = engine
  const functions: Encoded[] = []
  /** Threads of which one waits for the others have a function for that, the first. */
  const waits = most > 1
  const known = new Map<string, number>()
  const space = stretches(base)
  // At the same place in all modules that may share a memory: who comes late from a barrier of one still writes there.
  const noted = space.take(most > 1 ? notes * most : 0)
  const constants: { readonly at: number; readonly elements: Elements }[] = []
  let [scratch, shared] = [0, 0]

  const add = (name: string, made: Function): number => {
    const body = bodyOf(made)
    const key = `${made.parameters} ${textOf(body)}`
    const at = known.get(key) ?? functions.push({ name, parameters: made.parameters, body }) - (waits ? 0 : 1)
    known.set(key, at)
    return at
  }

  /** A kernel's function; its parameters are the addresses, scratch, from and to. */
  const functionOf = (name: string, kernel: Kernel, places: readonly number[]): Made => {
    const fixed = places.length > mostPlaces ? places.map(i32.const) : []
    const n = places.length - fixed.length + (kernel.shared === undefined ? 0 : 1)
    const index = add(name, define(n + 3, (fresh, parameters) => {
      const [own, from, to] = parameters.slice(n).map((p) => p.get) as [I32, I32, I32]
      return kernel.emit({ fresh, addresses: [...fixed, ...parameters.slice(0, n).map((p) => p.get)], scratch: own, from, to })
    }))
    scratch = Math.max(scratch, kernel.scratch ?? 0)
    shared = Math.max(shared, kernel.shared ?? 0)
    return { kernel, index }
  }

  let seen = 0
  const text = primitiveTexts()
  const made = new Map<string, readonly Made[]>()
  /** The functions of an instruction: what does the same to operands of the same types is written once. */
  const functionsOf = (
    instruction: Instruction<Grouped>, operands: readonly TensorType[], zeros: readonly boolean[], places: readonly number[],
  ): readonly Made[] => {
    const { primitive, types } = instruction
    const write = (): readonly Made[] => stagesOf(primitive, operands, types, engine, zeros).map((kernel, i, all) =>
      functionOf(`${nameOf(instruction)}${all.length > 1 ? ` ${i + 1}/${all.length}` : ''}`, kernel, places))
    if (places.length > mostPlaces || ++seen < few) return write()
    const key = `${text(primitive)} of ${operands.map(printType).join()} ${zeros.join()}`
    const stages = made.get(key) ?? write()
    made.set(key, stages)
    return stages
  }

  /** A call of a kernel. */
  const stepOf = ({ kernel, index }: Made, all: readonly number[]): Step => {
    const places = all.length > mostPlaces ? [] : all
    const call = (room: Room, from: I32, to: I32): Statement => control.call(index,
      ...places.map(i32.const), ...(kernel.shared === undefined ? [] : [room.shared]), room.scratch, from, to)
    const whole = (room: Room): Statement => call(room, i32.const(0), i32.const(kernel.units))
    if (most === 1 || kernel.units < 2 || kernel.cost < worthSharing) return { kind: 'serial', write: whole }
    const part = Math.ceil(kernel.units / most)
    const bound = (thread: I32): I32 => least(i32.mul(thread, i32.const(part)), kernel.units)
    // There may be fewer parts than threads.
    return {
      kind: 'shared',
      cost: kernel.cost,
      whole,
      part: (room) => control.if(
        i32.ltU(bound(room.thread), i32.const(kernel.units)), call(room, bound(room.thread), bound(i32.add(room.thread, i32.const(1))))),
    }
  }

  /** A loop's body runs like a program that carries its constants as well, which stay where they are. */
  const scan = ({ body, constants: fixed, carried: state, steps, reverse }: Of<'scan'>, operands: readonly number[], results: readonly number[]): readonly Step[] => {
    if (steps === 0) return serial(...results.slice(0, state).map((to, i) =>
      copy(i32.const(to), i32.const(operands[fixed + i] as number), byteLength(body.inputs[fixed + i]!))))
    const held = fixed + state
    const inner = place(group({ ...body, results: [...body.inputs.slice(0, fixed).map((_, id) => id), ...body.results] }, fusion), held)
    const types = typesOf(body)
    const bytes = body.inputs.map(byteLength)
    const outs = body.results.map((id) => byteLength(types[id]!))
    const begin = inner.inputs.slice(0, held).map((to, i) => copy(i32.const(to), i32.const(operands[i]!), bytes[i]!))
    const end = results.slice(0, state).map((to, i) => copy(i32.const(to), i32.const(inner.inputs[fixed + i]!), outs[i]!))
    const row = (at: number, size: number, i: I32): I32 =>
      i32.add(i32.const(at), i32.mul(reverse ? i32.sub(i32.const(steps - 1), i) : i, i32.const(size)))
    return [
      ...serial(...begin),
      {
        kind: 'loop',
        count: steps,
        steps: (i) => [
          ...serial(...inner.inputs.slice(held).map((to, j) => copy(i32.const(to), row(operands[held + j]!, bytes[held + j]!, i), bytes[held + j]!))),
          ...inner.steps,
          ...serial(...inner.results.map((from, j) => copy(row(results[state + j]!, outs[state + j]!, i), i32.const(from), outs[state + j]!))),
        ],
      },
      ...serial(...end),
    ]
  }

  const place = (placed: Program<Grouped>, kept: number): Placed => {
    const types = typesOf(placed)
    const zeros = vanishing(placed, placed.inputs.map((_, id) => id >= kept))
    const { offsets, bytes, moves } = plan(placed, kept)
    const arena = space.take(bytes)
    const at = (id: Id): number => arena + offsets[id]!
    const size = (id: Id): number => byteLength(types[id]!)
    const steps = placed.instructions.flatMap((instruction: Instruction<Grouped>): readonly Step[] => {
      const { primitive, operands, first } = instruction
      if (primitive.kind === 'constant') {
        constants.push({ at: at(first), elements: valuesOf(primitive) })
        return []
      }
      const places = [...operands.map(at), ...definitions(instruction).map(at)]
      if (primitive.kind === 'scan') return scan(primitive, operands.map(at), definitions(instruction).map(at))
      return functionsOf(instruction, operands.map((id) => types[id]!), operands.map((id) => zeros.has(id)), places)
        .map((one) => stepOf(one, places))
    })
    // A result that lies where a carried value goes is taken aside before that comes.
    const isCarried = (id: Id): boolean => kept > 0 && offsets[id]! <= offsets[kept - 1]! && size(id) > 0
    const wanted = moves.length === 0 ? [] : [...moves.map(({ from }) => from), ...placed.results.slice(kept)]
    const asides = new Map([...new Set(wanted.filter(isCarried))].map((id) => [id, space.take(size(id))]))
    const end = [
      ...[...asides].map(([id, to]) => copy(i32.const(to), i32.const(at(id)), size(id))),
      ...moves.map(({ from, to }) => copy(i32.const(at(to)), i32.const(asides.get(from) ?? at(from)), size(to))),
    ]
    return {
      inputs: placed.inputs.map((_, id) => at(id)),
      results: placed.results.slice(kept).map((id) => asides.get(id) ?? at(id)),
      steps: [...steps, ...serial(...end)],
    }
  }

  const { inputs, results, steps } = place(program, carried)
  const cost = sharedCost(steps)
  const threads = cost > 0 && cost >= worthWaking * worthSharing ? most : 1
  const wait = threads === 1 ? undefined : add('barrier', barrier(threads, noted, engine.sleeps))
  const shares = space.take(shared)
  const own = Math.ceil(scratch / 64) * 64
  const scratches = space.take(own * threads)
  const pages = Math.ceil((space.end() + margin) / pageBytes)
  if (pages > mostPages)
    fail('compile', { argument: 'program', expected: 'at most 4 GiB of memory', received: `${space.end()} bytes` })

  const run = define(1, (fresh: Fresh, [thread]) => {
    const room: Room = {
      shared: i32.const(shares),
      scratch: threads === 1 ? i32.const(scratches) : i32.add(i32.const(scratches), i32.mul(thread!.get, i32.const(own))),
      thread: thread!.get,
    }
    const meet = wait === undefined ? [] : [control.call(wait, thread!.get)]
    /** At the very end nobody has to wait for what thread 0 does alone. */
    const writeAll = (list: readonly Step[], end: boolean): Statement => {
      const parts: Statement[] = []
      let alone: Statement[] = []
      const flush = (last = false): void => {
        if (alone.length > 0) parts.push(...(threads === 1 ? alone : [control.if(i32.eqz(thread!.get), sequence(...alone)), ...(last ? [] : meet)]))
        alone = []
      }
      for (const step of list) {
        if (step.kind === 'serial') { alone.push(step.write(room)); continue }
        if (step.kind === 'shared' && threads === 1) { alone.push(step.whole(room)); continue }
        flush()
        if (step.kind === 'shared') parts.push(step.part(room), ...meet)
        else {
          const i = fresh('i32')
          parts.push(i.set(i32.const(0)), control.doWhile(
            sequence(writeAll(step.steps(i.get), false), i.set(i32.add(i.get, i32.const(1)))), i32.ltU(i.get, i32.const(step.count))))
        }
      }
      flush(end)
      return sequence(...parts)
    }
    return writeAll(steps, true)
  })
  const all = [...functions, { name: 'run', parameters: 1, body: bodyOf(run) }]
  return { threads, bytes: encode(all, { pages, shared: most > 1, waits }), pages, inputs, results, constants }
}
