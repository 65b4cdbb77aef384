/** Blocks that are repeated in one loop: the function, the random numbers and the gradients of those that are written out, to the bit. */
import { isRight } from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, test } from 'vitest'
import { backend, differentiable, explain, loss, network as n, optimizer, pipe, program, random, receipt, tensor as t, trainer, tree, type Tensor } from '../../src/index.js'
import { complaint } from '../complaint.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, type R } from '../shape/twin.js'

type Any = n.Network<any, any, any, any, any>
const times = 3
const two = await backend.wasmThreads({ threads: 2 })
afterAll(two.close)
const scanned = { scanned: true } as const

/** Parameters in which those of the blocks, `each` records of the tuple from the second on, are stacked. */
const stackedFrom = (params: readonly unknown[], each: number): readonly unknown[] => {
  const blocks = Array.from({ length: times }, (_, i) => params.slice(1 + i * each, 1 + (i + 1) * each))
  return [params[0], tree.stack(blocks), ...params.slice(1 + times * each)]
}

/** A block of sequences [4, 6], how many records of parameters it has, and what repeats it: itself, or with others. */
const blocks: readonly (readonly [name: string, block: n.Block, each: number])[] = [
  ['a transformer', n.transformerBlock({ heads: 2, hidden: 8, dropout: 0.2, causal: true }), 2],
  ['statistics, inside', n.residual(n.sequential(n.dense(6), n.batchNorm(), n.relu, n.dropout(0.1))), 1],
  ['statistics', n.sequential(n.dense(6), n.batchNorm({ momentum: 0.5 }), n.relu), 2],
  ['a loop', n.sequential(n.recurrent(n.gru(6)), n.dropPath(0.3), n.recurrent(n.lstm(6), { initialState: 'learned' })), 2],
  ['convolutions', n.residual(n.sequential(n.conv1d({ filters: 6, kernel: 3, padding: 'same' }), n.groupNorm({ groups: 2 }), n.swiglu, n.dense(6))), 1],
  ['branches', n.sequential(n.parallel(n.dense(2), n.sequential(n.dense(4), n.gaussianNoise(0.1))), n.highway(n.dense(6), n.sequential(n.dense(6), n.sigmoid))), 2],
  ['a shared part', n.tied(pipe(n.input([4, 6]), n.dense(6), n.tanh, n.dense(6)), { keep: ([first]) => first, use: (all) => [all, all] }), 1],
  ['blocks in it, written out', n.sequential(n.repeat(2, n.sequential(n.dense(6), n.dropout(0.5))), n.prelu()), 3],
]

const around = (block: n.Block, options: n.RepeatOptions<true> | {}): Any =>
  (pipe as any)(n.input([4, 5]), n.dense(6), n.repeat(times, block, options as {}), n.flatten, n.dropout(0.1), n.dense(3))

const batches = [0, 1].map((i) => ({
  inputs: random.normal(random.key(10 + i), [5, 4, 5]), targets: random.normal(random.key(20 + i), [5, 3]),
}))
const recipe = { loss: loss.squaredError(), optimizer: optimizer.adamw({ learningRate: 0.01, weightDecay: 0.1 }), penalty: loss.l2(0) }

describe.each(blocks)('%s', (_, block, each) => {
  const [written, looped] = [around(block, {}), around(block, scanned)] as const
  const params = written.init(random.key(3)) as readonly unknown[]

  test('parameters begin as those that are written out', () => {
    expect(receipt.digest(looped.init(random.key(3)))).toBe(receipt.digest(stackedFrom(params, each)))
  })

  test.each([backend.pure, backend.mutable, backend.wasm, two])('steps on $name leave the same bits', (on) => {
    const [a, b] = [written, looped].map((net) => {
      const learn = trainer(net, { backend: on })(recipe as any) as any
      return learn.fold(learn.init(random.key(1)), batches)
    })
    expect(receipt.digest(b.params)).toBe(receipt.digest(stackedFrom(a.params, each)))
    const [p, q] = [written.compile(a.params, { backend: on }), looped.compile(b.params, { backend: on })].map(({ predict }) =>
      receipt.digest(predict(batches[0]!.inputs as any)))
    expect(q).toBe(p)
  })

  test('what is carried at some blocks alone, or computed without compiling, too', () => {
    const few = around(block, { scanned: true, checkpoint: true })
    const recipes = [looped, few].map((net) => (trainer(net)(recipe as any) as any))
    const [a, b] = recipes.map((learn) => receipt.digest(learn.fold(learn.init(random.key(1)), batches).params))
    expect(b).toBe(a)
    const training = { key: random.key(9) }
    const [x, y] = [written.apply(params, training), looped.apply(stackedFrom(params, each), training)].map((f) => f(batches[0]!.inputs as any))
    expect(receipt.digest(y)).toBe(receipt.digest(x))
  })
})

test('a loop in loops, in sequences and residual blocks', () => {
  const inner = (options: {}) => n.residual(n.sequential(n.layerNorm(), n.repeat(2, n.sequential(n.dense(6), n.dropout(0.2)), options), n.tanh))
  const net = (outer: {}, options: {}): Any =>
    (pipe as any)(n.input([6]), n.dense(6), n.sequential(n.repeat(times, inner(options), outer)), n.dropout(0.3), n.dense(2))
  const [written, looped] = [net({}, {}), net(scanned, scanned)] as const
  const stack = (params: any): readonly unknown[] => [
    params[0], [tree.stack([1, 2, 3].map((i) => [params[i][0], tree.stack([[params[i][1]], [params[i][2]]])]))], params[4],
  ]
  const params = written.init(random.key(0))
  expect(receipt.digest(looped.init(random.key(0)))).toBe(receipt.digest(stack(params)))
  const x = random.normal(random.key(1), [3, 6]) as any
  const [a, b] = [written.apply(params, { key: random.key(2) })(x), looped.apply(stack(params), { key: random.key(2) })(x)]
  expect(receipt.digest(b)).toBe(receipt.digest(a))
})

const deep = pipe(n.input([8]), n.repeat(4, n.residual(n.sequential(n.dense(8), n.batchNorm(), n.relu)), scanned), n.dense(2))
type Deep = readonly [
  readonly [readonly [
    { readonly weights: Tensor<R<[4, 8, 8]>>; readonly bias: Tensor<R<[4, 8]>> },
    {
      readonly scale: Tensor<R<[4, 8]>>; readonly offset: Tensor<R<[4, 8]>>
      readonly statistics: { readonly mean: Tensor<R<[4, 8]>>; readonly variance: Tensor<R<[4, 8]>>; readonly count: Tensor<R<[4]>> }
    },
  ]],
  n.DenseParams<8, 2>,
]

test('parameters have a type, in which each tensor is of all blocks', () => {
  const params: Deep = deep.init(random.key(0))
  const back: n.Params<typeof deep> = params
  expect(back[0][0][0].weights.shape).toEqual([4, 8, 8])
  proven<Same<typeof deep['output'], R<[2]>>>()
  // A number that only run time knows is one here.
  const some: number = 2
  const net = pipe(n.input([8]), n.repeat(some, n.sequential(n.relu, n.dense(8)), scanned))
  proven<Same<n.Params<typeof net>[0][0]['weights'], Tensor<readonly [number, 8, 8]>>>()
  expect(net.init(random.key(0))[0][0].weights.shape).toEqual([2, 8, 8])
  const none = pipe(n.input([8]), n.repeat(3, n.sequential(n.relu, n.dropout(0.5)), scanned))
  proven<Same<n.Params<typeof none>, readonly []>>()
  expect(none.init(random.key(0))).toEqual([])
  expect(none.apply([])(t.ones([1, 8]))).toEqual(t.ones([1, 8]))
})

test('statistics that no batch has moved are an error, and calibrate gathers them', () => {
  const params = deep.init(random.key(0))
  const x = random.normal(random.key(1), [6, 8])
  expect(complaint(() => deep.compile(params)).message).toContain('count should be moved by a batch')
  expect(complaint(() => t.toArray(deep.apply(params)(x))).message).toContain('count should be moved by a batch')
  const moved = n.calibrate(deep)(params, [{ inputs: x }])
  expect(t.toArray(moved[0][0][1].statistics.count)).toEqual([6, 6, 6, 6])
  // One block that has none is enough.
  const [{ statistics, ...norm }, [dense, , head]] = [moved[0][0][1], [moved[0][0][0], 0, moved[1]]] as const
  const partly = [[[dense, { ...norm, statistics: { ...statistics, count: t.of([4], [6, 6, 0, 6]) } }]], head] as const
  expect(complaint(() => deep.compile(partly)).message).toContain('0.0.1.statistics.count should be moved by a batch')
  expect(t.toArray(deep.apply(moved)(x)).flat().every(Number.isFinite)).toBe(true)
})

describe('what is made of networks', () => {
  const learn = trainer(deep)({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.1 }), penalty: loss.l2(0.01) })
  const batch = { inputs: random.normal(random.key(1), [6, 8]), targets: random.normal(random.key(2), [6, 2]) }
  const state = learn.fold(learn.init(random.key(0)), [batch])

  test('a summary counts all blocks', () => {
    const [first] = n.rows(deep)
    expect(first).toEqual({
      layer: 'repeat(4 × residual(dense, batchNorm, relu))', output: [8], parameters: 4 * (72 + 33), bytes: 16 * (72 + 33),
      operations: 4 * n.rows(pipe(n.input([8]), n.residual(n.sequential(n.dense(8), n.batchNorm(), n.relu))))[0]!.operations,
    })
  })

  test('states go through codecs', () => {
    const decoded = learn.codec.decode(learn.codec.encode(state))
    expect(isRight(decoded) && receipt.digest(decoded.right)).toBe(receipt.digest(state))
  })

  test('an explanation is of the step that is made', () => {
    const { optimizer: kept, params } = state
    const story = explain.step(deep)({
      params, state: kept, loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.1 }), penalty: loss.l2(0.01), ...batch,
      key: random.foldIn(state.key, state.step),
    })
    expect(story.layers.map(({ name }) => name)).toEqual(['repeat(4 × residual(dense, batchNorm, relu))', 'dense'])
    expect(receipt.digest(story.updated)).toBe(receipt.digest(learn.step(state, batch).params))
  })

  test('masks and parts choose by place', () => {
    const chosen = (all: optimizer.Optimizer<any>) => {
      const other = (trainer(deep) as any)({ loss: loss.squaredError(), optimizer: all })
      const [before, after] = [state.params, other.fold({ ...other.init(random.key(0)), params: state.params }, [batch]).params]
      const leaves = tree.leaves(after)
      return tree.leaves(before).filter(({ tensor }, i) => receipt.digest(tensor) === receipt.digest(leaves[i]!.tensor)).map(({ path }) => path)
    }
    const sgd = optimizer.sgd({ learningRate: 0.1 })
    expect(chosen(optimizer.partition({ 0: optimizer.freeze(), rest: sgd } as any) as any))
      .toEqual(['0.0.0.weights', '0.0.0.bias', '0.0.1.scale', '0.0.1.offset'])
    expect(chosen(optimizer.chain(sgd, optimizer.freeze(optimizer.isWeights)) as any)).toEqual(['0.0.0.weights', '1.weights'])
  })
})

test('blocks that end in probabilities are no logits', () => {
  const net = pipe(n.input([3]), n.repeat(2, n.sequential(n.dense(3), n.softmax), scanned))
  expect(complaint(() => trainer(net)({ loss: loss.softmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })).message)
    .toContain('takes logits, but the network ends in repeat(2 × dense, softmax), which makes probabilities of them')
})

test('a name inside is one for all blocks', () => {
  const net = pipe(n.input([8]), n.repeat(4, n.sequential(n.named('mixed', n.dense(8)), n.relu), scanned))
  const params = net.init(random.key(0))
  expect(params[0].mixed.weights.shape).toEqual([4, 8, 8])
  expect(net.apply(params)(t.ones([2, 8])).shape).toEqual([2, 8])
})

test('blocks that look at an encoder or at a mask are those that are written out', () => {
  const tokens = n.input([7], 'i32')
  const embedded = n.sequential(n.embedding(20, 8), n.sinusoidalPositions)
  const translation = (options: {}): Any => {
    const encoder = (pipe as any)(tokens, n.slice([[0, 4]]), embedded, n.repeat(2, n.transformerBlock({ heads: 2, hidden: 8, mask: n.padding(0, [0, 4]) }), options))
    return (pipe as any)(tokens, n.encoderDecoder(encoder, ((source: never) => {
      const decoding = n.sequential(n.residual(n.crossAttention(source, { heads: 2, mask: n.padding(0, [0, 4]) })), n.residual(n.dense(8)))
      return (pipe as any)(tokens, n.slice([[4, 7]]), embedded, n.repeat(2, decoding, options), n.dense(20))
    }) as never))
  }
  const [written, looped] = [translation({}), translation(scanned)] as const
  const x = t.of([3, 7], [1, 2, 3, 0, 4, 5, 6, 7, 8, 0, 0, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], 'i32') as any
  const [[embedding, ...encoder], [other, ...decoder]] = written.init(random.key(0))[0] as any
  const half = (list: readonly unknown[]) => tree.stack([list.slice(0, list.length / 2), list.slice(list.length / 2)])
  const params = [[[embedding, half(encoder)], [other, half(decoder.slice(0, -1)), decoder.at(-1)]]]
  expect(receipt.digest(looped.init(random.key(0)))).toBe(receipt.digest(params))
  const first = [[[embedding, ...encoder], [other, ...decoder]]]
  const [a, b] = [written.apply(first)(x), looped.apply(params)(x)]
  expect(receipt.digest(b)).toBe(receipt.digest(a))
  // What both decoder blocks make of the encoder's outputs is added up from the other end, and no other sum.
  const batch = { inputs: x, targets: t.full([3, 3], 2, 'i32') }
  const steps = [written, looped].map((net, i) => {
    const learn = (trainer(net) as any)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    return learn.step({ ...learn.init(random.key(0)), params: [first, params][i] }, batch).params[0]
  })
  const [[[words, ...encoding], [second, ...decoding]], [encoded, decoded]] = steps as any
  expect(receipt.digest(decoded)).toBe(receipt.digest([second, half(decoding.slice(0, -1)), decoding.at(-1)]))
  const [here, there] = [[words, half(encoding)], encoded].map((part) => tree.leaves(part).flatMap(({ tensor }) => t.toArray(tensor)))
  const far = here!.map((value, k) => Math.abs(value - there![k]!))
  expect(Math.max(...far)).toBeLessThan(1e-6)
})

test('derivatives forward, and of derivatives, in double precision, are those of blocks that are written out', () => {
  const net = (options: {}): Any =>
    (pipe as any)(n.input([3, 4], 'f64'), n.repeat(times, n.residual(n.sequential(n.layerNorm(), n.dense(4), n.tanh)), options))
  const [written, looped] = [net({}), net(scanned)] as const
  const x = random.normal(random.key(1), [2, 3, 4], 'f64')
  const params = written.init(random.key(0)) as readonly unknown[]
  const stacked = [tree.stack(params.map((one) => [one]))]
  expect(receipt.digest(looped.init(random.key(0)))).toBe(receipt.digest(stacked))
  const [a, b] = ([[written, params], [looped, stacked]] as const).map(([f, own]) => {
    const energy = (v: typeof x) => pipe(f.apply(own)(v as any) as unknown as typeof x, t.square, t.sum())
    const slope = (v: typeof x) => differentiable.gradient(differentiable.lift(energy))(v)
    return receipt.digest([slope(x), ...differentiable.jvp(slope)(x, t.ones([2, 3, 4], 'f64'))])
  })
  expect(b).toBe(a)
})

test('a program is as long for many blocks as for few, and keeps less', () => {
  const step = (count: number, options: {}) => {
    const block = n.transformerBlock({ heads: 2, hidden: 64, causal: true })
    const net = (pipe as any)(n.input([16, 16]), n.repeat(count, block, options), n.flatten, n.dense(1))
    const learn = (trainer(net) as any)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    const made = learn.program(learn.init(random.key(0)), { inputs: t.zeros([16, 16, 16]), targets: t.zeros([16, 1]) })
    return { instructions: made.instructions.length, bytes: program.plan(program.group(made)).bytes }
  }
  const [few, many, written] = [step(2, scanned), step(12, scanned), step(12, {})] as const
  expect(many.instructions).toBe(few.instructions)
  expect(many.instructions).toBeLessThan(written.instructions / 8)
  expect(many.bytes).toBeLessThan(0.75 * written.bytes)
  expect(step(12, { scanned: true, checkpoint: true }).bytes).toBeLessThan(0.4 * written.bytes)
})

const row = n.input([4])
test.each([
  ['repeat needs a block that keeps its shape: [4] became [3]', () => pipe(row, n.repeat(2, n.dense(3), scanned) as any)],
  ['repeat needs a block that keeps its shape: [4] became [3]', () => n.repeat(2, pipe(row, n.dense(3)), scanned)],
  ['repeat takes one tensor, received a record', () => pipe(n.input({ a: [4] }), n.repeat(2, n.relu, scanned) as any)],
  ['repeat needs a block that keeps its element type: i32 became f32', () => pipe(n.input([4], 'i32'), n.repeat(2, pipe(n.input([4], 'i32'), n.embedding(3, 4), n.globalAveragePool), scanned) as any)],
  ['repeat takes f32 or f64, received i32', () => pipe(n.input([4], 'i32'), n.repeat(2, n.identity, scanned) as any)],
  ['repeat: scanned should be true or false, but is 1', () => n.repeat(2, n.relu, { scanned: 1 } as any)],
  ['repeat: unknown option "scaned"; did you mean "scanned"?', () => n.repeat(2, n.relu, { scaned: true } as any)],
  ['repeat: checkpoint should be left out, or with scanned: true', () => n.repeat(2, n.relu, { checkpoint: true })],
])('%s', (says, f) => expect(complaint(f).message).toContain(says))
