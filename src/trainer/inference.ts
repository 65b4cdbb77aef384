/** Outputs for batches of any size, a piece at a time: what a row becomes does not depend on the piece that it sits in. */
import type { Backend, Executable } from '../backend/backend.js'
import type { AnyNetwork } from '../network/network.js'
import { elementsOf, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectInputs } from './batch.js'
import { cache } from '../program/cache.js'
import { signature } from '../tensor/signature.js'
import { outputProgram } from './step.js'

/** Examples run at once. */
const piece = 256

export const inference = (net: AnyNetwork, backend: Backend) => {
  const programs = cache<Executable>(4)
  return (operation: string, argument: string, params: unknown, inputs: AnyTensor): AnyTensor => {
    const n = expectInputs(operation, argument, net, inputs)
    const weights = tree.tensors(params)
    const form = signature(params)
    const [from, to] = [count(net.input), count(net.output)]
    const out = elementsOf(net.dtype, new Float64Array(n * to))
    const all = elements(inputs)
    for (let at = 0; at < n; at += piece) {
      const size = Math.min(piece, n - at)
      const name = `${size} ${form}`
      const like = (): AnyTensor => raw.full([size, ...net.input], 0, net.dtype)
      const run = programs(name, () => backend.compile(outputProgram(net, params, like())))
      const [outputs] = run([...weights.map(elements), all.subarray(at * from, (at + size) * from)])
      out.set(outputs as Elements, at * to)
    }
    return concrete({ shape: [n, ...net.output], dtype: net.dtype }, out)
  }
}
