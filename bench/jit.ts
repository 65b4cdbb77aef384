/** Folds of compiled steps beside those of trainers: the training of one network, and of two that learn against each other. */
import {
  differentiable as d, jitFold, loss, network as n, optimizer, pipe, random, tensor as t, trainer, type Key, type Tensor,
} from '../src/index.js'
import { measure } from './measure.js'
import type { Row } from './row.js'

const key = random.key(7)

/** Two ways to the same work. */
type Variants = Readonly<Record<'trainer' | 'jitFold', () => unknown>>

/** The network of `tiny`, in steps of 32 examples. */
const tiny = (steps: number): Variants => {
  const net = pipe(n.input([2]), n.dense(16), n.relu, n.dense(16), n.relu, n.dense(2))
  const [cost, adam] = [loss.sparseSoftmaxCrossEntropy(), optimizer.adam({ learningRate: 1e-3 })]
  const batches = Array.from({ length: steps }, (_, i) => ({
    inputs: random.uniform(random.foldIn(key, 2 * i), [32, 2]),
    targets: random.integers(random.foldIn(key, 2 * i + 1), [32], { low: 0, high: 2 }),
  }))
  const { init, fold } = trainer(net)({ loss: cost, optimizer: adam })
  const start = init(random.key(0))
  const step = ({ params, state }: { readonly params: typeof start.params; readonly state: typeof start.optimizer }, batch: typeof batches[number]) => {
    const [value, back] = d.lift((p: typeof params) => cost.of(net.apply(p)(batch.inputs), batch.targets))(params)
    const [updates, next] = adam.update(back(t.scalar(1)), state, params, { loss: value })
    return [{ params: optimizer.applyUpdates(params, updates), state: next }, value] as const
  }
  const compiled = jitFold(step)
  const carry = { params: start.params, state: start.optimizer }
  return { trainer: () => fold(start, batches), jitFold: () => compiled(carry, batches) }
}

/** A least-squares GAN (Mao et al. 2017), beside its two networks each trained on what the other would give it. */
const adversaries = (steps: number): Variants => {
  const generator = pipe(n.input([4]), n.dense(16), n.tanh, n.dense(1))
  const critic = pipe(n.input([1]), n.dense(16), n.leakyRelu(0.2), n.dense(1))
  type G = n.Params<typeof generator>
  type C = n.Params<typeof critic>
  type One = Tensor<readonly [32, 1]>
  const adam = optimizer.adam({ learningRate: 5e-3 })
  const [g, c] = [generator.init(random.foldIn(key, 0)), critic.init(random.foldIn(key, 1))]
  const start = { g, c, ofG: adam.init(g), ofC: adam.init(c) }
  const fake = (params: G, from: Key): One => generator.apply(params)(random.normal(from, [32, 4]))
  const verdict = (params: C, x: One, real: 0 | 1) => {
    const error = pipe(critic.apply(params)(x), t.sub(t.full([32, 1], real)))
    return pipe(error, t.square, t.sum(), t.mul(t.scalar(1 / 32)))
  }
  const step = (carry: typeof start, x: { readonly key: Key; readonly real: One }) => {
    const made = fake(carry.g, x.key)
    const [lossOfC, back] = d.lift((p: C) => pipe(verdict(p, x.real, 1), t.add(verdict(p, made, 0))))(carry.c)
    const [updatesOfC, ofC] = adam.update(back(t.scalar(1)), carry.ofC, carry.c, { loss: lossOfC })
    const taught = optimizer.applyUpdates(carry.c, updatesOfC)
    const [lossOfG, backG] = d.lift((p: G) => verdict(taught, fake(p, x.key), 1))(carry.g)
    const [updatesOfG, ofG] = adam.update(backG(t.scalar(1)), carry.ofG, carry.g, { loss: lossOfG })
    return [{ g: optimizer.applyUpdates(carry.g, updatesOfG), c: taught, ofG, ofC }, [lossOfC, lossOfG]] as const
  }
  const given = Array.from({ length: steps }, (_, i) =>
    ({ key: random.foldIn(key, i), real: random.normal(random.foldIn(key, i), [32, 1]) }))
  const recipe = { loss: loss.squaredError(), optimizer: adam }
  const [ofG, ofC] = [trainer(generator)(recipe), trainer(critic)(recipe)]
  const drawn = given.map(({ key: from, real }) => ({ inputs: random.normal(from, [32, 4]), targets: real }))
  const judged = given.map(({ real }) => ({ inputs: real, targets: t.ones([32, 1]) }))
  const [startOfG, startOfC] = [ofG.init(key), ofC.init(key)]
  const compiled = jitFold(step)
  return {
    trainer: () => [ofG.fold(startOfG, drawn), ofC.fold(startOfC, judged)],
    jitFold: () => compiled(start, given),
  }
}

/** All of them, by name, for so many steps. */
export const folds = { tiny, adversaries } as const satisfies Readonly<Record<string, (steps: number) => Variants>>

/** The rows of one, whose times are those of folds of so many steps. */
export const foldRows = (name: keyof typeof folds, steps: number, folder: string, quick: boolean): Promise<readonly Row[]> =>
  measure({
    suite: 'jit', workload: `${name}, ${steps} steps`, variants: folds[name](steps),
    ...(quick ? { rounds: 4, seconds: 0.2 } : { rounds: 8, seconds: 1 }), folder,
  })

/** Rows of the suite; benny's charts and tables are written to `folder`. */
export const jitSuite = async (folder: string, quick: boolean): Promise<readonly Row[]> => {
  const rows: Row[] = []
  for (const name of Object.keys(folds) as (keyof typeof folds)[]) rows.push(...await foldRows(name, 500, folder, quick))
  return rows
}
