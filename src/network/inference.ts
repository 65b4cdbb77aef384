/**
 * Outputs for batches of any size. What a row becomes does not depend on the batch that it sits in, so a long batch runs in
 * pieces, and a piece is filled up to a power of two: few programs serve all sizes.
 */
import type { Backend, Loop } from '../backend/backend.js'
import { pure } from '../backend/pure.js'
import { cache } from '../program/cache.js'
import { allocate, type Elements } from '../program/elements.js'
import { count, type Program } from '../program/program.js'
import { simplify } from '../program/simplify/simplify.js'
import type { DType } from '../shape/shape.js'
import { signature } from '../tensor/signature.js'
import { formed, shapesOf, typeAt, type DTypes, type Form, type Tensors } from '../tensor/form.js'
import { concrete, elements } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectCounts, traced } from './seen.js'

/** A network as far as inference sees it. */
export interface Inferring {
  readonly input: Form
  readonly output: Form
  readonly dtype: DTypes
  readonly inputDtype: DTypes
  readonly apply: (params: any) => (x: any) => Tensors
}

/** Examples run at once. */
const largest = 256

/** The smallest power of two that is at least n. */
const powerFrom = (n: number): number => 1 << (32 - Math.clz32(n - 1))

/** The outputs for `size` examples, traced: the parameters are carried, as they are; some are counts of statistics. */
const outputProgram = (net: Inferring, params: unknown, size: number): readonly [program: Program, counts: readonly number[]] => {
  const zeros = shapesOf(net.input).map(([name, shape]) => raw.full([size, ...shape], 0, typeAt(net.inputDtype, name)))
  const like: readonly [params: unknown, x: Tensors] = [params, formed(net.input, zeros)]
  const [program, counts] = traced(([p, x]) => [p, net.apply(p)(x)], like, ([p]) => p)
  const kept = tree.leaves({ params }).map(({ path }) => path)
  const places = (side: string, form: Form): readonly string[] =>
    shapesOf(form).map(([name]) => (name === '' ? side : `${side}.${name}`))
  const names = { inputs: [...kept, ...places('inputs', net.input)], results: [...kept, ...places('outputs', net.output)] }
  return [{ ...simplify(program, pure.compile), names }, counts]
}

/** The first of `rows` repeated behind the last: any row that is sound will do. */
const filled = (rows: Elements, row: number, total: number, dtype: DType): Elements => {
  if (rows.length === total) return rows
  const all = allocate(dtype, total)
  all.set(rows)
  for (let at = rows.length; at < total; at += row) all.copyWithin(at, 0, row)
  return all
}

/** A network with parameters that stay with the backend. */
export interface Resident {
  /** Makes ready for so many examples at once, a power of two. */
  readonly loop: (size: number) => Loop
  /** The outputs for whole examples one after the other, of each tensor in an array of its own: those of the network's form. */
  readonly outputs: (inputs: readonly Elements[]) => readonly Elements[]
}

/** One tensor of the inputs or outputs: elements in an example, and their type. */
interface Column {
  readonly width: number
  readonly dtype: DType
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
  /** Each input's and output's elements in an example, and their type. */
  const columns = (form: Form, dtypes: DTypes): readonly Column[] =>
    shapesOf(form).map(([name, shape]) => ({ width: count(shape), dtype: typeAt(dtypes, name) }))
  const [from, to] = [columns(net.input, net.inputDtype), columns(net.output, net.dtype)]
  const [{ width }] = from as readonly [Column]
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
    const run = (rows: readonly Elements[], n: number): readonly Elements[] => {
      const size = powerFrom(n)
      const results = loop(size).step(from.map(({ width: wide, dtype }, i) => filled(rows[i] as Elements, wide, size * wide, dtype)))
      return to.map(({ width: wide }, i) => (results[i] as Elements).subarray(0, n * wide))
    }
    return {
      loop,
      outputs: (inputs) => {
        const n = (inputs[0] as Elements).length / width
        if (n > 0 && n <= largest) return run(inputs, n).map((part) => part.slice())
        const outs = to.map(({ width: wide, dtype }) => allocate(dtype, n * wide))
        for (let at = 0; at < n; at += largest) {
          const size = Math.min(largest, n - at)
          const made = run(from.map(({ width: wide }, i) => (inputs[i] as Elements).subarray(at * wide, (at + size) * wide)), size)
          outs.forEach((out, i) => out.set(made[i] as Elements, at * (to[i] as Column).width))
        }
        return outs
      },
    }
  }
}

/** The outputs of a network for `n` examples, or for one where there is no `n`, as tensors. */
export const tensorsOf = ({ output, dtype }: Pick<Inferring, 'output' | 'dtype'>, outputs: readonly Elements[], n?: number): Tensors =>
  formed(output, shapesOf(output).map(([name, shape], i) =>
    concrete({ shape: n === undefined ? shape : [n, ...shape], dtype: typeAt(dtype, name) }, outputs[i] as Elements)))
