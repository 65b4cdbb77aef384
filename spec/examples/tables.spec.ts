import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backend, dataset, metric, network as n, pipe, preprocess, random, tensor as t, type loss } from 'tenfold'
import { decode, settings } from '../../examples/kit/settings.js'
import { classes } from '../../examples/tables/classes.js'
import { drawnClouds } from '../../examples/tables/draw.js'
import { names } from '../../examples/tables/fields.js'
import type { Table } from '../../examples/tables/kind.js'
import { learn, type Manner } from '../../examples/tables/learn.js'
import { drawnPassengers } from '../../examples/tables/passengers.js'
import { mean, spread, summary } from '../../examples/tables/parts.js'
import { prepare, standard, type Inputs } from '../../examples/tables/prepare.js'
import type { Model } from '../../examples/tables/problem.js'
import { quantity } from '../../examples/tables/quantity.js'
import { tables } from '../../examples/tables/task.js'
import { people, stages } from '../../examples/tables/titanic.js'
import { node, root } from './program.js'

const program = join(root, 'dist/examples/tables.js')
/** Passengers as a network's stages take them: of so many columns. */
const crew = (passengers: Parameters<typeof people>[0]): Inputs => people(passengers).inputs as unknown as Inputs
const inputsOf = (rows: readonly (readonly number[])[]): Inputs => t.of([rows.length, rows[0]?.length ?? 0], rows.flat())

// Progress goes to stderr.
beforeEach(() => { vi.spyOn(process.stderr, 'write').mockImplementation(() => true) })
afterEach(() => { vi.restoreAllMocks() })

describe('stages', () => {
  const twice = (inputs: Inputs): Inputs => pipe(inputs, t.mul(2))

  it('are fitted one after another, each to what those before it make', () => {
    const { apply, fitted } = prepare([[preprocess.impute('median')], twice, [preprocess.minMax()]])(inputsOf([[1], [NaN], [3]]))
    expect(fitted.flat()).toMatchObject([{ kind: 'impute', value: [2] }, { kind: 'minMax', low: [2], high: [6] }])
    expect(t.toArray(apply(inputsOf([[NaN], [5]])))).toEqual([0.5, 2])
  })

  it('change each row by itself', () => {
    const inputs = crew(drawnPassengers(60, random.key(1)))
    const { apply } = prepare(stages)(inputs)
    const all = apply(inputs)
    const few: Inputs = inputsOf(Array.from({ length: 7 }, (_, i) => t.toArray(pipe(inputs, t.slice([[i, i + 1]])))))
    expect(t.toArray(apply(few))).toEqual(t.toArray(all).slice(0, 7 * all.shape[1]))
  })
})

describe('a passenger', () => {
  const one = { PassengerId: 1, Survived: 0, Pclass: 2, Sex: 1, SibSp: 1, Parch: 2, Ticket: '1', Fare: 0, Embarked: undefined } as const
  const who = (Name: string, Age: number | undefined, Cabin?: string) => ({ ...one, Name, Age, Cabin })

  it('has the median age of those of the same title, where there is none', () => {
    const inputs = crew([
      who('Braund, Mr. Owen', 30), who('Allen, Mr. William', 40), who('Doe, Mr. X', undefined), who('Palsson, Master. Gosta', 2),
      who('Rice, Master. Eugene', undefined), who('Doe, Mrs. X', 50), who('Doe, Mlle. X', 20), who('Byles, Rev. Thomas', 42),
    ])
    // Without the last stage, which standardises, the sixth column is the age.
    const { apply } = prepare(stages.slice(0, 2))(inputs)
    expect(t.toArray(pipe(apply(inputs), t.slice([null, [5, 6]])))).toEqual([30, 40, 35, 2, 2, 50, 20, 42])
  })

  it('has a title, a family and a deck from what the file says', () => {
    const inputs = crew([who('Martin (Doe), the Countess. of X', 33, 'B57 B59')])
    const row = t.toArray(inputs)
    expect(row.slice(0, 5)).toEqual([0, 0, 0, 0, 1])
    // Age told; four of a family, so neither alone nor many; deck B of eight; cabin told.
    expect(row.slice(-13)).toEqual([1, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1])
  })
})

describe('figures of parts', () => {
  it('have the mean and the deviation of a sample', () => {
    expect(mean([1, 2, 6])).toBe(3)
    expect(spread([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12)
    expect(summary([0.5])).toBe('0.5000')
    expect(summary([0.75, 0.85])).toBe('0.8000 ± 0.0707')
  })

  const part = (predictions: readonly number[], targets: readonly number[]): metric.Evidence =>
    ({ predictions: t.of([targets.length, 1], predictions), targets: t.of([targets.length, 1], targets), loss: 0 })

  it('are told of numbers in their own unit', () => {
    const { figures, text } = quantity('dollars').tell([part([1, 2, 3], [1, 2, 3]), part([2, 3], [1, 4])])
    expect(figures).toEqual({ r2: (1 + 1 - 2 / 4.5) / 2, mae: 0.5, rmse: 0.5, spread: expect.closeTo(0.3143, 4), folds: [1, 1 - 2 / 4.5] })
    expect(text.join('\n')).toMatch(/^spread +0\.3143/m)
    const { of, back, fitted } = quantity('dollars').scale(inputsOf([[100], [300]]) as never)
    expect([t.toArray(of(inputsOf([[500]]) as never)), t.toArray(back(inputsOf([[3]]) as never))]).toEqual([[3], [500]])
    expect(fitted).toMatchObject([{ kind: 'standardise', mean: [200], deviation: [100] }])
  })

  it('are told of classes, all test rows in one matrix', () => {
    const one = { predictions: t.of([2, 2], [1, 0, 0, 1]), targets: t.of([2], [0, 0], 'i32'), loss: 0 }
    const { figures, score } = classes('no', 'yes').tell([one, { ...one, targets: t.of([2], [0, 1], 'i32') }])
    expect(figures).toMatchObject({ accuracy: 0.75, folds: [0.5, 1], confusion: [[2, 1], [0, 1]] })
    expect(score).toBe('accuracy 0.7500 ± 0.3536')
  })
})

/** Two clouds in two folds, and what is told: the outputs for each test row, in the order of the folds. */
const clouds = (told: (outputs: readonly (readonly number[])[]) => void): Model<unknown, readonly [2], loss.ClassesRule> => ({
  about: 'clouds',
  stages: [standard],
  network: (features) => pipe(n.input([features]), n.dense(4), n.relu, n.dense(2)) as never,
  kind: {
    ...classes('one', 'other'),
    tell: (parts) => {
      told(parts.map(({ predictions }) => t.toArray(predictions)))
      return { text: [], score: '', figures: {} }
    },
  },
  test: { folds: 2 },
})
const manner: Manner = {
  settings: { task: 'iris', count: 40, epochs: 2, 'batch-size': 10, 'learning-rate': 0.01, 'weight-decay': 0, seed: 0 },
  on: backend.mutable, trail: false,
}

describe('a test', () => {
  const table = drawnClouds(3, 2)(40, random.key(0)) as unknown as Table<readonly [2], loss.ClassesRule>
  const outputs = async (of: Table<readonly [2], loss.ClassesRule>, test: Model<unknown, readonly [2], loss.ClassesRule>['test']) => {
    let told: readonly (readonly number[])[] = []
    const learned = await learn({ ...clouds((all) => { told = all }), test }, manner)(of)()
    if (E.isLeft(learned)) throw learned.left
    learned.right.measure({})
    return { told, digest: learned.right.receipt.final }
  }
  /** The same table with another row in the place of one, of the same class. */
  const changed = (row: number): Table<readonly [2], loss.ClassesRule> => {
    const values = t.toArray(table.inputs).map((value, i) => (Math.floor(i / 3) === row ? 1e6 : value))
    return dataset.of({ inputs: t.of([40, 3], values), targets: table.targets }) as Table<readonly [2], loss.ClassesRule>
  }

  it('in folds learns nothing from the rows of the fold: what they are changes no other output there', async () => {
    const [before, after] = [await outputs(table, { folds: 2 }), await outputs(changed(5), { folds: 2 })]
    const different = before.told.map((fold, f) => fold.filter((value, i) => value !== after.told[f]?.[i]).length)
    // In the fold of the row its own two outputs; in the other one it was learned from, and everything is different.
    expect(different.toSorted((a, b) => a - b)).toEqual([2, 40])
    expect(after.digest).not.toBe(before.digest)
  })

  it('of a share that is held back learns nothing from it', async () => {
    const before = await outputs(table, { share: 0.2 })
    expect(before.told.map((fold) => fold.length)).toEqual([16])
    const digests = await Promise.all(Array.from({ length: 40 }, async (_, row) => (await outputs(changed(row), { share: 0.2 })).digest))
    const same = digests.indexOf(before.digest)
    expect(same).toBeGreaterThanOrEqual(0)
    const after = await outputs(changed(same), { share: 0.2 })
    expect(before.told[0]?.filter((value, i) => value !== after.told[0]?.[i]).length).toBe(2)
  })
})

describe('each task', () => {
  const opened = async (chosen: { readonly task: (typeof names)[number]; readonly count?: number; readonly data?: string }) => {
    const all = settings(tables, { ...chosen, epochs: 1 })
    return { all, loaded: await tables.load(all)() }
  }

  it.each(names)('%s has a made table, and refuses a folder without its files', async (task) => {
    const { all, loaded } = await opened({ task, count: 120 })
    if (E.isLeft(loaded)) throw loaded.left
    expect(tables.introduce(all, loaded.right)).toMatch(/: 120 rows, (tested in 10 folds|20 % of them held back for the test)\n\n.*dense/s)
    const { loaded: missing } = await opened({ task, data: 'nowhere' })
    expect(missing).toMatchObject({ _tag: 'Left', left: { message: expect.stringMatching(/nowhere.*received no such file/) } })
  })

  it('housing learns the same on every backend, by a key', async () => {
    const digest = async (on: backend.Backend, seed: number): Promise<string> => {
      const { all, loaded } = await opened({ task: 'housing', count: 120 })
      if (E.isLeft(loaded)) throw loaded.left
      const learned = await tables.learn({ settings: { ...all, seed }, data: loaded.right, on, trail: false })()
      if (E.isLeft(learned)) throw learned.left
      return learned.right.receipt.final
    }
    const made = await digest(backend.wasm, 0)
    expect(await digest(backend.mutable, 0)).toBe(made)
    expect(await digest(backend.wasm, 1)).not.toBe(made)
  })
})

describe('the program', { timeout: 120_000 }, () => {
  let room: string
  beforeEach(() => { room = mkdtempSync(join(tmpdir(), 'tenfold-')) })
  afterEach(() => rmSync(room, { recursive: true, force: true }))

  it('learns, tells of every fold and saves, with the settings in the receipt', async () => {
    const { code, stdout, stderr } = await node(program, ['--count', '100', '--epochs', '2', '--batch-size', '100', '--json'], room)
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      data: 'drawn', task: 'titanic', rows: 100, accuracy: expect.any(Number), spread: expect.any(Number),
      folds: expect.objectContaining({ length: 10 }), steps: 2, digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    for (const words of ['fold 10 of 10: accuracy ', 'true \\ predicted', ' ± ']) expect(stderr).toContain(words)
    expect(readdirSync(room)).toEqual(['tables.receipt.json', 'tables.safetensors'])
    const { configuration } = JSON.parse(readFileSync(join(room, 'tables.receipt.json'), 'utf8')) as { readonly configuration: unknown }
    expect(decode(tables)(configuration)).toEqual(E.right(settings(tables, { count: 100, epochs: 2, 'batch-size': 100 })))
  })

  it('refuses a file of other columns', async () => {
    writeFileSync(join(room, 'titanic.csv'), 'PassengerId,Survived\n1,0\n')
    expect(await tables.load(settings(tables, { data: room }))()).toMatchObject({
      _tag: 'Left', left: { message: expect.stringMatching(/titanic\.csv.*"Pclass"/) },
    })
  })
})
