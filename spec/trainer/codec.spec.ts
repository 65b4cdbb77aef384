import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, it } from 'vitest'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { explainErrors } from '../../src/trainer/codec.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, batchesOf, bits, isFrozen, mlp } from './each.js'

const recipe = {
  loss: loss.sparseSoftmaxCrossEntropy(),
  optimizer: optimizer.chain(
    optimizer.clipByNorm(1), optimizer.adam({ learningRate: 0.05 }), optimizer.reduceOnPlateau({ patience: 2 }),
  ),
}
const { init, fold, codec } = trainer(mlp)(recipe)
const start = init(random.key(1))
const batches = batchesOf(4, 4, 2, 4)
const middle = fold(start, batches.slice(0, 2))

interface PlainTensor {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly elements: ArrayLike<number>
}
/** Encoded states as their fields, so that one can be put in the place of another. */
interface Plain {
  readonly params: readonly Readonly<Record<string, PlainTensor>>[]
  readonly optimizer: readonly unknown[]
  readonly step: unknown
  readonly loss: unknown
  readonly key: unknown
}
const plain = codec.encode(middle) as Plain
const [first, second] = plain.params as readonly [Plain['params'][0], Plain['params'][0]]
const weights = first['weights'] as PlainTensor
/** The state with something else in the first layer. */
const inFirst = (layer: Readonly<Record<string, unknown>>): unknown => ({ ...plain, params: [layer, second] })
const withWeights = (part: Partial<Record<keyof PlainTensor, unknown>>): unknown =>
  inFirst({ ...first, weights: { ...weights, ...part } })
/** The state with another key. */
const withKey = (...words: readonly number[]): unknown => ({ ...plain, key: { ...(plain.key as PlainTensor), elements: words } })
const complaints = (u: unknown): readonly string[] => E.match(explainErrors, () => [])(codec.decode(u))

describe('a codec of states', () => {
  it('gives back what was encoded, bit for bit', () => {
    for (const state of [start, middle, fold(middle, batches)]) {
      const decoded = codec.decode(codec.encode(state))
      expect(E.isRight(decoded) && bits(decoded.right)).toEqual(bits(state))
      expect(E.isRight(decoded) && isFrozen(decoded.right)).toBe(true)
    }
  })

  it('takes plain data that was cloned, and elements as lists of numbers', () => {
    // JSON has no word for -0 and for what is not finite: this state has none of these.
    const json = JSON.stringify(plain, (_, v: unknown) => (ArrayBuffer.isView(v) ? Array.from(v as Float32Array) : v))
    for (const data of [structuredClone(plain), JSON.parse(json)]) {
      const decoded = codec.decode(data)
      expect(E.isRight(decoded) && bits(decoded.right)).toEqual(bits(middle))
    }
  })

  it('takes states as they are', () => {
    expect(pipe(codec.decode(middle), E.map(bits))).toEqual(E.right(bits(middle)))
    expect(codec.is(middle)).toBe(true)
    expect(codec.is(start)).toBe(true)
    const exchanged = { ...middle, params: [middle.params[1], middle.params[0]] }
    for (const other of [plain, null, undefined, 1, {}, { ...middle, step: -1 }, { ...middle, more: 1 }, exchanged])
      expect(codec.is(other)).toBe(false)
  })

  it('owns what it decoded, and what it encoded', () => {
    const overwrite = ({ params: [layer] }: Plain): Float32Array => (layer?.['weights']?.elements as Float32Array).fill(7)
    const data = structuredClone(plain)
    const decoded = codec.decode(data)
    overwrite(data)
    expect(pipe(decoded, E.map(bits))).toEqual(E.right(bits(middle)))
    overwrite(codec.encode(middle) as Plain)
    expect(bits(fold(start, batches.slice(0, 2)))).toEqual(bits(middle))
  })

  it('decodes what was changed since it was encoded', () => {
    const changed = codec.encode(middle) as Plain
    const elements = changed.params[0]?.['weights']?.elements as Float32Array
    elements.fill(7)
    expect(changed.params[0]?.['weights']?.elements).toBe(elements)
    const exchanged = codec.encode(middle) as Plain
    Object.assign(exchanged.params[0]?.['weights'] as object, { elements })
    for (const data of [changed, exchanged]) {
      const decoded = codec.decode(data)
      expect(E.isRight(decoded) && new Set(tensor.toArray(decoded.right.params[0].weights).flat(9))).toEqual(new Set([7]))
    }
  })

  it('keeps every kind of number', () => {
    const odd = { ...middle.params[1], bias: tensor.of([3], [-0, NaN, 1e-45]) }
    const state = { ...middle, params: [middle.params[0], odd] as const }
    expect(pipe(codec.decode(codec.encode(state)), E.map(bits))).toEqual(E.right(bits(state)))
  })

  it.each<readonly [string, unknown, readonly (string | RegExp)[]]>([
    ['a shape', withWeights({ shape: [4, 3] }), ['params.0.weights: f32[3, 4] expected, received f32[4, 3]']],
    ['a dtype', withWeights({ dtype: 'f64' }), ['params.0.weights: f32[3, 4] expected, received f64[3, 4]']],
    ['a tensor of another type', { ...plain, params: [first, { ...second, bias: tensor.zeros([4]) }] },
      ['params.1.bias: f32[3] expected, received f32[4]']],
    ['too few elements', withWeights({ elements: new Float32Array(11) }),
      ['params.0.weights: 12 elements expected, received 11']],
    ['elements of another kind', withWeights({ elements: new Float64Array(12) }), ['params.0.weights: elements of f32 expected']],
    ['elements that are no numbers', withWeights({ elements: Array(12).fill('1') }),
      ['params.0.weights: elements of f32 expected']],
    ['no elements', inFirst({ ...first, weights: { dtype: 'f32', shape: [3, 4] } }),
      ['params.0.weights: elements of f32 expected']],
    ['a number where a tensor should be', inFirst({ ...first, weights: 3 }),
      ['params.0.weights: f32[3, 4] expected, received 3']],
    ['a missing tensor', inFirst({ bias: first['bias'] }), ['params.0.weights: f32[3, 4] expected, received undefined']],
    ['a tensor more', inFirst({ ...first, scale: weights }), ['params.0.scale: no such field expected']],
    ['a layer less', { ...plain, params: [first] }, ['params: a list of 2 expected, received a list of 1']],
    ['a layer more', { ...plain, params: [first, second, second] }, ['params: a list of 2 expected, received a list of 3']],
    ['no list', { ...plain, params: 5 }, ['params: a list of 2 expected, received 5']],
    ['no optimizer', { params: plain.params, step: 2, loss: 1, key: plain.key },
      ['optimizer: a list of 3 expected, received undefined']],
    ['a field more', { ...plain, rate: 1 }, ['rate: no such field expected']],
    ['steps below 0', { ...plain, step: -1 }, ['step: a whole number of at least 0 expected, received -1']],
    ['half a step', { ...plain, step: 1.5 }, ['step: a whole number of at least 0 expected, received 1.5']],
    ['steps in words', { ...plain, step: 'two' }, ['step: a whole number of at least 0 expected, received "two"']],
    ['steps beyond counting', { ...plain, step: NaN }, ['step: a whole number of at least 0 expected, received NaN']],
    ['a loss that is no number', { ...plain, loss: null }, ['loss: number expected, received null']],
    ['what cannot be printed', { ...plain, loss: 1n }, ['loss: number expected, received 1n']],
    ['a key of half a word', withKey(0.5, 1), ['key: elements of u32 expected']],
    ['a key below 0', withKey(-1, 1), ['key: elements of u32 expected']],
    ['several things', { ...plain, step: -1, loss: 'x' },
      ['step: a whole number of at least 0 expected, received -1', 'loss: number expected, received "x"']],
    ['nothing', undefined, ['a record of params, optimizer, step, loss, key expected, received undefined']],
    ['null', null, ['a record of params, optimizer, step, loss, key expected, received null']],
    ['a list', [], ['a record of params, optimizer, step, loss, key expected, received []']],
  ])('refuses %s and names the place', (_, data, expected) => {
    const found = complaints(data)
    expect(found).toHaveLength(expected.length)
    expected.forEach((text, i) => (typeof text === 'string' ? expect(found[i]).toBe(text) : expect(found[i]).toMatch(text)))
  })

  it('refuses the state of another network, or of another optimizer', () => {
    const wider = pipe(n.input([3]), n.dense(5), n.tanh, n.dense(3))
    const other = trainer(wider)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    const found = complaints(other.codec.encode(other.init(random.key(0))))
    expect(found).toContain('params.0.weights: f32[3, 4] expected, received f32[3, 5]')
    expect(found.some((line) => line.startsWith('optimizer'))).toBe(true)
    expect(E.isLeft(other.codec.decode(plain))).toBe(true)
    const plainSgd = trainer(mlp)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    expect(E.isLeft(plainSgd.codec.decode(plain))).toBe(true)
  })

  it('takes a loss of NaN, which states have before the first step', () => {
    expect(pipe(codec.decode(codec.encode(start)), E.map(({ loss: l }) => l))).toEqual(E.right(NaN))
  })
})

describe.each(backends)('training resumed from a decoded state on $name', (backend) => {
  const made = trainer(mlp, { backend })(recipe)
  it.each([0, 1, 2, 3, 4])('is the uninterrupted one, bit for bit, after %i steps', (at) => {
    const half = made.codec.decode(structuredClone(made.codec.encode(made.fold(start, batches.slice(0, at)))))
    expect(pipe(half, E.map((state) => bits(made.fold(state, batches.slice(at)))))).toEqual(E.right(bits(fold(start, batches))))
  })
})
