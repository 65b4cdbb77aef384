/** Results of jobs whose steps are taken by a stand-in for the runner, which writes the same files. */
import { appendFile, cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkpoint, dataset, loss, network as n, observe, optimizer, pipe, random, receipt, trainer } from '../../src/index.js'
import { job, result, type Job } from '../../src/xla/index.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { temporaryFolder } from '../folder.js'
import { memory } from '../io/memory.js'

const { at } = temporaryFolder(memory)
let folders = 0
const fresh = (): string => at(`job-${folders++}`)

const learn = trainer(pipe(n.input([3]), n.dropout(0.5), n.dense(2)))({
  loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 0.01 }),
})
const data = dataset.of({ inputs: random.normal(random.key(1), [30, 3]), targets: random.normal(random.key(3), [30, 2]) })
const options = { size: 8, epochs: 3, shuffle: random.key(2) }
const batches = dataset.batches(options)(data)
const whole = [...batches]
const start = learn.init(random.key(0))

const engine = { jax: '0.10.2', jaxlib: '0.10.2', platform: 'cpu', devices: 4, processes: 2, mesh: { data: 4 }, shard: ['fsdp'], python: '3.11.7' }

/** Does the steps of a job up to this one; `more` lines were written of steps behind it. */
const done = async ({ folder, contents, digest }: Job, from: typeof start, step: number, { more = 0, out = 'out', said = {} } = {}) => {
  const { history, all } = observe
  const { state, seen } = learn.observe(all({ losses: history() })).fold(from, whole.slice(contents.steps.firstBatch, contents.steps.firstBatch + step - from.step))
  await mkdir(join(folder, out))
  const losses = [...seen.losses.map(({ loss: value }) => value), ...Array.from({ length: more }, () => NaN)].map((value, i) => JSON.stringify(
    { event: 'step', step: from.step + i + 1, loss: Number.isFinite(value) ? value : String(value), examples: 8, seconds: 0.1 }))
  await writeFile(join(folder, out, 'losses.jsonl'), losses.map((line) => `${line}\n`).join(''))
  const metadata = { engine: JSON.stringify({ engine: 'xla', ...engine, job: digest, ...said }) }
  right(await checkpoint.save(join(folder, out, 'checkpoint.safetensors'), learn.codec, { metadata })(state)())
  return { state, losses: seen.losses }
}

const made = async (state = start, from = 0): Promise<Job> => right(await job({ learn, state, data, batches: options, from, configuration: { seed: 0 } })(fresh())())

describe('the result of a job', () => {
  it('is its state, from which the fold goes on, its losses and a receipt that says who took the steps', async () => {
    const given = await made()
    const { state, losses } = await done(given, start, 7, { more: 2 })
    const back = right(await result(given.folder, learn.codec)())
    expect(receipt.digest(back.state)).toBe(receipt.digest(state))
    expect(back.losses).toEqual(losses)
    const { jax, jaxlib, python, ...rest } = engine
    expect(back.engine).toEqual({ name: 'xla', versions: { jax, jaxlib, python }, ...rest })
    expect(back.receipt).toEqual(receipt.of({
      engine: back.engine, configuration: { seed: 0 }, data: receipt.digest(data), initial: receipt.digest(start.params),
      program: receipt.programDigest(learn.program(start, whole[0]!, { simplified: false })), steps: 7, final: receipt.digest(state.params),
    }))
    const end = learn.fold(back.state, batches.from(back.state.step))
    expect(receipt.digest(end)).toBe(receipt.digest(learn.fold(start, batches)))
    const loaded = right(await checkpoint.load(join(given.folder, 'out', 'checkpoint.safetensors'), learn.codec)())
    expect(receipt.digest(loaded)).toBe(receipt.digest(state))
  })

  it('is of the steps of the job alone, where the state had others behind it', async () => {
    const before = learn.fold(start, whole.slice(0, 5))
    const given = await made(before, 5)
    const { state, losses } = await done(given, before, 9, { out: 'elsewhere' })
    const back = right(await result(given.folder, learn.codec, { out: join(given.folder, 'elsewhere') })())
    expect([back.state.step, back.receipt.steps, back.losses]).toEqual([9, 4, losses])
    expect(back.receipt).toMatchObject({ initial: receipt.digest(before.params), final: receipt.digest(state.params) })
  })

  it('has no losses before the first step', async () => {
    const given = await made()
    await done(given, start, 0)
    expect(right(await result(given.folder, learn.codec)()).losses).toEqual([])
  })
})

describe('a result that is none', () => {
  const other = trainer(pipe(n.input([3]), n.dense(2)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
  let base: Promise<Job> | undefined
  const inOut = (folder: string, name: string): string => join(folder, 'out', name)
  it.each<readonly [string, (given: Job) => Promise<unknown>, string]>([
    ['before the first checkpoint', async () => {}, '/out/checkpoint.safetensors: expected a file that can be read, received no such file'],
    ['of another job', (given) => done(given, start, 3, { said: { job: '0'.repeat(64) } }), 'received a result of another one, 0000'],
    ['of a checkpoint of our own', async (given) => {
      await mkdir(join(given.folder, 'out'))
      right(await checkpoint.save(inOut(given.folder, 'checkpoint.safetensors'), learn.codec)(start)())
    }, 'checkpoint.safetensors: __metadata__.engine: expected the engine of a run, received nothing: the checkpoint is no result of a job'],
    ['of another engine', (given) => done(given, start, 3, { said: { engine: 'other' } }), 'received engine: "xla" expected, received "other"'],
    ['of an engine that says more', (given) => done(given, start, 3, { said: { host: 'a' } }), 'host: no such field is known'],
    ['behind its last step', async (given) => {
      await mkdir(join(given.folder, 'out'))
      const metadata = { engine: JSON.stringify({ engine: 'xla', ...engine, job: given.digest }) }
      right(await checkpoint.save(inOut(given.folder, 'checkpoint.safetensors'), learn.codec, { metadata })({ ...start, step: 13 })())
    }, 'expected a state after 0 to 12 steps, received one after 13'],
    ['that was damaged', async (given) => {
      await done(given, start, 3)
      const file = inOut(given.folder, 'checkpoint.safetensors')
      const bytes = await readFile(file)
      bytes[bytes.length - 1]! ^= 1
      await writeFile(file, bytes)
    }, 'checkpoint.safetensors: __metadata__.seal: expected'],
    ['whose losses are cut off', async (given) => {
      await done(given, start, 3)
      const file = inOut(given.folder, 'losses.jsonl')
      await writeFile(file, (await readFile(file, 'utf8')).split('\n').slice(0, 2).join('\n'))
    }, 'losses.jsonl, line 3: expected the loss of step 3, received nothing'],
    ['whose losses are of other steps', async (given) => {
      await done(given, start, 3)
      await writeFile(inOut(given.folder, 'losses.jsonl'), (await readFile(inOut(given.folder, 'losses.jsonl'), 'utf8')).replace('"step":2', '"step":3'))
    }, 'losses.jsonl, line 2: expected the loss of step 2, received that of step 3'],
    ['whose losses are none', async (given) => {
      await done(given, start, 1)
      await writeFile(inOut(given.folder, 'losses.jsonl'), 'half a li')
    }, 'losses.jsonl, line 1: expected the loss of step 1, received JSON expected'],
    ['of a job that was changed', (given) => appendFile(join(given.folder, 'job.json'), 'x'), 'job.json: expected JSON, received '],
  ])('%s', async (_, change, message) => {
    base ??= made()
    const { folder: written, ...rest } = await base
    const folder = fresh()
    await cp(written, folder, { recursive: true })
    const given = { folder, ...rest }
    await change(given)
    const found = left(await result(given.folder, learn.codec)())
    expect(found.message).toContain(message)
    expect(found.operation).toBe('xla.result')
  })

  it('of another trainer', async () => {
    const given = await made()
    await done(given, start, 1)
    expect(left(await result(given.folder, other.codec)()).message).toContain('checkpoint.safetensors: expected a state of this trainer, received optimizer: a list of 1 expected')
  })

  it('of what is no folder or codec', () => {
    expect(complaint(() => result(3 as never, learn.codec)).message).toContain('xla.result: folder should be a string, but is 3')
    expect(complaint(() => result('a', {} as never)).message).toContain('xla.result: codec should be a codec')
    expect(complaint(() => result('a', learn.codec, { outs: 'b' } as never)).message).toContain('xla.result: unknown option "outs"; did you mean "out"?')
  })
})
