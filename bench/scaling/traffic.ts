/**
 * The traffic between the devices of a mesh in a step: the collectives that XLA inserts for a step's text and the shardings of
 * its inputs and results. `npm run interop -- xla --only plan` compares them with XLA's own.
 */
import { bytes, sum, under, type Description, type Named } from './description.js'
import type { Repeated, Sizes } from './networks.js'
import { splitOf, type Partition } from './partition.js'

/** A collective, by the bytes of its result on each device. */
export interface Collective {
  readonly kind: 'all-reduce' | 'all-gather' | 'all-to-all'
  readonly what: string
  readonly bytes: number
  /** Devices that take part. */
  readonly parts: number
}

/** The facts of a step that traffic and memory depend on. */
export interface Moving {
  readonly description: Description
  readonly sizes: Sizes
  readonly tied: boolean
  readonly repeated: Repeated
}

const isTable = ({ name }: Named): boolean => /^params\.0\.table$/.test(name)

/** All collectives of a step. */
export const collectivesOf = (
  { description: { inputs }, sizes, tied, repeated }: Moving, partition: Partition,
): readonly Collective[] => {
  const { data, model = 1 } = partition.mesh
  const params = under(inputs, 'params')
  const split = (tensor: Named) => splitOf(tensor, partition)
  const own = (tensor: Named): number => bytes(tensor) / (split(tensor)?.axis === 'model' ? model : 1)
  const table = params.find(isTable)!
  const ids = sum(inputs.filter(({ name }) => name === 'batch.inputs').map(bytes))
  /** Activations of one width: of the sequences of a device, and of all sequences. */
  const [activations, all] = [ids / data * sizes.width, ids * sizes.width]
  const tableAt = split(table)?.axis === 'data' ? split(table)!.dimension : undefined
  // A split table gets the cotangents of its own part from all devices; only as a factor of scores its gradient is reduced.
  const gradients = sum(params.map((tensor) => (tensor === table && tableAt !== undefined && !tied ? 0 : own(tensor))))
  const overData: readonly Collective[] = [
    { kind: 'all-reduce', what: 'gradients and loss', bytes: gradients + 4, parts: data },
    // Gradients of the two uses of a table are added after they have been reduced, where nothing cuts them.
    {
      kind: 'all-reduce', what: 'gradients of a table that is used twice', parts: data,
      bytes: tied && tableAt === undefined ? own(table) : 0,
    },
    { kind: 'all-gather', what: 'parameters', bytes: sum(params.filter((x) => split(x)?.axis === 'data').map(bytes)), parts: data },
    { kind: 'all-gather', what: 'tokens', bytes: tableAt === undefined ? 0 : ids, parts: data },
    { kind: 'all-gather', what: 'cotangents of rows', bytes: tableAt === 0 ? all : 0, parts: data },
    { kind: 'all-to-all', what: 'cotangents of rows', bytes: tableAt === 1 ? activations : 0, parts: data },
  ]
  const isSplit = (name: string): boolean => params.some((x) => x.name.includes(`.${name}`) && split(x)?.axis === 'model')
  /** Projections that take whole activations: the cotangents of each are added on their own. */
  const into = ['query', 'key', 'value', 'up', 'gate'].filter(isSplit).length
  const outOf = ['output', 'down'].filter(isSplit).length
  const scores = isSplit('head') ? 1 : 0
  // Recomputed sums are reduced a second time.
  const times = repeated === 'checkpoint' ? 2 : 1
  const overModel: readonly Collective[] = [
    {
      kind: 'all-reduce', what: 'activations', parts: model,
      bytes: (times * sizes.layers * outOf + (split(table)?.axis === 'model' ? 1 : 0)) * activations,
    },
    { kind: 'all-reduce', what: 'cotangents', bytes: (sizes.layers * into + scores) * activations, parts: model },
    // The largest score, the sum of exponentials, the target's score and what its gradient needs: a number for each token.
    { kind: 'all-reduce', what: 'softmax', bytes: scores * 4 * ids / data, parts: model },
  ]
  return [...(data > 1 ? overData : []), ...(model > 1 ? overModel : [])].filter(({ bytes: moved }) => moved > 0)
}

/**
 * Bytes that a device sends, as a ring does it: P. Patarasuk, X. Yuan, "Bandwidth optimal all-reduce algorithms" (2009). An
 * all-reduce is a reduce-scatter and an all-gather.
 */
export const sent = ({ kind, bytes: moved, parts }: Collective): number =>
  (kind === 'all-reduce' ? 2 : 1) * (parts - 1) / parts * moved
