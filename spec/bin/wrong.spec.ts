/** Wrong data and files: each gets a sentence, an exit code of 1, and nothing is made. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { files } from '../../bin/folder.js'
import { commandRoom, few } from './command.js'
import { flowers } from './tables.js'

const { path, put, tenfold, interrupted, remove } = commandRoom()
afterAll(remove)

beforeAll(async () => {
  put('flowers.csv', flowers(90))
  put('empty.csv', '')
  put('header.csv', 'a,b\n')
  put('short.csv', 'a,b\n1,2\n3,4\n5,6\n')
  put('one.csv', `a,b\n${Array.from({ length: 20 }, (_, i) => `${i * i % 7},x`).join('\n')}\n`)
  put('ragged.csv', `${flowers(30)}1,2\n`)
  put('latin.csv', Uint8Array.of(97, 44, 98, 10, 0xe9, 44, 50, 10))
  put('names.csv', flowers(30).replace('length', 'size'))
  put('text.csv', flowers(30).replace(/^4,[\d.]+/m, '4,long'))
  put('class.csv', flowers(30).replace('rose', 'tulip'))
  put('nothing/notes.txt', '')
  put('mine/report.html', 'mine')
  await tenfold(['train', path('flowers.csv'), '--out', path('a'), ...few])
  await interrupted(['train', path('flowers.csv'), '--out', path('going'), ...few], 'epoch 2 of 6')
  for (const [name, file] of [['damaged', files.model], ['older', files.receipt]] as const) {
    mkdirSync(path(name))
    for (const one of Object.values(files)) if (one !== files.checkpoint) put(`${name}/${one}`, readFileSync(path('a', one)))
    const text = readFileSync(path('a', file))
    text[text.length >> 1] = (text[text.length >> 1] as number) ^ 1
    put(`${name}/${file}`, text)
  }
  put('torn/run.jsonl', readFileSync(path('a', files.events), 'utf8').replace('"loss":', '"lost":'))
  put('foreign.json', readFileSync(path('a', files.receipt), 'utf8').replace('"train"', '"bake"'))
})

const cases: readonly (readonly [line: string, sentence: string | RegExp])[] = [
  ['train no.csv', 'no.csv: expected a file that can be read, received no such file'],
  ['train empty.csv', 'empty.csv: expected a header and at least 1 row, received an empty file'],
  ['train header.csv', 'header.csv: expected a header and at least 1 row, received a header alone: "a", "b"'],
  ['train short.csv', 'short.csv: expected at least 10 rows that have a target, received 3 rows'],
  ['train one.csv', 'one.csv, column "b": expected a target with at least 2 different values, received "x" in every row'],
  ['train ragged.csv', 'ragged.csv, line 32, column "width": expected 5 cells, as in the header, received 2'],
  ['train latin.csv', 'latin.csv, line 2, byte 5: expected text in UTF-8, received 0x2c inside a character'],
  ['train nothing', 'nothing: expected PNG images or WAV sounds, in a folder for each class, received "notes.txt"'],
  ['train flowers.csv --target kinds', 'flowers.csv: expected a column "kinds", received "id", "length", "width", "color", "kind"; did you mean "kind"?'],
  ['train flowers.csv --ignore colour', 'flowers.csv: expected a column "colour", received "id", "length", "width", "color", "kind"; did you mean "color"?'],
  ['train flowers.csv --test no.csv', 'no.csv: expected a file that can be read, received no such file'],
  ['train flowers.csv --test names.csv', 'names.csv, column "length": expected this column, which was learned from, received a table with "id", "size", "width", "color", "kind"'],
  ['train flowers.csv --out flowers.csv', 'flowers.csv: expected a folder, received a file where a folder should be'],
  ['train flowers.csv --out flowers.csv/x', 'flowers.csv/x: expected a folder, received a file where a folder should be'],
  ['train flowers.csv --out mine --force', 'mine: report.html is there, and no run made it; --out names another folder'],
  ['predict nowhere flowers.csv', 'nowhere: expected the folder of a run, as tenfold train makes it'],
  ['predict going flowers.csv', 'going: expected a run that has ended, received one that was interrupted; tenfold train --resume goes on'],
  ['predict damaged flowers.csv', /^damaged\/model\.safetensors: /],
  ['predict older flowers.csv', /^older\/receipt\.json/],
  ['predict a no.csv', 'no.csv: expected a file that can be read, received no such file'],
  ['predict a empty.csv', 'empty.csv: expected a header and at least 1 row, received an empty file'],
  ['predict a names.csv', 'names.csv, column "length": expected this column, which was learned from, received a table with "id", "size", "width", "color", "kind"'],
  ['predict a text.csv', 'text.csv, line 5, column "length": expected a number, received "long"'],
  ['evaluate nowhere flowers.csv', 'nowhere: expected the folder of a run, as tenfold train makes it'],
  ['evaluate a class.csv', 'class.csv, line 2, column "kind": expected one of "iris", "lily", "rose", received "tulip"'],
  ['report nowhere', 'nowhere/run.jsonl: expected a file that can be read, received no such file'],
  ['report torn', /^torn\/run\.jsonl, line 2: expected an event of a run, received /],
  ['compare a nowhere', 'nowhere/run.jsonl: expected a file that can be read, received no such file'],
  ['verify nowhere', 'nowhere: expected a file that can be read, received no such file'],
  ['verify older/receipt.json', /^older\/receipt\.json/],
  ['verify foreign.json', /^foreign\.json.*something was changed$/],
]

/** Names of files in the room stand for their paths; options, their values and the command for themselves. */
const argumentsOf = (line: string): readonly string[] => line.split(' ').map((word, i, words) =>
  (i === 0 || word.startsWith('--') || ['--target', '--ignore'].includes(words[i - 1] as string) ? word : path(word)))

it.each(cases)('%s', async (line, sentence) => {
  const args = argumentsOf(line)
  const { code, out, said } = await tenfold([...args, ...(args[0] === 'train' && !args.includes('--out') ? ['--out', path('x')] : [])])
  const told = said.trimEnd().split('\n').at(-1)?.replace(`tenfold ${args[0]}: `, '')
  expect([code, out, existsSync(path('x'))]).toEqual([1, '', false])
  if (typeof sentence === 'string') expect(told).toBe(sentence)
  else expect(told).toMatch(sentence)
})
