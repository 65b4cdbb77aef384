/**
 * A network over sequences, one step at a time: what attention has computed of the steps before is kept (its keys and values), and
 * not computed again.
 *
 * Law: the outputs of the i-th step are those at place i of the whole sequence, to the bit.
 */
import { standard } from '../backend/standard.js'
import type { Loop } from '../backend/backend.js'
import { isSymbolic } from '../jit/given.js'
import { jit } from '../jit/jit.js'
import { jitOptions, type JitOptions } from '../jit/options.js'
import { prepare, traced } from '../jit/prepare.js'
import { collected } from '../jit/result.js'
import { cache } from '../program/cache.js'
import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkCount } from '../tensor/argument.js'
import { isOne } from '../tensor/form.js'
import { signature } from '../tensor/signature.js'
import { elements, isTensor, type AnyTensor, type Tensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { expectNetwork, run, type AnyNetwork, type Decoding, type Network, type Pass } from './network.js'

/** What the steps so far of `B` sequences have left: a tree of tensors, which a step leaves as it is. */
export interface Decoded<B extends number> {
  /** Steps done. */
  readonly position: Tensor<readonly [], 'i32'>
  readonly batch: B
  /** Of each layer that looks back, in order: keys and values, [batch, heads, time, size], or the state of a cell, [batch, units]. */
  readonly kept: readonly (readonly AnyTensor[])[]
}

/** A network with parameters that takes sequences step by step: from steps of shape `I` to steps of shape `O`. */
export interface Decoder<I extends Shape, O extends Shape, D extends DType, X extends DType> {
  /** Before the first step of so many sequences side by side, by default one. */
  readonly init: <const B extends number = 1>(batch?: B) => Decoded<B>
  /** The outputs for the next step of each sequence, and what is left for the one after. More steps than the network has places are an error. */
  readonly step: <B extends number>(
    state: Decoded<B>, x: Tensor<readonly [B, ...I], X>,
  ) => readonly [outputs: Tensor<readonly [B, ...O], D>, state: Decoded<B>]
}

/** Applies a layer where that is the same for one step as for all. */
const pass: Pass = (layer, params, context) => (x) => {
  const { name, stepwise, input, output } = layer
  const refuse = (message: string): never =>
    fail('decode', { argument: 'network', expected: 'layers that take a sequence step by step', received: name, message: `layer ${name} ${message}` })
  // Along the only axis of floats, which is that of the steps, a layer looks at all of them.
  const isAlong = isOne(input) && input.length === 1 && isTensor(x) && (x.dtype === 'f32' || x.dtype === 'f64')
  if (stepwise !== true || isAlong || !isOne(output) || !isTensor(x))
    return refuse('looks at several steps of a sequence at once: dense, embedding, normalizing and elementwise layers, causal attention and recurrent layers forward take one')
  const y = layer.apply(params, context)(x)
  const promised = [x.shape[0] as number, 1, ...output.slice(1)]
  return isTensor(y) && raw.equal(y.shape, promised) ? y : refuse('does not make one step of one')
}

/** One step through a network, and what is kept after it; `begun` takes note of what is kept before the first. */
const through = (net: AnyNetwork, params: unknown, { position, kept }: Pick<Decoded<number>, 'position' | 'kept'>, x: AnyTensor) => {
  const [begun, next]: [(readonly AnyTensor[])[], (readonly AnyTensor[])[]] = [[], []]
  const carry: Decoding['carry'] = (begin, f) => {
    const before = kept[next.length] ?? begin()
    const [after, result] = f(before)
    begun.push(before)
    next.push(after)
    return result
  }
  const step = raw.reshape(x, [x.shape[0] as number, 1, ...x.shape.slice(1)])
  const outputs = (run(net, params, { decoding: { position, pass, carry } }, step).at(-1) ?? step) as AnyTensor
  const [batch, , ...example] = outputs.shape as Shape
  return { outputs: raw.reshape(outputs, [batch as number, ...example]), begun, next }
}

const first = raw.scalar(0, 'i32') as Tensor<readonly [], 'i32'>
const after = (position: AnyTensor): AnyTensor => raw.add(position, raw.scalar(1, 'i32'))

/**
 * A network from sequences [time, ...] to sequences [time, ...] with its parameters, ready to take them step by step, as a text is
 * written: `init` for so many sequences, `step` for the next step of each, both pure. Parameters stay with the backend, in a
 * program that is made at the first step; in a trace a step is part of it. Layers that look ahead, or at several steps at once, are
 * an error that names them.
 *
 * @example
 * const net = pipe(input([16], 'i32'), embedding(5, 8), attention({ heads: 2, causal: true }), dense(5))
 * const { init, step } = decode(net, net.init(random.key(0)))
 * const [scores, state] = step(init(), tensor.of([1], [3], 'i32'))
 * scores.shape // [1, 5]
 * const [next] = step(state, tensor.argmax()(scores))
 * next.shape // [1, 5]
 */
export const decode = <P, T extends number, I extends Shape, O extends Shape, D extends DType, X extends DType>(
  net: Network<P, readonly [T, ...I], readonly [T, ...O], D, X>, params: P, options: JitOptions = {},
): Decoder<I, O, D, X> => {
  expectNetwork('decode', net)
  const { backend = standard } = jitOptions('decode', options)
  const untyped = net as AnyNetwork
  if (!isOne(untyped.input) || !isOne(untyped.output) || untyped.input.length === 0 || untyped.input[0] !== untyped.output[0])
    fail('decode', {
      argument: 'network', expected: 'a network from sequences [time, ...] to sequences of as many steps', received: [untyped.input, untyped.output],
    })
  const [time, ...example] = net.input as readonly [number, ...Shape]
  // Frozen to the leaves: later programs are traced with what was given.
  const own = tree.map(params, (tensor) => tensor)
  const weights = tree.tensors(own)
  const begin = jit((p: P, x: AnyTensor) => through(untyped, p, { position: first, kept: [] }, x).begun)
  const made = cache<{ readonly form: readonly [AnyTensor, Decoded<number>]; readonly types: readonly AnyTensor[]; readonly loop: Loop }>(4)

  const stepped = (p: P, state: Decoded<number>, x: AnyTensor): readonly [AnyTensor, Decoded<number>] => {
    const { outputs, next } = through(untyped, p, state, x)
    return [outputs, { position: after(state.position) as Decoded<number>['position'], batch: state.batch, kept: next }]
  }
  const programFor = (state: Decoded<number>, x: AnyTensor) => made(signature([state, x]), () => {
    const { program, form, captured } = traced(
      ({ p, s, v }: { readonly p: P; readonly s: Decoded<number>; readonly v: AnyTensor }) => [p, ...stepped(p, s, v)] as const,
      { p: own, s: state, v: x })
    const rest = form.slice(1) as unknown as readonly [AnyTensor, Decoded<number>]
    const { start } = prepare({ program, form, captured }, backend, weights.length)
    return { form: rest, types: tree.tensors(rest), loop: start(weights.map(elements)) as Loop }
  })

  return Object.freeze({
    init: (batch: number = 1): any => {
      checkCount('decode', 'batch', batch)
      const x = raw.full([batch, ...example], 0, net.inputDtype as DType)
      return Object.freeze({ position: first, batch, kept: Object.freeze(begin(own, x)) })
    },
    step: (state: any, x: AnyTensor): any => {
      expectStep(state, x, example, net.inputDtype as DType)
      const given = [...tree.tensors(state), x]
      if (isSymbolic([...given, ...weights])) return stepped(own, state, x)
      if ((elements(state.position)[0] as number) >= time)
        fail('decode', { argument: 'state', expected: `at most ${time} steps`, received: time + 1, message: `all ${time} steps of the network are done` })
      const { form, types, loop } = programFor(state, x)
      return collected(form, types, loop.step(given.map(elements)))
    },
  })
}

/** A state, and the next step of its sequences. */
const expectStep = (state: unknown, x: unknown, example: Shape, dtype: DType): void => {
  const { position, batch } = (state ?? {}) as Partial<Decoded<number>>
  if (!isTensor(position) || typeof batch !== 'number')
    fail('decode', { argument: 'state', expected: 'what init or a step before gave', received: state })
  const shape = [batch as number, ...example]
  if (!isTensor(x) || x.dtype !== dtype || !raw.equal(x.shape, shape))
    fail('decode', { argument: 'x', expected: printType({ shape, dtype }), received: x })
}
