/** How the elements of each tensor of parameters are distributed. */
import type { Histogram, Histograms } from '../run/event.js'
import { elements } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import type { Measured } from './measure.js'

/** Bins of a histogram. */
const bins = 40

/** Bins of one width from the least finite element to the greatest; of equal elements one without width. */
export const histogramOf = (list: ArrayLike<number>): Histogram => {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < list.length; i++) {
    const x = list[i] as number
    if (x - x !== 0) continue
    if (x < low) low = x
    if (x > high) high = x
  }
  if (low > high) return { edges: [0, 0], counts: [0] }
  const n = low === high ? 1 : bins
  const width = (high - low) / n
  const counts = Array.from({ length: n }, () => 0)
  for (let i = 0; i < list.length; i++) {
    const x = list[i] as number
    if (x - x !== 0) continue
    const at = low === high ? 0 : Math.min(Math.floor((x - low) / width), n - 1)
    counts[at] = (counts[at] as number) + 1
  }
  return { edges: Array.from({ length: n + 1 }, (_, i) => (i === n ? high : low + i * width)), counts }
}

/**
 * The histograms of all tensors of parameters after a step; those of its gradients, where they are measured, and how far it has moved
 * each tensor, where norms are.
 */
export const histogramsOf = (step: number, params: unknown, { norms, gradients = {} }: Measured): Histograms => ({
  event: 'histograms', step,
  tensors: tree.leaves(params).map(({ path, tensor }) => {
    const list = elements(tensor)
    let sum = 0
    for (let i = 0; i < list.length; i++) sum += (list[i] as number) * (list[i] as number)
    const gradient = gradients[path]
    const update = norms?.update.tensors[path]
    return {
      name: path, weights: histogramOf(list),
      ...(gradient === undefined ? {} : { gradients: histogramOf(elements(gradient)) }),
      ...(update === undefined ? {} : { updateRatio: update / Math.sqrt(sum) }),
    }
  }),
})
