/**
 * A tensor is an immutable value. It is concrete (it has elements) or symbolic (a name in a trace); operations on concrete
 * tensors compute at once, on symbolic ones they record.
 */
import { contract } from '../backend/contract.js'
import { byModule, least, work } from '../backend/eager.js'
import type { Kernels } from '../backend/kernel.js'
import { kernels as plain, prepare } from '../backend/kernels.js'
import { broughtBy, type Looped } from '../program/brought.js'
import { valuesOf } from '../program/constant.js'
import type { Custom } from '../program/custom.js'
import { allocate, checkMemory, type Elements } from '../program/elements.js'
import { infer, printType } from '../program/infer.js'
import type { Primitive, TensorType } from '../program/primitive.js'
import { count, instructionOf, type Instruction, type Program } from '../program/program.js'
import { ascend } from '../program/walk.js'
import { fail, inWords } from '../shape/error.js'
import type { Fits, Known } from '../shape/fits.js'
import type { DType, Shape } from '../shape/shape.js'
import { currentLayer } from './layer.js'
import { plain as plainData, type PlainTensor } from './plain.js'

/** The mark of a tensor, in types alone: no literal can have it. */
declare const brand: unique symbol

/**
 * A tensor of shape `S` and element type `D`. Invariant in both: `[32, 784]` is not `[32, number]`, which is what makes
 * a mismatch of inner sizes an error of the compiler. The top type is `Tensor<any, any>`. Only this package makes tensors:
 * a record with a shape and an element type is none.
 */
export interface Tensor<in out S extends Shape, in out D extends DType = 'f32'> {
  readonly shape: S
  readonly dtype: D
  readonly [brand]: 'tensor'
}

/**
 * A tensor whose shape is one of `S`: [8, 2] where [number, 2] is asked for, which invariance refuses. For what takes tensors of
 * many sizes and relates none of them.
 *
 * @example
 * const points: AnySize<readonly [number, 2], 'f32'> = zeros([8, 2])
 */
export interface AnySize<out S extends Shape, out D extends DType> {
  readonly shape: S
  readonly dtype: D
  readonly [brand]: 'tensor'
}

/**
 * A tensor of the shape that a shape function yielded; or, where it yielded a sentence, what no tensor is. Where a step of a pipe
 * is refused, the compiler prints it with the sentence, near the beginning of its message.
 *
 * @example
 * type Sum = Shaped<readonly [32, 10], 'f32'> // Tensor<readonly [32, 10], 'f32'>
 */
export type Shaped<R, D extends DType> = Fits<R> & Tensor<Known<R>, D>

/** Any tensor: invariance leaves no other top type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyTensor = Tensor<any, any>

/** An instruction as a trace sees it: operands and results are tensors, numbered when the trace ends. */
export interface Recorded {
  readonly primitive: Primitive | Custom
  readonly operands: readonly AnyTensor[]
  readonly results: readonly AnyTensor[]
  readonly layer?: string | undefined
}

/** A recording under way. Inner traces are deeper. */
export interface Recording {
  readonly depth: number
  readonly records: Recorded[]
  /** Whether derivatives are taken of it: then it keeps rules of functions' own. */
  readonly differentiated: boolean
  /** What the traced function was given to, for messages: `jit`. */
  readonly by?: string | undefined
  /** The trace in which everything is recorded instead, while one is under way that keeps all to itself. */
  inner?: Recording | undefined
  open: boolean
}

/** How to make a concrete tensor without its elements: what a trace records instead of them. */
export interface Recipe {
  readonly primitive: Primitive
  readonly operands: readonly AnyTensor[]
}

/** Elements that are there; the one of a tensor without axes; or what makes them, when somebody reads them. */
type Held = Elements | number | (() => Elements)

/** What a tensor is beside its type: elements, perhaps with how they are made, or why there are none; or a name in a trace. */
type Content =
  | { readonly held: Held; readonly recipe?: Recipe; readonly unreadable?: Error; readonly recording?: undefined }
  | { readonly held?: undefined; readonly recipe?: undefined; readonly unreadable?: undefined; readonly recording: Recording }

const read = (held: Held, dtype: DType): Elements => {
  if (typeof held === 'function') return held()
  if (typeof held !== 'number') return held
  const list = allocate(dtype, 1)
  list[0] = held
  return list
}

/** Under this symbol a concrete tensor shows its elements to whoever compares tensors deeply. */
const visible = Symbol('elements')

/** Writes elements; programs without it show types alone. */
let printer: ((x: AnyTensor) => string) | undefined

/** The function that comes with what `toString` and the console write elements by. */
// @__NO_SIDE_EFFECTS__
export const withPrinter = <F>(print: (x: AnyTensor) => string, f: F): F => {
  printer = print
  return f
}

class Value implements Tensor<Shape, DType> {
  readonly shape: Shape
  readonly dtype: DType
  declare readonly [visible]?: Elements | number
  declare readonly [brand]: 'tensor'
  readonly #content: Content
  constructor(type: TensorType, content: Content) {
    // What never changes is shared.
    this.shape = Object.isFrozen(type.shape) ? type.shape : Object.freeze([...type.shape])
    this.dtype = type.dtype
    this.#content = content
    // Seen by deep comparisons: tensors are equal when their elements are. Elements that are there are simply assigned: a
    // property with a getter takes ten times as long as all the rest. Without axes there is one, however it is held.
    const { held } = content
    if (typeof held === 'function') Object.defineProperty(this, visible, { enumerable: true, get: held })
    else if (held !== undefined) this[visible] = typeof held !== 'number' && type.shape.length === 0 ? held[0] as number : held
    Object.freeze(this)
  }

  static content(tensor: AnyTensor): Content {
    return tensor instanceof Value ? tensor.#content : fail('tensor', { argument: 'x', expected: 'a tensor', received: tensor })
  }

  /** The type alone, in a sentence. */
  [inWords](): string {
    return `${this.#content.recording === undefined ? '' : 'symbolic '}${printType(this)}`
  }

  /** The type, and the elements where they are known. */
  toString(): string {
    const type = this[inWords]()
    const { recording, unreadable: reason } = this.#content
    if (reason !== undefined) return `${type} without elements: ${reason.message}`
    return recording !== undefined || printer === undefined ? type : `${type}${this.shape.length > 1 ? '\n' : ' '}${printer(this)}`
  }

  /** Comparison and arithmetic of JavaScript know nothing of a symbol: `x > y` would be false whatever the values are. */
  [Symbol.toPrimitive](hint: string): string {
    const { recording } = this.#content
    return recording === undefined || hint === 'string' ? this.toString() : failUnknown(this, recording, 'is no number')
  }

  /** Plain data that JSON can say, which `tensor.codec` takes back. */
  toJSON(): PlainTensor {
    return plainData(this, () => elements(this))
  }

  /** What Node's console shows. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** The type of a tensor, and whether it is a symbol: what messages say of it. */
export const typeInWords = (tensor: AnyTensor): string => (tensor as Value)[inWords]()

/**
 * Whether it is a tensor: a literal of the same fields is none.
 *
 * @example
 * [isTensor(scalar(1)), isTensor({ shape: [], dtype: 'f32' })] // [true, false]
 */
export const isTensor = (x: unknown): x is AnyTensor => x instanceof Value

/** Complains of a look at a value that only runs of a program have. */
const failUnknown = (tensor: AnyTensor, { by }: Recording, what: string): never => {
  const place = by === undefined ? 'a trace'
    : `a function given to ${by}, which can neither read elements nor branch on them; tensor.where chooses, and results can be read`
  return fail('tensor', {
    argument: 'x', expected: 'a tensor with elements', received: typeInWords(tensor),
    message: `${typeInWords(tensor)} ${what}: it stands for a value inside ${place}`,
  })
}

const lazy = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

/** A concrete tensor that owns `elements`: nobody may write to them any more. */
export const concrete = (type: TensorType, elements: Elements): AnyTensor => {
  // A tensor without axes, of which there is one in every step of a fold, has one.
  if (elements.length !== (type.shape.length === 0 ? 1 : count(type.shape)))
    throw new RangeError(`${count(type.shape)} elements of ${printType(type)} expected, received ${elements.length}`)
  return new Value(type, { held: elements })
}

/** A concrete tensor without axes, in a third of the memory of a list with its element, which is made when somebody reads it. */
export const concreteOne = (type: TensorType, element: number): AnyTensor =>
  new Value(type, { held: element })

/** A concrete tensor of which only the type is known: to read its elements is this error. */
export const unreadable = (type: TensorType, error: Error): AnyTensor => {
  const held = (): never => {
    throw error
  }
  return new Value(type, { held, unreadable: error })
}

/** A new name in a recording. */
export const symbolic = (type: TensorType, recording: Recording): AnyTensor => new Value(type, { recording })

/** The elements of a concrete tensor; they must not be written. */
export const elements = (tensor: AnyTensor): Elements => {
  const { held, recording } = Value.content(tensor)
  return recording === undefined ? read(held, tensor.dtype) : failUnknown(tensor, recording, 'has no elements')
}

/** The elements of a concrete tensor, of a symbolic one none. */
export const readable = (tensor: AnyTensor): Elements | undefined => {
  const { held } = Value.content(tensor)
  return held === undefined ? undefined : read(held, tensor.dtype)
}

/** The recording that a symbolic tensor belongs to. */
export const recordingOf = (tensor: AnyTensor): Recording | undefined => Value.content(tensor).recording

/** How a concrete tensor was made, where that is shorter than its elements. */
export const recipeOf = (tensor: AnyTensor): Recipe | undefined => Value.content(tensor).recipe

/** The plain kernels: what is large is done by a module. */
const kernels: Omit<Kernels, 'scan'> = { ...plain, contract }

/** Recipes that have been followed: the elements are there. */
const followed = new WeakSet<Recipe>()
/** What has to be made before a tensor is. */
const missing = (tensor: AnyTensor): readonly AnyTensor[] => {
  const recipe = recipeOf(tensor)
  return recipe === undefined || followed.has(recipe) ? [] : recipe.operands
}

/** What repeats another tensor, and has not been read: a program repeats that itself. */
const repeating = (tensor: AnyTensor): Recipe | undefined => {
  const recipe = recipeOf(tensor)
  return recipe?.primitive.kind === 'broadcast' && !followed.has(recipe) ? recipe : undefined
}

/** A primitive as a program, with what its operands repeat. */
const alone = (primitive: Primitive, operands: readonly AnyTensor[], types: readonly TensorType[]): readonly [Program, readonly AnyTensor[]] => {
  const recipes = operands.map(repeating)
  const inputs = operands.map((x, i) => recipes[i]?.operands[0] ?? x)
  let next = inputs.length
  const instructions: Instruction[] = []
  const ids = operands.map(({ shape, dtype }, i) => {
    const recipe = recipes[i]
    if (recipe === undefined) return i
    instructions.push(instructionOf(recipe.primitive, [i], next, [{ shape, dtype }], undefined))
    return next++
  })
  instructions.push(instructionOf(primitive, ids, next, types, undefined))
  const program = { inputs: inputs.map(({ shape, dtype }) => ({ shape, dtype })), instructions, results: types.map((_, i) => next + i) }
  return [program, inputs]
}

const compute = (primitive: Primitive, operands: readonly AnyTensor[], types: readonly TensorType[]): readonly Elements[] => {
  // Nobody writes to elements: two tensors may have the same ones.
  if (primitive.kind === 'reshape') return [elements(operands[0] as AnyTensor)]
  const ns = work(primitive, operands, types)
  if (ns >= least) {
    const [program, inputs] = alone(primitive, operands, types)
    const made = byModule(program, ns, () => inputs.map(elements))
    if (made !== undefined) return made
  }
  const results = types.map(({ dtype, shape }) => allocate(dtype, count(shape)))
  prepare(kernels, primitive, operands, types)(results, operands.map(elements))
  return results
}

/** A concrete tensor known by how it is made: its elements are computed when somebody reads them. */
const generated = (primitive: Primitive, operands: readonly AnyTensor[], types: readonly TensorType[]): AnyTensor => {
  const recipe: Recipe = { primitive, operands }
  return new Value(types[0] as TensorType, {
    held: lazy(() => {
      // Operands first, so that none asks for its own from inside another.
      const known = new Map<AnyTensor, Elements>()
      for (const operand of operands) ascend(operand, missing, elements, known)
      followed.add(recipe)
      return compute(primitive, operands, types)[0] as Elements
    }),
    recipe,
  })
}

/** The one element that a concrete tensor repeats, as a tensor without axes, where it is known to. */
const repeated = (tensor: AnyTensor): AnyTensor | undefined => {
  if (tensor.shape.length === 0) return tensor
  const recipe = recipeOf(tensor)
  return recipe?.primitive.kind === 'broadcast' && recipe.operands[0]?.shape.length === 0 ? recipe.operands[0] : undefined
}

/** Elements that repeat others, or lie in another order, and are more than this, are better made than held. */
const many = 1024

/**
 * What a trace had better repeat than hold: positions along an axis, one element everywhere, and how these and what
 * repeats others are moved. Elementwise operations on one element everywhere are done once, and moving it changes nothing.
 */
const cheaply = (primitive: Primitive, operands: readonly AnyTensor[], types: readonly TensorType[]): AnyTensor | undefined => {
  const { kind } = primitive
  if (kind === 'iota') return generated(primitive, operands, types)
  const [{ shape }] = types as readonly [TensorType]
  const moves = kind === 'broadcast' || kind === 'reshape' || kind === 'permute'
  if (shape.length === 0 || !(moves || kind === 'map')) return undefined
  // Most operands repeat nothing, which the first one tells.
  const ones = repeated(operands[0] as AnyTensor) === undefined ? [undefined] : operands.map(repeated)
  if (ones.every((x) => x !== undefined)) {
    const one = kind === 'map' ? apply1(primitive, ...ones) : (ones[0] as AnyTensor)
    return generated({ kind: 'broadcast', shape }, [one], types)
  }
  const short = moves && (recipeOf(operands[0] as AnyTensor) !== undefined || (kind === 'broadcast' && count(shape) > many))
  return short ? generated(primitive, operands, types) : undefined
}

const record = (
  recording: Recording, primitive: Primitive | Custom, operands: readonly AnyTensor[], types: readonly TensorType[],
): readonly AnyTensor[] => {
  if (!recording.open) {
    const message =
      `${primitive.kind} of a symbolic tensor whose trace has ended: return it from the traced function instead of keeping it`
    fail('tensor', { argument: 'x', expected: 'a tensor of a trace that goes on', received: 'another', message })
  }
  const results = types.map((type) => symbolic(type, recording))
  recording.records.push({ primitive, operands, results, layer: currentLayer() })
  return results
}

/** The deepest trace that one of the operands belongs to. */
const innermost = (operands: readonly AnyTensor[]): Recording | undefined => {
  let found: Recording | undefined
  for (let i = 0; i < operands.length; i++) {
    const recording = recordingOf(operands[i]!)
    if (recording !== undefined && (found === undefined || recording.depth > found.depth)) found = recording
  }
  return found?.inner ?? found
}

/**
 * Applies a primitive: computes when every operand is concrete, else records in the innermost trace among them. Rules of
 * functions' own are only recorded, and only where derivatives are taken.
 */
export const apply = (primitive: Primitive | Custom, ...operands: readonly AnyTensor[]): readonly AnyTensor[] => {
  const recording = innermost(operands)
  const isDifferentiated = recording?.differentiated === true
  if (primitive.kind === 'custom') {
    const values = operands.slice(primitive.inputs, primitive.inputs + primitive.values)
    return isDifferentiated ? record(recording, primitive, operands, values) : values
  }
  const types = infer(primitive, operands)
  if (primitive.kind === 'constant') return [concrete(primitive.type, valuesOf(primitive))]
  const plainly: Primitive = primitive.kind === 'scan' && !isDifferentiated ? broughtBy<Looped>('scan').plain(primitive) : primitive
  if (recording !== undefined) return record(recording, plainly, operands, types)
  for (const { dtype, shape } of types) {
    const n = count(shape)
    // A sentence takes longer than a small operation.
    if (n > many) checkMemory('tensor', `[${shape.join(', ')}]`, dtype, n)
  }
  const cheap = cheaply(plainly, operands, types)
  return cheap !== undefined ? [cheap] : compute(plainly, operands, types).map((e, i) => concrete(types[i] as TensorType, e))
}

/** Applies a primitive of one result. */
export const apply1 = (primitive: Primitive, ...operands: readonly AnyTensor[]): AnyTensor =>
  apply(primitive, ...operands)[0] as AnyTensor
