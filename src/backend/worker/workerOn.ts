/** A backend whose modules are made here, and compiled and run in a worker. */
import { view, type Elements } from '../../program/elements.js'
import { group } from '../../program/group.js'
import { byteLength } from '../../program/plan.js'
import type { TensorType } from '../../program/primitive.js'
import { count, typesOf, type Id, type Program } from '../../program/program.js'
import { TenfoldError } from '../../shape/error.js'
import type { AsyncBackend, AsyncLoop } from '../asyncBackend.js'
import type { Engine } from '../wasm/engine.js'
import { fusion } from '../wasm/fusion.js'
import { emit } from '../wasm/scheduling/emit.js'
import { uncompiled, unallocated, type Uncompiled } from '../wasm/assembler/webAssembly.js'
import { explainNoted, type Noted } from '../wasm/kernels/fault.js'
import { begin, type Begin } from '../wasm/threads/thread.js'
import { channel, type Answer } from './channel.js'

/** What the worker holds for somebody here, by its number. */
interface Held {
  readonly id: number
}

/** What failed there. */
type Failure =
  | { readonly uncompiled: Uncompiled }
  | { readonly unallocated: number; readonly reason: string }
  | { readonly noted: Noted }
  | { readonly error: string }

/** The error that the same would have been here. */
const errorOf = (failure: Failure): unknown => {
  if ('uncompiled' in failure) return uncompiled(failure.uncompiled)
  if ('unallocated' in failure) return unallocated(failure.unallocated, false, failure.reason)
  if ('error' in failure) {
    const message = `the worker failed: ${failure.error}`
    return new TenfoldError('backend.worker', { argument: 'program', expected: 'a program that runs', received: failure.error, message })
  }
  try {
    explainNoted(failure.noted)
  } catch (error) {
    return error
  }
  return undefined
}

/** Bytes from which on a copy is made here and given away, instead of being made on the way. */
const worthTransfer = 4096

/** Values as they are sent: nothing but they themselves goes along, and they stay as they are. */
const parcel = (values: readonly Elements[]): readonly [values: readonly Elements[], transfer: readonly ArrayBuffer[]] => {
  const sent = values.map((value) =>
    (value.byteLength < worthTransfer && value.byteLength === value.buffer.byteLength ? value : value.slice()))
  return [sent, sent.filter(({ byteLength: bytes }) => bytes >= worthTransfer).map(({ buffer }) => buffer as ArrayBuffer)]
}

/** How many runs are on their way at most: the next one should be there when one is done, and no more than that. */
const ahead = 8

/** The backend of an engine, its worker begun as `start` has it, and waited for. */
export const workerOn = async (engine: Engine, start: Begin = begin): Promise<AsyncBackend & { readonly close: () => Promise<void> }> => {
  const { tell, ask, close } = await channel(start)
  let made = 0
  const unused = new FinalizationRegistry((id: number) => tell({ task: 'forget', id }))
  /** Something that the worker gives up when nobody here has it any more. */
  const hold = (): Held => {
    const held = { id: ++made }
    unused.register(held, held.id)
    return held
  }
  const resultsOf = async (answer: Promise<Answer>, types: readonly TensorType[]): Promise<readonly Elements[]> => {
    const { results, failed } = await answer
    if (results === undefined) throw errorOf(failed as Failure)
    return results.map((buffer, i) => view(types[i]!.dtype, buffer, 0, count(types[i]!.shape)))
  }

  const loop: AsyncBackend['loop'] = (program, carried) => {
    const { bytes, pages, inputs, results, constants } = emit(group(program, fusion), carried, engine)
    const types = typesOf(program)
    const kept = program.inputs.slice(0, carried)
    const wanted = program.results.slice(carried)
    const places = (ids: readonly Id[], at: readonly number[]) => ids.map((id, i) => [at[i]!, byteLength(types[id]!)])
    const all = places(program.inputs.map((_, id) => id), inputs)
    const [values] = parcel(constants.map(({ elements }) => elements))
    const own = hold()
    tell({
      task: 'program', id: own.id, bytes, pages, carried: all.slice(0, carried), given: all.slice(carried),
      results: places(wanted, results), fixed: constants.map(({ at, elements }) => [at, elements.byteLength]), constants: values,
    }, [bytes.buffer])
    return (from) => {
      const joined = Array.isArray(from) ? undefined : (from as AsyncLoop).room as Held
      const room = joined ?? hold()
      const [first, moved] = parcel(joined === undefined ? from as readonly Elements[] : [])
      const self = hold()
      tell({ task: 'begin', id: self.id, program: own.id, room: room.id, ...(joined === undefined ? { values: first } : {}) }, moved)
      const made: AsyncLoop = {
        load: (given) => {
          const [sent, transfer] = parcel(given)
          tell({ task: 'load', id: self.id, values: sent }, transfer)
        },
        step: (given) => {
          const [sent, transfer] = parcel(given)
          return resultsOf(ask({ task: 'step', id: self.id, values: sent }, transfer), wanted.map((id) => types[id]!))
        },
        carried: () => resultsOf(ask({ task: 'carried', id: self.id }), kept),
        room,
      }
      return made
    }
  }

  return {
    name: `worker${engine.relaxed ? ' relaxed' : ''}`,
    answers: 'later',
    ahead,
    fusion,
    compile: (program: Program) => loop(program, 0)([]).step,
    loop,
    close,
  }
}
