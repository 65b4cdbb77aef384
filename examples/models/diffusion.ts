// Points out of noise, step by step: J. Ho, A. Jain, P. Abbeel, "Denoising diffusion probabilistic models" (2020).
import { jit, loss, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

// How much noise is added in each of 50 steps (β), and what of a point is left after it (ᾱ).
const beta = t.linspace(1e-3, 0.2, 50)
const kept = pipe(beta, t.subFrom(1), t.cumprod())

// The noise in a point, by a network that is told the time as sines and cosines.
const network = pipe(n.input([10]), n.dense(64), n.relu, n.dense(64), n.relu, n.dense(2))
type Params = n.Params<typeof network>
const noiseIn = <B extends number>(p: Params, x: Tensor<readonly [B, 2]>, time: Tensor<readonly [B], 'i32'>) => {
  const angles = pipe(time, t.cast('f32'), t.expandDims(1), t.mul(t.of([4], [0.03, 0.1, 0.3, 1])))
  return network.apply(p)(t.concatenate(1)([x, t.sin(angles), t.cos(angles)]))
}

const distance = loss.squaredError()
const learn = trainer.of({
  init: network.init,
  loss: (p: Params, { points }: { readonly points: Tensor<readonly [256, 2]> }, { key }) => {
    const [forTime, forNoise] = random.split(key, 2)
    const time = random.integers(forTime, [256], { low: 0, high: 50 })
    const noise = random.normal(forNoise, [256, 2])
    const left = pipe(kept, t.gather(time), t.expandDims(1))
    const noisy = pipe(points, t.mul(t.sqrt(left)), t.add(pipe(left, t.subFrom(1), t.sqrt, t.mul(noise))))
    return distance.of(noiseIn(p, noisy, time), noise)
  },
})({ optimizer: optimizer.adam({ learningRate: 1e-2 }) })

// Back from noise to points, from the last step to the first: x ← (x - β/√(1 - ᾱ)·noise)/√(1 - β) + √β·z.
export const sample = jit((p: Params, key: random.Key) => {
  const [first, rest] = random.split(key, 2)
  const rows = { time: t.arange(50), beta, kept, z: random.normal(rest, [50, 256, 2]) }
  const [points] = t.scan((x: Tensor<readonly [256, 2]>, { time, beta: b, kept: a, z }) => {
    const noise = noiseIn(p, x, pipe(time, t.broadcastTo([256])))
    const less = pipe(x, t.sub(pipe(noise, t.mul(b), t.div(pipe(a, t.subFrom(1), t.sqrt)))), t.div(pipe(b, t.subFrom(1), t.sqrt)))
    return [pipe(less, t.add(pipe(z, t.mul(t.sqrt(b))))), t.zeros([])]
  }, random.normal(first, [256, 2]), rows, { reverse: true })
  return points
})

// A ring of radius 2.
const angles = random.uniform(random.key(1), [256, 1], { high: 2 * Math.PI })
const points = pipe(t.concatenate(1)([t.cos(angles), t.sin(angles)]), t.mul(2))
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => ({ points })))

export const example: Model = {
  shows: 'a loss that draws times and noise, and sampling as a scan over the steps back',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
