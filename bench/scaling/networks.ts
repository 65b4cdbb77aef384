/** Two example networks: 110 million parameters in the shape of BERT base, 7 billion in that of Llama 7B. */
import { network as n, pipe } from '../../src/index.js'
import type { AnyNetwork } from '../../src/network/network.js'

/** The sizes of a transformer that figures depend on. */
export interface Sizes {
  readonly layers: number
  readonly width: number
  readonly heads: number
  /** The width of a block's hidden layer; the widths of both factors, where it is gated. */
  readonly hidden: number
  readonly vocabulary: number
  /** Tokens of a sequence. */
  readonly time: number
  /** Blocks that are one loop, where they are loops: no stack of weights is more than the 4 GiB that a tensor has at most. */
  readonly perLoop: number
}

/** How blocks are repeated: one after the other, as a loop over stacked parameters, or as such a loop that keeps less. */
export type Repeated = 'unrolled' | 'scanned' | 'checkpoint'

/** A network by its sizes. */
export interface Example {
  readonly name: string
  readonly sizes: Sizes
  /** Sequences that a device takes at once. */
  readonly sequences: number
  /** Whether scores are products with the table of the embedding. */
  readonly tied: boolean
  readonly network: (sizes: Sizes, repeated: Repeated) => AnyNetwork
  /** Devices that the heads are split over at most. */
  readonly model: number
  /** How its parameters are split over a mesh axis `model`, as the runner's `--shard` takes it. */
  readonly patterns: (repeated: Repeated) => readonly string[]
}

/** Blocks of one kind, which keep the shape. */
const times = ({ layers, perLoop }: Sizes, block: n.Block, repeated: Repeated): n.Layer<n.KeepsRule<'repeat'>> => {
  if (repeated === 'unrolled') return n.repeat(layers, block) as unknown as n.Layer<n.KeepsRule<'repeat'>>
  const loops = Math.ceil(layers / perLoop)
  const loop = n.repeat(layers / loops, block, { scanned: true, checkpoint: repeated === 'checkpoint' })
  return (loops === 1 ? loop : n.repeat(loops, loop as n.Block)) as unknown as n.Layer<n.KeepsRule<'repeat'>>
}

/**
 * The first projections by columns, those back to the width by rows: M. Shoeybi et al., "Megatron-LM" (2019). Then only the sums
 * of products are reduced, and the cotangents of the projections' inputs.
 */
const patterns = (own: readonly string[]) => (repeated: Repeated): readonly string[] => [
  ...own.map((name) => `*.${name}.*=model`),
  // Stacked weights have their rows along the second dimension.
  ...['output', 'down'].map((name) => `*.${name}.weights=model:${repeated === 'unrolled' ? 0 : 1}`),
]

/**
 * J. Devlin et al., "BERT" (2018): 12 blocks with norms after them, learned positions, scores by the table of the embedding. A
 * last norm stands for the embedding of segments: 109,482,240 parameters.
 */
const bert: Example = {
  name: 'BERT base',
  sizes: { layers: 12, width: 768, heads: 12, hidden: 3072, vocabulary: 30522, time: 512, perLoop: 12 },
  sequences: 8,
  tied: true,
  model: 4,
  network: (sizes, repeated) => {
    const { width, heads, hidden, vocabulary, time } = sizes
    const block = n.sequential(
      n.residual(n.named('attention', n.attention({ heads }))), n.layerNorm(),
      n.residual(n.sequential(n.named('up', n.dense(hidden)), n.gelu, n.named('down', n.dense(width)))), n.layerNorm(),
    )
    const body = pipe(
      n.input([time, width]), n.positionEmbedding(), n.layerNorm(), times(sizes, block, repeated), n.dense(width), n.gelu, n.layerNorm(),
    )
    return pipe(n.input([time], 'i32'), n.tiedEmbedding(vocabulary, body))
  },
  patterns: patterns(['query', 'key', 'value', 'up']),
}

/**
 * H. Touvron et al., "LLaMA" (2023): 32 blocks with norms before their parts, gated, rotary positions, no biases: 6,738,415,616
 * parameters.
 */
const llama: Example = {
  name: 'Llama 7B',
  sizes: { layers: 32, width: 4096, heads: 32, hidden: 2 * 11008, vocabulary: 32000, time: 2048, perLoop: 16 },
  sequences: 1,
  tied: false,
  model: 16,
  network: (sizes, repeated) => {
    const { width, heads, hidden, vocabulary, time } = sizes
    const wide = () => n.dense(hidden / 2, { bias: false })
    const gated = n.multiply(n.sequential(n.named('gate', wide()), n.silu), n.named('up', wide()))
    const block = n.sequential(
      n.residual(n.sequential(n.rmsNorm(), n.named('attention', n.attention({ heads, causal: true, rotary: true, bias: false })))),
      n.residual(n.sequential(n.rmsNorm(), gated, n.named('down', n.dense(width, { bias: false })))),
    )
    return pipe(
      n.input([time], 'i32'), n.embedding(vocabulary, width), times(sizes, block, repeated),
      n.rmsNorm(), n.named('head', n.dense(vocabulary, { bias: false })),
    )
  },
  patterns: (repeated) => [...patterns(['query', 'key', 'value', 'up', 'gate'])(repeated), '*.0.table=model:0', '*.head.weights=model'],
}

/** All examples. */
export const examples: readonly Example[] = [bert, llama]
