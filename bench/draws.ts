/**
 * What happens outside of the compiled step, beside plain loops and beside the step: random draws, initial weights,
 * augmentation of a batch, and evaluation of a data set.
 */
import {
  augment, dataset, loss, metric, network as n, optimizer, pipe, random, tensor, trainer,
} from '../src/index.js'
import { spread, type Row } from './row.js'

const key = random.key(7)

/** The loops that one would write without caring for bits. */
const loops = {
  uniform: (count: number) => () => {
    const out = new Float32Array(count)
    for (let i = 0; i < count; i++) out[i] = Math.random()
    return out
  },
  /** Box and Muller (1958): two normal numbers of two uniform ones. */
  normal: (count: number) => () => {
    const out = new Float32Array(count)
    for (let i = 0; i < count; i += 2) {
      const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - Math.random())), 2 * Math.PI * Math.random()]
      out[i] = radius * Math.cos(angle)
      if (i + 1 < count) out[i + 1] = radius * Math.sin(angle)
    }
    return out
  },
  /** Fisher and Yates: each place exchanged with one that is left. */
  permutation: (count: number) => () => {
    const out = Int32Array.from({ length: count }, (_, i) => i)
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1))
      ;[out[i], out[j]] = [out[j] as number, out[i] as number]
    }
    return out
  },
} as const

/** Something to be timed, of so many elements. */
interface Timed {
  readonly elements: number
  readonly variants: Readonly<Record<string, () => unknown>>
}

const drawn = (count: number): Readonly<Record<string, Timed>> => {
  const weights = Array.from({ length: 1000 }, (_, i) => i + 1)
  const one = (draw: () => unknown, loop?: () => unknown): Timed =>
    ({ elements: count, variants: { tenfold: draw, ...(loop === undefined ? {} : { loop }) } })
  const side = Math.floor(Math.sqrt(count))
  const [uniform, normal] = [loops.uniform(count), loops.normal(count)]
  return {
    'random.bits': one(() => random.bits(key, [count])),
    'random.uniform': one(() => random.uniform(key, [count]), uniform),
    'random.uniform f64': one(() => random.uniform(key, [count], {}, 'f64'), uniform),
    'random.normal': one(() => random.normal(key, [count]), normal),
    'random.normal f64': one(() => random.normal(key, [count], 'f64'), normal),
    'random.truncatedNormal': one(() => random.truncatedNormal(key, [count]), normal),
    'random.bernoulli': one(() => random.bernoulli(key, 0.3, [count]), uniform),
    'random.integers': one(() => random.integers(key, [count], { low: 0, high: 1000 }), uniform),
    'random.choice': one(() => random.choice(key, 1000, [count]), uniform),
    'random.choice, weights': one(() => random.choice(key, 1000, [count], { weights }), uniform),
    'random.permutation': one(() => random.permutation(key, count), loops.permutation(count)),
    'initializer.glorotUniform': one(() => n.initializer.glorotUniform(key, [side, side], 'f32'), uniform),
    'initializer.heNormal': one(() => n.initializer.heNormal(key, [side, side], 'f32'), normal),
    'initializer.normal': one(() => n.initializer.normal({ deviation: 0.02 })(key, [side, side], 'f32'), normal),
    'initializer.orthogonal 128x128': {
      elements: 128 * 128,
      variants: { tenfold: () => n.initializer.orthogonal()(key, [128, 128], 'f32') },
    },
  }
}

/** A batch of images, what is made of it, and the step that trains on it. */
const augmented = (): Readonly<Record<string, Timed>> => {
  const [batch, shape] = [16, [32, 32, 3]] as const
  const net = pipe(
    n.input(shape), n.conv2d({ filters: 16, kernel: [3, 3] }), n.relu, n.maxPool2d([2, 2]),
    n.conv2d({ filters: 32, kernel: [3, 3] }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(10),
  )
  const { init, observe } = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) })
  const inputs = random.uniform(key, [batch, ...shape])
  const targets = random.integers(key, [batch], { low: 0, high: 10 })
  const state = init(key)
  const steps = { start: () => 0, see: (seen: number) => ({ value: seen + 1 }) }
  /** Ten: entering and leaving a fold is no part of a step. */
  const ten = Array.from({ length: 10 }, () => ({ inputs, targets }))
  const hot = tensor.oneHot(10)(targets)
  const spectrograms = random.uniform(key, [batch, 60, 40])
  const all = {
    shift: augment.shift({ pixels: 2 }), rotate: augment.rotate({ degrees: 15 }), crop: augment.crop({ share: 0.8 }),
    flip: augment.flip(), noise: augment.noise({ deviation: 0.1 }),
    'shift, rotate, flip, noise': augment.chain(
      augment.shift({ pixels: 2 }), augment.rotate({ degrees: 15 }), augment.flip(), augment.noise({ deviation: 0.1 })),
  }
  const elements = batch * 32 * 32 * 3
  return {
    '10 training steps 16x32x32x3': { elements: 10 * elements, variants: { tenfold: () => observe(steps).fold(state, ten) } },
    ...Object.fromEntries(Object.entries(all).map(([name, augmentation]): [string, Timed] =>
      [`augment ${name} 16x32x32x3`, { elements, variants: { tenfold: () => augmentation(key)(inputs) } }])),
    'augment mixUp 16x32x32x3': { elements, variants: { tenfold: () => augment.mixUp({ alpha: 0.4 })(key)({ inputs, targets: hot }) } },
    'augment timeMask 16x60x40': {
      elements: batch * 2400, variants: { tenfold: () => augment.timeMask({ frames: 10 })(key)(spectrograms) },
    },
    'augment frequencyMask 16x60x40': {
      elements: batch * 2400, variants: { tenfold: () => augment.frequencyMask({ bands: 8 })(key)(spectrograms) },
    },
  }
}

/** Evaluation beside the predictions that it is made of; an element is an example. */
const evaluated = (count: number): Readonly<Record<string, Timed>> => {
  const net = pipe(n.input([784]), n.dense(128), n.relu, n.dense(10))
  const { init, evaluate, predict } = trainer(net)({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }),
  })
  const data = dataset.of({ inputs: random.uniform(key, [count, 784]), targets: random.integers(key, [count], { low: 0, high: 10 }) })
  const state = init(key)
  return {
    [`evaluate mlp-small, ${count} examples`]: {
      elements: count,
      variants: {
        'loss and accuracy': () => evaluate(state, data, { loss: metric.loss, accuracy: metric.accuracy }),
        loss: () => evaluate(state, data, { loss: metric.loss }),
        predict: () => predict(state, data.inputs),
      },
    },
    'drawn digits, 50': { elements: 50, variants: { tenfold: () => dataset.drawnDigits({ count: 50, key }) } },
  }
}

/** Milliseconds of the processor: nothing here runs on other threads, and neighbours disturb it less than the clock. */
const processor = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** One run of everything in turn, again and again, so that a disturbance of the machine hits all alike; the first ones warm up. */
export const drawRows = (timed: Readonly<Record<string, Timed>>, runs: number): readonly Row[] => {
  const all = Object.entries(timed).flatMap(([workload, { elements, variants }]) =>
    Object.entries(variants).map(([variant, run]) => ({ workload, variant, elements, run, times: [] as number[] })))
  for (let round = -Math.ceil(runs / 2); round < runs; round++) {
    for (const { run, times } of all) {
      const start = processor()
      run()
      if (round >= 0) times.push(processor() - start)
    }
  }
  return all.map(({ workload, variant, elements, times }): Row => {
    const row = { suite: 'draws', workload, variant, ...spread(times) }
    return { ...row, elements, nsPerElement: (1e6 * row.medianMs) / elements }
  })
}

export const groups = { drawn, augmented, evaluated }

/** Rows of the suite, of a million elements of each draw, or a hundred thousand where it is to be quick. */
export const draws = (quick: boolean): readonly Row[] =>
  [drawn(quick ? 100_000 : 1_000_000), augmented(), evaluated(quick ? 1000 : 5000)].flatMap((timed) => drawRows(timed, quick ? 5 : 21))
