/**
 * Outputs for batches of any size. What a row becomes does not depend on the batch that it sits in, so a long batch runs in
 * pieces, and a piece is filled up to a power of two: few programs serve all sizes.
 */
import type { Backend, Loop } from '../backend/backend.js'
import { pure } from '../backend/pure.js'
import { cache } from '../program/cache.js'
import { allocate, type Elements } from '../program/elements.js'
import { count, withNames, type Program } from '../program/program.js'
import { simplify } from '../program/simplify/simplify.js'
import { signature } from '../tensor/signature.js'
import { elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { AnyNetwork } from './network.js'
import { expectCounts, traced } from './seen.js'

/** A network as far as inference sees it. */
export interface Inferring extends AnyNetwork {
  readonly apply: (params: any) => (x: any) => AnyTensor
}

/** Examples run at once. */
const largest = 256

/** The smallest power of two that is at least n. */
const powerFrom = (n: number): number => 1 << (32 - Math.clz32(n - 1))

/** The outputs for `size` examples, traced: the parameters are carried, as they are; some are counts of statistics. */
const outputProgram = (net: Inferring, params: unknown, size: number): readonly [program: Program, counts: readonly number[]] => {
  const like: readonly [params: unknown, x: AnyTensor] = [params, raw.full([size, ...net.input], 0, net.inputDtype)]
  const [program, counts] = traced(([p, x]) => [p, net.apply(p)(x)], like, ([p]) => p)
  const names = tree.leaves({ params }).map(({ path }) => path)
  return [withNames({ inputs: [...names, 'inputs'], results: [...names, 'outputs'] }, simplify(program, pure.compile)), counts]
}

/** The first of `rows` repeated behind the last: any row that is sound will do. */
const filled = (rows: Elements, row: number, total: number, { inputDtype }: AnyNetwork): Elements => {
  if (rows.length === total) return rows
  const all = allocate(inputDtype, total)
  all.set(rows)
  for (let at = rows.length; at < total; at += row) all.copyWithin(at, 0, row)
  return all
}

/** A network with parameters that stay with the backend. */
export interface Resident {
  /** Makes ready for so many examples at once, a power of two. */
  readonly loop: (size: number) => Loop
  /** The outputs for whole examples one after the other, in an array of their own. */
  readonly outputs: (inputs: Elements) => Elements
}

/** Loops by the number of examples, all over one copy of the parameters, and whose these are. */
interface Held {
  readonly loops: Map<number, Loop>
  /** Which parameters are counts of statistics. */
  counts: readonly number[]
  params: unknown
}

/** A network on a backend. Programs are kept by the paths and types of the parameters, and by the number of examples. */
export const inference = (net: Inferring, backend: Backend) => {
  const forms = cache<Held>(2)
  const [from, to] = [count(net.input), count(net.output)]
  return (params: unknown): Resident => {
    // Frozen to the leaves: later programs are traced with what was given.
    const own = tree.map(params, (tensor) => tensor)
    const weights = tree.tensors(own).map(elements)
    const held = forms(signature(own), (): Held => ({ loops: new Map(), counts: [], params: own }))
    const loop = (size: number): Loop => {
      if (!held.loops.has(size)) {
        const [program, counts] = outputProgram(net, own, size)
        const [other] = held.loops.values()
        held.loops.set(size, backend.loop(program, weights.length)(other ?? weights))
        held.counts = counts
      }
      const made = held.loops.get(size) as Loop
      if (held.params !== own) {
        expectCounts(own, held.counts)
        made.load(weights)
        held.params = own
      }
      return made
    }
    /** The outputs for a piece, which the next run may overwrite. */
    const run = (rows: Elements): Elements => {
      const size = powerFrom(rows.length / from)
      const [results] = loop(size).step([filled(rows, from, size * from, net)])
      return (results as Elements).subarray(0, (rows.length / from) * to)
    }
    return {
      loop,
      outputs: (inputs) => {
        const n = inputs.length / from
        if (n > 0 && n <= largest) return run(inputs).slice()
        const out = allocate(net.dtype, n * to)
        for (let at = 0; at < n; at += largest) out.set(run(inputs.subarray(at * from, (at + largest) * from)), at * to)
        return out
      },
    }
  }
}
