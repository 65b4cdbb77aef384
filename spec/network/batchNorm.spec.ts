/** Batch normalization: what its statistics are, who moves them and who does not, and what inference makes of them. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { check, lift } from '../../src/differentiable/index.js'
import { dataset, explain, loss, metric, network as n, optimizer, trainer } from '../../src/index.js'
import { integers, key, normal } from '../../src/random/index.js'
import type { Same } from '../../src/shape/fits.js'
import { max, maximum, mul, of, ones, toArray, zeros } from '../../src/tensor/index.js'
import type { AnyTensor, Tensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { some } from '../differentiable/values.js'
import { proven, type R } from '../shape/twin.js'
import { compiled } from '../tensor/compiled.js'

type Any = n.Network<any, any, any, any, any>
const training = { key: key(7) }
const image = pipe(n.input([2, 3, 4], 'f64'), n.batchNorm())
proven<Same<typeof image, n.Network<readonly [n.BatchNormParams<4, 'f64'>], R<[2, 3, 4]>, R<[2, 3, 4]>, 'f64'>>>()
const values = (x: unknown): unknown => tree.leaves(x).map(({ path, tensor }) => [path, ...toArray(tensor)])

/** Mean and variance of each feature over all rows, and how many rows there are. */
const momentsOf = (rows: readonly (readonly number[])[]) => {
  const column = (i: number): readonly number[] => rows.map((row) => row[i]!)
  const mean = rows[0]!.map((_, i) => column(i).reduce((a, b) => a + b, 0) / rows.length)
  return { mean, variance: mean.map((m, i) => column(i).reduce((a, b) => a + (b - m) ** 2, 0) / rows.length) }
}
const close = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length)
  actual.forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 10))
}
const rowsOf = (x: AnyTensor): readonly (readonly number[])[] => {
  const [all, size] = [toArray(x), x.shape.at(-1) as number]
  return Array.from({ length: all.length / size }, (_, i) => all.slice(i * size, (i + 1) * size))
}

describe('statistics', () => {
  const net = pipe(n.input([3], 'f64'), n.batchNorm({ momentum: 1 }))
  const batches = [some([5, 3], 1), some([2, 3], 2), some([7, 3], 3)]
  const fold = (of: typeof net, list: readonly AnyTensor[]) =>
    list.reduce((params, x) => n.train(of)(params, training)(x as Tensor<readonly [number, 3], 'f64'>)[1], of.init(key(0)))

  test('of all examples alike are their mean and their variance, whatever batches they came in', () => {
    const [{ statistics }] = fold(net, batches)
    const { mean, variance } = momentsOf(batches.flatMap(rowsOf))
    close(toArray(statistics.mean), mean)
    close(toArray(statistics.variance), variance)
    expect(toArray(statistics.count)).toEqual([14])
  })

  test('over places of an image as over examples', () => {
    const x = some([3, 2, 3, 4], 1)
    const [{ statistics }] = n.train(image)(image.init(key(0)), training)(x)[1]
    const { mean, variance } = momentsOf(rowsOf(x))
    close(toArray(statistics.mean), mean)
    close(toArray(statistics.variance), variance)
    expect(toArray(statistics.count)).toEqual([3])
  })

  test('with momentum m: all alike at first, then m of the past and 1 - m of the batch', () => {
    const half = pipe(n.input([3], 'f64'), n.batchNorm({ momentum: 0.5 }))
    const list = [1, 2, 3, 4].map((seed) => some([4, 3], seed))
    const means = list.map((x) => momentsOf(rowsOf(x)).mean)
    const expected = means.slice(1).reduce((past, mean) => past.map((m, i) => 0.5 * m + 0.5 * mean[i]!), means[0]!)
    const [{ statistics }] = fold(half, list)
    close(toArray(statistics.mean), expected)
    expect(toArray(statistics.count)).toEqual([8])
    close(toArray(fold(half, list.slice(0, 2))[0].statistics.variance), momentsOf(list.slice(0, 2).flatMap(rowsOf)).variance)
    const last = pipe(n.input([3], 'f64'), n.batchNorm({ momentum: 0 }))
    close(toArray(fold(last, list)[0].statistics.variance), momentsOf(rowsOf(list[3]!)).variance)
  })

  test('of a batch that is smaller than those before: as much smaller a share, and none of the momentum lost', () => {
    const of = pipe(n.input([3], 'f64'), n.batchNorm({ momentum: 0.75 }))
    const sizes = [8, 8, 8, 8, 8, 1, 8, 1, 2, 1, 8]
    const list = sizes.map((size, i) => some([size, 3], i + 1))
    const means = list.map((x) => momentsOf(rowsOf(x)).mean)
    // They stand for 8, 16, 24 and from then on 32 examples, which is 8 / (1 - 0.75).
    const shares = [1, 1 / 2, 1 / 3, 1 / 4, 1 / 4, 1 / 32, 1 / 4, 1 / 32, 2 / 32, 1 / 32, 1 / 4]
    const expected = means.reduce((past, mean, i) => past.map((m, j) => m + shares[i]! * (mean[j]! - m)), [0, 0, 0])
    close(toArray(fold(of, list)[0].statistics.mean), expected)
    expect(list.map((_, i) => toArray(fold(of, list.slice(0, i + 1))[0].statistics.count)[0])).toEqual([8, 16, 24, ...Array<number>(8).fill(32)])
    // 65 examples in batches of 32, as the issue has them: the last one is one of 65.
    const rest = [32, 32, 1].map((size, i) => some([size, 3], i + 1))
    const [{ statistics }] = fold(pipe(n.input([3], 'f64'), n.batchNorm()), rest)
    const alone = [rest.slice(0, 2).flatMap(rowsOf), rowsOf(rest[2]!)].map((rows) => momentsOf(rows).mean)
    close(toArray(statistics.mean), alone[0]!.map((m, i) => m + (alone[1]![i]! - m) / 64))
    expect(toArray(statistics.count)).toEqual([64])
  })

  test('of batches of one size: the bits that they had before', () => {
    for (const momentum of [0.9, 0.99, 1 / 3, 0.5, 0.123]) for (const size of [1, 3, 7, 32]) {
      const most = Math.fround((size * momentum) / (1 - momentum))
      let count = 0
      const of = pipe(n.input([1]), n.batchNorm({ momentum }))
      let params = of.init(key(0))
      for (let i = 0; i < 40; i++) {
        count = Math.fround(Math.min(count, most) + size)
        params = n.train(of)(params, training)(normal(key(i), [size, 1]))[1]
      }
      expect([momentum, size, ...toArray(params[0].statistics.count)]).toEqual([momentum, size, count])
    }
  })

  test('are what inference uses, and an error before the first batch', () => {
    const params = fold(net, batches)
    const x = some([2, 3], 9)
    const { mean, variance } = momentsOf(batches.flatMap(rowsOf))
    close(toArray(net.apply(params)(x)), toArray(x).map((v, i) => (v - mean[i % 3]!) / Math.sqrt(variance[i % 3]! + 1e-5)))
    expect(toArray(net.compile(params).predict(x))).toEqual(toArray(net.apply(params)(x)))
  })
})

describe('derivatives', () => {
  const x = some([4, 2, 3, 4], 3)
  const [{ statistics, ...affine }] = n.train(image)(image.init(key(0)), training)(some([2, 2, 3, 4], 5))[1]
  test.each([['in training', training], ['at inference', {}]] as const)('agree with differences, %s', (_, context) => {
    const f = lift(([a, v]: readonly [typeof affine, Tensor<any, 'f64'>]): AnyTensor => image.apply([{ ...a, statistics }], context)(v))
    expect(check(f, [affine, x] as const, key(2))).toMatchObject({ _tag: 'Right' })
  })
  test('in training no batch can be moved along its mean or stretched: the derivative is orthogonal to both', () => {
    const [, pullback] = lift((v: typeof x) => image.apply([{ ...affine, statistics }], training)(v))(x)
    const dx = rowsOf(pullback(some([4, 2, 3, 4], 8)))
    const rows = rowsOf(x)
    for (const i of [0, 1, 2, 3]) {
      expect(dx.reduce((s, row) => s + row[i]!, 0)).toBeCloseTo(0, 10)
      expect(dx.reduce((s, row, r) => s + row[i]! * rows[r]![i]!, 0)).toBeCloseTo(0, 3)
    }
  })
})

describe('calibrate', () => {
  const net = pipe(n.input([3], 'f64'), n.dropout(0.5), n.batchNorm(), n.residual(pipe(n.input([3], 'f64'), n.dense(3), n.tanh, n.batchNorm())), n.dense(2))
  const batches = [5, 2, 7, 5].map((size, i) => ({ inputs: some([size, 3], i + 1) }))
  const params = net.init(key(1))
  const calibrated = n.calibrate(net)(params, batches)

  test('gives the statistics of all examples alike, and leaves nothing to chance', () => {
    const { mean, variance } = momentsOf(batches.flatMap(({ inputs }) => rowsOf(inputs)))
    close(toArray(calibrated[0].statistics.mean), mean)
    close(toArray(calibrated[0].statistics.variance), variance)
    expect(toArray(calibrated[0].statistics.count)).toEqual([19])
    expect(toArray(calibrated[1][1].statistics.count)).toEqual([19])
  })

  test('touches nothing else, and forgets what was before', () => {
    const others = (p: unknown) => tree.leaves(p).filter(({ path }) => !path.includes('statistics')).map(({ path, tensor }) => [path, toArray(tensor)])
    expect(others(calibrated)).toEqual(others(params))
    expect(values(n.calibrate(net)(calibrated, batches))).toEqual(values(calibrated))
  })

  test.each(backends)('on $name: the same bits', (backend) => {
    expect(values(n.calibrate(net, { backend })(params, batches))).toEqual(values(calibrated))
  })
})

test('a layer of the user\'s own may observe: here how far its inputs have gone', () => {
  const range = n.layer({
    name: 'range',
    shape: (input: readonly [4]) => input,
    init: () => ({ factor: ones([4]), greatest: zeros([4]) }),
    apply: ({ factor }) => (x) => pipe(x, mul(factor)),
    train: (params) => (x) => [pipe(x, mul(params.factor)), { ...params, greatest: pipe(x, max([0]), maximum(params.greatest)) }] as const,
  })
  const net = pipe(n.input([4]), range, n.dense(1))
  const { init, step } = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const batch = { inputs: of([2, 4], [1, -2, 3, 0, 0, -1, 5, -1]), targets: zeros([2, 1]) }
  const [{ factor, greatest }] = step(init(key(1)), batch).params
  expect(toArray(greatest)).toEqual([1, 0, 5, 0])
  expect(toArray(factor)).not.toEqual([1, 1, 1, 1])
})

const inner = pipe(n.input([4]), n.dense(4), n.batchNorm())
const same = n.input([4])
const words = n.input([4], 'i32')
const steps = pipe(n.input([4, 3]), n.dense(3), n.batchNorm())
/** Every way to put a network into another: what is observed inside has to come out. */
const nets: readonly (readonly [name: string, net: Any, at: string])[] = [
  ['in a pipe', inner as Any, '1.statistics'],
  ['residual', pipe(same, n.residual(inner)) as Any, '0.1.statistics'],
  ['parallel', pipe(same, n.parallel(same, inner)) as Any, '0.1.1.statistics'],
  ['concatenate', pipe(same, n.concatenate(0)(inner, same)) as Any, '0.0.1.statistics'],
  ['highway', pipe(same, n.highway(inner, pipe(same, n.dense(4), n.sigmoid))) as Any, '0.0.1.statistics'],
  ['tied', pipe(same, n.tied(inner, { keep: ([first, norm]) => ({ norm, first }), use: ({ first, norm }) => [first, norm] as const })) as Any, '0.norm.statistics'],
  ['tied, used twice', pipe(same, n.tied(pipe(inner, n.andThen(inner)), { keep: ([a, b]) => [a, b] as const, use: ([a, b]) => [a, b, a, b] as const })) as Any, '0.1.statistics'],
  ['named, after another', pipe(same, n.andThen(pipe(same, n.named('norm', n.batchNorm())))) as Any, 'norm.statistics'],
  ['a residual of a residual', pipe(same, n.residual(pipe(same, n.residual(inner)))) as Any, '0.0.1.statistics'],
  ['tiedEmbedding', pipe(words, n.tiedEmbedding(5, steps)) as Any, '0.body.1.statistics'],
  ['an encoder', pipe(same, n.encoderDecoder(inner, () => same)) as Any, '0.0.1.statistics'],
  ['a decoder', pipe(same, n.encoderDecoder(same, () => inner)) as Any, '0.1.1.statistics'],
]

describe.each(nets)('%s', (_, net, at) => {
  const x = net.inputDtype === 'i32' ? integers(key(3), [6, 4], { low: 0, high: 5 }) : normal(key(3), [6, 4])
  const params = net.init(key(1))
  test('statistics are observed, and nothing else is touched', () => {
    const [outputs, next] = n.train(net)(params, training)(x as any)
    expect(toArray(outputs as AnyTensor)).toEqual(toArray(net.apply(params, training)(x as any) as AnyTensor))
    const [before, after] = [tree.leaves(params), tree.leaves(next)]
    const moved = after.filter(({ tensor }, i) => tensor !== before[i]!.tensor).map(({ path }) => path)
    expect(moved.toSorted()).toEqual(['count', 'mean', 'variance'].map((leaf) => `${at}.${leaf}`))
  })

  test('inference after it is of numbers', () => {
    const [, next] = n.train(net)(params, training)(x as any)
    expect(toArray(net.apply(next)(x as any) as AnyTensor).every(Number.isFinite)).toBe(true)
  })

  test.each(backends)('a step on $name moves them as they were observed, whatever decays', (backend) => {
    const recipe = {
      loss: loss.squaredError(),
      optimizer: optimizer.adamw({ learningRate: 0.1, weightDecay: 0.5, mask: () => true }),
      penalty: loss.l2(0.1, () => true),
    } as any
    const { init, step } = trainer(net, { backend })(recipe) as any
    const start = init(key(1))
    const batch = { inputs: x, targets: zeros([6, ...net.output]) }
    const next = step(start, batch)
    const seen = n.train(net)(start.params, training)(x as any)[1]
    const statistics = (p: unknown): unknown => tree.leaves(p).filter(({ path }) => path.includes('statistics')).map(({ path, tensor }) => [path, toArray(tensor)])
    expect(statistics(next.params)).toEqual(statistics(seen))
    // Scales have decayed.
    const scales = (p: unknown) => tree.leaves(p).filter(({ path }) => path.endsWith('scale')).map(({ tensor }) => toArray(tensor))
    scales(next.params).forEach((leaf, i) => expect(leaf).not.toEqual(scales(start.params)[i]))
  })
})

test.each(backends)('compiled on $name: the eager bits, statistics and gradients', (backend) => {
  const net = pipe(n.input([5, 4, 2]), n.conv2d({ filters: 3, kernel: [2, 3] }), n.batchNorm({ momentum: 0.8 }), n.relu)
  const x = normal(key(4), [3, 5, 4, 2])
  const work = (params: n.Params<typeof net>): unknown => {
    const [[y, next], pullback] = lift((p: typeof params) => n.train(net)(p, training)(x))(params)
    return [y, next, pullback([y, tree.map(next, (t) => zeros(t.shape as [number]))])]
  }
  expect(values(compiled(backend, work, net.init(key(1))))).toEqual(values(work(net.init(key(1)))))
})

test('an explained step gives the statistics that the trainer gives', () => {
  const net = pipe(n.input([4]), n.dense(3), n.batchNorm(), n.tanh, n.dense(2))
  const parts = { loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
  const { init, step } = trainer(net)(parts)
  const start = init(key(1))
  const batch = { inputs: normal(key(2), [6, 4]), targets: zeros([6, 2]) }
  const story = explain.step(net)({ ...parts, params: start.params, ...batch, key: start.key })
  expect(values(story.updated)).toEqual(values(step(start, batch).params))
})

test('what a network learns in training it knows at inference', () => {
  // Two classes by the sign of a feature that is small beside its mean.
  const inputs = normal(key(5), [256, 3])
  const shifted = of([256, 3], toArray(inputs).map((v, i) => 100 + [0.01, 1, 10][i % 3]! * v))
  const targets = of([256], rowsOf(inputs).map(([v]) => (v! > 0 ? 1 : 0)), 'i32')
  const { init, fold, evaluate } = trainer(pipe(n.input([3]), n.batchNorm(), n.dense(2)))({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.05 }),
  })
  const batch = { inputs: shifted, targets }
  const end = fold(init(key(1)), Array.from({ length: 60 }, () => batch))
  expect(evaluate(end, dataset.of(batch), { accuracy: metric.accuracy }).accuracy).toBeGreaterThan(0.97)
})
