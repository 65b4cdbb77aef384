/**
 * A network is an immutable value: shapes of one example in and out, parameters from a key, and a pure function
 * `params -> inputs -> outputs` over a batch. A layer is a function from network to network, so composition closes:
 *
 *     pipe(input([28, 28, 1]), flatten, dense(64), relu, dense(10))
 */
import { printType } from '../program/infer.js'
import { expectShape, fail, TenfoldError } from '../shape/error.js'
import { aFunction, aMaker, aShare, check, checkOptions, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { aTensor, checkDtype, expectTensor } from '../tensor/argument.js'
import { isTensor, unreadable, type AnyTensor, type Tensor } from '../tensor/tensor.js'
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
  readonly inputs?: AnyTensor
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
  operation, context, { key: aKey, momentum: aShare, inputs: aTensor, observed: aMap, sources: aMap }, 'context')

/** Whether layers look at the batch as in training. */
export const isTraining = ({ key, momentum }: Context): boolean => key !== undefined || momentum !== undefined

/** A layer at its place in a network, whose shapes are known: what `summary`, `explain` and error messages are made of. */
export interface PlacedLayer {
  readonly name: string
  /** The named parts of the network that it is in, from the outermost on: where its parameters are. */
  readonly parts?: readonly Part[]
  /** The shapes of one example. */
  readonly input: Shape
  readonly output: Shape
  /** Absent for a layer without parameters, which then takes no place in the tuple. */
  readonly init?: (key: Key, dtype: Float) => unknown
  readonly apply: (params: unknown, context: Context) => (x: AnyTensor) => AnyTensor
  /** Whether the outputs are probabilities, which losses of logits must not be given. */
  readonly probabilities?: true
  /** Floating-point operations for one example. */
  readonly operations: number
}

/**
 * A network from examples of shape `I` to examples of shape `O`, with parameters `P` (a tuple of records, one for each
 * layer that has any, or a record where parts have names) of element type `D`, which is that of the outputs as well. The inputs are of element type `X`, the same
 * unless they are tokens: `i32`, until `embedding` makes vectors of them.
 */
export interface Network<P, I extends Shape, O extends Shape, D extends DType = 'f32', X extends DType = D> {
  readonly input: I
  readonly output: O
  readonly dtype: D
  readonly inputDtype: X
  readonly layers: readonly PlacedLayer[]
  /** Random parameters: a function of the key. */
  readonly init: (key: Key) => P
  /** The outputs for a batch; with a key in the context as in training. */
  readonly apply: (params: P, context?: Context) =>
    <B extends number>(x: Tensor<readonly [B, ...I], X>) => Tensor<readonly [B, ...O], D>
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
  readonly input: Shape
  readonly output: Shape
  readonly dtype: DType
  readonly inputDtype: DType
  readonly layers: readonly PlacedLayer[]
}

/**
 * The network that gives its examples of this shape back: where a pipe begins. Sizes are whole numbers of at least 1. Examples
 * of `i32` are tokens, which `embedding` takes.
 *
 * @example
 * pipe(input([28, 28, 1]), flatten) // [784]
 * pipe(input([128], 'i32'), embedding(65, 32)) // [128, 32]
 */
export const input = <const S extends Shape, D extends Float | 'i32' = 'f32'>(
  shape: S,
  dtype?: D,
): Network<readonly [], S, S, NoInfer<D>> => {
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n > 0))
    fail('input', { argument: 'shape', expected: 'a list of whole sizes of at least 1', received: shape })
  checkDtype('input', dtype, ['f32', 'f64', 'i32'])
  return network(shape, shape, dtype ?? 'f32', [])
}

/**
 * A network of these layers. `N` is what the caller's types have computed for them: the compiler follows shapes through
 * the layers' signatures, run time through their values, and this is where the two are taken to agree.
 */
export const network = <N>(from: Shape, to: Shape, dtype: DType, layers: readonly PlacedLayer[], inputDtype: DType = dtype): N =>
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

const over = <N>(from: Shape, to: Shape, dtype: DType, make: () => readonly PlacedLayer[], inputDtype: DType): N => {
  let made: readonly PlacedLayer[] | undefined
  const untyped: Network<unknown, Shape, Shape, DType, DType> = {
    input: from,
    output: to,
    dtype,
    inputDtype,
    get layers() { return (made ??= make()) },
    init: (key) => {
      checkKey('init', key)
      // Layers with parameters are of floats: the types ask for that.
      const owners = ownersOf(untyped.layers)
      return gatherParams(owners, owners.map((layer, i) => within(layer, () => layer.init?.(foldIn(key, i), dtype as Float))))
    },
    apply: (params, context = {}) => (x) => outputs(untyped, params, context, x),
    compile: (params, options) => compile(untyped, params, options),
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
const expectOwn = ({ name, init }: Beginning, params: unknown, dtype: DType): void => {
  const made: unknown = trace((key: AnyTensor) => init?.(key as Key, dtype as Float), raw.full([2], 0, 'u32')).result
  const own = new Map(tree.leaves(params).map(({ path, tensor }) => [path, tensor]))
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
export const within = <A>(layer: Beginning, f: () => A, dtype?: DType, params?: unknown): A => {
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
export type Pass = (layer: PlacedLayer, params: unknown, context: Context) => (x: AnyTensor) => AnyTensor

const plainly: Pass = (layer, params, context) => layer.apply(params, context)

/** The context of the i-th of some layers or blocks, with a key of its own. */
export const contextOf = (context: Context, i: number): Context =>
  context.key === undefined ? context : { ...context, key: foldIn(context.key, i) }

/** Runs the layers on a batch; the output of each. The i-th layer draws from the context's key folded with i. */
export const run = (
  { input: from, dtype, inputDtype, layers }: AnyNetwork,
  params: unknown,
  context: Context,
  x: AnyTensor,
  pass: Pass = plainly,
): readonly AnyTensor[] => {
  if (!isTensor(x)) fail('apply', { argument: 'inputs', expected: 'a tensor', received: x })
  checkContext('apply', context)
  const [, ...example] = x.shape as Shape
  if (x.shape.length !== from.length + 1 || !raw.equal(example, from))
    fail('apply', {
      argument: 'inputs',
      expected: `[batch, ${from.join(', ')}]`,
      received: x.shape,
      message: `inputs of shape ${shapeText(x.shape)}, expected a batch of ${shapeText(from)}`,
    })
  if (x.dtype !== inputDtype)
    fail('apply', { argument: 'inputs', expected: `a tensor of ${inputDtype}`, received: x.dtype })
  const owned = assign(layers, params)
  const outputs: AnyTensor[] = []
  const shared: Context = { ...context, inputs: context.inputs ?? x }
  layers.reduce((value, layer, i) => {
    const output = within(layer, () => {
      const f = pass(layer, owned[i], contextOf(shared, i))
      check(layer.name, { apply: f }, { apply: { expected: 'a function that gives one of the batch', holds: aFunction.holds } })
      return expectTensor(layer.name, 'outputs', f(value))
    }, dtype, owned[i])
    const promised = raw.equal(output.shape.slice(1), layer.output)
      ? layer.output
      : `layer ${layer.name} gave ${shapeText(output.shape)} for a batch of ${shapeText(layer.output)}`
    expectShape(layer.name, 'outputs', promised)
    outputs.push(output)
    return output
  }, x)
  return outputs
}

/**
 * The outputs for a batch. Those of statistics that no batch has moved have a shape and no numbers: to read one is the error that
 * says so, which `predict` and `evaluate` are at once.
 */
const outputs = (net: AnyNetwork, params: unknown, context: Context, x: AnyTensor): AnyTensor => {
  try {
    return run(net, params, context, x).at(-1) ?? x
  } catch (error) {
    if (!isUnseen(error)) throw error
    return unreadable({ shape: [x.shape[0] as number, ...net.output], dtype: net.dtype }, error as TenfoldError)
  }
}

/** A network with one more layer, from which on it may be of another element type. */
export const append = <N>(net: AnyNetwork, layer: PlacedLayer, dtype = net.dtype): N => follow(net, [layer], layer.output, dtype)

/** A network with more layers; those before are not copied for each. */
export const follow = <N>(net: AnyNetwork, layers: readonly PlacedLayer[], output: Shape, dtype: DType): N => {
  const grown: AnyNetwork = over<AnyNetwork>(net.input, output, dtype, () => collected(grown), net.inputDtype)
  appended.set(grown, { before: net, layers })
  if (layers.some(({ parts }) => parts !== undefined)) expectPlaces(ownersOf(grown.layers))
  return grown as N
}

/** The layers of a network, by name. */
export const names = (net: AnyNetwork): string => net.layers.map((layer) => layer.name).join(', ')

/** Floating-point operations of a network for one example. */
export const operationsOf = (net: AnyNetwork): number => net.layers.reduce((n, layer) => n + layer.operations, 0)
