/** Optimizers for parts of parameters: what moves, what is kept, and what is refused. */
import { describe, expect, test } from 'vitest'
import * as o from '../../src/optimizer/index.js'
import type { AdamState, LearningRateRule, Only, OptimizerRuleOf, OptimizerState, RateState, TraceState } from '../../src/optimizer/index.js'
import type { Same } from '../../src/shape/fits.js'
import { of, scalar, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'

const proven = <T extends true>(claim?: T): void => void claim
type StateOf<O, P> = OptimizerState<OptimizerRuleOf<O>, P>

interface Layer { readonly weights: Tensor<readonly [2]>; readonly bias: Tensor<readonly [1]> }
interface Named { readonly 0: Layer; readonly encoder: { readonly 0: Layer }; readonly head: Layer }
type Listed = readonly [Layer, Layer]

const layer: Layer = { weights: of([2], [1, -2]), bias: of([1], [-0]) }
const named: Named = { 0: layer, encoder: { 0: layer }, head: layer }
const listed: Listed = [layer, layer]
const moment = { loss: scalar(1) }
/** Every tensor of a tree with its path. */
const contents = (x: unknown): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(tree.leaves(x).map(({ path, tensor }) => [path, toArray(tensor)]))

describe('masked', () => {
  test('by names: the named parts by the optimizer, the others as they are', () => {
    const rule = o.masked(o.momentum({ learningRate: 0.5 }), ['encoder', 'head'])
    const state = rule.init(named)
    proven<Same<typeof state, readonly [TraceState<Only<Named, 'encoder' | 'head'>>, RateState]>>()
    proven<Same<(typeof state)[0]['velocity'][0], null>>()
    proven<Same<(typeof state)[0]['velocity']['head'], Layer>>()
    // Nothing is kept for the rest.
    expect(state[0].velocity).toEqual({ 0: null, encoder: { 0: { weights: of([2], [0, 0]), bias: of([1], [0]) } }, head: { weights: of([2], [0, 0]), bias: of([1], [0]) } })
    const [updates, next] = rule.update(named, state, named, moment)
    expect(contents(updates)).toEqual({
      '0.weights': [1, -2], '0.bias': [-0], 'encoder.0.weights': [-0.5, 1], 'encoder.0.bias': [-0], 'head.weights': [-0.5, 1], 'head.bias': [-0],
    })
    expect(Object.keys(contents(next))).toEqual(['0.velocity.encoder.0.weights', '0.velocity.encoder.0.bias', '0.velocity.head.weights', '0.velocity.head.bias', '1.count'])
    expect(toArray(next[0].velocity.head.weights)).toEqual([1, -2])
  })
  test('by a position in a list', () => {
    const rule = o.masked(o.sgd({ learningRate: 1 }), '1')
    expect(contents(rule.update(listed, rule.init(listed), listed, moment)[0])).toEqual({
      '0.weights': [1, -2], '0.bias': [-0], '1.weights': [-1, 2], '1.bias': [0],
    })
  })
  test('by a mask of paths: nothing is kept for other leaves', () => {
    const rule = o.masked(o.scaleByAdam(), o.isWeights)
    const state = rule.init(listed)
    proven<Same<(typeof state)['mean'][0]['bias'], Tensor<readonly [1]> | null>>()
    expect(Object.keys(contents(state))).toEqual(['count', 'mean.0.weights', 'mean.1.weights', 'variance.0.weights', 'variance.1.weights'])
    expect(state.mean[0].bias).toBeNull()
    const [updates, next] = rule.update(listed, state, listed, moment)
    expect(contents(updates)).toMatchObject({ '0.bias': [-0], '1.bias': [-0] })
    expect(Object.keys(contents(next))).toEqual(Object.keys(contents(state)))
  })
  test('of everything is the optimizer itself', () => {
    const [all, adam] = [o.masked(o.adam({ learningRate: 0.1 }), () => true), o.adam({ learningRate: 0.1 })]
    expect(all.update(named, all.init(named) as never, named, moment)).toEqual(adam.update(named, adam.init(named), named, moment))
  })
  test('goes with weight decay and norms, of the part alone', () => {
    const rule = o.masked(o.chain(o.clipByGlobalNorm(1), o.addDecayedWeights({ rate: 1 })), 'head')
    const params = { encoder: { weights: of([1], [100]) }, head: { weights: of([2], [3, 4]) } }
    expect(contents(rule.update(params, rule.init(params), params, moment)[0])).toEqual({
      'encoder.weights': [100], 'head.weights': [0.6, 0.8].map((x, i) => Math.fround(Math.fround(x) + [3, 4][i]!)),
    })
  })
})

describe('freeze', () => {
  const frozen = (rule: o.AnyOptimizer, params: unknown): unknown => {
    const [updates] = rule.update(params, rule.init(params), params, moment)
    return o.applyUpdates(params, updates)
  }
  test('keeps every bit, that of -0 too', () => {
    expect(frozen(o.chain(o.sgd({ learningRate: 1 }), o.freeze('encoder')), named)).toEqual({
      0: { weights: of([2], [0, 0]), bias: of([1], [0]) }, encoder: { 0: layer }, head: { weights: of([2], [0, 0]), bias: of([1], [0]) },
    })
    expect(frozen(o.freeze(), named)).toEqual(named)
    expect(frozen(o.chain(o.adamw({ learningRate: 1, weightDecay: 1 }), o.freeze((path) => !path.endsWith('bias'))), listed)).toEqual(
      [0, 1].map(() => ({ weights: layer.weights, bias: of([1], [-0]) })))
  })
  test('keeps integers', () => {
    const params = { weights: of([1], [2]), seen: of([1], [7], 'i32') }
    expect(o.freeze().update(params, null, params, moment)[0].seen).toEqual(params.seen)
  })
})

describe('partition', () => {
  const rule = o.partition({ encoder: o.adam({ learningRate: 0.1 }), 0: o.freeze(), rest: o.sgd({ learningRate: 1 }) })
  test('gives each part to its own', () => {
    const state = rule.init(named)
    proven<Same<(typeof state)['encoder'], readonly [AdamState<Only<Named, 'encoder'>>, RateState]>>()
    proven<Same<(typeof state)[0], null>>()
    proven<Same<(typeof state)['rest'], readonly [OptimizerState<LearningRateRule, Named>]>>()
    const [updates, next] = rule.update(named, state, named, moment)
    const alone = o.adam({ learningRate: 0.1 })
    const [ofEncoder, kept] = alone.update(named.encoder, alone.init(named.encoder), named.encoder, moment)
    expect(updates).toEqual({ 0: { weights: of([2], [-0, -0]), bias: of([1], [-0]) }, encoder: ofEncoder, head: { weights: of([2], [-1, 2]), bias: of([1], [0]) } })
    expect(next.encoder[0].mean.encoder).toEqual(kept[0].mean)
    expect(Object.keys(contents(next))).toEqual([
      'encoder.0.count', ...['mean', 'variance'].flatMap((name) => ['weights', 'bias'].map((leaf) => `encoder.0.${name}.encoder.0.${leaf}`)),
      'encoder.1.count', 'rest.0.count',
    ])
  })
  test('needs no rest where every part has its own', () => {
    const each = o.partition({ 0: o.sgd({ learningRate: 1 }), 1: o.sgd({ learningRate: 2 }) })
    const state = each.init(listed)
    proven<Same<typeof state, { readonly 0: readonly [RateState]; readonly 1: readonly [RateState] }>>()
    expect(contents(each.update(listed, state, listed, moment)[0])).toMatchObject({ '0.weights': [-1, 2], '1.weights': [-2, 4] })
  })
  test('by a label for each leaf', () => {
    const byKind = o.partition({ slow: o.sgd({ learningRate: 0.5 }), fast: o.momentum({ learningRate: 1 }) }, (path) => (o.isWeights(path) ? 'slow' : 'fast'))
    const state = byKind.init(listed)
    expect(Object.keys(contents(state))).toEqual(['slow.0.count', 'fast.0.velocity.0.bias', 'fast.0.velocity.1.bias', 'fast.1.count'])
    const ones = tree.map(listed, (x) => of(x.shape as readonly [number], toArray(x).map(() => 1)))
    expect(contents(byKind.update(ones, state, listed, moment)[0])).toEqual({ '0.weights': [-0.5, -0.5], '0.bias': [-1], '1.weights': [-0.5, -0.5], '1.bias': [-1] })
  })
  test('within a part', () => {
    const within = o.partition({ encoder: o.chain(o.masked(o.scale(2), o.isWeights), o.scale(-1)), rest: o.freeze() })
    expect(contents(within.update(named, within.init(named), named, moment)[0])).toEqual({
      '0.weights': [-0, -0], '0.bias': [-0], 'encoder.0.weights': [-2, 4], 'encoder.0.bias': [0], 'head.weights': [-0, -0], 'head.bias': [-0],
    })
  })
})

test('the compiler knows what does not fit, in words', () => {
  const sgd = o.sgd({ learningRate: 1 })
  const misspelt = o.partition({ encodr: sgd, rest: sgd })
  const missing = o.partition({ 0: sgd, head: sgd })
  const [wrongPart, wrongFreeze] = [o.masked(sgd, ['head', 'tail']), o.freeze('tail')]
  const inner = o.partition({ head: o.chain(wrongPart), rest: sgd })
  proven<Same<StateOf<typeof misspelt, Named>, 'the parameters have no part encodr'>>()
  proven<Same<StateOf<typeof missing, Named>, 'no optimizer for the part encoder'>>()
  proven<Same<StateOf<typeof missing, Listed>, 'the parameters have no part head' | 'no optimizer for the part 1'>>()
  proven<Same<StateOf<typeof wrongPart, Named>, 'the parameters have no part tail'>>()
  proven<Same<StateOf<typeof wrongFreeze, Listed>, 'the parameters have no part tail'>>()
  proven<Same<StateOf<typeof inner, Named>, 'the parameters have no part tail'>>()
  const gathered = o.chain(o.accumulate(2, misspelt))
  proven<Same<StateOf<typeof gathered, Named>, 'the parameters have no part encodr'>>()
  // @ts-expect-error a label that no optimizer has
  o.partition({ a: sgd }, () => 'b')
  // @ts-expect-error no optimizer
  expect(() => o.partition({ a: 3 })).toThrow('partition: a should be an optimizer')
  // A name that is known at run time alone.
  const dynamic = o.masked(sgd, 'head' as string)
  proven<Same<StateOf<typeof dynamic, Named>, readonly [RateState]>>()
})

test.each([
  ['a misspelt part', () => o.partition({ encodr: o.freeze(), rest: o.freeze() }).init(named),
    'partition: the parameters have no part encodr, but 0, encoder, head; did you mean "encoder"?'],
  ['a part without an optimizer', () => o.partition({ 0: o.freeze() }).init(listed), 'partition: no optimizer for the part 1; `rest` is for all parts without one'],
  ['a label of no optimizer', () => o.partition({ a: o.freeze() }, () => 'b' as 'a').init(listed), 'partition: label gives "b" for 0.weights, expected one of "a"'],
  ['a part of one tensor', () => o.masked(o.freeze(), 'a').init(layer.bias), 'masked: the parameters have no part a, but none'],
  ['a mask of nothing', () => o.masked(o.freeze(), () => false).init(listed), 'masked: mask chooses no leaf among 0.weights, 0.bias, 1.weights, 1.bias'],
  ['a frozen part that is not there', () => o.freeze('2' as '1').init(listed), 'freeze: the parameters have no part 2, but 0, 1; did you mean "0"?'],
  ['no name at all', () => o.freeze([]), 'freeze: part should be the name of a part, a list of names, or a function of the path of a leaf, but is []'],
])('%s is refused', (_, make, message) => expect(make).toThrow(message))
