/** Models trained by XLA, as far as that goes without it. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { model, pipe, table, type run as runs } from '../../src/index.js'
import { ready, trainModel } from '../../src/xla/index.js'
import { complaint } from '../complaint.js'
import { left, right } from '../either.js'
import { fakeRoom, type FakeRoom } from './fakeRunner.js'

const flats = model.define({
  input: model.row({ area: table.number }), output: model.quantity('price'), network: model.perceptron({ hidden: [4] }),
})
const rows = Array.from({ length: 40 }, (_, i) => ({ area: 30 + i, price: 100 + 3 * i }))

let [fake, folder]: [FakeRoom, string] = [undefined as never, '']
beforeAll(() => {
  fake = fakeRoom()
  folder = mkdtempSync(join(tmpdir(), 'tenfold-model-'))
})
afterAll(() => {
  fake.remove()
  rmSync(folder, { recursive: true, force: true })
})

describe('a model that XLA is to train', () => {
  it('is a Left where there is no Python', async () => {
    expect(left(await pipe(rows, trainModel(flats, { python: 'no/python', folder }))()).message).toContain('no/python: expected a Python with JAX')
    expect(left(await ready({ python: 'no/python' })()).operation).toBe('xla.ready')
    expect(right(await ready({ python: fake.python })())).toBeUndefined()
  })

  it('is a Left where the runner fails, which leaves no job; what happened before is told', async () => {
    const events: runs.RunEvent[] = []
    const checkpoint = join(folder, 'model.checkpoint.safetensors')
    const made = await pipe(rows, trainModel(flats, {
      python: fake.python, folder, devices: 2, epochs: 3, record: (event) => events.push(event), checkpoint: { file: checkpoint },
    }))()
    expect(left(made).message).toMatch(/tenfold-xla-\w+\/job: the runner ended with code 1, and said last: /)
    expect(events).toMatchObject([{ event: 'start', step: 0, steps: 3, settings: { epochs: 3, batchSize: 32 } }])
    expect([readdirSync(folder), existsSync(checkpoint)]).toEqual([[], false])
  })

  it('is refused as by model.train', async () => {
    expect(left(await pipe(rows.slice(0, 5), trainModel(flats, { python: fake.python, folder }))()).message).toContain('xla.trainModel')
  })

  const wrong: readonly (readonly [unknown, string])[] = [
    [{ proceses: 2 }, 'unknown option "proceses"; did you mean "processes"?'],
    [{ measures: [] }, 'unknown option "measures"'],
    [{ processes: 0 }, 'processes should be a whole number of at least 1, but is 0'],
    [{ epochs: 0 }, 'epochs should be a whole number of at least 1, but is 0'],
    [{ checkpoint: { file: 'x', every: 3 } }, 'unknown option "every"'],
    [{ folder: 3 }, 'folder should be a string, but is 3'],
    [3, 'options should be a record of'],
  ]
  it.each(wrong)('is refused for %j', (options, sentence) => {
    expect(complaint(() => trainModel(flats, options as never)).message).toContain(`xla.trainModel: ${sentence}`)
  })
})
