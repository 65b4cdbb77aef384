/** Networks of several inputs and outputs. */
import { describe, expect, test } from 'vitest'
import * as E from 'fp-ts/lib/Either.js'
import {
  backend, checkpoint, dataset, differentiable, explain, loss, metric, network as n, optimizer, pipe, random, receipt, tensor as t, trainer,
  type Tensor,
} from '../../src/index.js'
import { complaint } from '../complaint.js'

const proven = <T extends true>(): T => true as T
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

const net = pipe(
  n.input({ words: n.input([6], 'i32'), numbers: [4] }),
  n.concatenate(-1)({
    words: n.sequential(n.embedding(9, 3), n.globalAveragePool),
    numbers: n.dense(2),
  }),
  n.dense(5), n.tanh,
  n.outputs({ price: n.dense(1), kind: n.sequential(n.dropout(0.25), n.dense(3)) }),
)
const key = random.key(3)
const words = t.of([8, 6], Array.from({ length: 48 }, (_, i) => (i * 5 + 1) % 9), 'i32')
const numbers = random.normal(random.key(1), [8, 4])
const price = random.normal(random.key(2), [8, 1])
const kind = t.of([8], [0, 1, 2, 0, 2, 1, 1, 0], 'i32')
const data = dataset.of({ inputs: { words, numbers }, targets: { price, kind } })
const recipe = {
  loss: loss.outputs({ price: loss.squaredError(), kind: { loss: loss.sparseSoftmaxCrossEntropy(), weight: 0.5 } }),
  optimizer: optimizer.adam({ learningRate: 1e-2 }),
}

describe('types', () => {
  test('of the network', () => {
    proven<Same<typeof net.input, { readonly words: readonly [6]; readonly numbers: readonly [4] }>>()
    proven<Same<typeof net.inputDtype, { readonly words: 'i32'; readonly numbers: 'f32' }>>()
    proven<Same<typeof net.output, { readonly price: readonly [1]; readonly kind: readonly [3] }>>()
    proven<Same<typeof net.dtype, { readonly price: 'f32'; readonly kind: 'f32' }>>()
    const params = net.init(key)
    proven<Same<typeof params[0]['words'][0]['table'], Tensor<readonly [9, 3]>>>()
    proven<Same<typeof params[2]['kind'][0]['weights'], Tensor<readonly [5, 3]>>>()
    expect([net.input, net.inputDtype, net.output, net.dtype]).toEqual([
      { words: [6], numbers: [4] }, { words: 'i32', numbers: 'f32' }, { price: [1], kind: [3] }, { price: 'f32', kind: 'f32' },
    ])
    expect([params[0].words[0].table.shape, params[0].numbers[0].weights.shape, params[2].price[0].bias.shape, params[2].kind[0].weights.shape])
      .toEqual([[9, 3], [4, 2], [1], [5, 3]])
  })
  test('of what it gives', () => {
    const params = net.init(key)
    const batch = net.apply(params)({ words, numbers })
    proven<Same<typeof batch, { readonly price: Tensor<readonly [8, 1]>; readonly kind: Tensor<readonly [8, 3]> }>>()
    expect([batch.price.shape, batch.kind.shape]).toEqual([[8, 1], [8, 3]])
    const { predict } = net.compile(params)
    const one = predict({ words: t.of([6], [1, 2, 3, 4, 5, 6], 'i32'), numbers: t.ones([4]) })
    proven<Same<typeof one, { readonly price: Tensor<readonly [1]>; readonly kind: Tensor<readonly [3]> }>>()
    expect([one.price.shape, one.kind.shape]).toEqual([[1], [3]])
    expect(predict({ words, numbers })).toEqual(batch)
  })
  test('of data sets', () => {
    proven<Same<typeof data, dataset.Dataset<
      { readonly words: readonly [6]; readonly numbers: readonly [4] }, { readonly price: readonly [1]; readonly kind: readonly [] },
      { readonly price: 'f32'; readonly kind: 'i32' }, { readonly words: 'i32'; readonly numbers: 'f32' }
    >>>()
    const [first] = pipe(data, dataset.split(0.5))
    proven<Same<typeof first, typeof data>>()
    expect(first.size).toBe(4)
  })
  test('a generic function of networks of one input is what it was', () => {
    const logits = <const C extends number>(classes: C) => {
      const small = pipe(n.input([4]), n.dense(classes))
      return small.apply(small.init(key))(numbers)
    }
    const made = logits(3)
    proven<Same<typeof made, Tensor<readonly [8, 3]>>>()
    expect(made.shape).toEqual([8, 3])
  })
})

describe('blocks and records', () => {
  const two = n.input({ left: [4], right: [3] })
  test('branches by name, joined in the order in which they are written', () => {
    const joined = pipe(two, n.parallel({ right: n.sequential(), left: n.sequential() }))
    const out = joined.apply(joined.init(key))({ left: t.of([1, 4], [1, 2, 3, 4]), right: t.of([1, 3], [5, 6, 7]) })
    proven<Same<typeof out, Tensor<readonly [1, 7]>>>()
    expect(t.toArray(out)).toEqual([5, 6, 7, 1, 2, 3, 4])
  })
  test('the same bits as the tuple of branches, of one input', () => {
    const [named, listed] = [
      pipe(n.input([4]), n.parallel({ a: n.dense(2), b: n.dense(3) })), pipe(n.input([4]), n.parallel(n.dense(2), n.dense(3))),
    ]
    const [p, q] = [named.init(key), listed.init(key)]
    expect([p[0].a, p[0].b]).toEqual([q[0][0], q[0][1]])
    expect(named.apply(p)(numbers)).toEqual(listed.apply(q)(numbers))
  })
  test('added and multiplied, identities among them', () => {
    const sum = pipe(two, n.add({ left: n.identity, right: n.sequential(n.dense(4), n.identity) }), n.multiply(n.identity, n.identity))
    proven<Same<typeof sum.output, readonly [4]>>()
    const params = sum.init(key)
    const x = { left: t.ones([1, 4]), right: t.zeros([1, 3]) }
    expect(t.toArray(sum.apply(params)(x))).toEqual([1, 1, 1, 1])
    const said = complaint(() => n.add({ left: n.identity, right: n.identity })(two as never)).message
    expect(said).toContain('add needs branches of one shape, received [4] and [3]')
  })
  test('each changes some and lets others pass', () => {
    const changed = pipe(two, n.each({ left: n.dense(2) }))
    const { left, right } = changed.apply(changed.init(key))({ left: t.ones([2, 4]), right: t.ones([2, 3]) })
    proven<Same<typeof left, Tensor<readonly [2, 2]>>>()
    expect([left.shape, t.toArray(right)]).toEqual([[2, 2], [1, 1, 1, 1, 1, 1]])
  })
  test('in sequential, named, repeat and andThen', () => {
    const block = n.sequential(n.each({ left: n.dense(3) }), n.parallel({ left: n.relu, right: n.tanh }))
    const one = pipe(two, n.named('towers', block), n.dense(2))
    const params = one.init(key)
    proven<Same<typeof params.towers[0]['left'][0]['weights'], Tensor<readonly [4, 3]>>>()
    expect(params.towers[0].left[0].weights.shape).toEqual([4, 3])
    const again = pipe(two, n.repeat(2, n.each({ left: n.dense(4) })), n.andThen(pipe(two, n.parallel({ left: n.relu, right: n.tanh }))))
    proven<Same<typeof again.output, readonly [7]>>()
    expect(again.output).toEqual([7])
  })
  test('a layer of one\'s own after several inputs, and networks of records inside of one', () => {
    const tower = pipe(two, n.parallel({ left: n.dense(2), right: n.dense(2) }))
    const halves = n.layer({
      name: 'halves', shape: (_: readonly [7]) => [4] as const, networks: { tower },
      apply: (_, __, { tower: inner }) => (x) => inner({ left: pipe(x, t.slice([null, [0, 4]])), right: pipe(x, t.slice([null, [4, 7]])) }),
    })
    const own = pipe(two, n.parallel({ left: n.relu, right: n.relu }), halves, n.dense(2))
    const params = own.init(key)
    expect(params[1].tower[0].left[0].weights.shape).toEqual([4, 2])
    expect(own.apply(params)({ left: t.ones([2, 4]), right: t.ones([2, 3]) }).shape).toEqual([2, 2])
  })
  test('a network of records is a block in a list of branches', () => {
    const both = pipe(two, n.parallel(pipe(two, n.parallel({ left: n.dense(2), right: n.dense(2) })), n.parallel({ left: n.relu, right: n.relu })))
    proven<Same<typeof both.output, readonly [11]>>()
    expect(both.apply(both.init(key))({ left: t.ones([2, 4]), right: t.ones([2, 3]) }).shape).toEqual([2, 11])
  })
  test('f64, and tokens embedded in a record', () => {
    const wide = pipe(
      n.input({ words: n.input([6], 'i32'), numbers: n.input([4], 'f64') }),
      n.parallel({ words: n.sequential(n.embedding(9, 3, { dtype: 'f64' }), n.globalAveragePool), numbers: n.dense(2) }), n.dense(2),
    )
    proven<Same<typeof wide.dtype, 'f64'>>()
    const f = differentiable.lift((p: n.Params<typeof wide>) => wide.apply(p)({ words, numbers: t.cast('f64')(numbers) }))
    expect(differentiable.check(f, wide.init(key), random.key(5))).toMatchObject({ _tag: 'Right' })
  })
})

describe('what does not fit is told at run time in the words of the compiler', () => {
  const two = n.input({ left: [4], right: [3] })
  const untyped = (f: (net: any) => unknown): string => complaint(() => f(two)).message
  test.each([
    ['a layer of one tensor', n.dense(2), 'dense takes one tensor, received a record: concatenate and parallel join its tensors, each changes some'],
    ['residual', n.residual(n.relu), 'residual takes one tensor, received a record'],
    ['a name that is missing', n.parallel({ left: n.relu }), 'parallel has no block for right'],
    ['a name too many', n.parallel({ left: n.relu, right: n.relu, top: n.relu }), 'parallel has a block for top, which is not among its inputs'],
    ['each of another name', n.each({ top: n.relu }), 'each has a block for top, which is not among its inputs'],
    ['outputs without a name', n.outputs({ left: n.relu }), 'outputs has no block for right'],
    ['another shape inside', n.parallel({ left: n.conv1d({ filters: 2, kernel: 2 }), right: n.relu }), 'conv1d'],
    ['a network of other names', n.sequential(pipe(n.input({ left: [4], top: [3] }), n.parallel({ left: n.relu, top: n.relu }))), 'sequential takes a record with top, received one without it'],
    ['a network of other shapes', n.sequential(pipe(n.input({ left: [4], right: [5] }), n.parallel({ left: n.relu, right: n.relu }))), 'sequential takes right of [5], received [3]'],
    ['a network of other types', n.sequential(n.input({ left: [4], right: n.input([3], 'f64') })), 'sequential takes right of f64, received f32'],
  ])('%s', (_, block, message) => expect(untyped((net) => (block as (net: unknown) => unknown)(net))).toContain(message))
  test('each of one tensor, outputs of records, branches of two types', () => {
    const one: any = n.input([4])
    expect(complaint(() => n.each({ left: n.relu })(one as never)).message).toContain('each takes a record, received one tensor')
    expect(complaint(() => n.outputs({ a: n.outputs({ b: n.relu }) } as any)(one as never)).message).toContain('one that gives a record')
    const mixed: any = n.input({ a: [4], b: n.input([4], 'f64') })
    expect(complaint(() => n.parallel({ a: n.relu, b: n.relu })(mixed as never)).message).toContain('parallel needs branches of one element type, received f32 and f64')
  })
  test('inputs', () => {
    expect(complaint(() => n.input({} as any)).message).toContain('inputs should be a record of at least one')
    expect(complaint(() => n.input({ 0: [4] } as any)).message).toContain('names that are no numbers')
    expect(complaint(() => n.input({ a: 4 } as any)).message).toContain('a should be a shape')
    expect(complaint(() => n.input({ a: [4] }, 'f64' as any)).message).toContain('dtype')
    expect(complaint(() => n.input({ a: pipe(n.input([4]), n.relu) })).message).toContain('a should be a shape, or an input')
    const params = net.init(key)
    const bad: readonly (readonly [unknown, string])[] = [
      [{ words }, 'inputs should be a record of words and numbers, but there is no numbers'],
      [{ words, numbers, other: numbers }, 'but there is other, too'],
      [numbers, 'inputs should be a record of words and numbers'],
      [{ words, numbers: t.zeros([8, 5]) }, 'inputs.numbers'],
      [{ words: numbers, numbers }, 'inputs.words'],
      [{ words, numbers: t.zeros([7, 4]) }, 'inputs.numbers'],
      [{ words: t.cast('f32')(words), numbers }, 'inputs.words'],
    ]
    const learn = trainer(net)(recipe)
    const state = learn.init(key)
    for (const [inputs, message] of bad) {
      expect(complaint(() => net.apply(params)(inputs as never)).message).toContain(message)
      expect(complaint(() => net.compile(params).predict(inputs as never)).message).toContain(message)
      expect(complaint(() => learn.predict(state, inputs as never)).message).toContain(message)
      expect(complaint(() => learn.step(state, { inputs, targets: { price, kind } } as never)).message).toContain(message)
    }
    expect(complaint(() => net.compile(params).predict({ words, numbers: t.zeros([4]) } as never)).message).toContain('inputs.numbers should be a batch of 8')
    const plain = pipe(n.input([4]), n.dense(1))
    expect(complaint(() => plain.apply(plain.init(key))({ words, numbers } as never)).message).toContain('inputs should be one tensor, but is a record of words and numbers')
  })
  test('targets and losses', () => {
    const learn = trainer(net)(recipe)
    const state = learn.init(key)
    const bad: readonly (readonly [unknown, string])[] = [
      [{ price }, 'but there is no kind'], [{ price, kind, other: kind }, 'but there is other, too'], [price, 'targets should be a record of price and kind'],
      [{ price, kind: price }, 'kind: targets are f32[8, 1], expected i32[8]'], [{ price: t.zeros([7, 1]), kind }, '8 inputs need 8 targets'],
      [{ price, kind: t.of([8], [0, 1, 2, 3, 0, 0, 0, 0], 'i32') }, 'kind: targets[3] is 3, expected a class from 0 to 2'],
    ]
    for (const [targets, message] of bad)
      expect(complaint(() => learn.step(state, { inputs: { words, numbers }, targets } as never)).message).toContain(message)
    const make = (given: unknown) => complaint(() => trainer(net)({ ...recipe, loss: given } as never)).message
    expect(make(loss.squaredError())).toContain('a network of several outputs needs loss.outputs, with a loss for each')
    expect(make(loss.outputs({ price: loss.squaredError() }))).toContain('loss.outputs has no loss for the output kind')
    expect(make(loss.outputs({ price: loss.squaredError(), kind: loss.squaredError(), x: loss.hinge() }))).toContain('loss.outputs has a loss for x, which is no output')
    expect(complaint(() => trainer(pipe(n.input([4]), n.dense(1)))(recipe as never)).message).toContain('loss.outputs is for a network of several outputs')
    expect(complaint(() => loss.outputs({ a: { loss: loss.hinge(), weight: -1 } })).message).toContain('a.weight')
    expect(complaint(() => loss.outputs({ a: { loss: loss.hinge(), wieght: 2 } as never })).message).toContain('did you mean "weight"?')
    expect(complaint(() => loss.outputs({ a: recipe.loss })).message).toContain('a should be the loss of one output')
    const ends = pipe(n.input([4]), n.outputs({ a: n.sequential(n.dense(3), n.softmax) }))
    expect(complaint(() => trainer(ends)({ ...recipe, loss: loss.outputs({ a: loss.sparseSoftmaxCrossEntropy() }) })).message).toContain('leave it out')
  })
})

describe('training', () => {
  const batches = pipe(data, dataset.batches({ size: 3, epochs: 2, shuffle: random.key(9) }))
  test('the same bits on all backends', async () => {
    const threads = await backend.wasmThreads({ threads: 2 })
    const digests = [backend.pure, backend.mutable, backend.wasm, threads].map((on) => {
      const learn = trainer(net, { backend: on })(recipe)
      const end = learn.fold(learn.init(key), batches)
      return receipt.digest({ params: end.params, optimizer: end.optimizer, predicted: learn.predict(end, data.inputs), loss: t.scalar(end.loss) })
    })
    await threads.close()
    expect(new Set(digests).size).toBe(1)
    expect(digests[0]).toHaveLength(64)
  })
  test('a fold is the reduction of steps, and the loss falls', () => {
    const learn = trainer(net)(recipe)
    const start = learn.init(key)
    const end = learn.fold(start, batches)
    expect(receipt.digest(end)).toBe(receipt.digest([...batches].reduce((state, batch) => learn.step(state, batch), start)))
    const long = learn.fold(start, pipe(data, dataset.batches({ size: 8, epochs: 60 })))
    expect(learn.evaluate(long, data, { loss: metric.loss }).loss).toBeLessThan(0.7 * learn.evaluate(start, data, { loss: metric.loss }).loss)
  })
  test('gradients are those of the sum of losses, written by hand', () => {
    const sgd = trainer(net)({ ...recipe, optimizer: optimizer.sgd({ learningRate: 1 }) })
    const start = sgd.init(key)
    const next = sgd.step(start, { inputs: { words, numbers }, targets: { price, kind } })
    const context = { key: random.foldIn(start.key, t.scalar(0, 'u32')) }
    const objective = differentiable.lift((p: n.Params<typeof net>) => {
      const out = net.apply(p, context)({ words, numbers })
      return t.add(t.mul(0.5)(loss.sparseSoftmaxCrossEntropy().of(out.kind, kind)))(loss.squaredError().of(out.price, price))
    })
    const [value, pullback] = objective(start.params)
    expect(next.loss).toBe(t.toArray(value)[0])
    expect(next.params).toEqual(optimizer.applyUpdates(start.params, optimizer.sgd({ learningRate: 1 }).update(
      pullback(t.scalar(1)), optimizer.sgd({ learningRate: 1 }).init(start.params), start.params, { loss: value })[0]))
  })
  test('weights of examples weigh all outputs', () => {
    const [some, none] = [t.of([8], [1, 1, 0, 0, 0, 0, 0, 0]), { inputs: { words, numbers }, targets: { price, kind } }]
    const { evaluate, init } = trainer(net)(recipe)
    const state = init(key)
    const weighted = evaluate(state, dataset.of({ ...none, weights: some }), { loss: metric.loss }).loss
    expect(weighted).toBeCloseTo(evaluate(state, pipe(data, dataset.take(2)), { loss: metric.loss }).loss, 6)
  })
  test('metrics of each output, and of all together', () => {
    const learn = trainer(net)(recipe)
    const state = learn.fold(learn.init(key), batches)
    const { price: of, kind: named, loss: all } = learn.evaluate(state, data, {
      price: { mse: metric.meanSquaredError, loss: metric.loss }, kind: { accuracy: metric.accuracy, loss: metric.loss }, loss: metric.loss,
    })
    proven<Same<typeof named.accuracy, number>>()
    const out = learn.predict(state, { words, numbers })
    expect(of.mse).toBe(metric.values({ mse: metric.meanSquaredError })({ predictions: out.price, targets: price, loss: 0 }).mse)
    expect(named.accuracy).toBe(metric.values({ a: metric.accuracy })({ predictions: out.kind, targets: kind, loss: 0 }).a)
    expect(of.loss).toBe(t.toArray(loss.squaredError().of(out.price, price))[0])
    expect(all).toBe(t.toArray(recipe.loss.of(out, { price, kind }))[0])
    expect(all).toBeCloseTo(of.loss + 0.5 * named.loss, 6)
    const refused = (metrics: unknown): string => complaint(() => learn.evaluate(state, data, metrics as never)).message
    expect(refused({ accuracy: metric.accuracy })).toContain('accuracy is of one output')
    expect(refused({ prise: { mse: metric.meanSquaredError } })).toContain('prise is no output of the network, which has price and kind')
    expect(refused({ price: metric.meanSquaredError })).toContain('price should be a record of metrics')
  })
  test('a loss over many examples has the bits of the whole', () => {
    const many = 6000
    const inputs = { words: t.of([many, 6], Array.from({ length: 6 * many }, (_, i) => (i * 7 + 2) % 9), 'i32'), numbers: random.normal(random.key(4), [many, 4]) }
    const targets = { price: random.normal(random.key(5), [many, 1]), kind: t.of([many], Array.from({ length: many }, (_, i) => i % 3), 'i32') }
    const weights = random.uniform(random.key(6), [many])
    const learn = trainer(net)(recipe)
    const state = learn.init(key)
    const out = learn.predict(state, inputs)
    expect(learn.evaluate(state, dataset.of({ inputs, targets, weights }), { loss: metric.loss }).loss).toBe(t.toArray(recipe.loss.of(out, targets, weights))[0])
    expect(t.toArray(out.kind).slice(-3)).toEqual(t.toArray(learn.predict(state, { words: t.slice([[many - 1, many]])(inputs.words), numbers: t.slice([[many - 1, many]])(inputs.numbers) }).kind))
  })
  test('checkpoints name tensors by their branch', () => {
    const state = trainer(net)(recipe).init(key)
    const stored = checkpoint.named(net, [
      { words: [{ table: 'words.table' }], numbers: [{ weights: 'numbers.weights', bias: 'numbers.bias' }] }, { weights: 'trunk.weights', bias: 'trunk.bias' },
      { price: [{ weights: 'price.weights', bias: 'price.bias' }], kind: [{ weights: 'kind.weights', bias: 'kind.bias' }] },
    ])
    const contents = stored.encode(state.params)
    expect([...contents.tensors.keys()].toSorted()).toEqual([
      'kind.bias', 'kind.weights', 'numbers.bias', 'numbers.weights', 'price.bias', 'price.weights', 'trunk.bias', 'trunk.weights', 'words.table',
    ])
    expect(pipe(stored.decode(contents), E.map(receipt.digest))).toEqual(E.right(receipt.digest(state.params)))
  })
  test('observers, chunks that arrive, and programs', async () => {
    const learn = trainer(net)(recipe)
    const start = learn.init(key)
    const whole = learn.fold(start, pipe(data, dataset.batches({ size: 3 })))
    async function* chunks() { for (const [from, to] of [[0, 5], [5, 8]] as const) yield pipe(data, dataset.slice(from, to)) }
    const came = await learn.foldAsync(start, dataset.rebatchAsync({ size: 3 })(chunks()))
    expect(receipt.digest(came)).toBe(receipt.digest(whole))
    const first = [...batches][0]!
    expect(learn.program(start, first).results.length).toBeGreaterThan(10)
    expect(receipt.programDigest(learn.program(start, first, { simplified: false }))).toHaveLength(64)
  })
  test('states go out and come back', () => {
    const learn = trainer(net)(recipe)
    const state = learn.fold(learn.init(key), batches)
    const back = learn.codec.decode(learn.codec.encode(state))
    expect(pipe(back, E.map(receipt.digest))).toEqual(E.right(receipt.digest(state)))
    const wrong = learn.codec.decode({ ...learn.codec.encode(state) as object, params: [] })
    expect(E.isLeft(wrong)).toBe(true)
  })
})

describe('dropout, statistics and masks inside of branches', () => {
  test('what training observes in a branch takes its place', () => {
    const two = pipe(n.input({ a: [2], b: [2] }), n.parallel({ a: n.batchNorm(), b: n.relu }), n.outputs({ x: n.sequential(n.dense(2), n.batchNorm()), y: n.dense(1) }))
    const inputs = { a: t.of([2, 2], [1, 2, 3, 4]), b: t.ones([2, 2]) }
    const params = two.init(key)
    const [out, after] = n.train(two)(params, { key })(inputs)
    proven<Same<typeof out.y, Tensor<readonly [2, 1]>>>()
    expect([t.toArray(after[0].a[0].statistics.count), t.toArray(after[1].x[1].statistics.count)]).toEqual([[2], [2]])
    const calibrated = n.calibrate(two)(params, [{ inputs }])
    expect(t.toArray(calibrated[0].a[0].statistics.mean)).toEqual([2, 3])
  })
  test('a mask says of which input it is', () => {
    const masked = (mask: n.Mask) => pipe(
      n.input({ words: n.input([6], 'i32'), numbers: [4] }),
      n.parallel({ words: n.sequential(n.embedding(9, 3), n.recurrent(n.gru(2), { mask, returns: 'last' })), numbers: n.dense(2) }),
    )
    const right = masked(n.padding(0, { input: 'words' }))
    const short = t.of([1, 6], [3, 1, 0, 0, 0, 0], 'i32')
    const params = right.init(key)
    const alone = pipe(n.input([2], 'i32'), n.embedding(9, 3), n.recurrent(n.gru(2), { returns: 'last' }))
    const expected = alone.apply(params[0].words as never)(t.of([1, 2], [3, 1], 'i32'))
    expect(t.toArray(right.apply(params)({ words: short, numbers: t.ones([1, 4]) })).slice(0, 2)).toEqual(t.toArray(expected))
    const said = (mask: n.Mask): string =>
      complaint(() => masked(mask).apply(params)({ words: short, numbers: t.ones([1, 4]) })).message
    expect(said(n.padding(0))).toContain('the network has the inputs words and numbers: the mask says of which, as padding(0, { input: \'words\' })')
    expect(said(n.padding(0, { input: 'other' }))).toContain('the mask is of the input other, but the network has words and numbers')
    expect(complaint(() => alone.apply(params[0].words as never, {})({} as never)).message).toContain('inputs')
  })
})

describe('told', () => {
  test('summary', () => {
    expect(n.summary(net)).toBe([
      'layer                          output   parameters   bytes   operations',
      'input words                    [6]',
      'input numbers                  [4]',
      'words: embedding               [6, 3]           27     108            0',
      'words: globalAveragePool       [3]               0       0           18',
      'numbers: dense                 [2]              10      40           16',
      'concatenate(words | numbers)   [5]               0       0            0',
      'dense                          [5]              30     120           50',
      'tanh                           [5]               0       0            5',
      'price: dense                   [1]               6      24           10',
      'kind: dropout                  [5]               0       0            5',
      'kind: dense                    [3]              18      72           30',
      'total                                           91     364          134',
    ].join('\n'))
  })
  test('explanation', () => {
    const learn = trainer(net)(recipe)
    const state = learn.init(key)
    const [inputs, targets] = [{ words, numbers }, { price, kind }]
    const context = random.foldIn(state.key, t.scalar(0, 'u32'))
    const story = explain.step(net)({ params: state.params, ...recipe, state: state.optimizer, inputs, targets, key: context })
    const next = learn.step(state, { inputs, targets })
    expect(story.updated).toEqual(next.params)
    expect(story.loss).toBe(next.loss)
    const [join, , , ends] = story.layers
    expect(Object.keys(join?.branches ?? {})).toEqual(['words', 'numbers'])
    expect(join?.branches?.['words']?.map(({ name }) => name)).toEqual(['embedding', 'globalAveragePool'])
    // A branch's gradients are those of the layer that it is in.
    expect(join?.branches?.['numbers']?.[0]?.gradients).toEqual(story.gradients[0].numbers[0])
    expect(ends?.branches?.['kind']?.[1]?.gradients).toEqual(story.gradients[2].kind[0])
    const text = explain.toText(story)
    for (const line of [
      '1. Forward: the inputs pass through 4 layers.', '   inputs words 8×6 numbers from 0 to 8', '   layer 1, words 1, embedding, with',
      '   layer 1, numbers 1, dense: weighted sum, with', '   layer 1, concatenate(words | numbers)', '   layer 4, kind 2, dense: weighted sum, with',
      '   layer 4, outputs(price | kind): ∂loss/∂output = price [',
    ]) expect(text).toContain(line)
  })
})
