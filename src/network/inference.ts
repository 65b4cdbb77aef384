/**
 * Outputs for batches of any size. What a row becomes does not depend on the batch that it sits in, so a long batch runs in
 * pieces, and a piece is filled up to a power of two: few programs serve all sizes.
 */
import type { AsyncLoop } from '../backend/asyncBackend.js'
import type { Loop } from '../backend/backend.js'
import { filled } from '../jit/filled.js'
import { prepare, type Looping, type Prepared } from '../jit/prepare.js'
import { room, type Room } from '../jit/room.js'
import { cache } from '../program/cache.js'
import { allocate, type Elements } from '../program/elements.js'
import { remembered } from '../program/memo.js'
import { count } from '../program/program.js'
import type { DType } from '../shape/shape.js'
import { signature } from '../tensor/signature.js'
import { formed, shapesOf, typeAt, type DTypes, type Form, type Tensors } from '../tensor/form.js'
import { concrete, elements } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import type { AnyNetwork, Compilable } from './network.js'
import { expectAll, expecting, type Expectations } from './seen.js'

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

/** The outputs for some examples, ready to run; and what is expected of the parameters. */
interface Made<L> {
  readonly prepared: Prepared<Given, L>
  readonly expected: Expectations
}

const made = <L>(net: Compilable, params: unknown, size: number, backend: Looping<L>): Made<L> => {
  const zeros = shapesOf(net.input).map(([name, shape]) => raw.full([size, ...shape], 0, typeAt(net.inputDtype, name)))
  const [traced, expected] = expecting(
    ({ params: p, inputs }: Taken): Given => ({ params: p, outputs: net.apply(p)(inputs) }),
    { params, inputs: formed(net.input, zeros) }, ({ params: p }) => p)
  return { prepared: prepare(traced, backend, tree.tensors(params).length), expected }
}

/** What a loop answers, at once or later. */
type Answer<L> = L extends { readonly step: (inputs: readonly Elements[]) => infer A } ? A : never

/** A network with parameters that stay with the backend. Whole examples come one after the other, those of each tensor in a list. */
export interface Resident<L> {
  /** Makes ready for so many examples at once, a power of two. */
  readonly ready: (size: number) => void
  /** How many examples they are. */
  readonly countOf: (inputs: readonly Elements[]) => number
  /** Examples that may be asked for at once. */
  readonly largest: number
  /** Asks for the outputs for `n` examples from one on. */
  readonly ask: (inputs: readonly Elements[], at: number, n: number) => Answer<L>
  /** What came back for `n` examples. */
  readonly cut: (results: readonly Elements[], n: number) => readonly Elements[]
  /** Outputs for so many examples, empty as yet, and what came back for some put where it belongs. */
  readonly empty: (n: number) => readonly Elements[]
  readonly put: (outs: readonly Elements[], results: readonly Elements[], at: number, n: number) => void
}

/** One tensor of the inputs or outputs: elements in an example, and their type. */
interface Column {
  readonly width: number
  readonly dtype: DType
}

/** A memory with copies of parameters in it; whose they are is known for as long as somebody else has them. */
interface Place<L> {
  readonly room: Room<L>
  owners: Owners
}

/** Parameters in a list, which whoever predicts again still has, and one by one. */
interface Owners {
  readonly list: WeakRef<readonly Elements[]>
  readonly each: readonly WeakRef<Elements>[]
}

/** Programs for parameters of one type, by the number of examples; and memories where they run, the one used last first. */
interface Held<L> {
  readonly made: Map<number, Made<L>>
  places: readonly Place<L>[]
}

/** Bytes of parameters that predictors of one network leave in memories of their own; beyond, they take turns in one. */
const mostBytes = 1 << 24
/** Memories for parameters of one type. */
const mostPlaces = 4

const ownersOf = (weights: readonly Elements[]): Owners => ({ list: new WeakRef(weights), each: weights.map((x) => new WeakRef(x)) })
const holds = ({ owners: { list, each } }: { readonly owners: Owners }, weights: readonly Elements[]): boolean =>
  list.deref() === weights || each.every((x, i) => x.deref() === weights[i])

/** The memory with these parameters; else a new one, or the one that is unused for longest. */
const placeFor = <L extends Loop | AsyncLoop>(held: Held<L>, weights: readonly Elements[]): Place<L> => {
  const [first] = held.places
  if (first !== undefined && holds(first, weights)) return first
  const bytes = weights.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const most = Math.max(1, Math.min(mostPlaces, Math.floor(mostBytes / Math.max(1, bytes))))
  const known = held.places.find((place) => holds(place, weights))
  const place = known ?? (held.places.length < most ? { room: room<L>(), owners: ownersOf(weights) } : held.places.at(-1) as Place<L>)
  held.places = [place, ...held.places.filter((other) => other !== place)]
  if (!holds(place, weights)) {
    place.room.load(weights)
    place.owners = ownersOf(weights)
  }
  return place
}

/** Programs of a network on a backend, and how they take examples. */
const residents = <L extends Loop | AsyncLoop>(net: Compilable, backend: Looping<L>) => {
  const forms = cache<Held<L>>(2)
  /** Each input's and output's elements in an example, and their type. */
  const columns = (form: Form, dtypes: DTypes): readonly Column[] =>
    shapesOf(form).map(([name, shape]) => ({ width: count(shape), dtype: typeAt(dtypes, name) }))
  const [from, to] = [columns(net.input, net.inputDtype), columns(net.output, net.dtype)]
  const [{ width: first }] = from as readonly [Column]
  return (params: unknown): Resident<L> => {
    // Frozen to the leaves: later programs are traced with what was given.
    const own = tree.map(params, (tensor) => tensor)
    const weights = tree.tensors(own).map(elements)
    const held = forms(signature(own), (): Held<L> => ({ made: new Map(), places: [] }))
    let isChecked = false
    const madeFor = (size: number): Made<L> => {
      const known = held.made.get(size)
      if (known !== undefined && isChecked) return known
      const found = known ?? made(net, own, size, backend)
      held.made.set(size, found)
      expectAll(own, found.expected)
      isChecked = true
      return found
    }
    const loop = (size: number): L => {
      const { prepared } = madeFor(size)
      return placeFor(held, weights).room.enter(prepared, weights)
    }
    return {
      ready: (size) => {
        if (held.places.length === 0) loop(size)
        else madeFor(size)
      },
      countOf: (inputs) => (inputs[0] as Elements).length / first,
      largest,
      ask: (inputs, at, n) => {
        const size = powerFrom(n)
        const rows = from.map(({ width, dtype }, i) => filled(inputs[i] as Elements, dtype, width, at, size))
        return loop(size).step(rows) as Answer<L>
      },
      cut: (results, n) => to.map(({ width }, i) => (results[i] as Elements).slice(0, n * width)),
      empty: (n) => to.map(({ width, dtype }) => allocate(dtype, n * width)),
      put: (outs, results, at, n) => to.forEach(({ width }, i) =>
        (outs[i] as Elements).set((results[i] as Elements).subarray(0, n * width), at * width)),
    }
  }
}

const known = /* @__PURE__ */ remembered((net: Compilable) => remembered((backend: Looping<any>) => residents(net, backend)))

/**
 * A network on a backend. Programs are kept for as long as the network is, by the paths and types of the parameters and by the
 * number of examples: other parameters of the same types are traced and compiled no more.
 */
export const inference = <L extends Loop | AsyncLoop>(net: Compilable, backend: Looping<L>): ((params: unknown) => Resident<L>) =>
  known(net)(backend)

/** The outputs of a backend that answers at once. */
export const outputsOf = ({ countOf, ask, cut, empty, put }: Resident<Loop>, inputs: readonly Elements[]): readonly Elements[] => {
  const n = countOf(inputs)
  if (n > 0 && n <= largest) return cut(ask(inputs, 0, n), n)
  const outs = empty(n)
  for (let at = 0; at < n; at += largest) {
    const size = Math.min(largest, n - at)
    put(outs, ask(inputs, at, size), at, size)
  }
  return outs
}

/** The outputs of a network for `n` examples, or for one where there is no `n`, as tensors. */
export const tensorsOf = ({ output, dtype }: Pick<AnyNetwork, 'output' | 'dtype'>, outputs: readonly Elements[], n?: number): Tensors =>
  formed(output, shapesOf(output).map(([name, shape], i) =>
    concrete({ shape: n === undefined ? shape : [n, ...shape], dtype: typeAt(dtype, name) }, outputs[i] as Elements)))
