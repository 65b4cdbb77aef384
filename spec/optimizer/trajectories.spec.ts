/** Every update rule against published values, step by step, in f64 and f32. */
import { describe, expect, test } from 'vitest'
import * as o from '../../src/optimizer/index.js'
import type { OptimizerOf } from '../../src/optimizer/index.js'
import type { DType, Float } from '../../src/shape/shape.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { gradients, start, trajectories, type Params as Published, type Trajectory } from '../outside/optimizers.js'
import { step } from './rules.js'

interface Params { readonly a: AnyTensor; readonly b: AnyTensor }
type Rule = OptimizerOf<Params, any>

const all = (): boolean => true
const onB = (path: string): boolean => path === 'b'

/** Our optimizer for a published one; those that we define otherwise are left out, with the reason. */
const subject = ({ name, definition, settings }: Trajectory): Rule | string => {
  const n = settings as Readonly<Record<string, number>>
  const [learningRate, decay, beta1, beta2] = [n['learningRate']!, n['momentum']!, n['b1']!, n['b2']!]
  const epsilon = n['epsilon']!
  const weightDecay = n['weightDecay']!
  const rms = { decay: n['decay']!, epsilon }
  const inRoot = settings['epsilonInSqrt'] === true ? 'epsilon inside of the root' : undefined
  const rules: Readonly<Record<string, () => Rule | string>> = {
    sgd: () => o.sgd({ learningRate }),
    momentum: () => o.momentum({ learningRate, decay }),
    nesterov: () => o.nesterov({ learningRate, decay }),
    adagrad: () => definition.startsWith('optax')
      ? 'epsilon inside of the root'
      : o.adagrad({ learningRate, epsilon, initial: n['initialAccumulator']! }),
    rmsprop: () => inRoot ?? o.rmsprop({ learningRate, ...rms }),
    rmspropMomentum: () => inRoot ??
      o.chain(o.scaleByRms(rms), o.trace({ decay }), o.scaleByLearningRate(learningRate)),
    rmspropCentered: () => inRoot ??
      o.chain(o.scaleByCenteredRms(rms), o.scaleByLearningRate(learningRate)),
    adam: () => definition.startsWith('keras')
      ? 'epsilon before the correction of the variance'
      : o.adam({ learningRate, beta1, beta2, epsilon }),
    adamw: () => o.adamw({ learningRate, beta1, beta2, epsilon, weightDecay, mask: all }),
    adamwMasked: () => o.adamw({ learningRate, beta1, beta2, epsilon, weightDecay, mask: onB }),
    nadam: () => definition.startsWith('keras') ? 'β₁ that varies by step' : o.nadam({ learningRate, beta1, beta2, epsilon }),
    lion: () => o.lion({ learningRate, beta1, beta2, weightDecay, mask: all }),
    clipByValue: () => o.chain(o.clipByValue(n['limit']!), o.sgd({ learningRate })),
    clipByNorm: () => o.chain(o.clipByNorm(n['limit']!), o.sgd({ learningRate })),
    clipByGlobalNorm: () => definition.startsWith('torch')
      ? '1e-6 beside the norm'
      : o.chain(o.clipByGlobalNorm(n['limit']!), o.sgd({ learningRate })),
    sgdDecayed: () => o.chain(o.addDecayedWeights({ rate: weightDecay, mask: all }), o.sgd({ learningRate })),
    sgdDecayedMasked: () =>
      o.chain(o.addDecayedWeights({ rate: weightDecay, mask: onB }), o.sgd({ learningRate })),
    momentumDecayed: () =>
      o.chain(o.addDecayedWeights({ rate: weightDecay, mask: all }), o.momentum({ learningRate, decay })),
  }
  return rules[name]!()
}

const params = (p: Published, dtype: Float): Params => ({ a: of([3], p.a, dtype as DType), b: of([2, 2], p.b.flat(), dtype as DType) })
const numbers = (p: Params): readonly number[] => [...toArray(p.a), ...toArray(p.b)]

const subjects = trajectories.map((published) => ({ ...published, rule: subject(published) }))
type Ours = Trajectory & { readonly rule: Rule }

test('rules that the libraries define otherwise are left out knowingly', () => {
  const others = subjects.flatMap(({ name, definition, rule }) => (typeof rule === 'string' ? [`${name} of ${definition}: ${rule}`] : []))
  expect(others).toEqual([
    'adagrad of optax.adagrad: epsilon inside of the root',
    'adagrad of optax.adagrad: epsilon inside of the root',
    'rmsprop of optax.rmsprop: epsilon inside of the root',
    'rmspropMomentum of optax.rmsprop: epsilon inside of the root',
    'rmspropCentered of optax.rmsprop: epsilon inside of the root',
    'adam of keras.optimizers.Adam: epsilon before the correction of the variance',
    'nadam of keras.optimizers.Nadam: β₁ that varies by step',
    'clipByGlobalNorm of torch.nn.utils.clip_grad_norm_: 1e-6 beside the norm',
  ])
})

const ours = subjects.filter((x): x is Ours => typeof x.rule !== 'string')

describe.each(ours)('$name as $definition $settings', ({ rule, params: expected }) => {
  test.each([['f64', 1e-12], ['f32', 2e-6]] as const)('in %s', (dtype, tolerance) => {
    const first = params(start, dtype)
    const begin = { params: first, state: rule.init(first) as unknown }
    const states = gradients.reduce((done, g) => [...done, step(rule)(done.at(-1)!, params(g, dtype))], [begin])
    states.slice(1).forEach((state, i) => {
      const [ours, theirs] = [numbers(state.params), [...expected[i]!.a, ...expected[i]!.b.flat()]]
      ours.forEach((x, j) => {
        const y = theirs[j]!
        expect(Math.abs(x - y), `${x} is not ${y} at step ${i}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(y)))
      })
    })
    // What went in is what it was.
    expect(numbers(first)).toEqual(numbers(params(start, dtype)))
    expect(tree.tensors(states.at(-1)!.state).every(({ dtype: d }) => d === dtype || d === 'i32')).toBe(true)
  })
})
