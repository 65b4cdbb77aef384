import { pipe } from 'fp-ts/lib/function.js'
import { expect, it } from 'vitest'
import { pure } from '../../src/backend/pure.js'
import * as loss from '../../src/loss/index.js'
import * as n from '../../src/network/index.js'
import * as optimizer from '../../src/optimizer/index.js'
import * as program from '../../src/program/index.js'
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

it('a training step is a program that can be read', () => {
  expect(program.print(traced)).toMatchInlineSnapshot(`
    "program (%0: f32[2, 3], %1: f32[3], %2: f32[3, 2], %3: f32[2], %4: i32[], %5: u32[2], %6: u32[], %7: f32[4, 2], %8: f32[4, 2])
      %9: f32[4, 3] = contract a·b %7 %0
      %10: f32[4, 3] = broadcast %1
      %11: f32[4, 3] = map add(x0, x1) %9 %10
      %12: f32[4, 3] = map relu(x0) %11
      %13: f32[4, 2] = contract a·b %12 %2
      %14: f32[4, 2] = broadcast %3
      %15: f32[4, 2] = map add(x0, x1) %13 %14
      %16: f32[4, 2] = map mul(sub(x0, x1), sub(x0, x1)) %15 %8
      %17: f32[4] = reduce sum over [1] %16
      %18: f32[] = reduce sum over [0] %17
      %19: f32[] = map mul(x0, 0.25) %18
      %20: f32[4, 2] = map add(mul(0.25, sub(x0, x1)), mul(0.25, sub(x0, x1))) %15 %8
      %21: f32[2] = reduce sum over [0] %20
      %22: f32[4, 3] = contract a·bᵀ %20 %2
      %23: f32[3, 2] = contract aᵀ·b %12 %20
      %24: f32[4, 3] = map mul(x1, select(lt(0, x0), 1, 0)) %11 %22
      %25: f32[3] = reduce sum over [0] %24
      %26: f32[2, 3] = contract aᵀ·b %7 %24
      %27: i32[] = map add(x0, 1) %4
      %28: f32[2, 3] = map add(x0, mul(x1, -0.10000000149011612)) %0 %26
      %29: f32[3] = map add(x0, mul(x1, -0.10000000149011612)) %1 %25
      %30: f32[3, 2] = map add(x0, mul(x1, -0.10000000149011612)) %2 %23
      %31: f32[2] = map add(x0, mul(x1, -0.10000000149011612)) %3 %21
      result %28 %29 %30 %31 %27 %19"
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
  expect(text.split('\n')[0]?.split(', %')).toMatchInlineSnapshot(`
    [
      "program (%0: f32[2, 3] @0+24",
      "1: f32[3] @32+12",
      "2: f32[3, 2] @64+24",
      "3: f32[2] @96+8",
      "4: i32[] @128+4",
      "5: u32[2] @160+8",
      "6: u32[] @192+4",
      "7: f32[4, 2] @224+32",
      "8: f32[4, 2] @256+32)",
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
