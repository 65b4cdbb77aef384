import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { files } from '../../bin/folder.js'
import { commandRoom, few, made } from './command.js'
import { flats, flowers } from './tables.js'

const { path, put, tenfold, interrupted, runIn, digestIn, remove } = commandRoom()
afterAll(remove)

beforeAll(async () => {
  put('flowers.csv', flowers(90))
  put('flats.csv', flats(80))
  await tenfold(['train', path('flowers.csv'), '--out', path('a'), ...few])
})

describe('train', () => {
  it('says what it takes each column for, and makes a folder', async () => {
    const { code, out, said } = await tenfold(['train', path('flowers.csv'), '--out', path('b'), ...few])
    expect([code, out, readdirSync(path('b')).sort()]).toEqual([0, '', made])
    expect(said).toMatch(/^id: left out, it counts the rows$/m)
    expect(said).toMatch(/^kind: the target, 3 classes: .*\(the last column, as no --target is given\)$/m)
    expect(said).toMatch(/^learning from 72 rows, holding 18 rows back for the test$/m)
    expect(said).toMatch(/^accuracy \d\.\d{4} on 18 rows held back \(commonest class 0\.3333, linear model \d\.\d{4}\)$/m)
    expect(digestIn('b')).toBe(digestIn('a'))
  })

  it('prints one object with --json, and nothing else on standard output', async () => {
    const { code, out } = await tenfold(['train', path('flats.csv'), '--out', path('c'), '--json', ...few])
    const object = JSON.parse(out)
    expect([code, Object.keys(object)]).toEqual([0, ['data', 'target', 'kind', 'rows', 'score', 'baseline', 'figures', 'steps', 'seconds', 'digest']])
    expect(object).toMatchObject({ data: path('flats.csv'), target: 'price', kind: 'numbers', rows: 16, digest: digestIn('c') })
    expect(object.score).toBe(object.figures.r2)
  })

  it('writes a run whose parts agree: events, receipt, report', async () => {
    const { steps, results: [result], receipt, end, start } = await runIn('a')
    expect(receipt).toEqual(JSON.parse(readFileSync(path('a', files.receipt), 'utf8')))
    expect([steps.length, steps.at(-1)?.step, start?.data?.['held back']]).toEqual([end?.step, end?.step, result?.rows])
    expect(readFileSync(path('a', files.report), 'utf8').includes((receipt as { final: string }).final)).toBe(true)
  })

  it('with other rows, by another seed', async () => {
    expect((await tenfold(['train', path('flowers.csv'), '--out', path('d'), '--seed', '1', ...few])).code).toBe(0)
    expect(readFileSync(path('d', files.held), 'utf8')).not.toBe(readFileSync(path('a', files.held), 'utf8'))
  })

  it('tests on a file, where one is named', async () => {
    put('others.csv', flowers(30, 7))
    const { code, said } = await tenfold(['train', path('flowers.csv'), '--test', path('others.csv'), '--out', path('e'), ...few])
    expect([code, said.includes('learning from 90 rows, testing on 30 rows of others.csv')]).toEqual([0, true])
  })

  it('reads standard input', async () => {
    const { code } = await tenfold(['train', '-', '--out', path('f'), ...few], { input: flowers(90) })
    expect([code, digestIn('f')]).toEqual([0, digestIn('a')])
  })

  it('never overwrites a run, but with --force, and then only what the run made', async () => {
    mkdirSync(path('g'))
    put('g/notes.txt', 'mine')
    await tenfold(['train', path('flowers.csv'), '--out', path('g'), ...few])
    const again = await tenfold(['train', path('flats.csv'), '--out', path('g'), ...few])
    expect([again.code, again.said.split('\n')[0], digestIn('g')]).toEqual([
      2, 'tenfold train: there is a run in g, which has ended; --force replaces it, --out names another folder', digestIn('a'),
    ])
    expect((await tenfold(['train', path('flats.csv'), '--out', path('g'), '--force', ...few])).code).toBe(0)
    expect([digestIn('g') === digestIn('a'), readdirSync(path('g')).sort(), readFileSync(path('g/notes.txt'), 'utf8')]).toEqual([false, [...made, 'notes.txt'].sort(), 'mine'])
  })
})

describe('an interrupted run', () => {
  const args = ['train', path('flowers.csv'), '--out', path('i'), ...few]

  it('is saved, and ends with 130; another one goes on, to the same bits', async () => {
    const { code, said } = await interrupted(args, 'epoch 3 of 6')
    expect([code, said.trimEnd().split('\n').at(-1)]).toEqual([130, 'interrupted; --resume goes on with the run in i'])
    expect(readdirSync(path('i')).sort()).toEqual([files.checkpoint, files.events])
    expect((await tenfold(['predict', path('i'), path('flowers.csv')])).said)
      .toBe('tenfold predict: i: expected a run that has ended, received one that was interrupted; tenfold train --resume goes on\n')
    const plain = await tenfold(args)
    expect([plain.code, plain.said.split('\n')[0]]).toEqual([2, 'tenfold train: there is a run in i, which was interrupted; --resume goes on; --force replaces it, --out names another folder'])
    const other = await tenfold(['train', path('flats.csv'), '--out', path('i'), '--resume'])
    expect([other.code, other.said]).toEqual([1, expect.stringContaining('expected a column "kind"')])
    const settings = await tenfold([...args, '--resume', '--seed', '2'])
    expect([settings.code, settings.said.split('\n')[0]]).toEqual([2, 'tenfold train: --resume goes on as the run began, with --seed 0, not 2'])
    put('longer.csv', flowers(93))
    const longer = await tenfold(['train', path('longer.csv'), '--out', path('i'), '--resume'])
    expect([longer.code, longer.said.trimEnd().split('\n').at(-1)]).toEqual([1, 'tenfold train: longer.csv: expected the data that the run in i began with, received other data'])

    expect((await interrupted(['train', path('flowers.csv'), '--out', path('i'), '--resume'], 'epoch 5 of 6')).code).toBe(130)
    const end = await tenfold(['train', path('flowers.csv'), '--out', path('i'), '--resume'])
    expect([end.code, digestIn('i'), readdirSync(path('i')).sort()]).toEqual([0, digestIn('a'), made])
    for (const name of [files.model, files.held, files.program]) expect(readFileSync(path('i', name))).toEqual(readFileSync(path('a', name)))
    const steps = async (folder: string) => {
      const all = await runIn(folder)
      return [all.steps.map(({ step, loss }) => [step, loss]), all.validations]
    }
    expect(await steps('i')).toEqual(await steps('a'))
  })

  it('that has ended says its result again', async () => {
    const { code, out, said } = await tenfold(['train', path('flowers.csv'), '--out', path('a'), '--resume', '--json'])
    expect([code, said.split('\n')[0], JSON.parse(out).digest]).toEqual([0, 'the run in a has ended: nothing is left to do', digestIn('a')])
  })

  it('that was interrupted before it began leaves nothing', async () => {
    const { code } = await interrupted(['train', path('flowers.csv'), '--out', path('j'), ...few], 'learning from')
    expect([code, existsSync(path('j'))]).toEqual([130, false])
  })

  it('begins anew from a checkpoint that is not there, and not from a damaged one', async () => {
    await interrupted(['train', path('flowers.csv'), '--out', path('k'), ...few], 'epoch 2 of 6')
    const bytes = readFileSync(path('k', files.checkpoint))
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1
    put(`k/${files.checkpoint}`, bytes)
    const damaged = await tenfold(['train', path('flowers.csv'), '--out', path('k'), '--resume'])
    expect([damaged.code, damaged.said]).toEqual([1, expect.stringMatching(/\ntenfold train: k\/checkpoint\.safetensors: .*: something was changed\n$/)])
    rmSync(path('k', files.checkpoint))
    expect([(await tenfold(['train', path('flowers.csv'), '--out', path('k'), '--resume'])).code, digestIn('k')]).toEqual([0, digestIn('a')])
  })
})
