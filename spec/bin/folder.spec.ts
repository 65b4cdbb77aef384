import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { clear, defaultFolder, expectFree, files, look } from '../../bin/folder.js'
import { decodeSettings, sameSettings } from '../../bin/settings.js'

const room = mkdtempSync(join(tmpdir(), 'tenfold-folder-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

const started = '{"event":"start","step":0}\n'
/** A folder with these files. */
const folder = (name: string, texts: Readonly<Record<string, string>>): string => {
  mkdirSync(join(room, name))
  for (const [file, text] of Object.entries(texts)) writeFileSync(join(room, name, file), text)
  return join(room, name)
}
const said = async (f: () => unknown): Promise<unknown> => {
  try {
    return await f()
  } catch (error) {
    const { code, message } = error as { code: number; message: string }
    return [code, message.replaceAll(room, 'ROOM')]
  }
}

it.each([
  ['penguins.csv', 'penguins-run'], ['data/a.b.csv', 'a.b-run'], ['digits/', 'digits-run'], ['x.parquet', 'x-run'], ['t.CSV.gz', 't-run'],
  ['-', 'tenfold-run'], ['.csv', '.csv-run'],
])('the run of %s goes to %s', (data, expected) => { expect(defaultFolder(data)).toBe(expected) })

describe('a folder', () => {
  it.each([
    ['empty', {}, 'free'], ['others', { 'notes.txt': 'x' }, 'free'], ['going', { 'run.jsonl': started }, 'interrupted'],
    ['begun', { 'run.jsonl': '' }, 'interrupted'], ['done', { 'run.jsonl': started, 'receipt.json': '{}' }, 'ended'],
    ['foreign', { 'predict.ts': 'mine' }, [1, 'ROOM/foreign: predict.ts is there, and no run made it; --out names another folder']],
    ['other', { 'run.jsonl': '{"mine": 1}\n' }, [1, 'ROOM/other: run.jsonl is there, and no run made it; --out names another folder']],
  ] as const)('%s', async (name, texts, expected) => { expect(await said(() => look(folder(name, texts)))).toEqual(expected) })

  it('that is not there is free, and a file is none', async () => {
    expect(await look(join(room, 'nowhere'))).toBe('free')
    expect(await said(() => look(join(folder('file', { a: '' }), 'a')))).toEqual([1, 'ROOM/file/a: expected a folder, received a file where a folder should be'])
  })

  it('loses what a run made, and nothing else', async () => {
    const made = folder('full', { ...Object.fromEntries(Object.values(files).map((name) => [name, started])), 'notes.txt': 'mine' })
    await clear(made)
    expect(readdirSync(made)).toEqual(['notes.txt'])
  })
})

describe('a run', () => {
  it.each([
    ['free', {}, undefined], ['interrupted', { resume: true }, undefined], ['ended', { force: true }, undefined],
    ['interrupted', { force: true }, undefined], ['ended', { resume: true }, undefined],
    ['free', { resume: true }, '--resume: there is no run in a-run'],
    ['ended', { resume: true, force: true }, '--resume and --force do not go together'],
    ['ended', {}, 'there is a run in a-run, which has ended; --force replaces it, --out names another folder'],
    ['interrupted', {}, 'there is a run in a-run, which was interrupted; --resume goes on; --force replaces it, --out names another folder'],
  ] as const)('%s with %j', async (found, options, sentence) => {
    expect(await said(() => expectFree('a-run', found, options))).toEqual(sentence === undefined ? undefined : [2, sentence])
  })
})

describe('settings', () => {
  const settings = { target: 'y', test: 0.25, ignore: ['a', 'b'], seed: 3, epochs: 9, hidden: [8, 4], 'learning-rate': 1e-3 }
  it('come back from JSON', () => {
    expect(decodeSettings('f', JSON.parse(JSON.stringify({ command: 'train', data: '../a.csv', ...settings })))).toEqual(settings)
    expect(decodeSettings('f', { ignore: [], hidden: [] })).toEqual({ ignore: [], hidden: [] })
  })

  it.each([
    [null, 'f: expected the settings of a run that tenfold train made, received null'],
    [undefined, 'f: expected the settings of a run that tenfold train made, received none'],
    [{ seed: 'x' }, 'f: seed should be an integer from 0 to 4294967295, but is "x"'],
    [{ hidden: [0] }, 'f: hidden should be integers of at least 1 between commas, as in 64,32, but is [0]'],
    [{ 'no-header': 'yes' }, 'f: no-header should be no value, but is "yes"'],
  ])('%j are none', async (json, sentence) => { expect(await said(() => decodeSettings('f', json))).toEqual([1, sentence]) })

  it('of a run that goes on are those that it began with', async () => {
    expect(sameSettings(settings, { seed: 3, hidden: [8, 4] })).toBe(settings)
    expect(await said(() => sameSettings(settings, { seed: 4 }))).toEqual([2, '--resume goes on as the run began, with --seed 3, not 4'])
    expect(await said(() => sameSettings(settings, { separator: ';' }))).toEqual([2, '--resume goes on as the run began, with --separator not given, not ;'])
  })
})
