import { describe, expect, it } from 'vitest'
import { metric, pipe, random, tensor as t, vmap, type Shape, type Tensor } from 'tenfold'
import * as contrastive from '../../examples/models/contrastive.js'
import * as ctc from '../../examples/models/ctc.js'
import * as gaussian from '../../examples/models/gaussianProcess.js'
import * as graphs from '../../examples/models/graphNetwork.js'
import * as clusters from '../../examples/models/kMeansAndPca.js'
import * as lora from '../../examples/models/lora.js'
import * as maml from '../../examples/models/maml.js'
import * as mixture from '../../examples/models/mixtureOfExperts.js'
import * as pinn from '../../examples/models/pinn.js'
import * as several from '../../examples/models/severalInputsAndOutputs.js'
import * as temporal from '../../examples/models/temporalConvolution.js'
import * as text from '../../examples/models/textConvolution.js'

const unseen = random.key(100)
const mean = <S extends Shape>(x: Tensor<S>): number => t.item(t.mean()(x))
const share = <S extends Shape, T extends Shape>(predictions: Tensor<S>, targets: Tensor<T, 'i32'>): number =>
  metric.accuracy.of({ predictions, targets, loss: 0 })

/** Burgers' equation from -sin(πx), by the transform of Cole and Hopf, as a sum over many places. */
const burgers = (x: number, time: number): number => {
  const viscosity = 0.01 / Math.PI
  const places = Array.from({ length: 4001 }, (_, i) => (i / 2000 - 1) * 8 * Math.sqrt(4 * viscosity * time))
  // e^(-cos(πy)/(2πν)) overflows nothing when its greatest value is taken out.
  const weight = (s: number): number =>
    Math.exp(-(1 + Math.cos(Math.PI * (x - s))) / (2 * Math.PI * viscosity) - s * s / (4 * viscosity * time))
  const sums = places.map((s) => [weight(s), Math.sin(Math.PI * (x - s)) * weight(s)] as const)
  return -sums.reduce((sum, [, b]) => sum + b, 0) / sums.reduce((sum, [a]) => sum + a, 0)
}

describe('what models learned', () => {
  it('contrastive: most captions of new pictures are found', () => {
    const logits = contrastive.similarities(contrastive.trained(60).params, contrastive.drawn(unseen))
    expect(share(logits, t.range(32))).toBeGreaterThan(0.5)
  })

  it('ctc: new utterances are understood, by the likeliest label of each step', () => {
    const { inputs, targets } = ctc.utterances(unseen)
    const said = t.toNested(pipe(ctc.listener.apply(ctc.trained(120).params)(inputs), t.argmax()))
    const heard = said.map((row) => row.filter((label, i) => label !== 0 && label !== row[i - 1]))
    const right = t.toNested(targets).filter((labels, i) => labels.join() === heard[i]?.join())
    expect(right.length / heard.length).toBeGreaterThan(0.8)
  })

  it('a Gaussian process knows the sine, its noise, and what it does not know', () => {
    const { params } = gaussian.trained(150)
    const x = t.linspace(-2, 2, 9, { dtype: 'f64' })
    const { mean: near, variance } = gaussian.predict(params, gaussian.points, x)
    const off = pipe(near, t.sub(t.sin(x)), t.abs)
    expect(Math.max(...t.toArray(off))).toBeLessThan(0.2)
    expect(t.toArray(off).every((error, i) => error < 4 * Math.sqrt(t.toArray(variance)[i] ?? 0) + 0.01)).toBe(true)
    const far = gaussian.predict(params, gaussian.points, t.of([1], [20], 'f64')).variance
    expect(t.item(far)).toBeCloseTo(Math.exp(2 * t.item(params.height)), 6)
    expect(Math.exp(t.item(params.noise))).toBeLessThan(0.2)
  })

  it('a graph network tells of new graphs on what share of their edges the color changes', () => {
    const data = graphs.drawn(unseen)
    const error = pipe(graphs.predict(graphs.trained(300).params, data), t.sub(data.targets), t.square, t.mean())
    expect(t.item(error)).toBeLessThan(t.item(pipe(data.targets, t.variance())) / 2)
  })

  it('k-means finds the clouds among the components', () => {
    const { points, clouds } = clusters.drawn(random.key(1))
    const plane = clusters.components(points)
    const found = t.toArray(clusters.nearest(plane, clusters.clustered(50)(plane, pipe(plane, t.segmentMean(3)(clouds)))))
    expect(found).toEqual(t.toArray(clouds))
  })

  it('adapters of rank 2 learn what differs by matrices of rank 2, and begin as the network that they are beside', () => {
    expect(lora.trained(500).loss).toBeLessThan(lora.trained(1).loss / 100)
    const start = lora.init(random.key(5))
    expect(t.toArray(lora.adapted(lora.frozen, start)[0].weights)).toEqual(t.toArray(lora.frozen[0].weights))
  })

  it('maml: one step on a new task does more than it did before', () => {
    const after = (params: ReturnType<typeof maml.trained>['params']) => pipe(
      vmap(({ support, query }: ReturnType<typeof maml.task>) => maml.error(maml.adapted(params, support), query))(
        vmap(maml.task)(t.stack(0)(random.split(unseen, 16)))),
      mean,
    )
    expect(after(maml.trained(300).params)).toBeLessThan(after(maml.trained(1).params) / 2)
  })

  it('a mixture of experts asks two for each example, and none too often', () => {
    const { x } = mixture.drawn(unseen)
    const shares = mixture.gates(mixture.trained(300).params, x)
    expect(t.toArray(pipe(shares, t.greater(0), t.cast('i32'), t.sum(1))).every((n) => n === 2)).toBe(true)
    for (const sum of t.toArray(pipe(shares, t.sum(1)))) expect(sum).toBeCloseTo(1, 5)
    for (const load of t.toArray(pipe(shares, t.mean(0)))) expect(load).toBeLessThan(0.3)
  })

  it('a physics-informed network is near to what solves Burgers\' equation', () => {
    const { params } = pinn.trained(1500)
    for (const [x, time] of [[-0.75, 0.5], [-0.5, 0.25], [0.25, 0.25], [0.5, 0.25], [0.75, 0.5]] as const) {
      const u = t.item(pinn.solution(params)(t.scalar(x), t.scalar(time)))
      expect(Math.abs(u - burgers(x, time)), `u(${x}, ${time})`).toBeLessThan(0.15)
    }
  })

  it('several outputs: a price and a kind', () => {
    const { price, kind } = several.scores(several.trained(100))
    expect(price.r2).toBeGreaterThan(0.9)
    expect(kind.accuracy).toBeGreaterThan(0.95)
  })

  it('a temporal convolution says what comes next, and looks back only', () => {
    const { inputs, targets } = temporal.series(unseen)
    const predict = temporal.forecaster.apply(temporal.trained(100).params)
    const said = predict(inputs)
    const errors = pipe(said, t.sub(targets), t.square)
    expect(mean(pipe(errors, t.at(null, [29, 48])))).toBeLessThan(0.1)
    const other = predict(pipe(inputs, t.dynamicUpdate([0, 30, 0], t.ones([32, 1, 1]))))
    const [before, after] = [t.at(null, [0, 30]), t.at(null, [30, 48])]
    expect(t.toArray(before(other))).toEqual(t.toArray(before(said)))
    expect(t.toArray(after(other))).not.toEqual(t.toArray(after(said)))
  })

  it('a convolution of texts knows the order of two words in new sentences', () => {
    const { inputs, targets } = text.sentences(unseen)
    expect(share(text.classifier.apply(text.trained(60).params)(inputs), targets)).toBeGreaterThan(0.8)
  })
})
