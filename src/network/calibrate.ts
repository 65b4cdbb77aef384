import type { Backend } from '../backend/backend.js'
import { pure } from '../backend/pure.js'
import { standard } from '../backend/standard.js'
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import { simplify } from '../program/simplify/simplify.js'
import { fail } from '../shape/error.js'
import { anIterable, aRecord, check } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { expectTensor } from '../tensor/argument.js'
import { concrete, elements, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import { compileOptions, type CompileOptions } from './compile.js'
import { expectNetwork, type AnyNetwork, type Network } from './network.js'
import { trained } from './train.js'

/** What a batch makes of the leaves of parameters, the past weighing so much. */
const gathering = (net: AnyNetwork, params: unknown, x: AnyTensor, momentum: number, backend: Backend) =>
  backend.compile(simplify(trace(
    ([p, v]: readonly [unknown, AnyTensor]) => trained(net, p as readonly unknown[], { momentum }, v)[1], [params, x] as const,
  ).program, pure.compile))

/**
 * The parameters with the statistics of each `batchNorm` gathered anew from these batches: what they would be after a
 * training on them that moves nothing else, all examples weighing alike and nothing being left to chance. For parameters
 * that steps have not made, such as averages of others, and for the exact statistics of a whole set of data: Y. Wu, J.
 * Johnson, "Rethinking 'Batch' in BatchNorm" (2021), sec. 3. No batch at all is an error.
 *
 * @example
 * const net = pipe(input([2]), batchNorm())
 * const batches = [[10, 100], [30, 300]].map((row) => ({ inputs: tensor.of([1, 2], row) }))
 * const [{ statistics }] = calibrate(net)(net.init(random.key(0)), batches)
 * statistics // { mean: [20, 200], variance: [100, 10000], count: 2 }
 */
export const calibrate = <P, I extends Shape, O extends Shape, D extends DType, X extends DType>(
  net: Network<P, I, O, D, X>, options: CompileOptions = {},
) => <B extends number>(params: P, batches: Iterable<{ readonly inputs: Tensor<readonly [B, ...I], X> }>): P => {
  expectNetwork('calibrate', net)
  const { backend = standard } = compileOptions('calibrate', options)
  check('calibrate', { batches }, { batches: anIterable })
  const types = tree.tensors(params)
  const programs = cache<(inputs: readonly Elements[]) => readonly Elements[]>(8)
  let leaves: readonly Elements[] = types.map(elements)
  // The first batch stands for itself alone.
  let momentum = 0
  for (const batch of batches) {
    check('calibrate', { batch }, { batch: aRecord })
    const inputs = expectTensor('calibrate', 'batch.inputs', batch.inputs)
    const gather = programs(`${momentum} ${String(inputs)}`, () => gathering(net, params, inputs, momentum, backend))
    leaves = gather([...leaves, elements(inputs)])
    momentum = 1
  }
  if (momentum === 0) fail('calibrate', { argument: 'batches', expected: 'at least one batch', received: [] })
  return tree.replace(params, leaves.map((values, i) => concrete(types[i] as AnyTensor, values)))
}
