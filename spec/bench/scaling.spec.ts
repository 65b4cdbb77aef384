import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe as group, expect, it } from 'vitest'
import { bytes, describe, sum, under, withSequences, type Named } from '../../bench/scaling/description.js'
import { figures } from '../../bench/scaling/figures.js'
import { activationsOf } from '../../bench/scaling/memory.js'
import { examples } from '../../bench/scaling/networks.js'
import { bytesPerDevice, splitOf } from '../../bench/scaling/partition.js'
import { symbolicStep } from '../../bench/scaling/symbolic.js'
import { tablesOf } from '../../bench/scaling/tables.js'
import { collectivesOf, sent } from '../../bench/scaling/traffic.js'
import { scaling } from '../../bench/scaling.js'
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { codec as programCodec } from '../../src/inspect/codec.js'
import type { Program } from '../../src/program/program.js'
import { text } from '../../src/stablehlo/index.js'

const [bert, llama] = examples as readonly [typeof examples[number], typeof examples[number]]
const bertStep = symbolicStep(bert.network(bert.sizes, 'scanned'), 4)

group('a step of parameters that are never made', () => {
  it('is the program that a trainer gives, with its names', () => {
    const net = pipe(n.input([3], 'i32'), n.embedding(5, 4), n.dense(5))
    const learn = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-4 }) })
    const given = { inputs: tensor.zeros([2, 3], 'i32'), targets: tensor.zeros([2, 3], 'i32') }
    const { names, ...program } = learn.program(learn.init(random.key(0)), given, { simplified: false })
    const { names: own, ...step } = symbolicStep(net, 2)
    expect(step).toEqual(program)
    expect(own?.inputs).toEqual(names?.inputs)
  })

  it.each([['BERT base', 109_482_240], ['Llama 7B', 6_738_415_616]])('has the parameters of %s', (name, count) => {
    const { network, sizes } = examples.find((example) => example.name === name)!
    const few = describe(symbolicStep(network({ ...sizes, time: 16 }, 'checkpoint'), 1)).inputs
    // Positions that are learned are as many as there are tokens.
    const positions = name === 'BERT base' ? (sizes.time - 16) * sizes.width : 0
    expect(sum(under(few, 'params').map(bytes)) / 4 + positions).toBe(count)
  })

  it('has the same inputs for another number of sequences', () => {
    const net = bert.network({ ...bert.sizes, layers: 1, time: 8 }, 'unrolled')
    expect(withSequences(describe(symbolicStep(net, 1)), 3)).toEqual(describe(symbolicStep(net, 3)))
  })
})

it('a program has a text even if its tensors exceed the memory of this machine', () => {
  const large: Program = { inputs: [{ shape: [2 ** 20, 2 ** 11], dtype: 'f32' }], instructions: [], results: [0] }
  expect(E.isRight(text(large))).toBe(true)
  // A program to be run here still has a limit.
  expect(E.isLeft(programCodec.decode(large))).toBe(true)
})

group('bytes of a device', () => {
  const named = (name: string, ...shape: number[]): Named => ({ name, shape, dtype: 'f32' })

  it.each([
    [named('params.0.weights', 6, 8), 1], [named('params.0.weights', 8, 8), 0], [named('params.0.weights', 6, 9), undefined],
    [named('optimizer.0.count'), undefined], [named('batch.inputs', 4, 8), 0], [named('key', 4), undefined],
  ])('splits %o along %s', (tensor, dimension) => {
    expect(splitOf(tensor, { mesh: { data: 4 }, shard: ['fsdp'] })?.dimension).toBe(dimension)
  })

  it('takes the first pattern that a name matches, and fsdp after all', () => {
    const partition = { mesh: { data: 2, model: 4 }, shard: ['fsdp', '*.up.*=model', '*.down.weights=model:1', '*=data:0'] }
    const at = (tensor: Named) => { const split = splitOf(tensor, partition); return split && [split.axis, split.dimension] }
    expect(at(named('params.1.up.weights', 8, 8))).toEqual(['model', 1])
    expect(at(named('params.1.down.weights', 3, 8, 8))).toEqual(['model', 1])
    expect(at(named('params.1.scale', 2, 8))).toEqual(['data', 0])
  })

  it('are those of all devices together, but for what is replicated', () => {
    const { inputs } = describe(bertStep)
    const whole = sum(inputs.map(bytes))
    const own = bytesPerDevice(inputs, { mesh: { data: 4 }, shard: ['fsdp'] })
    // Key, step, and the counts of Adam and of the rate.
    expect(4 * own - whole).toBe(3 * (8 + 4 + 4 + 4))
  })
})

/** The bytes that loops stack beside what they carry, of the loops of a program in their order. */
const stacked = ({ instructions }: Program): readonly number[] => instructions.flatMap(({ primitive, types }) =>
  (primitive.kind === 'scan' ? [sum(types.slice(primitive.carried).map(bytes))] : []))

group('activations', () => {
  it.each([bert, llama])('are what the loop of $name stacks for the way back', ({ network, sizes: whole }) => {
    const sizes = { ...whole, layers: 4, time: 32 }
    expect(stacked(symbolicStep(network(sizes, 'scanned'), 2))[0]).toBe(activationsOf(sizes, 2 * 32, 'scanned'))
  })

  it.each([bert, llama])('are with a checkpoint what loops of $name are given, and one of them', ({ network, sizes: whole }) => {
    const sizes = { ...whole, layers: 4, time: 32 }
    const { instructions } = symbolicStep(network(sizes, 'checkpoint'), 2)
    const loops = instructions.flatMap(({ primitive }) => (primitive.kind === 'scan' ? [primitive.body] : []))
    const [given] = stacked({ inputs: [], results: [], instructions })
    const [again] = stacked(loops[1]!)
    expect(given! + again!).toBe(activationsOf(sizes, 2 * 32, 'checkpoint'))
  })
})

group('the traffic', () => {
  const description = describe(bertStep)
  const parameters = sum(under(description.inputs, 'params').map(bytes))
  const moved = (shard: readonly string[], data: number) =>
    collectivesOf({ description: withSequences(description, data), sizes: bert.sizes, tied: true, repeated: 'scanned' }, { mesh: { data }, shard })

  it('is nothing on one device', () => {
    expect(moved([], 1)).toEqual([])
  })

  it('is sent by a ring: twice (n - 1) / n of what is added, once of what is gathered', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 512 }), fc.integer({ min: 1, max: 1e9 }), (parts, size) => {
      const one = { what: '', bytes: size, parts }
      expect(sent({ ...one, kind: 'all-reduce' })).toBeCloseTo(2 * size * (1 - 1 / parts), 3)
      expect(sent({ ...one, kind: 'all-gather' })).toBeCloseTo(size * (1 - 1 / parts), 3)
    }))
  })

  it('is every gradient and the loss; of a replicated table with two uses both', () => {
    const table = 30522 * 768 * 4
    expect(sum(moved([], 4).map((one) => one.bytes))).toBe(parameters + table + 4)
    const reduced = moved(['fsdp'], 4).filter(({ kind }) => kind === 'all-reduce')
    expect(sum(reduced.map((one) => one.bytes))).toBe(parameters + 4)
  })
})

it('docs/scaling.md holds the tables of the figures', () => {
  const page = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8')
  for (const [name, table] of Object.entries(tablesOf(figures()))) expect(page, name).toContain(`\n\n${table}\n\n`)
})

it('the suite has a row for each network on each machine', () => {
  const rows = scaling(true)
  expect(rows).toHaveLength(12)
  for (const { bytes: all, parameters = 0, optimizer: kept = 0 } of rows) {
    expect(kept / parameters).toBeCloseTo(2, 3)
    expect(all).toBeGreaterThan(3 * parameters)
  }
})
