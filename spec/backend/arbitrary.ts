/**
 * Random programs, well typed by construction, over all primitives: a list of numbers is read as the choices that make
 * one, so that a shorter list is a smaller program.
 */
import fc from 'fast-check'
import { constantOf } from '../../src/program/constant.js'
import { elementsOf, type Elements } from '../../src/program/elements.js'
import { expression } from '../../src/program/expression.js'
import { positions, resultTypes } from '../../src/program/infer.js'
import { numeral } from '../../src/program/numeral.js'
import type { Kind, Primitive, TensorType, Windows } from '../../src/program/primitive.js'
import { print } from '../../src/program/print.js'
import { count, typesOf, type Id, type Program } from '../../src/program/program.js'
import { convert } from '../../src/program/scalar.js'
import type { DType } from '../../src/shape/shape.js'
import { build, type, type Builder } from '../program/build.js'
import { isQuick } from '../slow.js'
import { randomExpression } from './expression.js'

/** What programs are made of, where it is not everything. */
interface Made {
  readonly kinds?: readonly Kind[]
  /** Of which element types; one that is there more than once is drawn more often. */
  readonly dtypes?: readonly DType[]
  /** Whether elements are finite numbers alone. */
  readonly finite?: boolean
  /** Whether loops end early. */
  readonly guarded?: boolean
}

/** Choices still to be made: `below(n)` is one of 0 … n - 1. */
export interface Choices extends Made {
  readonly below: (n: number) => number
  readonly pick: <T>(list: readonly T[]) => T
}

/** Those of a list that programs are made of. */
export const among = ({ dtypes: wanted }: Choices, list: readonly DType[]): readonly DType[] =>
  wanted === undefined ? list : wanted.filter((dtype) => list.includes(dtype))

export const choicesOf = (numbers: readonly number[], made: Made = {}): Choices => {
  let next = 0
  const below = (n: number): number => (numbers[next++] ?? 0) % n
  return { ...made, below, pick: (list) => list[below(list.length)]! }
}

export const dtypes: readonly DType[] = ['f32', 'f64', 'i32', 'u32', 'bool']
const sizes = [1, 2, 3, 5, 1, 4, 7, 8, 9, 11, 0, 13]
/** More elements than this only make the tests slow. */
const most = 2500

const someShape = ({ below, pick }: Choices, rank = below(4)): readonly number[] => {
  const shape = Array.from({ length: rank }, () => pick(sizes))
  return count(shape) > 400 ? shape.map((n, i) => (i === 0 ? n : Math.min(n, 3))) : shape
}

/** The specials of every format, then whatever. */
const specials = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, NaN, Infinity, -Infinity, 1e-40, -1e-45, 1e-310, 3e38, -3e38, 16777217, 2147483647, -2147483648, 4294967295, 0.1]
const finiteSpecials = specials.filter(Number.isFinite)
export const someElements = ({ below, finite = false }: Choices, { shape, dtype }: TensorType): Elements => {
  const special = finite ? finiteSpecials : specials
  let seed = below(4294967296)
  const random = (): number => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed }
  return elementsOf(dtype, Array.from({ length: count(shape) }, () => {
    const r = random()
    return dtype === 'bool' ? r >>> 31 : r % 7 === 0 ? special[(r >>> 8) % special.length]! : dtype === 'i32' || dtype === 'u32' ? (r % 3 === 0 ? r : r % 11) : (r / 4294967296 - 0.5) * 8
  }))
}

/** The builder with ways to bring any value to a wanted type. */
interface Bench extends Builder {
  readonly choices: Choices
  readonly budget: number
  /** Of which primitives programs are made. */
  readonly kinds: readonly Kind[]
  readonly any: (allowed?: readonly DType[]) => Id
  /** A value of that type, made from `id` by flattening, cutting or padding, and conversion. */
  readonly conform: (id: Id, wanted: TensorType) => Id
}

const benchOf = (builder: Builder, choices: Choices, budget: number, kinds: readonly Kind[]): Bench => {
  const { emit, typeOf, size } = builder
  const conform = (id: Id, wanted: TensorType): Id => {
    let at = id
    const { shape, dtype } = typeOf(at)
    if (dtype !== wanted.dtype) at = emit({ kind: 'map', expression: expression([dtype], (x) => convert(x, wanted.dtype)) }, at)
    if (shape.join() === wanted.shape.join()) return at
    const [n, m] = [count(shape), count(wanted.shape)]
    if (shape.length !== 1) at = emit({ kind: 'reshape', shape: [n] }, at)
    if (n > m) at = emit({ kind: 'slice', start: [0], stop: [m], step: [1] }, at)
    if (n < m) at = emit({ kind: 'pad', low: [0], high: [m - n], interior: [0], value: 0 }, at)
    return wanted.shape.length === 1 ? at : emit({ kind: 'reshape', shape: wanted.shape }, at)
  }
  const any = (list = dtypes): Id => {
    const allowed = among(choices, list)
    const fitting = Array.from({ length: size() }, (_, id) => id).filter((id) => allowed.includes(typeOf(id).dtype))
    if (fitting.length > 0) return fitting[choices.below(fitting.length)]!
    const made = type(someShape(choices), choices.pick(allowed))
    return emit(constantOf(made, someElements(choices, made)))
  }
  return { ...builder, choices, budget, kinds, any, conform }
}

const numbers: readonly DType[] = ['f32', 'f64', 'i32', 'u32']
const floats: readonly DType[] = ['f32', 'f64']

const someWindows = ({ below }: Choices, axes: number): Windows => {
  const list = (from: number, to: number): readonly number[] => Array.from({ length: axes }, () => from + below(to - from + 1))
  return { window: list(1, 3), stride: list(1, 3), dilation: list(1, 2) }
}
const roomFor = ({ below }: Choices, { window, dilation }: Windows): readonly number[] => window.map((k, i) => (k - 1) * dilation[i]! + 1 + below(4))

/** In-range indices, some of them equal. */
const indices = ({ emit, choices }: Bench, shape: readonly number[], rows: number): Id => {
  const made = Array.from({ length: count(shape) }, () => choices.below(rows))
  return emit(constantOf(type(shape, 'i32'), elementsOf('i32', made)))
}

/** Adds instructions that end in one of each kind. A kind without an entry is an error of the compiler. */
const makers: { readonly [K in Kind]: (bench: Bench) => void } = {
  map: ({ choices, any, typeOf, size, emit }) => {
    const first = any()
    const { shape } = typeOf(first)
    const alike = Array.from({ length: size() }, (_, id) => id).filter((id) => typeOf(id).shape.join() === shape.join())
    const operands = [first, ...Array.from({ length: choices.below(3) }, () => choices.pick(alike))]
    emit({ kind: 'map', expression: randomExpression(choices, operands.map((id) => typeOf(id).dtype)) }, ...operands)
  },
  reduce: ({ choices, any, typeOf, emit }) => {
    const x = any(numbers)
    const { shape } = typeOf(x)
    const axes = shape.map((_, i) => i).filter(() => choices.below(2) === 0)
    const by = choices.pick(['sum', 'max', 'min', 'argmax'] as const)
    if (by === 'argmax' && axes.some((axis) => shape[axis] === 0)) return
    emit({ kind: 'reduce', by, axes: choices.below(2) === 0 ? axes : axes.toReversed() }, x)
  },
  contract: ({ choices, any, typeOf, conform, emit }) => {
    const [x, y] = [any(floats), any(floats)]
    const [m, k, n] = [choices.pick(sizes), choices.pick(sizes), choices.pick(sizes)]
    const batch = Array.from({ length: choices.below(3) }, () => 1 + choices.below(2))
    const [transposeA, transposeB] = [choices.below(2) === 1, choices.below(2) === 1]
    const { dtype } = typeOf(x)
    const a = conform(x, type([...batch, ...(transposeA ? [k, m] : [m, k])], dtype))
    const b = conform(y, type([...batch, ...(transposeB ? [n, k] : [k, n])], dtype))
    emit({ kind: 'contract', transposeA, transposeB }, a, b)
  },
  unfold: ({ choices, any, typeOf, conform, emit }) => {
    const x = any()
    const windows = someWindows(choices, 1 + choices.below(2))
    const image = conform(x, type([1 + choices.below(2), ...roomFor(choices, windows), 1 + choices.below(3)], typeOf(x).dtype))
    emit({ kind: 'unfold', ...windows }, image)
  },
  fold: ({ choices, any, typeOf, conform, emit }) => {
    const x = any(numbers)
    const windows = someWindows(choices, 1 + choices.below(2))
    const room = roomFor(choices, windows)
    const shape = [1 + choices.below(2), ...positions(room, windows), ...windows.window, 1 + choices.below(3)]
    emit({ kind: 'fold', sizes: room, ...windows }, conform(x, type(shape, typeOf(x).dtype)))
  },
  reshape: ({ choices, any, typeOf, emit }) => {
    const x = any()
    const { shape } = typeOf(x)
    emit({ kind: 'reshape', shape: choices.pick([[count(shape)], [1, ...shape], [...shape, 1], shape.toReversed(), [count(shape), 1]]) }, x)
  },
  permute: ({ choices, any, typeOf, emit }) => {
    const x = any()
    const order: number[] = []
    typeOf(x).shape.forEach((_, i) => { order.splice(choices.below(i + 1), 0, i) })
    emit({ kind: 'permute', order }, x)
  },
  broadcast: ({ choices, any, typeOf, emit }) => {
    const x = any()
    const shape = [...someShape(choices, choices.below(3)), ...typeOf(x).shape.map((n) => (n === 1 ? choices.pick(sizes) : n))]
    if (count(shape) <= most) emit({ kind: 'broadcast', shape }, x)
  },
  slice: ({ choices, any, typeOf, emit }) => {
    const x = any()
    const { shape } = typeOf(x)
    const start = shape.map((n) => choices.below(n + 1))
    const stop = shape.map((n, i) => start[i]! + choices.below(n - start[i]! + 1))
    emit({ kind: 'slice', start, stop, step: shape.map(() => 1 + choices.below(3)) }, x)
  },
  pad: ({ choices, any, typeOf, emit }) => {
    const x = any()
    const { shape, dtype } = typeOf(x)
    const widths = (): readonly number[] => shape.map(() => choices.below(3))
    const value = choices.pick(dtype === 'bool' ? [0, 1] : floats.includes(dtype) ? [0, -0, 1.5, -Infinity] : [0, 1, 7])
    if (count(shape.map((n) => 3 * n + 4)) <= 8 * most) emit({ kind: 'pad', low: widths(), high: widths(), interior: widths(), value: numeral(value) }, x)
  },
  concatenate: ({ choices, any, typeOf, conform, emit }) => {
    const x = any()
    const { shape, dtype } = typeOf(x)
    if (shape.length === 0) return
    const axis = choices.below(shape.length)
    const others = Array.from({ length: choices.below(3) }, () => conform(any(), type(shape.map((n, i) => (i === axis ? choices.below(4) : n)), dtype)))
    emit({ kind: 'concatenate', axis }, x, ...others)
  },
  gather: (bench) => {
    const { choices, any, typeOf, emit } = bench
    const rows = any()
    const [n] = typeOf(rows).shape
    if (n === undefined) return
    const where = n === 0 ? [0] : someShape(choices, choices.below(3)).map((m) => Math.min(m, 4))
    emit({ kind: 'gather' }, rows, indices(bench, where, Math.max(1, n)))
  },
  scatterAdd: (bench) => {
    const { choices, any, typeOf, emit } = bench
    const updates = any(numbers)
    const { shape } = typeOf(updates)
    const rows = 1 + choices.below(4)
    emit({ kind: 'scatterAdd', rows }, updates, indices(bench, shape.slice(0, choices.below(shape.length + 1)), rows))
  },
  scatterMax: (bench) => {
    const { choices, any, typeOf, emit } = bench
    const updates = any(numbers)
    const { shape } = typeOf(updates)
    const rows = 1 + choices.below(4)
    emit({ kind: 'scatterMax', rows }, updates, indices(bench, shape.slice(0, choices.below(shape.length + 1)), rows))
  },
  sort: ({ any, typeOf, emit }) => {
    const x = any(numbers)
    if (typeOf(x).shape.length > 0) emit({ kind: 'sort' }, x)
  },
  iota: ({ choices, emit }) => {
    const shape = someShape(choices, 1 + choices.below(3))
    emit({ kind: 'iota', shape, axis: choices.below(shape.length) })
  },
  bits: ({ choices, any, conform, emit }) => {
    const key = conform(any(['u32', 'i32']), type([2], 'u32'))
    const start = conform(any(['u32', 'i32']), type([], 'u32'))
    emit({ kind: 'bits', shape: someShape(choices, choices.below(3)), form: choices.pick(['word', 'block'] as const) }, key, start)
  },
  constant: ({ choices, emit }) => {
    const made = type(someShape(choices), choices.pick(among(choices, dtypes)))
    emit(constantOf(made, someElements(choices, made)))
  },
  scan: ({ choices, any, conform, emit, budget, kinds: within }) => {
    if (budget < 2) return
    const steps = choices.below(4)
    const small = (): TensorType => type(someShape(choices, choices.below(3)).map((n) => Math.min(n, 3)), choices.pick(among(choices, dtypes)))
    const list = (n: number): readonly TensorType[] => Array.from({ length: n }, small)
    const guard = choices.guarded === true && choices.below(4) > 0
    const [constants, state, rows] = [list(choices.below(2)), list(choices.below(3)), list(choices.below(2))]
    const carried = guard ? [type([], 'bool'), ...state] : state
    const inputs = [...constants, ...carried, ...rows]
    if (inputs.length === 0) return
    const body = someProgram(choices, inputs, Math.min(4, budget - 1), within, carried)
    const operands = [...constants, ...carried, ...rows.map(({ shape, dtype }) => type([steps, ...shape], dtype))].map((t) => conform(any(), t))
    const reverse = choices.below(2) === 1
    emit({
      kind: 'scan', body, constants: constants.length, carried: carried.length, steps, reverse, ...(guard ? { guarded: true } : {}),
    }, ...operands)
  },
}
export const kinds = Object.keys(makers) as readonly Kind[]

/** A program of some instructions whose first results have the types `wanted`. */
const someProgram = (
  choices: Choices, inputs: readonly TensorType[], budget: number, made: readonly Kind[], wanted: readonly TensorType[] = [],
): Program =>
  build(inputs, (builder) => {
    const bench = benchOf(builder, choices, budget, made)
    // Where loops are what it is about, the last instruction is one.
    for (let i = 0; i < budget; i++) makers[choices.guarded === true && i === budget - 1 ? 'scan' : choices.pick(made)](bench)
    return [
      ...wanted.map((t) => {
        // An input of that type now and then: values that stay, or change places.
        const kept = inputs.flatMap((input, id) => (input.dtype === t.dtype && input.shape.join() === t.shape.join() ? [id] : []))
        return kept.length > 0 && choices.below(3) === 0 ? choices.pick(kept) : bench.conform(choices.below(builder.size()), t)
      }),
      ...Array.from({ length: 1 + choices.below(3) }, () => Math.max(0, builder.size() - 1 - choices.below(4))),
    ]
  })

const numbersOf = fc.array(fc.nat(), { minLength: 40, maxLength: 240, size: 'max' })

/** A program with inputs for several runs. */
export interface Case {
  readonly program: Program
  readonly runs: readonly (readonly Elements[])[]
  readonly carried: number
}

const caseOf = (looping: boolean, made: Made = {}) => (numbers: readonly number[]): Case => {
  const choices = choicesOf(numbers, made)
  const inputs = Array.from({ length: 1 + choices.below(4) }, () => type(someShape(choices), choices.pick(among(choices, dtypes))))
  // Twins, so that there is something to exchange.
  if (looping && choices.below(2) === 0) inputs.push(inputs[0]!)
  const carried = looping ? choices.below(inputs.length + 1) : 0
  const program = someProgram(choices, inputs, 1 + choices.below(10), made.kinds ?? kinds, inputs.slice(0, carried))
  return { program, carried, runs: Array.from({ length: looping ? 4 : 2 }, () => inputs.map((t) => someElements(choices, t))) }
}

export const someCase: fc.Arbitrary<Case> = numbersOf.map(caseOf(false))
export const someLoop: fc.Arbitrary<Case> = numbersOf.map(caseOf(true))

/** The same of primitives that are in tables: no other are drawn when there are more that bring their parts. */
const tabled = kinds.filter((kind) => kind !== 'sort' && kind !== 'scatterMax')
export const someTabledCase: fc.Arbitrary<Case> = numbersOf.map(caseOf(false, { kinds: tabled }))
export const someTabledLoop: fc.Arbitrary<Case> = numbersOf.map(caseOf(true, { kinds: tabled }))

/** Programs with loops that end early. */
export const someGuarded: fc.Arbitrary<Case> = numbersOf.map(caseOf(false, { guarded: true }))

const unread = (program: Program): readonly Id[] => {
  const read = new Set(program.instructions.flatMap(({ operands }) => operands))
  return typesOf(program).map((_, id) => id).filter((id) => id >= program.inputs.length && !read.has(id))
}
/** What rounds is drawn more often. */
const rounding = [...kinds, ...Array.from({ length: 4 }, () => ['map', 'map', 'map', 'reduce', 'contract', 'fold', 'scatterAdd', 'scan'] as const).flat()]
/** Longer programs, some with loops that end early, of f32 above all, and of finite numbers: what other engines compute, too. Whatever nothing reads is a result. */
export const someSingle: fc.Arbitrary<Case> = fc.tuple(fc.array(fc.nat(), { minLength: 300, maxLength: 600, size: 'max' }), fc.nat(4))
  .map(([numbers, one]) => caseOf(false, {
    kinds: rounding, dtypes: ['f32', 'f32', 'f32', 'f32', 'i32', 'u32', 'bool'], finite: true, guarded: one === 0,
  })(numbers))
  .map(({ program, ...rest }) => ({ ...rest, program: { ...program, results: unread(program) } }))

/** How many cases: fewer in `npm test` than in the gate, which has `TENFOLD_CASES` for long runs, too. */
export const numRuns = Number(process.env['TENFOLD_CASES'] ?? (isQuick ? 100 : 250))

export { resultTypes, type Primitive }

const broken = ({ carried, program }: Case, error: unknown): Error =>
  new Error(`${carried} carried\n${print(program)}\n${String(error)}`, { cause: error })

/** A law of programs, of all the cases or a share of them; one that breaks it is printed as a person reads it. */
export const holds = (cases: fc.Arbitrary<Case>, law: (c: Case) => void, share = 1): void => fc.assert(fc.property(cases, (c) => {
  try {
    law(c)
  } catch (error) {
    throw broken(c, error)
  }
}), { numRuns: Math.ceil(share * numRuns), endOnFailure: numRuns > 5000 })

/** The same of a law that takes its time. */
export const holdsLater = (cases: fc.Arbitrary<Case>, law: (c: Case) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(cases, async (c) => {
    try {
      await law(c)
    } catch (error) {
      throw broken(c, error)
    }
  }), { numRuns, endOnFailure: numRuns > 5000 })

/** About half of the programs go to the backends that are compared as JSON. */
export const sent = (program: Program): Program => {
  const text = JSON.stringify(program)
  return text.length % 2 === 0 ? JSON.parse(text) as Program : program
}

export const copy = (list: readonly Elements[]): readonly Elements[] => list.map((e) => e.slice())
