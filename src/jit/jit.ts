/**
 * Functions of tensors, compiled.
 *
 * Law: `jit(f)(...args)` is `f(...args)`, to the bit, on every backend.
 */
import { standard } from '../backend/standard.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import type { Program } from '../program/program.js'
import { aFunction, check } from '../shape/options.js'
import { signature } from '../tensor/signature.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { given, isSymbolic } from './given.js'
import { jitOptions, type JitOptions } from './options.js'
import { prepare, simplified, traced, type Prepared } from './prepare.js'
import { collected, expectTensors } from './result.js'
import { room } from './room.js'
import { mostBytes } from './steps.js'

/** A compiled function, of the type of the one that it was made of. */
export type Jitted<F extends (...args: any) => unknown> = F & {
  /**
   * The program for arguments like these as data, as it is run, its inputs named by the paths of the arguments
   * (`args.0.weights`), its results by those of the result (`result.1`): `program.print` shows it.
   */
  readonly program: (...args: Parameters<F>) => Program
}

/** A function compiled for arguments of one type. */
interface Known {
  readonly like: readonly unknown[]
  readonly types: readonly AnyTensor[]
  readonly prepared: Prepared<{ readonly result: unknown }>
}

/**
 * The function compiled for a backend, `backend.wasm` if nothing is said: a pure function of tensors, and of lists and records of
 * them, to such ones (or `null` for what is left out). It is traced at the first call and once more for each other type of its
 * arguments, to which belongs all in them that is no tensor: numbers and texts by value, functions and objects by identity. What
 * it closes over is taken as it is then. Every size is compiled; programs of up to 128 MiB in all are kept, those unused for
 * longest make room, and all run in one memory, which is as large as the largest needs. Inside of a trace (in a function given to
 * `lift`, `jvp`, `tensor.scan` or another `jit`) it is the function itself. An error: a look at elements inside of the
 * function, or a branch on them; a result that is no tensor.
 *
 * @example
 * const rms = jit((x: Tensor<readonly [3]>) => pipe(x, t.square, t.mean(), t.sqrt))
 * rms(t.of([3], [1, 2, 2])) // 1.7320508
 * differentiable.gradient(lift(rms))(t.of([3], [1, 2, 2])) // [0.19245009, 0.38490018, 0.38490018]
 * rms.program(t.zeros([3])).names // { inputs: ['args.0'], results: ['result'] }
 *
 * @example
 * const sign = jit((x: Tensor<readonly []>) => t.scalar(t.item(x) > 0 ? 1 : -1))
 * sign(t.scalar(3)) // TenfoldError: tensor: symbolic f32[] has no elements: it stands for a value inside a function given to jit
 */
// @__NO_SIDE_EFFECTS__
export const jit = <F extends (...args: any) => unknown>(f: F, options: JitOptions = {}): Jitted<F> => {
  check('jit', { f }, { f: aFunction })
  const { backend = standard } = jitOptions('jit', options)
  const apply = f as unknown as (...args: readonly unknown[]) => unknown
  const known = cache<Known | undefined>(mostBytes, (one) => one?.prepared.bytes ?? 0)
  const here = room()
  let last: Known | undefined

  const trace = (args: readonly unknown[]) =>
    traced(({ args: list }) => ({ result: expectTensors('jit', 'result', apply(...list)) }), { args }, 'jit')

  const make = (args: readonly unknown[]) => (): Known | undefined => {
    const found = trace(args)
    if (found.captured.length > 0) return undefined
    return { like: tree.map(args, raw.zerosLike), types: tree.tensors(found.form), prepared: prepare(found, backend) }
  }

  const run = ({ types, prepared }: Known, inputs: readonly Elements[]): unknown =>
    collected(prepared.form.result, types, here.enter(prepared, []).step(inputs))

  const call = (...args: readonly unknown[]): unknown => {
    const inputs: Elements[] = []
    if (last !== undefined && given(last.like, args, inputs)) return run(last, inputs)
    const tensors = tree.tensors(args)
    const found = isSymbolic(tensors) ? undefined : known(signature(args), make(args))
    // It, or what it closes over, is part of a trace.
    if (found === undefined) return apply(...args)
    last = found
    return run(found, tensors.map(elements))
  }
  return Object.freeze(Object.assign(call, {
    program: (...args: readonly unknown[]): Program => simplified(trace(args).program),
  })) as unknown as Jitted<F>
}
