// Two towers that find each other's partner, of every picture in a batch its own caption: A. Radford et al., "Learning
// transferable visual models from natural language supervision" (2021), known as CLIP.
import { jit, loss as l, network as n, optimizer, pipe, random, tensor as t, trainer, type Tensor } from 'tenfold'
import type { Model } from './model.js'

interface Pairs<B extends number> {
  readonly pictures: Tensor<readonly [B, 8, 8, 1]>
  readonly captions: Tensor<readonly [B, 6], 'i32'>
}

const picture = pipe(n.input([8, 8, 1]), n.conv2d({ filters: 8, kernel: [3, 3] }), n.relu, n.flatten, n.dense(16))
const caption = pipe(n.input([6], 'i32'), n.embedding(16, 16), n.globalAveragePool, n.dense(16))

const init = (key: random.Key) => {
  const [a, b] = random.split(key, 2)
  return { picture: picture.init(a), caption: caption.init(b), sharpness: t.scalar(Math.log(10)) }
}
type Params = ReturnType<typeof init>

const unit = <B extends number>(x: Tensor<readonly [B, 16]>) => pipe(x, t.div(pipe(x, t.norm({ axes: 1, keepDims: true }))))

// The similarity of every picture to every caption, sharpened by a factor that is learned, too.
export const similarities = <B extends number>(params: Params, { pictures, captions }: Pairs<B>): Tensor<readonly [B, B]> => pipe(
  unit(picture.apply(params.picture)(pictures)),
  t.einsum('pd,cd->pc', unit(caption.apply(params.caption)(captions))),
  t.mul(t.exp(params.sharpness)),
)

// On the diagonal are the pairs: the caption of each picture is to be found, and the picture of each caption.
const loss = (params: Params, pairs: Pairs<32>): Tensor<readonly []> => {
  const [logits, own, cost] = [similarities(params, pairs), t.range(32), l.sparseSoftmaxCrossEntropy()]
  return pipe(cost.of(logits, own), t.add(cost.of(t.transpose(logits), own)), t.mul(0.5))
}

// A picture is a bright spot; its caption says the row and the column three times each.
export const drawn = jit((key: random.Key): Pairs<32> => {
  const [a, b, c] = random.split(key, 3)
  const [down, across] = [random.integers(a, [32], { low: 0, high: 8 }), random.integers(b, [32], { low: 0, high: 8 })]
  const spot = pipe(t.oneHot(8)(down), t.einsum('bi,bj->bij', t.oneHot(8)(across)), t.expandDims(3))
  const words = t.stack(1)([down, pipe(across, t.add(8))])
  return { pictures: pipe(random.normal(c, [32, 8, 8, 1]), t.mul(0.1), t.add(spot)), captions: pipe(words, t.tile([1, 3])) }
})

const learn = trainer.of({ init, loss })({ optimizer: optimizer.adam({ learningRate: 5e-3 }) })
// Each step sees new pairs.
export const trained = (steps: number) =>
  learn.fold(learn.init(random.key(0)), Array.from({ length: steps }, (_, step) => drawn(random.foldIn(random.key(1), step))))

export const example: Model = {
  shows: 'two networks in one loss by trainer.of, and similarities of all pairs by einsum',
  train: (steps) => ({ first: trained(1).loss, last: trained(steps + 1).loss }),
}
