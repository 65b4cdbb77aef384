// A variational autoencoder: D. Kingma, M. Welling, "Auto-encoding variational Bayes" (2014).
import { dataset, loss, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

const encoder = pipe(n.input([28, 28, 1]), n.flatten, n.dense(128), n.relu, n.dense(16))
const decoder = pipe(n.input([8]), n.dense(128), n.relu, n.dense(784), n.reshape([28, 28, 1]))

const init = (key: random.Key) => {
  const [a, b] = random.split(key, 2)
  return { encoder: encoder.init(a), decoder: decoder.init(b) }
}
type Params = ReturnType<typeof init>
interface Images { readonly images: Tensor<readonly [number, 28, 28, 1]> }

const entropy = loss.sigmoidBinaryCrossEntropy()
const learn = trainer.of({
  init,
  loss: (p: Params, { images }: Images, { key }) => {
    const [mean, logVariance] = pipe(encoder.apply(p.encoder)(images), t.split(2, 1)) // [batch, 8] both
    // What is random does not depend on parameters, so derivatives go through: z = μ + σ·ε.
    const noise = random.normal(key, mean.shape)
    const code = pipe(logVariance, t.mul(0.5), t.exp, t.mul(noise), t.add(mean))
    // The pixels of an image, and KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² - log σ² - 1).
    const pixels = entropy.of(decoder.apply(p.decoder)(code), images)
    const divergence = pipe(mean, t.square, t.add(t.exp(logVariance)), t.sub(logVariance), t.sub(1), t.sum(1), t.mul(0.5))
    return pipe(pixels, t.add(t.mean()(divergence)))
  },
})({ optimizer: optimizer.adam({ learningRate: 2e-3 }) })

// Images out of nothing but noise.
export const draw = (params: Params, key: random.Key) => t.sigmoid(decoder.apply(params.decoder)(random.normal(key, [4, 8])))

const { inputs: images } = dataset.drawnDigits({ count: 64, key: random.key(1) })
export const trained = (steps: number) => learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, () => ({ images })))

export const example: Model = {
  shows: 'randomness inside of a loss, by the key of the step, with derivatives through it',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
