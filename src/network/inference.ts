/**
 * Outputs for batches of any size. What a row becomes does not depend on the batch that it sits in, so a long batch runs in
 * pieces, and a piece is filled up to a power of two: few programs serve all sizes.
 */
import type { Backend, Loop } from '../backend/backend.js'
import { prepare, type Prepared } from '../jit/prepare.js'
import { room, type Room } from '../jit/room.js'
import { cache } from '../program/cache.js'
import { allocate, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import type { DType } from '../shape/shape.js'
import { signature } from '../tensor/signature.js'
import { formed, shapesOf, typeAt, type DTypes, type Form, type Tensors } from '../tensor/form.js'
import { concrete, elements } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { AnyNetwork, Compilable } from './network.js'
import { counting, expectCounts } from './seen.js'

/** Examples run at once. */
const largest = 256

/** The smallest power of two that is at least n. */
const powerFrom = (n: number): number => 1 << (32 - Math.clz32(n - 1))

/** What a program of outputs takes and gives: the parameters are carried, as they are. */
interface Taken {
  readonly params: unknown
  readonly inputs: Tensors
}
interface Given {
  readonly params: unknown
  readonly outputs: Tensors
}

/** The outputs for some examples, ready to run; and which of the parameters are counts of statistics. */
interface Made {
  readonly prepared: Prepared<Given>
  readonly counts: readonly number[]
}

const made = (net: Compilable, params: unknown, size: number, backend: Backend): Made => {
  const zeros = shapesOf(net.input).map(([name, shape]) => raw.full([size, ...shape], 0, typeAt(net.inputDtype, name)))
  const [traced, counts] = counting(
    ({ params: p, inputs }: Taken): Given => ({ params: p, outputs: net.apply(p)(inputs) }),
    { params, inputs: formed(net.input, zeros) }, ({ params: p }) => p)
  return { prepared: prepare(traced, backend, tree.tensors(params).length), counts }
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
  readonly ready: (size: number) => void
  /** The outputs for whole examples one after the other, of each tensor in an array of its own: those of the network's form. */
  readonly outputs: (inputs: readonly Elements[]) => readonly Elements[]
}

/** One tensor of the inputs or outputs: elements in an example, and their type. */
interface Column {
  readonly width: number
  readonly dtype: DType
}

/** A memory with parameters in it. */
interface Place {
  readonly room: Room
  weights: readonly Elements[]
}

/** Programs for parameters of one type, by the number of examples; and memories where they run, the one used last first. */
interface Held {
  readonly made: Map<number, Made>
  places: readonly Place[]
}

/** Bytes of parameters that predictors of one network leave in memories of their own; beyond, they take turns in one. */
const mostBytes = 1 << 24
/** Memories for parameters of one type. */
const mostPlaces = 4

const sameWeights = (a: readonly Elements[], b: readonly Elements[]): boolean => a === b || a.every((x, i) => x === b[i])

/** The memory with these parameters; else a new one, or the one that is unused for longest. */
const placeFor = (held: Held, weights: readonly Elements[]): Place => {
  const [first] = held.places
  if (first !== undefined && sameWeights(first.weights, weights)) return first
  const bytes = weights.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const most = Math.max(1, Math.min(mostPlaces, Math.floor(mostBytes / Math.max(1, bytes))))
  const known = held.places.find((place) => sameWeights(place.weights, weights))
  const place = known ?? (held.places.length < most ? { room: room(), weights } : held.places.at(-1) as Place)
  held.places = [place, ...held.places.filter((other) => other !== place)]
  if (!sameWeights(place.weights, weights)) {
    place.room.load(weights)
    place.weights = weights
  }
  return place
}

type Inference = (params: unknown) => Resident

const known = new WeakMap<Compilable, WeakMap<Backend, Inference>>()

/**
 * A network on a backend. Programs are kept for as long as the network is, by the paths and types of the parameters and by the
 * number of examples: other parameters of the same types are traced and compiled no more.
 */
export const inference = (net: Compilable, backend: Backend): Inference => {
  const ofNet = known.get(net) ?? new WeakMap<Backend, Inference>()
  known.set(net, ofNet)
  const before = ofNet.get(backend) ?? inferenceOf(net, backend)
  ofNet.set(backend, before)
  return before
}

const inferenceOf = (net: Compilable, backend: Backend): Inference => {
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
    const held = forms(signature(own), (): Held => ({ made: new Map(), places: [] }))
    let isChecked = false
    const madeFor = (size: number): Made => {
      const found = held.made.get(size) ?? made(net, own, size, backend)
      held.made.set(size, found)
      if (!isChecked) expectCounts(own, found.counts)
      isChecked = true
      return found
    }
    const loop = (size: number): Loop => {
      const { prepared } = madeFor(size)
      return placeFor(held, weights).room.enter(prepared, weights)
    }
    /** The outputs for a piece, which the next run may overwrite. */
    const run = (rows: readonly Elements[], n: number): readonly Elements[] => {
      const size = powerFrom(n)
      const results = loop(size).step(from.map(({ width: wide, dtype }, i) => filled(rows[i] as Elements, wide, size * wide, dtype)))
      return to.map(({ width: wide }, i) => (results[i] as Elements).subarray(0, n * wide))
    }
    return {
      ready: (size) => {
        if (held.places.length === 0) loop(size)
        else madeFor(size)
      },
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
export const tensorsOf = ({ output, dtype }: Pick<AnyNetwork, 'output' | 'dtype'>, outputs: readonly Elements[], n?: number): Tensors =>
  formed(output, shapesOf(output).map(([name, shape], i) =>
    concrete({ shape: n === undefined ? shape : [n, ...shape], dtype: typeAt(dtype, name) }, outputs[i] as Elements)))
