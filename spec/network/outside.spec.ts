/** Layers and activations against values from outside. */
import { pipe } from 'fp-ts/lib/function.js'
import { describe, expect, test } from 'vitest'
import { lift } from '../../src/differentiable/index.js'
import * as n from '../../src/network/index.js'
import type { Network } from '../../src/network/index.js'
import type { Pair, Padding2d } from '../../src/shape/window.js'
import { key } from '../../src/random/index.js'
import { of, toArray } from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { backends } from '../backend/each.js'
import { activations, points, softmaxes } from '../outside/activations.js'
import * as outside from '../outside/layers.js'
import * as normalizations from '../outside/normalizations.js'
import * as windows from '../outside/windows.js'
import { compiled } from '../tensor/compiled.js'

type Nested = number | readonly Nested[]
const shapeOf = (x: Nested): readonly number[] => (typeof x === 'number' ? [] : [x.length, ...shapeOf(x[0]!)])
const tensor = (x: Nested): AnyTensor => of(shapeOf(x), [x].flat(Infinity as 1) as unknown as number[], 'f64')

type Any = Network<any, any, any, any>
const close = (actual: AnyTensor, expected: Nested): void => {
  expect(actual.shape).toEqual(shapeOf(expected))
  const values = toArray(tensor(expected))
  toArray(actual).forEach((v, i) => expect(Math.abs(v - values[i]!)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(values[i]!))))
}

interface Case {
  readonly name: string
  readonly net: Any
  readonly params: unknown
  readonly context?: n.Context
  readonly x: Nested
  readonly y: Nested
  readonly dy: Nested
  /** Expected cotangents by path; `x` is that of the inputs. */
  readonly slopes: Readonly<Record<string, Nested>>
}
/** A layer whose options only run time looks at. */
type Untyped = (...options: readonly unknown[]) => (net: Any) => Any
const input = (x: Nested): Any => n.input(shapeOf(x).slice(1), 'f64')

const cases: readonly Case[] = [
  ...outside.convolutions.map((c): Case => ({
    name: `conv2d ${c.name}`,
    net: pipe(input(c.x), n.conv2d({ filters: c.bias.length, kernel: shapeOf(c.kernel).slice(0, 2) as unknown as Pair, stride: c.stride as unknown as Pair, dilation: c.dilation as unknown as Pair, padding: (c.name.startsWith('same') ? 'same' : c.padding) as Padding2d })) as unknown as Any,
    params: [{ kernel: tensor(c.kernel), bias: tensor(c.bias) }],
    x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx, '0.kernel': c.dkernel, '0.bias': c.dbias },
  })),
  ...([['maxPool2d', n.maxPool2d, outside.maxPools], ['averagePool2d', n.averagePool2d, outside.averagePools]] as const).flatMap(([name, pool, list]) => list.map((c): Case => ({
    name: `${name} ${c.name}`,
    net: pipe(input(c.x), (pool as typeof n.maxPool2d)(c.window as unknown as Pair, { stride: c.stride as unknown as Pair, padding: (c.name.startsWith('same') ? 'same' : c.padding) as Padding2d })) as unknown as Any,
    params: [], x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx },
  }))),
  ...outside.layerNorms.map((c): Case => ({
    name: `layerNorm ${c.name}`,
    net: n.layerNorm({ epsilon: c.epsilon })(input(c.x) as never) as unknown as Any,
    params: [{ scale: tensor(c.scale), offset: tensor(c.offset) }],
    x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx, '0.scale': c.dscale, '0.offset': c.doffset },
  })),
  ...outside.denses.map((c): Case => ({
    name: `dense ${c.name}`,
    net: pipe(input(c.x), n.dense(c.bias.length)) as unknown as Any,
    params: [{ weights: tensor(c.weight), bias: tensor(c.bias) }],
    x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx, '0.weights': c.dweight, '0.bias': c.dbias },
  })),
  ...([
    ['conv1d', n.conv1d, windows.sequences, 1], ['conv2d', n.conv2d, windows.grouped, 2],
    ['convTranspose1d', n.convTranspose1d, windows.transposedSequences, 1], ['convTranspose2d', n.convTranspose2d, windows.transposed, 2],
  ] as const).flatMap(([name, layer, list, rank]) => list.map((c): Case => {
    const window = shapeOf(c.kernel).slice(0, rank)
    const options = { filters: c.bias.length, kernel: rank === 1 ? window[0] : window, stride: c.stride, dilation: c.dilation, padding: c.padding }
    return {
      name: `${name} ${c.name}`,
      net: (layer as unknown as Untyped)(c.groups === 1 ? options : { ...options, groups: c.groups })(input(c.x)),
      params: [{ kernel: tensor(c.kernel), bias: tensor(c.bias) }],
      x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx, '0.kernel': c.dkernel, '0.bias': c.dbias },
    }
  })),
  ...([['maxPool1d', n.maxPool1d, windows.maxPools], ['averagePool1d', n.averagePool1d, windows.averagePools]] as const).flatMap(([name, pool, list]) => list.map((c): Case => ({
    name: `${name} ${c.name}`,
    net: (pool as unknown as Untyped)(c.window, { stride: c.stride, padding: c.padding })(input(c.x)),
    params: [], x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx },
  }))),
  ...([['globalMaxPool', n.globalMaxPool, windows.globalMaxPools], ['globalAveragePool', n.globalAveragePool, windows.globalAveragePools]] as const).flatMap(([name, pool, list]) => list.map((c): Case => ({
    name: `${name} ${c.name}`,
    net: pool(input(c.x) as never) as unknown as Any,
    params: [], x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx },
  }))),
  ...normalizations.groupNorms.map((c): Case => ({
    name: `groupNorm ${c.name}`,
    net: n.groupNorm({ groups: c.groups, epsilon: c.epsilon })(input(c.x) as never) as unknown as Any,
    params: [{ scale: tensor(c.scale), offset: tensor(c.offset) }],
    x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx, '0.scale': c.dscale, '0.offset': c.doffset },
  })),
  ...normalizations.rmsNorms.map((c): Case => ({
    name: `rmsNorm ${c.name}`,
    net: n.rmsNorm({ epsilon: c.epsilon })(input(c.x) as never) as unknown as Any,
    params: [{ scale: tensor(c.scale) }],
    x: c.x, y: c.y, dy: c.dy, slopes: { x: c.dx, '0.scale': c.dscale },
  })),
  ...normalizations.batchNorms.map((c): Case => {
    const still = [c.mean, c.variance].map((row) => row.map(() => 0))
    return {
      name: `batchNorm ${c.name}`,
      net: n.batchNorm({ epsilon: c.epsilon })(input(c.x) as never) as unknown as Any,
      params: [{ scale: tensor(c.scale), offset: tensor(c.offset), statistics: { mean: tensor(c.mean), variance: tensor(c.variance), count: tensor(3) } }],
      ...(c.training ? { context: { key: key(0) } } : {}),
      // No loss moves the statistics.
      x: c.x, y: c.y, dy: c.dy, slopes: {
        x: c.dx, '0.scale': c.dscale, '0.offset': c.doffset,
        '0.statistics.mean': still[0]!, '0.statistics.variance': still[1]!, '0.statistics.count': 0,
      },
    }
  }),
]

describe.each(cases)('$name', ({ net, params, context, x, y, dy, slopes }) => {
  test.each(backends)('on $name', (backend) => {
    const work = ([p, v, dv]: readonly [unknown, AnyTensor, AnyTensor]) => {
      const [value, pullback] = lift(([q, w]: readonly [unknown, AnyTensor]): AnyTensor => net.apply(q, context)(w))([p, v])
      const [dp, dx] = pullback(dv)
      return { value, dp, x: dx }
    }
    const { value, dp, x: dx } = compiled(backend, work, [params, tensor(x), tensor(dy)])
    close(value, y)
    const found = Object.fromEntries([['x', dx], ...tree.leaves(dp).map(({ path, tensor: t }) => [path, t])]) as Record<string, AnyTensor>
    expect(Object.keys(found)).toEqual(Object.keys(slopes))
    for (const [path, expected] of Object.entries(slopes)) close(found[path]!, expected)
  })
})

const layers: Readonly<Record<string, n.Activation>> = { ...n, leakyRelu: n.leakyRelu(), elu: n.elu(), celu: n.celu(2) } as never

describe.each(activations.filter(({ name }) => name in layers))('$name: $formula', ({ name, values }) => {
  test.each(backends)('on $name', (backend) => {
    const net = layers[name]!(n.input([points.length], 'f64'))
    const y = toArray(compiled(backend, (x: AnyTensor) => net.apply([])(x as never) as AnyTensor, of([1, points.length], points, 'f64') as AnyTensor))
    y.forEach((v, i) => expect(Math.abs(v - values[i]!)).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(values[i]!))))
  })
})

test.each(softmaxes)('softmax of $x', ({ x, softmax }) => {
  const net = n.softmax(n.input([x.length], 'f64'))
  close(net.apply([])(of([1, x.length], x, 'f64') as never), [softmax])
})

test('step is a threshold: 1 at 0', () => {
  const net = n.step(n.input([3]))
  expect(toArray(net.apply([])(of([1, 3], [-0.1, 0, 0.1])))).toEqual([0, 1, 1])
})
