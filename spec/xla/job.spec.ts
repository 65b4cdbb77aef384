/** Jobs as they are written: the training and nothing else. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { checkpoint, dataset, loss, network as n, optimizer, pipe, random, receipt, tensor, trainer, type Tensor } from '../../src/index.js'
import { text } from '../../src/stablehlo/index.js'
import * as tree from '../../src/tensor/tree.js'
import { job, loadJob, type DataOf, type Job } from '../../src/xla/index.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { temporaryFolder } from '../folder.js'
import { memory } from '../io/memory.js'
import { taken } from './taken.js'

const { at } = temporaryFolder(memory)
let folders = 0
const fresh = (): string => at(`job-${folders++}`)

const learn = trainer(pipe(n.input([3]), n.dropout(0.5), n.dense(4)))({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }),
})
const state = learn.init(random.key(0))
const dataOf = (rows: number, seed = 1) => dataset.of({
  inputs: random.normal(random.key(seed), [rows, 3]),
  targets: tensor.of([rows], Array.from({ length: rows }, (_, i) => i % 4), 'i32'),
  weights: tensor.of([rows], Array.from({ length: rows }, (_, i) => 1 + i)),
})
const seven = dataOf(7)

/** A batch in 64 digits, be it a tree or its columns. */
const named = (batch: unknown): string => receipt.digest(Object.fromEntries(tree.leaves(batch).map(({ path, tensor: x }) => [`batch.${path}`, x])))
const said = async ({ folder, contents }: Job): Promise<readonly string[]> => (await taken(folder, contents)).map((batch) => receipt.digest(batch))

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort()

describe('a job of a data set', () => {
  it('has the batches that dataset.batches makes, whatever is cut how', async () => {
    await fc.assert(fc.asyncProperty(fc.record({
      rows: fc.integer({ min: 1, max: 12 }), size: fc.integer({ min: 1, max: 12 }), epochs: fc.integer({ min: 1, max: 3 }),
      seed: fc.option(fc.nat(9)), dropLast: fc.boolean(), bytesPerShard: fc.integer({ min: 1, max: 150 }), skipped: fc.nat(5), left: fc.option(fc.nat(5)),
    }), async ({ rows, size, epochs, seed, dropLast, bytesPerShard, skipped, left: unused }) => {
      fc.pre(!dropLast || size <= rows)
      const data = dataOf(rows, rows)
      const options = { size, epochs, dropLast, ...(seed === null ? {} : { shuffle: random.key(seed) }) }
      const batches = [...dataset.batches(options)(data)]
      const from = skipped % batches.length
      const steps = unused === null ? undefined : 1 + unused % (batches.length - from)
      const made = right(await job({ learn, state, data, batches: options, bytesPerShard, from, ...(steps === undefined ? {} : { steps }) })(fresh())())
      expect(await said(made)).toEqual(batches.slice(from, steps === undefined ? undefined : from + steps).map(named))
      const { data: { shards, epochs: written } } = made.contents
      expect(shards.map((shard) => shard.rows).every((count) => count === 1 || count * 20 <= bytesPerShard)).toBe(true)
      expect(written).toBeLessThanOrEqual(epochs)
      expect(right(await loadJob(made.folder, { verify: true })())).toEqual(made)
    }), { numRuns: 15 })
  })

  it('is the step as StableHLO for each size, the state as it is saved, and what a receipt says', async () => {
    const folder = fresh()
    const made = right(await job({ learn, state, data: seven, batches: { size: 4, epochs: 2, shuffle: random.key(5) }, configuration: { seed: 0 } })(folder)())
    const { contents } = made
    expect(await filesIn(folder)).toEqual(
      ['data/00000.safetensors', 'job.json', 'orders/0.safetensors', 'orders/1.safetensors', 'state.safetensors', ...[3, 4].flatMap((size) => [`step-${size}-checked.mlir`, `step-${size}.mlir`])]
        .filter((file) => contents.programs[0]!.checked !== undefined || !file.includes('checked')).sort())
    const [first] = dataset.batches({ size: 4 })(seven)
    const traced = learn.program(state, first!, { simplified: false })
    expect(await readFile(join(folder, 'step-4.mlir'), 'utf8')).toBe(right(text(traced)))
    const saved = at('saved.safetensors')
    right(await checkpoint.save(saved, learn.codec)(state)())
    expect(await readFile(join(folder, 'state.safetensors'))).toEqual(await readFile(saved))
    expect(contents.steps).toEqual({ done: 0, firstBatch: 0, count: 4 })
    expect(contents.receipt).toEqual({
      configuration: { seed: 0 }, data: receipt.digest(seven), initial: receipt.digest(state.params), program: receipt.programDigest(traced),
    })
    const { tensors } = right(await checkpoint.read(saved)())
    for (const { inputs, results, examples } of contents.programs) {
      const carried = inputs.filter(({ role }) => role === 'carried')
      for (const { name, dtype, shape } of carried) expect(tensors.get(name)).toMatchObject({ dtype, shape })
      expect(carried.length).toBe(tensors.size - 1)
      expect(results).toEqual([...carried, { name: 'loss', dtype: 'f32', shape: [], role: 'loss' }])
      expect(inputs.slice(carried.length)).toEqual([
        { name: 'key', dtype: 'u32', shape: [2], role: 'key' }, { name: 'step', dtype: 'u32', shape: [], role: 'step' },
        { name: 'batch.inputs', dtype: 'f32', shape: [examples, 3], role: 'batch' }, { name: 'batch.targets', dtype: 'i32', shape: [examples], role: 'batch' },
        { name: 'batch.weights', dtype: 'f32', shape: [examples], role: 'batch' },
      ])
    }
  })

  it('goes on from a state: steps that it has behind it are told', async () => {
    const batches = dataset.batches({ size: 3, epochs: 2, shuffle: random.key(5) })(seven)
    const stopped = learn.fold(state, [...batches].slice(0, 4))
    const made = right(await job({ learn, state: stopped, data: seven, batches: { size: 3, epochs: 2, shuffle: random.key(5) }, from: stopped.step })(fresh())())
    expect(made.contents.steps).toEqual({ done: 4, firstBatch: 4, count: 2 })
    expect(await said(made)).toEqual([...batches.from(4)].map(named))
  })

  it('takes records of inputs and targets, by their names', async () => {
    const net = pipe(
      n.input({ words: n.input([6], 'i32'), numbers: [4] }),
      n.concatenate(-1)({ words: n.sequential(n.embedding(9, 3), n.globalAveragePool), numbers: n.dense(2) }),
      n.outputs({ price: n.dense(1), kind: n.dense(3) }))
    const several = trainer(net)({
      loss: loss.outputs({ price: loss.squaredError(), kind: loss.sparseSoftmaxCrossEntropy() }), optimizer: optimizer.sgd({ learningRate: 0.1 }),
    })
    const data = dataset.of({
      inputs: { words: tensor.of([5, 6], Array.from({ length: 30 }, (_, i) => i % 9), 'i32'), numbers: random.normal(random.key(1), [5, 4]) },
      targets: { price: random.normal(random.key(2), [5, 1]), kind: tensor.of([5], [0, 1, 2, 0, 1], 'i32') },
    })
    const options = { size: 2, shuffle: random.key(3) }
    const made = right(await job({ learn: several, state: several.init(random.key(0)), data, batches: options })(fresh())())
    expect(made.contents.data.columns).toEqual([
      { name: 'batch.inputs.words', dtype: 'i32', shape: [6], per: 'example' }, { name: 'batch.inputs.numbers', dtype: 'f32', shape: [4], per: 'example' },
      { name: 'batch.targets.price', dtype: 'f32', shape: [1], per: 'example' }, { name: 'batch.targets.kind', dtype: 'i32', shape: [], per: 'example' },
    ])
    expect(await said(made)).toEqual([...dataset.batches(options)(data)].map(named))
    // Rows of the embedding are looked up by index.
    for (const { checked, examples } of made.contents.programs) {
      expect(checked?.file).toBe(`step-${examples}-checked.mlir`)
      expect(await readFile(join(made.folder, checked!.file), 'utf8')).not.toBe(await readFile(join(made.folder, `step-${examples}.mlir`), 'utf8'))
    }
    const unchecked = right(await job({ learn: several, state: several.init(random.key(0)), data, batches: options, check: false })(fresh())())
    expect(unchecked.contents.programs.some(({ checked }) => checked !== undefined)).toBe(false)
  })

  it('goes into an empty folder that is there', async () => {
    const folder = fresh()
    await mkdir(folder)
    right(await job({ learn, state, data: seven, batches: { size: 7 } })(folder)())
    expect(await filesIn(folder)).toContain('job.json')
  })
})

/** A line through points, where every batch has a scale and a table of its own. */
const line = trainer.of({
  init: () => ({ slope: tensor.scalar(1), offsets: tensor.zeros([2]) }),
  loss: ({ slope, offsets }, { scale, x, table }: {
    readonly scale: Tensor<readonly []>; readonly x: Tensor<readonly [number, 2]>; readonly table: Tensor<readonly [3, 2]>
  }) => pipe(x, tensor.mul(slope), tensor.add(offsets), tensor.square, tensor.mean(), tensor.mul(scale), tensor.add(pipe(table, tensor.mul(offsets), tensor.mean()))),
})({ optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const points = (rows: number, i: number) =>
  ({ scale: tensor.scalar(1 + i), x: random.normal(random.key(i), [rows, 2]), table: random.normal(random.key(100 + i), [3, 2]) })

describe('a job of batches', () => {
  it('has them as they come, in whatever sizes, with a row for each batch of what is not per example', async () => {
    await fc.assert(fc.asyncProperty(
      fc.array(fc.constantFrom(1, 2, 4, 5), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 300 }), fc.boolean(),
      async (sizes, bytesPerShard, isLate) => {
        const all = sizes.map(points)
        const later = { async *[Symbol.asyncIterator]() { yield* all } }
        const made = right(await job({ learn: line, state: line.init(random.key(0)), batches: isLate ? later : all, bytesPerShard })(fresh())())
        expect(await said(made)).toEqual(all.map(named))
        expect(made.contents.data.columns.map(({ per }) => per)).toEqual(['batch', 'example', 'batch'])
        expect(made.contents.programs.map(({ examples }) => examples)).toEqual([...new Set(sizes)])
        expect(right(await loadJob(made.folder, { verify: true })())).toEqual(made)
      }), { numRuns: 8 })
  })

  it('of a network is the job of its data set', async () => {
    const batches = dataset.batches({ size: 4, epochs: 2, shuffle: random.key(5) })(seven)
    const made = right(await job({ learn, state, batches })(fresh())())
    expect(made.contents.data.batches).toEqual([{ size: 4, count: 1 }, { size: 3, count: 1 }, { size: 4, count: 1 }, { size: 3, count: 1 }])
    expect(await said(made)).toEqual([...batches].map(named))
    const passed = receipt.batches([...batches])
    learn.fold(state, passed)
    expect(made.contents.receipt.data).toBe(passed.digest())
  })

  it('takes no more of them than there are steps', async () => {
    let asked = 0
    let ended = false
    const endless = {
      *[Symbol.iterator]() {
        try {
          for (;;) yield points(2, asked++)
        } finally {
          ended = true
        }
      },
    }
    const made = right(await job({ learn: line, state: line.init(random.key(0)), batches: endless, steps: 5 })(fresh())())
    expect([made.contents.steps.count, asked, ended]).toEqual([5, 5, true])
  })

  it('of nothing but what batches share has an example each', async () => {
    const shared = trainer.of({
      init: () => tensor.scalar(0),
      loss: (p, { x }: { readonly x: Tensor<readonly []> }) => pipe(p, tensor.sub(x), tensor.square),
    })({ optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    const all = [1, 2, 3].map((x) => ({ x: tensor.scalar(x) }))
    const made = right(await job({ learn: shared, state: shared.init(random.key(0)), batches: all })(fresh())())
    expect(made.contents.data).toMatchObject({ rows: 3, batches: [{ size: 1, count: 3 }], columns: [{ name: 'batch.x', shape: [], per: 'batch' }] })
    expect(made.contents.programs[0]!.inputs[0]).toEqual({ name: 'params', dtype: 'f32', shape: [], role: 'carried' })
    expect(await said(made)).toEqual(all.map(named))
  })
})

describe('what does not fit', () => {
  const other = trainer(pipe(n.input([2]), n.dense(4)))({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  const batch = { inputs: tensor.zeros([2, 3]), targets: tensor.zeros([2], 'i32') }
  const whole = { learn, state, data: seven, batches: { size: 4 } }
  const unequal = { ...whole, data: undefined, from: undefined }
  const late = async function* () { yield batch; throw new Error('the line was cut') }
  it.each<readonly [string, object, string]>([
    ['a state of another trainer', { ...whole, state: other.init(random.key(0)) }, 'state should be a state of this trainer'],
    ['data of another width', { ...whole, data: dataset.of({ inputs: tensor.zeros([7, 2]), targets: tensor.zeros([7], 'i32') }) }, 'data.inputs is f32[7, 2], expected f32[batch, 3]'],
    ['a class that is none', { ...whole, data: dataset.of({ inputs: tensor.zeros([2, 3]), targets: tensor.of([2], [0, 4], 'i32') }) }, 'xla.job: '],
    ['more steps than batches', { ...whole, steps: 3 }, 'steps should be a whole number from 1 to 2, the batches from 0 on, but is 3'],
    ['a begin behind the end', { ...whole, from: 2 }, 'from should be a whole number from 0 to 1, a batch of the 2 there are, but is 2'],
    ['a size that drops all', { ...whole, batches: { size: 8, dropLast: true } }, 'size should be at most 7'],
    ['no batches', { ...unequal, batches: [] }, 'batches should be at least 1 batch, but is "none"'],
    ['fewer batches than steps', { ...unequal, batches: [batch], steps: 2 }, 'steps should be a whole number from 1 to 1, the batches there are, but is 2'],
    ['a batch of another width', { ...unequal, batches: [batch, { ...batch, inputs: tensor.zeros([2, 2]) }] }, 'batch 1.inputs is f32[2, 2], expected f32[batch, 3]'],
    ['a batch without weights', { ...unequal, batches: [{ ...batch, weights: tensor.ones([2]) }, batch] }, 'batch.weights of batch 1 is not there, but f32[batch] in those before it'],
    ['a batch with weights', { ...unequal, batches: [batch, { ...batch, weights: tensor.ones([2]) }] }, 'batch.weights of batch 1 is f32[2], but not there in those before it'],
    ['batches that are none', { ...unequal, batches: [3] }, 'batch 0 should be a record of tensors, but is 3'],
    ['batches that end in an error', { ...unequal, batches: late() }, 'batch 1 did not come: the line was cut'],
    ['a table that seemed to be of examples', { learn: line, state: line.init(random.key(0)), batches: [points(3, 0), points(2, 1)] }, 'batch.table of batch 1 is f32[3, 2], but f32[batch, 2] in those before it'],
    ['two columns of one name', {
      learn: line, state: line.init(random.key(0)), batches: [{ ...points(2, 0), x: points(2, 0).x, 'y.z': points(2, 0).scale, y: { z: points(2, 0).scale } }],
    }, 'two tensors have the path y.z'],
  ])('%s', async (_, options, message) => {
    const folder = fresh()
    const found = left(await job(options as never)(folder)())
    expect(found.message).toContain(message)
    expect((await readdir(at())).filter((name) => name.startsWith(folder.slice(at().length + 1)))).toEqual([])
  })

  it.each<readonly [string, object, string]>([
    ['no record', 3 as never, 'xla.job: options should be a record of'],
    ['a slip', { ...whole, stepz: 3 }, 'xla.job: unknown option "stepz"; did you mean "steps"?'],
    ['a configuration that JSON cannot say', { ...whole, configuration: { rate: NaN } }, 'xla.job: configuration.rate: a finite number, not -0, expected, received NaN'],
    ['no trainer', { ...whole, learn: {} }, 'xla.job: learn should be a trainer'],
    ['no state', { ...whole, state: undefined }, 'xla.job: state should be a record'],
    ['a step of none', { ...whole, steps: 0 }, 'xla.job: steps should be a whole number of at least 1, but is 0'],
    ['options without data', { ...unequal, batches: { size: 4 } }, 'xla.job: batches should be a list or another iterable, also an asynchronous one of batches, or options of dataset.batches beside data'],
    ['a begin without data', { ...unequal, batches: [batch], from: 1 }, 'xla.job: from should be left out without data: give the batches from there on, but is 1'],
    ['shards of nothing', { ...whole, bytesPerShard: 0 }, 'xla.job: bytesPerShard should be a whole number of at least 1, but is 0'],
  ])('%s', (_, options, message) => expect(complaint(() => job(options as never)).message).toContain(message))

  it('a folder that is none, or cannot be written', async () => {
    const [full, file] = [fresh(), fresh()]
    await mkdir(full)
    await writeFile(join(full, 'notes'), 'mine')
    await writeFile(file, 'mine')
    const said = async (folder: string) => left(await job(whole)(folder)()).message
    expect(await said(full)).toContain(`xla.job: ${full}: expected a folder that can be written, received a folder that is not empty`)
    expect(await said(file)).toContain(`${file}: expected a folder that can be written, received a file`)
    expect(await said(at('no', 'job'))).toContain('received no such folder')
    expect(complaint(() => job(whole)(3 as never)).message).toContain('xla.job: folder should be a string, but is 3')
    expect([await readdir(full), await readFile(file, 'utf8')]).toEqual([['notes'], 'mine'])
  })
})

describe('types', () => {
  it('of data sets are those of the trainer', () => {
    expectTypeOf<DataOf<typeof learn>>().toEqualTypeOf<dataset.Dataset<readonly [3], readonly [], 'i32', 'f32'>>()
  })

  it('of a loss of one\'s own are its batches, and data sets where they have inputs and targets', async () => {
    const own = trainer.of({
      init: () => tensor.zeros([3, 1]),
      loss: (p, { inputs, targets }: { readonly inputs: Tensor<readonly [number, 3]>; readonly targets: Tensor<readonly [number, 1]> }) =>
        pipe(inputs, tensor.matmul(p), tensor.sub(targets), tensor.square, tensor.mean()),
    })({ optimizer: optimizer.sgd({ learningRate: 0.1 }) })
    expectTypeOf<DataOf<typeof own>>().toEqualTypeOf<dataset.Dataset<readonly [3], readonly [1], 'f32', 'f32'>>()
    const data = dataset.of({ inputs: random.normal(random.key(1), [5, 3]), targets: tensor.zeros([5, 1]) })
    const made = right(await job({ learn: own, state: own.init(random.key(0)), data, batches: { size: 2, shuffle: random.key(0) } })(fresh())())
    expect(await said(made)).toEqual([...dataset.batches({ size: 2, shuffle: random.key(0) })(data)].map(named))
    const fixed = right(await job({ learn: own, state: own.init(random.key(0)), batches: [{ inputs: tensor.zeros([4, 3]), targets: tensor.ones([4, 1]) }] })(fresh())())
    expect(fixed.contents.programs.map(({ examples }) => examples)).toEqual([4])
  })
})
