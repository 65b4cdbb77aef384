/**
 * A network is an immutable value: shapes of one example in and out, parameters from a key, and a pure function
 * `params -> inputs -> outputs` over a batch. A layer is a function from network to network, so composition closes:
 *
 *     pipe(input([28, 28, 1]), flatten, dense(64), relu, dense(10))
 */
import { printType } from '../program/infer.js'
import { expectShape, fail, TenfoldError } from '../shape/error.js'
import { aFunction, aMaker, aRecord, aShare, check, checkOptions, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { shapeText } from '../shape/text.js'
import { checkKey, foldIn, type Key } from '../random/key.js'
import { expectTensor } from '../tensor/argument.js'
import {
  countIn, expectNames, formed, isOne, listed, shapesOf, tensorAt, typeAt,
  type Batched, type DTypes, type Form, type RowsIn, type Tensors,
} from '../tensor/form.js'
import { inLayer } from '../tensor/layer.js'
import { isTensor, unreadable, type AnyTensor } from '../tensor/tensor.js'
import { trace } from '../tensor/trace.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectPlaces, gatherParams, spreadParams, type Part } from './params.js'
import type { AsyncCompileOptions, AsyncPredictor, CompileOptions, CompileWith, Predictor } from './predictor.js'
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
  /** Of a layer that stands for several: the index of the first in the network that the key is of. A network sets it. */
  readonly layerIndex?: LayerIndex
  /** Where a sequence comes step by step: what the steps before have left. `decode` sets it. */
  readonly decoding?: Decoding
}

/** One step of a sequence, [batch, 1, ...], on its way through a network. */
export interface Decoding {
  /** Its place in the sequence, i32 []. */
  readonly position: AnyTensor
  /** Applies a layer to the step, or refuses one that looks at several steps. */
  readonly pass: Pass
  /** What a layer carries from step to step: from what it kept, by default `begin()`, to what it keeps, and a result. */
  readonly carry: <R>(
    begin: () => readonly AnyTensor[], f: (kept: readonly AnyTensor[]) => readonly [next: readonly AnyTensor[], result: R],
  ) => R
}

/** The index of a layer in a network, from 0 on; inside a loop over layers a u32 tensor without axes. */
export type LayerIndex = number | AnyTensor

/** The index so many layers later. */
export const indexAfter = (index: LayerIndex, n: number): LayerIndex =>
  (typeof index === 'number' ? index + n : raw.add(index, raw.scalar(n, 'u32')))

const aKey: Kind = {
  expected: 'a key, as random.key(seed) makes it', holds: (x) => isTensor(x) && x.dtype === 'u32' && x.shape.length === 1,
}
const aMap: Kind = { expected: 'a map', holds: (x) => x instanceof Map }
const anIndex: Kind = { expected: 'the index of a layer', holds: (x) => typeof x === 'number' || isTensor(x) }

export const checkContext = (operation: string, context: Context): Context => checkOptions<Context>(
  operation, context, { key: aKey, momentum: aShare, inputs: aRecord, observed: aMap, sources: aMap, layerIndex: anIndex, decoding: aRecord }, 'context')

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
  readonly init?: (key: Key, dtype: Float, index?: LayerIndex) => unknown
  /**
   * Of a layer that stands for several one after another: how many, and how many of them have parameters. They draw from keys
   * of their own: such a layer is given its network's key, and the index of the first.
   */
  readonly spans?: Spans
  readonly apply: (params: unknown, context: Context) => (x: Tensors) => Tensors
  /** Blocks by name, each on what has its name or all on the same: summaries and explanations show their layers. */
  readonly branches?: Branches
  /** Whether it serves one step of a sequence [1, ...] as it does all of them, given a context with what came before. */
  readonly stepwise?: true
  /** Whether the outputs are probabilities, which losses of logits must not be given. */
  readonly probabilities?: true
  /** Floating-point operations for one example. */
  readonly operations: number
}

/** How many layers one stands for, all of them and those with parameters. */
export interface Spans {
  readonly layers: number
  readonly owners: number
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
  readonly compile: CompileWith<P, I, O, D, X>
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

/** Names of inputs or outputs, of which there has to be one, and which a record can have. */
export const expectNamed = (operation: string, argument: string, record: Readonly<Record<string, unknown>>): void => {
  const names = Object.keys(record)
  if (names.length === 0) fail(operation, { argument, expected: 'a record of at least one', received: record })
  // Numbers would come in another order than they were written in.
  const wrong = names.find((name) => /^\d*$/.test(name) || name === '__proto__')
  if (wrong !== undefined) fail(operation, { argument, expected: 'names that are no numbers', received: wrong })
}

/** A network as far as it is compiled. */
export interface Compilable extends AnyNetwork {
  readonly apply: (params: any) => (x: any) => Tensors
}

/** What makes a network ready to predict. Networks do not know of it: it is handed to them where they begin. */
export type Compile = (
  net: Compilable, params: unknown, options?: CompileOptions | AsyncCompileOptions,
) => Predictor<any, any, any, any> | AsyncPredictor<any, any, any, any>

/** What was handed to a network, by its own method: a copy of the network has that, too. */
const handed = new WeakMap<object, Compile>()

/** The network that gives its examples back, and with it all that grow from it what makes them ready to predict. */
export const beginning = <N>(form: Form, dtype: DTypes, compile: Compile): N => over(form, form, dtype, () => [], dtype, compile)

/** The network that gives back what is of this form, a part of what another one gives. */
export const beginningFrom = <N>(net: AnyNetwork, form: Form = net.output, dtype: DTypes = net.dtype): N =>
  beginning(form, dtype, compileOf(net))

const compileOf = (net: AnyNetwork): Compile => handed.get((net as unknown as { readonly compile: object }).compile) as Compile

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

/**
 * `N` is what the caller's types have computed: the compiler follows shapes through the layers' signatures, run time through
 * their values, and this is where the two are taken to agree.
 */
const over = <N>(
  from: Form, to: Form, dtype: DTypes, make: () => readonly PlacedLayer[], inputDtype: DTypes, compile: Compile,
): N => {
  let made: readonly PlacedLayer[] | undefined
  const untyped = {
    input: from,
    output: to,
    dtype,
    inputDtype,
    get layers(): readonly PlacedLayer[] { return (made ??= make()) },
    init: (key: Key): unknown => {
      checkKey('init', key)
      return initial(untyped, key)
    },
    apply: (params: unknown, context: Context = {}) => (x: Tensors): Tensors => outputs(untyped, params, context, x),
    compile: (params: unknown, options?: CompileOptions | AsyncCompileOptions) => compile(untyped, params, options),
  }
  handed.set(untyped.compile, compile)
  return untyped as N
}

/** The layers that have parameters. */
const ownersOf = (layers: readonly PlacedLayer[]): readonly PlacedLayer[] => layers.filter((layer) => layer.init !== undefined)

/** How many layers these stand for, all of them and those with parameters. */
export const spansOf = (layers: readonly PlacedLayer[]): Spans => ({
  layers: layers.reduce((n, { spans }) => n + (spans?.layers ?? 1), 0),
  owners: layers.reduce((n, { spans, init }) => n + (spans?.owners ?? (init === undefined ? 0 : 1)), 0),
})

/** Random parameters; the layers that have some are counted from this index on. */
export const initial = (net: AnyNetwork, key: Key, from: LayerIndex = 0): unknown => {
  const [owners, dtype] = [ownersOf(net.layers), floatOf(net.dtype)]
  let next = from
  return gatherParams(owners, owners.map((layer) => {
    const { init, spans } = layer as PlacedLayer & Required<Pick<PlacedLayer, 'init'>>
    const index = next
    next = indexAfter(index, spans?.owners ?? 1)
    return within(layer, () => (spans === undefined ? init(keyAt(key, index), dtype) : init(key, dtype, index)))
  }))
}

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

/** The key of a layer. */
const keyAt = (key: Key, index: LayerIndex): Key => foldIn(key, index as Parameters<typeof foldIn>[1])

/** The context of the i-th of some layers or blocks, with a key of its own. */
export const contextOf = (context: Context, i: number): Context =>
  context.key === undefined ? context : { ...context, key: foldIn(context.key, i) }

/** The context of a layer: of one that stands for several with their network's key. */
const layerContext = ({ layerIndex: _, ...context }: Context, { spans }: PlacedLayer, index: LayerIndex): Context =>
  context.key === undefined ? context
  : spans === undefined ? { ...context, key: keyAt(context.key, index) } : { ...context, layerIndex: index }

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
  const { decoding } = context
  if (decoding === undefined) countIn('apply', 'inputs', net.input, net.inputDtype, x, rowsIn)
  const owned = assign(layers, params)
  const outputs: Tensors[] = []
  const shared: Context = { ...context, inputs: context.inputs ?? x }
  let next = context.layerIndex ?? 0
  layers.reduce((value, layer, i) => {
    const own = layerContext(shared, layer, next)
    next = context.key === undefined ? next : indexAfter(next, layer.spans?.layers ?? 1)
    const output = within(layer, () => inLayer(`${i}.${layer.name}`, () => {
      const f = (decoding?.pass ?? pass)(layer, owned[i], own)
      check(layer.name, { apply: f }, { apply: { expected: 'a function that gives one of the batch', holds: aFunction.holds } })
      return decoding === undefined ? expectPromised(layer, f(value)) : f(value)
    }), dtype, owned[i])
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
  const grown: AnyNetwork = over<AnyNetwork>(
    net.input, output, dtype, () => collected(grown), net.inputDtype, compileOf(net))
  appended.set(grown, { before: net, layers })
  if (layers.some(({ parts }) => parts !== undefined)) expectPlaces(ownersOf(grown.layers))
  return grown as N
}

/** The layers of a network, by name. */
export const names = (net: AnyNetwork): string => net.layers.map((layer) => layer.name).join(', ')

/** Floating-point operations of a network for one example. */
export const operationsOf = (net: AnyNetwork): number => net.layers.reduce((n, layer) => n + layer.operations, 0)
