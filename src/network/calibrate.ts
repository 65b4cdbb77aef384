import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { jitOptions, type JitOptions } from '../jit/options.js'
import { prepare, traced, type Prepared } from '../jit/prepare.js'
import { stepping } from '../jit/steps.js'
import { fail } from '../shape/error.js'
import { anIterable, aRecord, check } from '../shape/options.js'
import { expectTensor } from '../tensor/argument.js'
import {
  expectNames, formed, namesOf, tensorAt, type Batched, type DTypes, type Form, type Tensors,
} from '../tensor/form.js'
import { signature } from '../tensor/signature.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import { expectNetwork, type AnyNetwork, type Network } from './network.js'
import { trained } from './train.js'

/** Parameters with what has been gathered so far. */
interface Gathered {
  readonly params: unknown
}

/** What a batch makes of parameters, the past weighing so much. */
const gathering = (net: AnyNetwork, params: unknown, inputs: Tensors, momentum: number, backend: Backend): Prepared<Gathered> =>
  prepare(
    traced(({ params: p, inputs: x }: Gathered & { readonly inputs: Tensors }): Gathered =>
      ({ params: trained(net, p as readonly unknown[], { momentum }, x)[1] }), { params, inputs }),
    backend, tree.tensors(params).length)

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
export const calibrate = <P, I extends Form, O extends Form, D extends DTypes, X extends DTypes>(
  net: Network<P, I, O, D, X>, options: JitOptions = {},
) => {
  // Kept from call to call.
  const { typeOf, begin } = stepping<Gathered>()
  return <B extends number>(params: P, batches: Iterable<{ readonly inputs: Batched<B, I, X> }>): P => {
    expectNetwork('calibrate', net)
    const { backend = standard } = jitOptions('calibrate', options)
    check('calibrate', { batches }, { batches: anIterable })
    const types = tree.tensors(params)
    const steps = begin(typeOf(params), types.map(elements))
    // The first batch stands for itself alone.
    let momentum = 0
    for (const batch of batches) {
      check('calibrate', { batch }, { batch: aRecord })
      const inputs: Tensors = batch.inputs
      expectNames('calibrate', 'batch.inputs', net.input, inputs)
      const columns = namesOf(net.input).map((name) => tensorAt(inputs, name))
      columns.forEach((x) => expectTensor('calibrate', 'batch.inputs', x))
      const given = formed(net.input, columns)
      const past = momentum
      steps.enter(`${past} ${signature(given)}`, () => gathering(net, params, given, past, backend))
      steps.run(columns.map(elements))
      momentum = 1
    }
    if (momentum === 0) fail('calibrate', { argument: 'batches', expected: 'at least one batch', received: [] })
    return tree.replace(params, steps.end().map((values, i) => concrete(types[i] as AnyTensor, values)))
  }
}
