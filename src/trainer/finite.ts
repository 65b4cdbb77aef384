/** Numbers that are no longer finite: where they are, and what a training says of them. */
import { TenfoldError } from '../shape/error.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import type { AnyBatch } from './task.js'

/** The place of the first element that is not finite. */
const placeIn = (x: AnyTensor): number => {
  if (x.dtype !== 'f32' && x.dtype !== 'f64') return -1
  const list = elements(x)
  // 0 times what is finite is 0, else NaN: a sum tells in a loop without branches and calls, which take several times as long.
  let sum = 0
  for (let i = 0; i < list.length; i++) sum += 0 * list[i]!
  return sum === 0 ? -1 : (list as Float32Array).findIndex((value) => !Number.isFinite(value))
}

/** Where a tree of tensors is not finite. */
interface Found {
  readonly path: string
  readonly value: number
}

/** The first leaf that is not finite, and what it holds there. */
export const nonFinite = (name: string, values: unknown): Found | undefined => {
  for (const { path, tensor } of tree.leaves(values)) {
    const at = placeIn(tensor)
    if (at >= 0) return { path: path === '' ? name : `${name}.${path}`, value: elements(tensor)[at] as number }
  }
  return undefined
}

const error = (operation: string, argument: string, received: number, message: string): TenfoldError =>
  new TenfoldError(operation, {
    argument, expected: 'finite numbers', received, message: `${message}. A trainer with { nonFinite: 'allow' } goes on`,
  })

/** The error of a step whose loss is not finite: what of the batch or of the parameters after it is not, either. */
export const lossFault = (
  operation: string, { step, loss, params }: { readonly step: number; readonly loss: number; readonly params: unknown }, batch: AnyBatch,
): TenfoldError => {
  const causes = [nonFinite('batch', batch), nonFinite('params', params)].filter((found) => found !== undefined)
  const said = causes.map(({ path, value }) => `${path} ${path.startsWith('batch') ? 'holds' : 'holds after it'} ${value}`)
  return error(operation, causes[0]?.path ?? 'loss', causes[0]?.value ?? loss, [`the loss of step ${step} is ${loss}`, ...said].join(', '))
}

/** The parameters after the last step are finite, or an error that names the first that is not. */
export const expectFinite = <St extends { readonly step: number; readonly params: unknown }>(operation: string, state: St): St => {
  const found = nonFinite('params', state.params)
  if (found !== undefined) throw error(operation, found.path, found.value, `${found.path} holds ${found.value} after step ${state.step}`)
  return state
}
