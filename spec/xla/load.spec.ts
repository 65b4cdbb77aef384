/** Jobs that are read again: what was changed is found, and said by its file's name. */
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dataset, loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { job, loadJob, type Job } from '../../src/xla/index.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { temporaryFolder } from '../folder.js'
import { memory } from '../io/memory.js'

const { at } = temporaryFolder(memory)
let given: Job
beforeAll(async () => {
  const learn = trainer(pipe(n.input([4], 'i32'), n.embedding(9, 3), n.flatten, n.dense(3)))({
    loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }),
  })
  const data = dataset.of({
    inputs: tensor.of([7, 4], Array.from({ length: 28 }, (_, i) => i % 9), 'i32'), targets: tensor.of([7], [0, 1, 2, 0, 1, 2, 0], 'i32'),
  })
  given = right(await job({
    learn, state: learn.init(random.key(0)), data, batches: { size: 4, epochs: 2, shuffle: random.key(1) }, bytesPerShard: 80,
  })(at('given'))())
})

let copies = 0
/** A copy of the job, changed. */
const changed = async (change: (folder: string) => Promise<unknown>): Promise<string> => {
  const folder = at(`copy-${copies++}`)
  await cp(given.folder, folder, { recursive: true })
  await change(folder)
  return folder
}
/** `job.json` alone, changed: other files are not read. */
const withContents = async (change: (contents: any) => void): Promise<string> => {
  const folder = at(`copy-${copies++}`)
  const contents = structuredClone(given.contents)
  change(contents)
  await mkdir(folder)
  await writeFile(join(folder, 'job.json'), JSON.stringify(contents))
  return folder
}

it('is what was written', async () => {
  expect(right(await loadJob(given.folder)())).toEqual(given)
  expect(right(await loadJob(given.folder, { verify: true })())).toEqual(given)
  expect(given.contents.data.shards.length).toBe(2)
})

describe('a file that is damaged, cut off or gone', () => {
  it('is named, whichever it is', async () => {
    const { programs, state, data } = given.contents
    const files = [...programs.flatMap(({ file, checked }) => [file, checked!.file]), state.file, ...data.shards.map(({ file }) => file), ...data.orders.map(({ file }) => file)]
    expect(files.length).toBe(9)
    for (const file of files) {
      const damaged = await changed(async (folder) => {
        const bytes = await readFile(join(folder, file))
        bytes[bytes.length >> 1]! ^= 1
        await writeFile(join(folder, file), bytes)
      })
      expect(left(await loadJob(damaged, { verify: true })()).message).toContain(`${join(damaged, file)}: expected the SHA-256 `)
      expect(right(await loadJob(damaged)()).digest).toBe(given.digest)
      const cut = await changed((folder) => truncate(join(folder, file), 3))
      expect(left(await loadJob(cut, { verify: true })()).message).toContain(`${join(cut, file)}: expected the SHA-256 `)
      const gone = await changed((folder) => rm(join(folder, file)))
      expect(left(await loadJob(gone, { verify: true })()).message).toContain(`${join(gone, file)}: expected a file that can be read, received no such file`)
    }
  })

  it('is job.json, too', async () => {
    const gone = await changed((folder) => rm(join(folder, 'job.json')))
    expect(left(await loadJob(gone)()).message).toContain(`xla.loadJob: ${join(gone, 'job.json')}: expected a file that can be read, received no such file`)
    expect(left(await loadJob(await changed((folder) => truncate(join(folder, 'job.json'), 40)))()).message).toContain('job.json: expected JSON, received ')
    expect(left(await loadJob(await changed((folder) => writeFile(join(folder, 'job.json'), Uint8Array.of(0xff))))()).message).toContain('job.json: expected UTF-8')
    expect(left(await loadJob(at('none'))()).message).toContain('received no such file')
  })
})

describe('a job that says something else', () => {
  const zeros = '0'.repeat(64)
  it.each<readonly [string, (contents: any) => void, string]>([
    ['another format', (c) => { c.format = 'tenfold-xla 2' }, 'format: "tenfold-xla 1" expected, received "tenfold-xla 2"'],
    ['a field too many', (c) => { c.author = 'me' }, 'author: no such field is known: it may be of a newer version'],
    ['a field too many inside', (c) => { c.data.shards[0].bytes = 3 }, 'data.shards.0.bytes: no such field is known'],
    ['a field too few', (c) => { delete c.state }, 'state: a record expected, received undefined'],
    ['a digest in capitals', (c) => { c.state.digest = c.state.digest.toUpperCase() }, 'state.digest: 64 hexadecimal digits in lower case expected'],
    ['a short digest', (c) => { c.programs[0].digest = 'abc' }, 'programs.0.digest: 64 hexadecimal digits in lower case expected, received "abc"'],
    ['a file outside', (c) => { c.state.file = '../state.safetensors' }, 'state.file: the name of a file in the folder expected'],
    ['a file of the machine', (c) => { c.state.file = '/etc/passwd' }, 'state.file: the name of a file in the folder expected'],
    ['a file twice', (c) => { c.data.shards[1].file = 'data/00000.safetensors' }, 'data/00000.safetensors cannot be two files'],
    ['an element type that is none', (c) => { c.data.columns[0].dtype = 'f16' }, 'data.columns.0.dtype: "f32" or "f64" or "i32" or "u32" or "bool" expected'],
    ['a role that is none', (c) => { c.programs[0].inputs[0].role = 'rest' }, 'programs.0.inputs.0.role: '],
    ['two of a name', (c) => { c.programs[0].inputs[1].name = c.programs[0].inputs[0].name }, 'two inputs of step-4.mlir are called params.0.table'],
    ['roles that overlap', (c) => { c.programs[0].inputs.find((p: any) => p.role === 'key').role = 'step' }, 'step-4.mlir should have one input that is the key, but has 0'],
    ['a key of another name', (c) => { c.programs[0].inputs.find((p: any) => p.role === 'key').name = 'lock' }, 'the key of step-4.mlir should be called so, but is lock'],
    ['two losses', (c) => { c.programs[0].results.push({ name: 'more', dtype: 'f32', shape: [], role: 'loss' }) }, 'step-4.mlir should have one result that is the loss, but has 2'],
    ['a loss as an input', (c) => { c.programs[0].inputs.push({ name: 'loss', dtype: 'f32', shape: [], role: 'loss' }) }, 'loss of step-4.mlir cannot be loss there'],
    ['results that are not what is carried', (c) => { c.programs[0].results[0].shape = [3, 9] }, 'step-4.mlir takes params.0.table f32[9, 3]'],
    ['what is carried behind the key', (c) => { c.programs[0].inputs.unshift(c.programs[0].inputs.splice(-4, 1)[0]) }, 'carried tensors of step-4.mlir should come first among its inputs'],
    ['steps that carry other things', (c) => {
      for (const ports of [c.programs[1].inputs, c.programs[1].results]) ports[0].shape = [8, 3]
    }, 'step-3.mlir carries other tensors than step-4.mlir'],
    ['a column that is not there', (c) => { c.data.columns.shift() }, 'step-4.mlir takes batch.inputs, which the data has not'],
    ['a column of another type', (c) => { c.data.columns[0].shape = [5] }, 'step-4.mlir takes batch.inputs as i32[4, 4], but a batch of 4 has i32[4, 5]'],
    ['two columns of a name', (c) => { c.data.columns.push(c.data.columns[0]) }, 'two columns are called batch.inputs'],
    ['rows that are not there', (c) => { c.data.shards.pop() }, 'the shards have 4 rows, but the data should have 7'],
    ['more examples than rows', (c) => { c.data.batches[0].count = 2 }, 'the batches of an epoch take 11 examples, but there are 7'],
    ['a size that no step takes', (c) => { c.programs.pop() }, 'no step takes a batch of 3 examples'],
    ['a size that two steps take', (c) => { c.programs[1].examples = 4 }, 'two steps take 4 examples'],
    ['orders of too few epochs', (c) => { c.data.orders.pop() }, '2 orders expected, one for each epoch, received 1'],
    ['steps behind the last batch', (c) => { c.steps.firstBatch = 1 }, 'steps up to batch 5 expected, but there are 4 batches'],
    ['no steps', (c) => { c.steps.count = 0 }, 'steps.count: a whole number of at least 1 expected, received 0'],
    ['another receipt', (c) => { c.receipt.final = zeros }, 'receipt.final: no such field is known'],
    ['columns per batch that have no rows', (c) => { c.data.columns.push({ name: 'batch.scale', dtype: 'f32', shape: [], per: 'batch' }) }, 'columns per batch need a row for each of 2 batches, and no order'],
  ])('%s', async (_, change, message) => {
    const folder = await withContents(change)
    const found = left(await loadJob(folder)())
    expect(found.message).toContain(`${join(folder, 'job.json')}: expected a job, received`)
    expect(found.message).toContain(message)
  })

  it('is never taken where a value is replaced by another kind, anywhere', async () => {
    const paths: (readonly (string | number)[])[] = []
    const walk = (value: unknown, path: readonly (string | number)[]): void => {
      if (path[0] === 'receipt' && path[1] === 'configuration') return
      paths.push(path)
      if (typeof value === 'object' && value !== null) for (const key of Object.keys(value)) walk((value as never)[key], [...path, Array.isArray(value) ? Number(key) : key])
    }
    walk(given.contents, [])
    await fc.assert(fc.asyncProperty(fc.constantFrom(...paths.slice(1)), fc.constantFrom(null, true, -1, 0.5, '', '…', [null], { a: 1 }), async (path, value) => {
      const folder = await withContents((contents) => {
        let at = contents
        for (const key of path.slice(0, -1)) at = at[key]
        at[path.at(-1)!] = value
      })
      expect(left(await loadJob(folder)()).argument).toBe(join(folder, 'job.json'))
    }), { numRuns: 100 })
  })
})

it('takes a folder and options', () => {
  expect(complaint(() => loadJob(3 as never)).message).toContain('xla.loadJob: folder should be a string, but is 3')
  expect(complaint(() => loadJob('a', { verifi: true } as never)).message).toContain('xla.loadJob: unknown option "verifi"; did you mean "verify"?')
})
