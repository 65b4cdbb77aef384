/**
 * Functions of tensors, compiled.
 *
 * Law: `jit(f)(...args)` is `f(...args)`, to the bit, on every backend.
 */
import type { AsyncBackend, AsyncLoop } from '../backend/asyncBackend.js'
import type { Backend, Loop } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import { aFunction, check } from '../shape/options.js'
import { signature } from '../tensor/signature.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { givenLike, isSymbolic } from './given.js'
import { anyJitOptions, failInTrace, isAsync, type AsyncJitOptions, type JitOptions } from './options.js'
import { prepare, simplified, traced, type Looping, type Prepared } from './prepare.js'
import { collected, expectTensors } from './result.js'
import { room } from './room.js'
import { mostBytes } from './memories.js'

/** A compiled function, of the type of the one that it was made of. */
export type Jitted<F extends (...args: any) => unknown> = F & {
  /**
   * The program for arguments like these as data, as it is run, its inputs named by the paths of the arguments
   * (`args.0.weights`), its results by those of the result (`result.1`): `program.print` shows it.
   */
  readonly program: (...args: Parameters<F>) => Program
}

/** A function compiled for a backend that answers later: the same, with a promise of the result. */
export interface AsyncJitted<F extends (...args: any) => unknown> {
  (...args: Parameters<F>): Promise<ReturnType<F>>
  readonly program: (...args: Parameters<F>) => Program
}

/** `jit` on a backend that answers later, and on one that answers at once. */
export interface Jit {
  <F extends (...args: any) => unknown>(f: F, options: AsyncJitOptions): AsyncJitted<F>
  <F extends (...args: any) => unknown>(f: F, options?: JitOptions): Jitted<F>
}

/** A function compiled for arguments of one type. */
interface Known<L> {
  readonly isLike: ReturnType<typeof givenLike>
  readonly types: readonly AnyTensor[]
  readonly prepared: Prepared<{ readonly result: unknown }, L>
}

/**
 * The function compiled for a backend, `backend.wasm` if nothing is said: a pure function of tensors, and of lists and records of
 * them, to such ones (or `null` for what is left out). It is traced at the first call and once more for each other type of its
 * arguments, to which belongs all in them that is no tensor: numbers and texts by value, functions and objects by identity. What
 * it closes over is taken as it is then. Every size is compiled; programs of up to 128 MiB in all are kept, those unused for
 * longest make room, and all run in one memory, which is as large as the largest needs. Inside of a trace (in a function given to
 * `lift`, `jvp`, `tensor.scan` or another `jit`) it is the function itself. An error: a look at elements inside of the
 * function, or a branch on them; a result that is no tensor. On a backend that answers later it gives a promise, and is no part of a
 * trace.
 *
 * @example
 * const rms = jit((x: Tensor<readonly [3]>) => pipe(x, t.square, t.mean(), t.sqrt))
 * rms(t.of([3], [1, 2, 2])) // 1.7320508
 * differentiable.gradient(differentiable.lift(rms))(t.of([3], [1, 2, 2])) // [0.19245009, 0.38490018, 0.38490018]
 * rms.program(t.zeros([3])).names // { inputs: ['args.0'], results: ['result'] }
 *
 * @example
 * jit((x: Tensor<readonly []>) => x.shape.length)(t.scalar(3))
 * // TenfoldError: jit: result is 0, expected a tensor: a compiled function gives tensors, in lists and records
 */
// @__NO_SIDE_EFFECTS__
export const jit: Jit = (f: (...args: any) => unknown, options: JitOptions | AsyncJitOptions = {}): any => {
  check('jit', { f }, { f: aFunction })
  const { backend = standard } = anyJitOptions('jit', options)
  return isAsync(backend) ? later(f, backend) : atOnce(f, backend)
}

type Apply = (...args: readonly unknown[]) => unknown

const trace = (apply: Apply, args: readonly unknown[]) =>
  traced(({ args: list }) => ({ result: expectTensors('jit', 'result', apply(...list)) }), { args }, 'jit')

const programOf = (apply: Apply) => (...args: readonly unknown[]): Program => simplified(trace(apply, args).program)

/** What gives the loop for arguments with their elements; `undefined` where they, or what it closes over, are part of a trace. */
const loops = <L extends Loop | AsyncLoop>(apply: Apply, backend: Looping<L>) => {
  const known = cache<Known<L> | undefined>(mostBytes, (one) => one?.prepared.bytes ?? 0)
  const here = room<L>()
  let last: Known<L> | undefined

  const make = (args: readonly unknown[]) => (): Known<L> | undefined => {
    const found = trace(apply, args)
    if (found.captured.length > 0) return undefined
    return { isLike: givenLike(args), types: tree.tensors(found.form), prepared: prepare(found, backend) }
  }
  return (args: readonly unknown[]) => {
    const inputs: Elements[] = []
    if (last?.isLike(args, inputs) !== true) {
      const tensors = tree.tensors(args)
      const found = isSymbolic(tensors) ? undefined : known(signature(args), make(args))
      if (found === undefined) return undefined
      last = found
      inputs.splice(0, inputs.length, ...tensors.map(elements))
    }
    const { types, prepared } = last as Known<L>
    const form = prepared.form.result
    return { loop: here.enter(prepared, []), inputs, collect: (results: readonly Elements[]) => collected(form, types, results) }
  }
}

const atOnce = (apply: Apply, backend: Backend): unknown => {
  const loopFor = loops<Loop>(apply, backend)
  const call = (...args: readonly unknown[]): unknown => {
    const found = loopFor(args)
    return found === undefined ? apply(...args) : found.collect(found.loop.step(found.inputs))
  }
  return Object.freeze(Object.assign(call, { program: programOf(apply) }))
}

const later = (apply: Apply, backend: AsyncBackend): unknown => {
  const loopFor = loops<AsyncLoop>(apply, backend)
  const call = async (...args: readonly unknown[]): Promise<unknown> => {
    const found = loopFor(args) ?? failInTrace('jit', backend)
    return found.collect(await found.loop.step(found.inputs))
  }
  return Object.freeze(Object.assign(call, { program: programOf(apply) }))
}
