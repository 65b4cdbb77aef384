/** Every optimizer finds the minimum of a parabola and of Rosenbrock's valley. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import * as o from '../../src/optimizer/index.js'
import { schedule as s, type OptimizerOf } from '../../src/optimizer/index.js'
import { add, mul, of, scalar, square, sub, sum, toArray } from '../../src/tensor/index.js'
import type { Tensor } from '../../src/tensor/tensor.js'
import { minimise } from './rules.js'

type Real = Tensor<readonly [], 'f64'>
interface Point { readonly x: Real; readonly y: Real }
type Bowl = readonly [{ readonly weights: Tensor<readonly [3], 'f32'> }]

/** (1 - x)² + 100·(y - x²)², least at (1, 1). */
const rosenbrock = ({ x, y }: Point): Real =>
  pipe(square(sub<readonly [], 'f64'>(x)(scalar(1, 'f64'))), add(pipe(y, sub(square(x)), square, mul(100))))

const target = of([3], [0.5, -2, 0.25])
const parabola = ([{ weights }]: Bowl): Tensor<readonly []> => pipe(weights, sub(target), square, sum())

const [short, long] = [1500, 6000]
/** Rules whose steps don't shrink with the gradient are cooled. */
const cooling = (initial: number, steps: number): s.Schedule => s.cosineDecay({ initial, steps })

const table: readonly (readonly [name: string, onParabola: OptimizerOf<Bowl, any>, onRosenbrock: OptimizerOf<Point, any>])[] = [
  ['sgd', o.sgd({ learningRate: 0.1 }), o.sgd({ learningRate: 2e-3 })],
  ['momentum', o.momentum({ learningRate: 0.02 }), o.momentum({ learningRate: 1e-3 })],
  ['nesterov', o.nesterov({ learningRate: 0.02 }), o.nesterov({ learningRate: 1e-3 })],
  ['adagrad', o.adagrad({ learningRate: 1 }), o.adagrad({ learningRate: 0.5 })],
  ['rmsprop', o.rmsprop({ learningRate: cooling(0.02, short) }), o.rmsprop({ learningRate: cooling(0.01, long) })],
  ['centered rmsprop',
    o.chain(o.scaleByCenteredRms(), o.scaleByLearningRate(cooling(0.02, short))),
    o.chain(o.scaleByCenteredRms({ decay: 0.99, epsilon: 1e-2 }), o.scaleByLearningRate(cooling(0.01, long)))],
  ['adam', o.adam({ learningRate: 0.05 }), o.adam({ learningRate: 0.05 })],
  ['adamw',
    o.adamw({ learningRate: 0.05, weightDecay: 1e-6 }),
    o.adamw({ learningRate: 0.05, weightDecay: 1e-6, mask: () => true })],
  ['nadam', o.nadam({ learningRate: 0.05 }), o.nadam({ learningRate: cooling(0.05, long) })],
  ['lion', o.lion({ learningRate: cooling(0.03, short) }), o.lion({ learningRate: cooling(0.01, long) })],
  ['amsgrad', o.amsgrad({ learningRate: 0.05 }), o.amsgrad({ learningRate: 0.05 })],
  ['adamax', o.adamax({ learningRate: 0.1 }), o.adamax({ learningRate: 0.05 })],
  ['adadelta', o.adadelta({ learningRate: 3 }), o.adadelta({ learningRate: cooling(1, long) })],
  ['lamb',
    o.lamb({ learningRate: cooling(0.05, short), weightDecay: 1e-6 }),
    o.lamb({ learningRate: cooling(0.02, long), weightDecay: 1e-6, mask: () => true })],
  ['accumulated', o.accumulate(2, o.adam({ learningRate: 0.1 })), o.accumulate(2, o.adam({ learningRate: 0.1 }))],
  ['by parts',
    o.partition({ 0: o.momentum({ learningRate: 0.02 }) }),
    o.partition({ x: o.adam({ learningRate: 0.05 }), rest: o.amsgrad({ learningRate: 0.05 }) })],
  ['masked',
    o.chain(o.masked(o.trace({ decay: 0.9 }), o.isWeights), o.sgd({ learningRate: 0.02 })),
    o.chain(o.masked(o.scaleByAdam(), ['x', 'y']), o.sgd({ learningRate: 0.05 }))],
  ['restarted', o.sgd({ learningRate: s.cosineRestarts({ initial: 0.2, steps: 100 }) }),
    o.adam({ learningRate: s.cosineRestarts({ initial: 0.1, steps: 200, growth: 2, factor: 0.7 }) })],
  ['falling as 1 / t', o.sgd({ learningRate: s.inverseTimeDecay({ initial: 0.3, rate: 1, steps: 100 }) }),
    o.adam({ learningRate: s.inverseTimeDecay({ initial: 0.1, rate: 0.1, steps: 500 }) })],
  ['clipped',
    o.chain(o.clipByGlobalNorm(1), o.momentum({ learningRate: 0.02 })),
    o.chain(o.clipByGlobalNorm(10), o.momentum({ learningRate: 1e-3 }))],
  ['on a plateau',
    o.chain(o.sgd({ learningRate: 0.1 }), o.reduceOnPlateau({ patience: 100, factor: 0.5 })),
    o.chain(o.adam({ learningRate: 0.05 }), o.reduceOnPlateau({ patience: 100, factor: 0.5, least: 0.1 }))],
]

describe.each(table)('%s', (_, onParabola, onRosenbrock) => {
  test('minimises a parabola in f32', () => {
    const [{ weights }] = minimise(onParabola, parabola, [{ weights: of([3], [-1, 10, 1]) }], short)
    toArray(weights).forEach((x, i) => expect(Math.abs(x - toArray(target)[i]!)).toBeLessThan(5e-3))
  })
  test('minimises Rosenbrock in f64', () => {
    const { x, y } = minimise(onRosenbrock, rosenbrock, { x: scalar(0, 'f64'), y: scalar(0, 'f64') }, long)
    const [[a], [b]] = [toArray(x), toArray(y)]
    expect(Math.abs(a! - 1), `x is ${a}`).toBeLessThan(1e-2)
    expect(Math.abs(b! - 1), `y is ${b}`).toBeLessThan(2e-2)
  })
})
