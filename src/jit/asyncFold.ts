/** Folds of compiled steps on backends that answer later. */
import type { AsyncBackend, AsyncLoop } from '../backend/asyncBackend.js'
import type { Elements } from '../program/elements.js'
import { anAsyncIterable, check } from '../shape/options.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { asyncSteps } from './asyncSteps.js'
import { drive } from './drive.js'
import { FoldError } from './foldError.js'
import { taking, type FoldStep, type Given } from './foldStep.js'
import { isSymbolic } from './given.js'
import { memories } from './memories.js'
import { failInTrace } from './options.js'
import { foldOptions, type FoldOptions } from './turns.js'
import { collected } from './result.js'

/** The carry after all steps, and what each of them gave. */
export const asyncFold = <C, X, Y>(step: FoldStep<C, X, Y>, backend: AsyncBackend) => {
  const { typeOf, open } = memories<Given<C, Y>, AsyncLoop>()
  return async (carry: C, xs: Iterable<X> | AsyncIterable<X>, options?: FoldOptions): Promise<readonly [carry: C, ys: readonly Y[]]> => {
    check('jitFold', { xs }, { xs: anAsyncIterable })
    const known = foldOptions('jitFold', options)
    const types = tree.tensors(carry)
    if (isSymbolic(types)) failInTrace('jitFold', backend)
    const steps = asyncSteps(backend, open(typeOf(carry)), types.map(elements))
    const take = taking(step, backend, carry, steps.enter)
    const carryOf = (values: readonly Elements[]): C =>
      tree.replace(carry, values.map((value, i) => concrete(types[i] as AnyTensor, value)))
    const failed = async (cause: unknown, done: number, at: number): Promise<FoldError<C>> =>
      new FoldError('jitFold', { state: carryOf((await steps.after(done)).values), step: at, cause })

    const ys: Y[] = []
    const stopped = await drive<X, Y>(xs, {
      ...known,
      ahead: backend.ahead,
      ask: (x) => {
        const inputs: Elements[] = []
        const { form, types: given } = take(x, inputs) ?? failInTrace('jitFold', backend)
        return steps.run(inputs).then((results) => collected(form, given, results))
      },
      see: (y, _, n) => {
        ys.push(y)
        steps.settle(n + 1)
        return undefined
      },
      explain: (error, n) => failed(error, n, n + 1),
    })
    if (stopped !== undefined) {
      const { at, values } = await steps.after(ys.length)
      if (at !== ys.length)
        throw new FoldError('jitFold', { state: carryOf(values), step: ys.length, cause: new Error('the backend does not give the carry after it') })
      steps.leave()
      return [carryOf(values), ys]
    }
    const last = await steps.carried().catch(async (error: unknown) => { throw await failed(error, ys.length, ys.length) })
    steps.leave()
    return [carryOf(last), ys]
  }
}
