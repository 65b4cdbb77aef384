/** Parts with names: `params.encoder`, in types, states, files, errors and summaries. */
import { expect, test } from 'vitest'
import { checkpoint, dataset, explain, loss, network as n, optimizer, pipe, random, receipt, tensor as t, trainer } from '../../src/index.js'
import type { Same } from '../../src/shape/fits.js'
import * as tree from '../../src/tensor/tree.js'
import { complaint } from '../complaint.js'
import { right } from '../either.js'
import { temporaryFolder } from '../folder.js'
import { proven } from '../shape/twin.js'

const encoder = n.named('encoder', n.sequential(n.dense(6), n.relu, n.dense(4)))
const head = n.named('head', n.dense(2))
const net = pipe(n.input([3]), encoder, n.tanh, n.dense(5), head)
const params = net.init(random.key(0))

test('named parts have their names, the others the numbers of their places', () => {
  proven<Same<typeof params, {
    readonly encoder: readonly [n.DenseParams<3, 6>, n.DenseParams<6, 4>]
    readonly 1: n.DenseParams<4, 5>
    readonly head: n.DenseParams<5, 2>
  }>>()
  expect(params.encoder[1].weights.shape).toEqual([6, 4])
  expect(params[1].weights.shape).toEqual([4, 5])
  expect(params.head.bias.shape).toEqual([2])
  expect(Object.keys(params)).toEqual(['1', 'encoder', 'head'])
})

test('names change no number', () => {
  const plain = pipe(n.input([3]), n.dense(6), n.relu, n.dense(4), n.tanh, n.dense(5), n.dense(2))
  const [a, b, c, d] = plain.init(random.key(0))
  expect(receipt.digest([params.encoder[0], params.encoder[1], params[1], params.head])).toBe(receipt.digest([a, b, c, d]))
  const x = random.normal(random.key(1), [7, 3])
  expect(t.toArray(net.apply(params)(x))).toEqual(t.toArray(plain.apply([a, b, c, d])(x)))
})

test('names lie in names, and in blocks', () => {
  const inner = n.named('attention', n.sequential(n.layerNorm(), n.dense(4)))
  const deep = pipe(n.input([4]), n.named('body', n.sequential(inner, n.residual(n.sequential(n.named('mlp', n.dense(4)), n.relu)))))
  const found = deep.init(random.key(0))
  proven<Same<typeof found, {
    readonly body: {
      readonly attention: readonly [n.LayerNormParams<4>, n.DenseParams<4, 4>]
      readonly 1: { readonly mlp: n.DenseParams<4, 4> }
    }
  }>>()
  expect(tree.leaves(found).map(({ path }) => path)).toEqual([
    'body.1.mlp.weights', 'body.1.mlp.bias', 'body.attention.0.scale', 'body.attention.0.offset', 'body.attention.1.weights', 'body.attention.1.bias',
  ])
  expect(deep.apply(found)(t.ones([2, 4])).shape).toEqual([2, 4])
})

test('a name may come again in another part, and where there are no parameters', () => {
  const again = pipe(n.input([3]), n.named('a', n.residual(n.named('a', n.dense(3)))), n.repeat(2, n.residual(n.named('a', n.dense(3)))), n.repeat(2, n.named('b', n.relu)))
  const found = again.init(random.key(0))
  proven<Same<typeof found['a'], { readonly a: n.DenseParams<3, 3> }>>()
  expect(found[2].a.weights.shape).toEqual([3, 3])
})

test('parts take tokens', () => {
  const words = pipe(n.input([4], 'i32'), n.named('words', n.embedding(7, 5)), n.named('body', n.sequential(n.recurrent(n.gru(3)))))
  const tied = pipe(n.input([4], 'i32'), n.named('all', n.tiedEmbedding(7, pipe(n.input([4, 5]), n.named('mix', n.dense(5))))))
  proven<Same<n.Params<typeof words>['words'], n.EmbeddingParams<7, 5>>>()
  expect(words.init(random.key(0)).words.table.shape).toEqual([7, 5])
  expect(tied.init(random.key(0)).all.body.mix.bias.shape).toEqual([5])
})

test('a network with named parts is tied', () => {
  const both = pipe(n.input([3]), n.named('there', n.dense(3)), n.tanh, n.named('back', n.dense(3)))
  const one = pipe(n.input([3]), n.tied(both, { keep: ({ there }) => there, use: (there) => ({ there, back: there }) }))
  const [there] = one.init(random.key(0))
  proven<Same<typeof there, n.DenseParams<3, 3>>>()
  const x = random.normal(random.key(1), [2, 3])
  expect(t.toArray(one.apply([there])(x))).toEqual(t.toArray(both.apply({ there, back: there })(x)))
})

test('a part without parameters adds none', () => {
  const none = pipe(n.input([3]), n.named('squash', n.tanh), n.dense(2))
  proven<Same<n.Params<typeof none>, readonly [n.DenseParams<3, 2>]>>()
  expect(Array.isArray(none.init(random.key(0)))).toBe(true)
})

const recipe = { loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.1 }) }
const learn = trainer(net)(recipe)
const data = dataset.of({ inputs: random.normal(random.key(1), [8, 3]), targets: random.normal(random.key(2), [8, 2]) })
const trained = learn.fold(learn.init(random.key(3)), pipe(data, dataset.batches({ size: 4, epochs: 3 })))

test('a trained part goes into another network by assignment', () => {
  const other = pipe(n.input([3]), encoder, n.dense(1))
  const begun = other.init(random.key(9))
  const taught: typeof begun = { ...begun, encoder: trained.params.encoder }
  const features = pipe(n.input([3]), n.dense(6), n.relu, n.dense(4))
  const x = random.normal(random.key(1), [2, 3])
  const hidden = features.apply(trained.params.encoder)(x)
  expect(t.toArray(other.apply(taught)(x))).toEqual(t.toArray(pipe(n.input([4]), n.dense(1)).apply([begun[1]])(hidden)))
  const again = trainer(other)(recipe)
  expect(again.init(random.key(0)).params.encoder[0].weights.shape).toEqual([3, 6])
})

test('states go through files by these names', async () => {
  const file = temporaryFolder().at('state.safetensors')
  right(await checkpoint.save(file, learn.codec)(trained)())
  const { tensors } = right(await checkpoint.read(file)())
  expect([...tensors.keys()].filter((name) => name.startsWith('params.')).toSorted()).toEqual([
    'params.1.bias', 'params.1.weights', 'params.encoder.0.bias', 'params.encoder.0.weights', 'params.encoder.1.bias',
    'params.encoder.1.weights', 'params.head.bias', 'params.head.weights',
  ])
  expect(receipt.digest(right(await checkpoint.load(file, learn.codec)()))).toBe(receipt.digest(trained))
})

test('parts are trained, frozen or given other rates by name', () => {
  const start = learn.init(random.key(3))
  const batches = pipe(data, dataset.batches({ size: 4, epochs: 2 }))
  const after = (of: optimizer.AnyOptimizer<typeof params>) => {
    const { init, fold } = trainer(net)({ loss: loss.squaredError(), optimizer: of })
    return fold(init(random.key(3)), batches).params
  }
  const frozen = after(optimizer.chain(optimizer.adam({ learningRate: 0.1 }), optimizer.freeze('encoder')))
  expect(receipt.digest(frozen.encoder)).toBe(receipt.digest(start.params.encoder))
  expect(receipt.digest(frozen.head)).not.toBe(receipt.digest(start.params.head))
  const parts = after(optimizer.partition({ head: optimizer.adam({ learningRate: 0.1 }), rest: optimizer.sgd({ learningRate: 0 }) }))
  expect([receipt.digest(parts.encoder), receipt.digest(parts[1])]).toEqual([start.params.encoder, start.params[1]].map((part) => receipt.digest(part)))
  expect(receipt.digest(parts.head)).toBe(receipt.digest(frozenBut(batches)))
})

/** The head where nothing else moves, by the mask of paths. */
const frozenBut = (batches: Iterable<dataset.Batch<number, readonly [3], readonly [2], 'f32'>>): unknown => {
  const { init, fold } = trainer(net)({
    loss: loss.squaredError(), optimizer: optimizer.chain(
      optimizer.masked(optimizer.adam({ learningRate: 0.1 }), 'head'), optimizer.freeze((path) => !path.startsWith('head.')),
    ),
  })
  return fold(init(random.key(3)), batches).params.head
}

test('summaries, explanations and errors say the name', () => {
  expect(n.rows(net).map(({ layer }) => layer)).toEqual(['encoder/dense', 'encoder/relu', 'encoder/dense', 'tanh', 'dense', 'head'])
  const story = explain.step(net)({ ...recipe, params, inputs: data.inputs, targets: data.targets })
  expect(story.layers.map(({ name }) => name)).toEqual(n.rows(net).map(({ layer }) => layer))
  expect(story.gradients.encoder[0].weights.shape).toEqual([3, 6])
  const wrong = { ...params, head: { ...params.head, bias: t.zeros([3]) } } as never
  expect(complaint(() => net.apply(wrong)(t.zeros([1, 3]))).message).toContain('head: add: cannot broadcast [1, 2] with [3]')
})

test.each([
  ['params should be a record of encoder, 1 and head, but there is no head', () => net.apply({ encoder: params.encoder, 1: params[1] } as never)(t.zeros([1, 3]))],
  ['params should be a record of encoder, 1 and head, but there is tail, too', () => net.apply({ ...params, tail: params.head } as never)(t.zeros([1, 3]))],
  ['params should be a record of encoder, 1 and head, but is []', () => net.apply([] as never)(t.zeros([1, 3]))],
  ['params.encoder should be a record for each of 2 layers', () => net.apply({ ...params, encoder: [params.encoder[0]] } as never)(t.zeros([1, 3]))],
  ['named needs a name that no other part beside it has, received a', () => pipe(n.input([3]), n.named('a', n.dense(3)), n.named('a', n.dense(3)) as any)],
  ['named needs a name that no other part beside it has, received a', () => pipe(n.input([3]), n.residual(n.repeat(2, n.named('a', n.dense(3)))) as any)],
  ['named needs a name that no other part beside it has, received a', () => pipe(n.input([3]), n.named('b', n.sequential(n.named('a', n.dense(3)), n.named('a', n.dense(3)))) as any)],
])('%s', (says, f) => expect(complaint(f).message).toContain(says))

test.each(['3', '', '-1', '__proto__', 'a.b', '1.5'])('%s is no name', (name) =>
  expect(complaint(() => n.named(name, n.relu)).message).toContain(`named needs a name that is no number and has no dot, received ${name}`))
