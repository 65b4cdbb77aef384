import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import { pure } from '../../src/backend/pure.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as program from '../../src/inspect/index.js'
import * as random from '../../src/random/index.js'
import * as tensor from '../../src/tensor/index.js'
import { elements } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'
import { trainer } from '../../src/trainer/trainer.js'
import { backends, numbers } from './each.js'

const net = pipe(n.input([2]), n.dense(3), n.relu, n.dense(2))
const made = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const start = made.init(random.key(0))
const batch = { inputs: tensor.of([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]), targets: tensor.of([4, 2], [1, 0, 0, 1, 0, 1, 1, 0]) }
const traced = made.program(start, batch)
const carried = tree.tensors({ params: start.params, optimizer: start.optimizer }).length

it('greatest of windows, backwards: one map from their places and cotangents to the gradient that the product reads', () => {
  const image = pipe(n.input([5, 5, 1]), n.conv2d({ filters: 2, kernel: [2, 2] }), n.relu, n.maxPool2d([2, 2]), n.flatten)
  const pooled = trainer(image)({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const text = program.print(pooled.program(pooled.init(random.key(0)), { inputs: tensor.ones([3, 5, 5, 1]), targets: tensor.ones([3, 8]) }))
  const from = text.indexOf('argmax')
  expect(text.slice(text.lastIndexOf('\n', from) + 1, text.indexOf('\n  result'))).toMatchInlineSnapshot(`
    "  %22: i32[3, 2, 2, 2] = reduce argmax over [3, 4] %14  # 2.maxPool2d backward
      %23: f32[3, 2, 1, 2, 1, 2] = reshape %21  # 2.maxPool2d backward
      %24: f32[3, 2, 2, 2, 2, 2] = broadcast %23  # 2.maxPool2d backward
      %25: f32[3, 4, 4, 2] = reshape %24  # 2.maxPool2d backward
      %26: i32[3, 4, 4, 2] = constant  # 2.maxPool2d backward
      %27: i32[3, 2, 1, 2, 1, 2] = reshape %22  # 2.maxPool2d backward
      %28: i32[3, 2, 2, 2, 2, 2] = broadcast %27  # 2.maxPool2d backward
      %29: i32[3, 4, 4, 2] = reshape %28  # 2.maxPool2d backward
      %30: f32[3, 4, 4, 2] = map mul(add(0, select(eq(x1, x2), x3, 0)), select(lt(0, x0), 1, 0)) %13 %26 %29 %25  # 1.relu backward
      %31: f32[2] = reduce sum over [0, 1, 2] %30  # 0.conv2d backward
      %32: f32[48, 2] = reshape %30  # 0.conv2d backward
      %33: f32[4, 2] = contract aᵀ·b %8 %32  # 0.conv2d backward
      %34: f32[2, 2, 1, 2] = reshape %33  # 0.conv2d backward
      %35: i32[] = map add(x0, 1) %2
      %36: f32[2, 2, 1, 2] = map add(x0, mul(x1, -0.10000000149011612)) %0 %34
      %37: f32[2] = map add(x0, mul(x1, -0.10000000149011612)) %1 %31"
  `)
})

it('a training step is a program that can be read', () => {
  expect(program.print(traced)).toMatchInlineSnapshot(`
    "program (
      %0 params.0.weights: f32[2, 3],
      %1 params.0.bias: f32[3],
      %2 params.1.weights: f32[3, 2],
      %3 params.1.bias: f32[2],
      %4 optimizer.0.count: i32[],
      %5 key: u32[2],
      %6 step: u32[],
      %7 batch.inputs: f32[4, 2],
      %8 batch.targets: f32[4, 2],
    )
      %9: f32[4, 3] = contract a·b %7 %0  # 0.dense
      %10: f32[4, 3] = broadcast %1  # 0.dense
      %11: f32[4, 3] = map relu(add(x0, x1)) %9 %10  # 1.relu
      %12: f32[4, 2] = contract a·b %11 %2  # 2.dense
      %13: f32[4, 2] = broadcast %3  # 2.dense
      %14: f32[4, 2] = map add(x0, x1) %12 %13  # 2.dense
      %15: f32[4, 2] = map mul(sub(x0, x1), sub(x0, x1)) %14 %8
      %16: f32[4] = reduce sum over [1] %15
      %17: f32[] = reduce sum over [0] %16
      %18: f32[] = map mul(x0, 0.25) %17
      %19: f32[4, 2] = map add(mul(0.25, sub(x0, x1)), mul(0.25, sub(x0, x1))) %14 %8
      %20: f32[2] = reduce sum over [0] %19  # 2.dense backward
      %21: f32[4, 3] = contract a·bᵀ %19 %2  # 2.dense backward
      %22: f32[3, 2] = contract aᵀ·b %11 %19  # 2.dense backward
      %23: f32[4, 3] = map mul(x1, select(lt(0, x0), 1, 0)) %11 %21  # 1.relu backward
      %24: f32[3] = reduce sum over [0] %23  # 0.dense backward
      %25: f32[2, 3] = contract aᵀ·b %7 %23  # 0.dense backward
      %26: i32[] = map add(x0, 1) %4
      %27: f32[2, 3] = map add(x0, mul(x1, -0.10000000149011612)) %0 %25
      %28: f32[3] = map add(x0, mul(x1, -0.10000000149011612)) %1 %24
      %29: f32[3, 2] = map add(x0, mul(x1, -0.10000000149011612)) %2 %22
      %30: f32[2] = map add(x0, mul(x1, -0.10000000149011612)) %3 %20
      result %27 params.0.weights
      result %28 params.0.bias
      result %29 params.1.weights
      result %30 params.1.bias
      result %26 optimizer.0.count
      result %18 loss"
  `)
})

it('every pass on the way from what is traced to what runs can be read', () => {
  const first = made.program(start, batch, { simplified: false })
  const texts = program.printPasses(first, carried, program.passesWith(pure.compile)).split('\n\n')
  const body = (text: string | undefined): string | undefined => text?.split('\n').slice(1).join('\n')
  expect(body(texts[0])).toBe(program.print(first, program.plan(first, carried)))
  expect(body(texts.at(-1))).toBe(program.print(traced, program.plan(traced, carried)))
  expect(texts.map((text) => text.split(':')[0])).toMatchInlineSnapshot(`
    [
      "traced",
      "constants",
      "dead",
      "fuse",
      "scalars",
    ]
  `)
})

it('its plan tells the place of every value and the peak of memory', () => {
  const plan = program.plan(traced, carried)
  const text = program.print(traced, plan)
  expect(text.split('\n').at(-1)).toBe(`  peak ${plan.bytes} bytes`)
  expect(plan.bytes).toBeLessThan(1024)
  // Where things lie: what is carried comes first.
  expect(text.slice(0, text.indexOf('\n)')).split(',\n')).toMatchInlineSnapshot(`
    [
      "program (
      %0 params.0.weights: f32[2, 3] @0+24",
      "  %1 params.0.bias: f32[3] @32+12",
      "  %2 params.1.weights: f32[3, 2] @64+24",
      "  %3 params.1.bias: f32[2] @96+8",
      "  %4 optimizer.0.count: i32[] @128+4",
      "  %5 key: u32[2] @160+8",
      "  %6 step: u32[] @192+4",
      "  %7 batch.inputs: f32[4, 2] @224+32",
      "  %8 batch.targets: f32[4, 2] @256+32,",
    ]
  `)
})

it('does not depend on the numbers, only on their types', () => {
  const other = made.program(made.step(made.init(random.key(1)), batch), { ...batch, inputs: tensor.ones([4, 2]) })
  expect(program.print(other)).toBe(program.print(traced))
  const [smaller] = [made.program(start, { inputs: tensor.ones([1, 2]), targets: tensor.ones([1, 2]) })]
  expect(program.print(smaller)).not.toBe(program.print(traced))
})

it.each(backends)('is what the step runs, on $name', (backend) => {
  const given = tree.tensors([start.params, start.optimizer, start.key, tensor.scalar(0, 'u32'), batch]).map(elements)
  const results = backend.compile(traced)(given)
  const { params, loss: value } = made.step(start, batch)
  expect(results.slice(0, 4).map((e) => [...e])).toEqual(tree.tensors(params).map(numbers))
  expect(results.at(-1)?.[0]).toBe(value)
})

it('inputs and results have names, instructions the layers that they came from', () => {
  const residual = pipe(n.input([2]), n.dense(3), n.residual(n.sequential(n.dense(3), n.relu)), n.dense(2))
  const learn = trainer(residual)({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.1 }) })
  const before = learn.init(random.key(0))
  const step = learn.program(before, batch, { simplified: false })
  const simple = learn.program(before, batch)
  for (const { names, inputs, results } of [step, simple]) {
    expect(names?.inputs.length).toBe(inputs.length)
    expect(names?.results.length).toBe(results.length)
    expect(names?.inputs).toEqual(expect.arrayContaining(['params.0.weights', 'optimizer.0.mean.0.weights', 'key', 'step', 'batch.inputs', 'batch.targets']))
    expect(names?.results.at(-1)).toBe('loss')
    expect(names?.results.slice(0, -1)).toEqual(names?.inputs.slice(0, results.length - 1))
  }
  const products = step.instructions.filter(({ primitive }) => primitive.kind === 'contract').map(({ layer }) => layer)
  // Forward, then backward: the inputs of the first layer have no gradient.
  const inner = '1.residual(dense, relu)/0.dense'
  expect(products).toEqual(
    ['0.dense', inner, '2.dense', ...['2.dense', '2.dense', inner, inner, '0.dense'].map((layer) => `${layer} backward`)])
  const layersOf = ({ instructions }: program.Program): readonly (string | undefined)[] => [...new Set(instructions.map(({ layer }) => layer))].sort()
  const forward = ['0.dense', '1.residual(dense, relu)', inner, '1.residual(dense, relu)/1.relu', '2.dense']
  const backward = ['0.dense', inner, '1.residual(dense, relu)/1.relu', '2.dense'].map((layer) => `${layer} backward`)
  expect(layersOf(step)).toEqual([...[...forward, ...backward].sort(), undefined])
  expect(layersOf(simple)).toEqual(expect.arrayContaining(['0.dense', inner, '2.dense', ...backward, undefined]))
  expect(program.codec.is(JSON.parse(JSON.stringify(step)))).toBe(true)
  expect(program.codec.is(JSON.parse(JSON.stringify(simple)))).toBe(true)
})
