/**
 * A network is an immutable value: shapes of one example in and out, parameters from a key, and a pure function
 * `params -> inputs -> outputs` over a batch. A layer is a function from network to network, so composition closes:
 *
 *     pipe(input([28, 28, 1]), flatten, dense(64), relu, dense(10))
 */
import { printType } from '../program/infer.js'
import { expectShape, fail, TenfoldError } from '../shape/error.js'
import { aFunction, aMaker, aRecord, aShare, check, checkOptions, isRecord, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { checkDtype, expectTensor } from '../tensor/argument.js'
import {
  countIn, expectNames, formed, isOne, listed, shapesOf, tensorAt, typeAt,
  type Batched, type DTypes, type Form, type RowsIn, type Tensors,
} from '../tensor/form.js'
import { isTensor, unreadable, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { compile, type CompileOptions, type Predictor } from './compile.js'
import { expectPlaces, gatherParams, spreadParams, type Part } from './params.js'
import { isUnseen } from './seen.js'

/**
 * What a layer does differently in training: explicit, never hidden. Without a key there is no randomness, and with neither
 * it is inference.
 */
export interface Context {
  readonly key?: Key
  /** The share of the past in the statistics that batches leave, in place of each layer's own; as in training but for chance. */
  readonly momentum?: number
  /** What the outermost network was given, [batch, ...]: what masks are made from. A network that runs sets it. */
  readonly inputs?: Tensors
  /** In a pass that gathers statistics: what layers have observed so far, by the parameters whose places it takes. */
  readonly observed?: Map<AnyTensor, AnyTensor>
  /** What the encoders around have given, [batch, ...], by what stands for it: `encoderDecoder` sets it. */
  readonly sources?: ReadonlyMap<object, AnyTensor>
}

const aKey: Kind = {
  expected: 'a key, as random.key(seed) makes it', holds: (x) => isTensor(x) && x.dtype === 'u32' && x.shape.length === 1,
}
const aMap: Kind = { expected: 'a map', holds: (x) => x instanceof Map }

export const checkContext = (operation: string, context: Context): Context => checkOptions<Context>(
  operation, context, { key: aKey, momentum: aShare, inputs: aRecord, observed: aMap, sources: aMap }, 'context')

/** Whether layers look at the batch as in training. */
export const isTraining = ({ key, momentum }: Context): boolean => key !== undefined || momentum !== undefined

/** A layer at its place in a network, whose shapes are known: what `summary`, `explain` and error messages are made of. */
export interface PlacedLayer {
  readonly name: string
  /** The named parts of the network that it is in, from the outermost on: where its parameters are. */
  readonly parts?: readonly Part[]
  /** The shapes of one example; of a record of tensors, by name. */
  readonly input: Form
  readonly output: Form
  /** Absent for a layer without parameters, which then takes no place in the tuple. */
  readonly init?: (key: Key, dtype: Float) => unknown
  readonly apply: (params: unknown, context: Context) => (x: Tensors) => Tensors
  /** Blocks by name, each on what has its name or all on the same: summaries and explanations show their layers. */
  readonly branches?: Branches
  /** Whether the outputs are probabilities, which losses of logits must not be given. */
  readonly probabilities?: true
  /** Floating-point operations for one example. */
  readonly operations: number
}

/** Blocks in a layer, and what their outputs become, given the layer's inputs. */
export interface Branches {
  readonly blocks: Readonly<Record<string, AnyNetwork>>
  readonly join: (x: Tensors, outputs: readonly Tensors[]) => Tensors
}

/** A layer from one tensor to one. */
export interface TensorLayer extends Omit<PlacedLayer, 'apply'> {
  readonly input: Shape
  readonly output: Shape
  readonly apply: (params: unknown, context: Context) => (x: AnyTensor) => AnyTensor
}

/**
 * A network from examples of shape `I` to examples of shape `O`, or of records of such, with parameters `P` (a tuple of records,
 * one for each layer that has any, or a record where parts have names) of element type `D`, which is that of the outputs as well.
 * The inputs are of element type `X`, the same unless they are tokens: `i32`, until `embedding` makes vectors of them.
 */
export interface Network<P, I extends Form, O extends Form, D extends DTypes = 'f32', X extends DTypes = D> {
  readonly input: I
  readonly output: O
  readonly dtype: D
  readonly inputDtype: X
  readonly layers: readonly PlacedLayer[]
  /** Random parameters: a function of the key. */
  readonly init: (key: Key) => P
  /** The outputs for a batch; with a key in the context as in training. */
  readonly apply: (params: P, context?: Context) =>
    <B extends number>(x: Batched<B, I, X>) => Batched<B, O, D>
  /** The network with these parameters, made ready to predict. */
  readonly compile: (params: P, options?: CompileOptions) => Predictor<I, O, D, X>
}

export const aNetwork = aMaker('a network, as pipe(input(shape), ...) makes it', 'init', 'apply', 'compile')

/** What a layer is given to grow: a network. */
export const expectNetwork = (operation: string, network: unknown): void => check(operation, { network }, { network: aNetwork })

/** The parameters of a network type. */
export type Params<N> = N extends Network<infer P, infer _I, infer _O, infer _D, infer _X> ? P : never

/** Any network, where only run time looks at it. */
export interface AnyNetwork {
  readonly input: Form
  readonly output: Form
  readonly dtype: DTypes
  readonly inputDtype: DTypes
  readonly layers: readonly PlacedLayer[]
}

/** Any network that gives one tensor. */
export interface TensorNetwork extends AnyNetwork {
  readonly output: Shape
  readonly dtype: DType
}

/** The inputs of a record: shapes, of f32, or inputs. */
export type Inputs = Readonly<Record<string, Shape | Network<readonly [], any, any, any, any>>>
type InputShape<S> = S extends Shape ? S : S extends { readonly input: infer I extends Shape } ? I : never
type InputType<S> = S extends Shape ? 'f32' : S extends { readonly dtype: infer D extends DType } ? D : never

/** The network where a pipe of these inputs begins. */
export type InputNetwork<S extends Shape | Inputs, D extends DType> =
  // Whether it is a list is asked, which is known of sizes, too, that are type parameters.
  S extends readonly any[] ? Network<readonly [], S, S, D>
  // Written out, so that the compiler shows what they are.
  : Network<
    readonly [], { readonly [K in keyof S]: InputShape<S[K]> }, { readonly [K in keyof S]: InputShape<S[K]> },
    { readonly [K in keyof S]: InputType<S[K]> }
  >

const isSize = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) > 0
const sizes: Kind = { expected: 'a list of whole sizes of at least 1', holds: (x) => Array.isArray(x) && x.every(isSize) }
const anInput: Kind = {
  expected: 'a shape, or an input as input([10], \'i32\') makes it',
  holds: (x) => sizes.holds(x) || (aNetwork.holds(x) && isOne(x.input) && x.layers.length === 0),
}

const isShape = (x: unknown): x is Shape => Array.isArray(x)
const mapRecord = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, a]) => [name, f(a)]))

/** Names of inputs or outputs, of which there has to be one, and which a record can have. */
export const expectNamed = (operation: string, argument: string, record: Readonly<Record<string, unknown>>): void => {
  const names = Object.keys(record)
  if (names.length === 0) fail(operation, { argument, expected: 'a record of at least one', received: record })
  // Numbers would come in another order than they were written in.
  const wrong = names.find((name) => /^\d*$/.test(name) || name === '__proto__')
  if (wrong !== undefined) fail(operation, { argument, expected: 'names that are no numbers', received: wrong })
}

/**
 * The network that gives its examples of this shape back: where a pipe begins. Sizes are whole numbers of at least 1. Examples
 * of `i32` are tokens, which `embedding` takes. A record of shapes, or of inputs, is one of several inputs by name.
 *
 * @example
 * pipe(input([28, 28, 1]), flatten) // [784]
 * pipe(input([128], 'i32'), embedding(65, 32)) // [128, 32]
 *
 * @example
 * const two = pipe(input({ words: input([10], 'i32'), numbers: [4] }), parallel({
 *   words: sequential(embedding(50, 8), globalAveragePool), numbers: dense(8),
 * }))
 * two.output // [16]
 */
export const input = <const S extends Shape | Inputs, D extends Float | 'i32' = 'f32'>(
  shape: S, dtype?: D,
): InputNetwork<S, NoInfer<D>> => {
  if (isRecord(shape)) {
    check('input', { dtype }, { dtype: { expected: 'left out: each input of a record has its own', holds: (x) => x === undefined } })
    expectNamed('input', 'inputs', shape)
    check('input', shape, mapRecord(shape, () => anInput))
    const parts = shape as unknown as Readonly<Record<string, Shape | TensorNetwork>>
    const shapes = mapRecord(parts, (part) => (isShape(part) ? part : part.output))
    return network(shapes, shapes, mapRecord(parts, (part) => (isShape(part) ? 'f32' : part.dtype)), [])
  }
  check('input', { shape }, { shape: sizes })
  checkDtype('input', dtype, ['f32', 'f64', 'i32'])
  return network(shape as Shape, shape as Shape, dtype ?? 'f32', [])
}

/**
 * A network of these layers. `N` is what the caller's types have computed for them: the compiler follows shapes through
 * the layers' signatures, run time through their values, and this is where the two are taken to agree.
 */
export const network = <N>(from: Form, to: Form, dtype: DTypes, layers: readonly PlacedLayer[], inputDtype: DTypes = dtype): N =>
  over(from, to, dtype, () => layers, inputDtype)

/** What was appended to a network of which nobody has asked for its layers yet. */
const appended = new WeakMap<object, { readonly before: AnyNetwork; readonly layers: readonly PlacedLayer[] }>()

/** The layers of a network, those that were appended one by one put into one list. */
const collected = (net: AnyNetwork): readonly PlacedLayer[] => {
  const parts: (readonly PlacedLayer[])[] = []
  let at = net
  for (let last = appended.get(at); last !== undefined; last = appended.get(at)) {
    parts.push(last.layers)
    at = last.before
  }
  appended.delete(net)
  return [...at.layers, ...parts.reverse().flat()]
}

/** The element type of parameters: layers that have some are of floats, and where there is a record, its own are those of branches. */
export const floatOf = (dtype: DTypes): Float =>
  (typeof dtype === 'string' ? dtype : Object.values(dtype).find((type) => type === 'f32' || type === 'f64')) as Float

const over = <N>(from: Form, to: Form, dtype: DTypes, make: () => readonly PlacedLayer[], inputDtype: DTypes): N => {
  let made: readonly PlacedLayer[] | undefined
  const untyped = {
    input: from,
    output: to,
    dtype,
    inputDtype,
    get layers(): readonly PlacedLayer[] { return (made ??= make()) },
    init: (key: Key): unknown => {
      checkKey('init', key)
      const owners = ownersOf(untyped.layers)
      return gatherParams(owners, owners.map((layer, i) => within(layer, () => layer.init?.(foldIn(key, i), floatOf(dtype)))))
    },
    apply: (params: unknown, context: Context = {}) => (x: Tensors): Tensors => outputs(untyped, params, context, x),
    compile: (params: unknown, options?: CompileOptions) => compile(untyped, params, options),
  }
  return untyped as N
}

/** The layers that have parameters. */
const ownersOf = (layers: readonly PlacedLayer[]): readonly PlacedLayer[] => layers.filter((layer) => layer.init !== undefined)

/** The parameters of a network, from those of each layer that has some, in order. */
export const paramsOf = ({ layers }: AnyNetwork, values: readonly unknown[]): unknown => gatherParams(ownersOf(layers), values)

/** The parameters that belong to each layer. */
const assign = (layers: readonly PlacedLayer[], params: unknown): readonly unknown[] => {
  const values = spreadParams(ownersOf(layers), params)
  let next = 0
  return layers.map((layer) => (layer.init === undefined ? undefined : values[next++]))
}

/** A layer as far as errors speak of it. */
type Beginning = Pick<PlacedLayer, 'name' | 'init'>

/** Complains of parameters that are not such ones as a layer begins with. */
const expectOwn = ({ name, init }: Beginning, params: unknown, dtype: DTypes): void => {
  const made: unknown = trace((key: AnyTensor) => init?.(key as Key, floatOf(dtype)), raw.full([2], 0, 'u32')).result
  const own = tree.byPath(params)
  for (const { path, tensor: { shape, dtype: type } } of tree.leaves(made)) {
    const [expected, x] = [printType({ shape, dtype: type }), own.get(path)]
    if (x === undefined || x.dtype !== type || !raw.equal(x.shape, shape))
      fail(name, { argument: `params.${path}`, expected, received: x })
  }
  const expectTensors = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) fail(name, { argument: path, expected: 'a tensor', received: node })
    if (!isTensor(node)) Object.entries(node as object).forEach(([key, child]) => expectTensors(child, `${path}.${key}`))
  }
  expectTensors(made, 'params')
}

/**
 * What an operation refuses inside a layer is told with the layer's name; where it fails otherwise, its parameters may be to
 * blame.
 */
export const within = <A>(layer: Beginning, f: () => A, dtype?: DTypes, params?: unknown): A => {
  const { name } = layer
  try {
    return f()
  } catch (error) {
    const isMissing = !(error instanceof TenfoldError) || error.received === undefined
    if (isMissing && dtype !== undefined) expectOwn(layer, params, dtype)
    if (!(error instanceof TenfoldError) || error.operation === name || isUnseen(error)) throw error
    const sentence = error.at === undefined ? error.message : error.message.slice(0, -` (at ${error.at})`.length)
    const { argument, expected, received } = error
    throw new TenfoldError(name, { argument, expected, received, message: sentence }, error.at)
  }
}

/** How a layer is applied to its parameters: as it is, or with somebody looking on. */
export type Pass = (layer: PlacedLayer, params: unknown, context: Context) => (x: Tensors) => Tensors

const plainly: Pass = (layer, params, context) => layer.apply(params, context)

/** The context of the i-th of some layers or blocks, with a key of its own. */
export const contextOf = (context: Context, i: number): Context =>
  context.key === undefined ? context : { ...context, key: foldIn(context.key, i) }

/** A tensor [batch, ...] of an input; how many examples there are. */
const rowsIn: RowsIn = (x, argument, shape, type) => {
  if (!isTensor(x)) return fail('apply', { argument, expected: 'a tensor', received: x })
  const [n, ...example] = x.shape as Shape
  if (x.shape.length !== shape.length + 1 || !raw.equal(example, shape))
    fail('apply', {
      argument,
      expected: `[batch, ${shape.join(', ')}]`,
      received: x.shape,
      message: `${argument} of shape ${shapeText(x.shape)}, expected a batch of ${shapeText(shape)}`,
    })
  if (x.dtype !== type) fail('apply', { argument, expected: `a tensor of ${type}`, received: x.dtype })
  return n
}

/** What a layer gave is what it promised. */
const expectPromised = ({ name, output }: PlacedLayer, given: Tensors): Tensors => {
  if (!isOne(output)) expectNames(name, 'outputs', output, given)
  for (const [key, shape] of shapesOf(output)) {
    const part = expectTensor(name, key === '' ? 'outputs' : `outputs.${key}`, tensorAt(given, key))
    const promised = raw.equal(part.shape.slice(1), shape)
      ? shape
      : `layer ${name} gave ${shapeText(part.shape)} for a batch of ${shapeText(shape)}`
    expectShape(name, 'outputs', promised)
  }
  return given
}

/** Runs the layers on a batch; the output of each. The i-th layer draws from the context's key folded with i. */
export const run = (
  net: AnyNetwork,
  params: unknown,
  context: Context,
  x: Tensors,
  pass: Pass = plainly,
): readonly Tensors[] => {
  const { dtype, layers } = net
  checkContext('apply', context)
  countIn('apply', 'inputs', net.input, net.inputDtype, x, rowsIn)
  const owned = assign(layers, params)
  const outputs: Tensors[] = []
  const shared: Context = { ...context, inputs: context.inputs ?? x }
  layers.reduce((value, layer, i) => {
    const output = within(layer, () => {
      const f = pass(layer, owned[i], contextOf(shared, i))
      check(layer.name, { apply: f }, { apply: { expected: 'a function that gives one of the batch', holds: aFunction.holds } })
      return expectPromised(layer, f(value))
    }, dtype, owned[i])
    outputs.push(output)
    return output
  }, x)
  return outputs
}

/**
 * The outputs for a batch. Those of statistics that no batch has moved have a shape and no numbers: to read one is the error that
 * says so, which `predict` and `evaluate` are at once.
 */
const outputs = (net: AnyNetwork, params: unknown, context: Context, x: Tensors): Tensors => {
  try {
    return run(net, params, context, x).at(-1) ?? x
  } catch (error) {
    if (!isUnseen(error)) throw error
    const [first] = listed(x)
    return formed(net.output, shapesOf(net.output).map(([name, shape]) =>
      unreadable({ shape: [first?.shape[0] as number, ...shape], dtype: typeAt(net.dtype, name) }, error as TenfoldError)))
  }
}

/** A network with one more layer, from which on it may be of another element type. */
export const append = <N>(net: TensorNetwork, layer: TensorLayer, dtype: DType = net.dtype): N =>
  // From one tensor to one: whoever is before it gives one.
  follow(net, [layer as unknown as PlacedLayer], layer.output, dtype)

/** A network with more layers; those before are not copied for each. */
export const follow = <N>(net: AnyNetwork, layers: readonly PlacedLayer[], output: Form, dtype: DTypes): N => {
  const grown: AnyNetwork = over<AnyNetwork>(net.input, output, dtype, () => collected(grown), net.inputDtype)
  appended.set(grown, { before: net, layers })
  if (layers.some(({ parts }) => parts !== undefined)) expectPlaces(ownersOf(grown.layers))
  return grown as N
}

/** The layers of a network, by name. */
export const names = (net: AnyNetwork): string => net.layers.map((layer) => layer.name).join(', ')

/** Floating-point operations of a network for one example. */
export const operationsOf = (net: AnyNetwork): number => net.layers.reduce((n, layer) => n + layer.operations, 0)
