import { readFileSync, rmSync } from 'node:fs'
import * as t from 'io-ts'
import { parseCsv } from 'tenfold/csv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { files } from '../../bin/folder.js'
import { commandRoom, few, right } from './command.js'
import { flats, flowers } from './tables.js'

const { path, put, tenfold, runIn, digestIn, remove } = commandRoom()
afterAll(remove)

beforeAll(async () => {
  put('flowers.csv', flowers(90))
  put('flats.csv', flats(80))
  await tenfold(['train', path('flowers.csv'), '--out', path('a'), ...few])
  await tenfold(['train', path('flats.csv'), '--out', path('c'), ...few])
  await tenfold(['train', path('flowers.csv'), '--out', path('d'), '--seed', '1', ...few])
  await tenfold(['train', path('flowers.csv'), '--test', put('others.csv', flowers(30, 7)), '--out', path('e'), ...few])
  await tenfold(['train', '-', '--out', path('f'), ...few], { input: flowers(90) })
})

describe('predict and evaluate', () => {
  const predicted = async (folder: string, data: string) => (await tenfold(['predict', path(folder), data])).out

  it('give the score of the report for the rows that were held back', async () => {
    const held = readFileSync(path('a', files.held), 'utf8')
    const { results: [result] } = await runIn('a')
    const kinds = (text: string) => right(parseCsv(text, t.strict({ kind: t.string })))
    const truths = kinds(held)
    const answers = kinds(await predicted('a', path('a', files.held)))
    const hits = answers.filter(({ kind }, i) => kind === truths[i]?.kind).length
    expect([answers.length, hits / answers.length]).toEqual([18, result?.figures['accuracy']])
    const { code, out } = await tenfold(['evaluate', path('a'), path('a', files.held), '--json'])
    expect([code, JSON.parse(out).figures]).toEqual([0, result?.figures])
  })

  it('write CSV in the order of the rows, whatever the order of the columns, and tell unknown categories', async () => {
    const text = 'color,width,length\nred,5.2,0.2\n"blue, pale",3.3,NA\ngreen,4.5,1.2\n'
    const { code, out, said } = await tenfold(['predict', path('a'), '-'], { input: text })
    const lines = out.trimEnd().split('\n')
    expect([code, lines[0], lines.length]).toEqual([0, 'kind,kind=iris,kind=lily,kind=rose,unknown', 4])
    expect(lines.slice(1).map((line) => line.split(',').at(-1))).toEqual(['', '', 'color=green'])
    expect(said).toContain('color: "green" (line 4) was not learned from')
  })

  it('write an object a line with --json', async () => {
    const { out } = await tenfold(['predict', path('a'), '-', '--json'], { input: 'color,width,length\nred,5.2,0.2\ngreen,4.5,1.2\n' })
    const [first, second] = out.trimEnd().split('\n').map((line) => JSON.parse(line))
    expect(Object.keys(first)).toEqual(['kind', 'probabilities'])
    expect(second.unknown).toEqual({ color: 'green' })
  })

  it('give numbers', async () => {
    const lines = (await predicted('c', path('flats.csv'))).trimEnd().split('\n')
    expect([lines[0], lines.length]).toEqual(['price,unknown', 81])
    expect(lines.slice(1).filter((line) => !/^-?\d+(\.\d+)?,$/.test(line))).toEqual([])
  })
})

describe('report, compare and verify', () => {
  it('make the same report again', async () => {
    const before = readFileSync(path('a', files.report))
    rmSync(path('a', files.report))
    const { code, out, said } = await tenfold(['report', path('a')])
    expect([code, out]).toEqual([0, ''])
    expect(said).toMatch(/^kind from flowers\.csv\naccuracy .*\n(.*\n)*a\/report\.html\n$/)
    expect(readFileSync(path('a', files.report))).toEqual(before)
  })

  it('show runs side by side, with the settings that differ', async () => {
    const { code, out } = await tenfold(['compare', path('a'), path('d')])
    const [header = '', ...lines] = out.trimEnd().split('\n')
    expect([code, header.split(/\s+/), lines.map((line) => line.split(/\s+/).at(-1))]).toEqual([0, ['run', 'accuracy', 'baseline', 'steps', 'seconds', 'seed'], ['0', '1']])
    const { out: objects } = await tenfold(['compare', path('a'), path('c'), '--json'])
    expect(objects.trimEnd().split('\n').map((line) => JSON.parse(line).figure)).toEqual(['accuracy', 'r2'])
  })

  it('train again as a receipt says', async () => {
    const { code, out, said } = await tenfold(['verify', path('a', files.receipt)])
    expect([code, out, said.trimEnd().split('\n').at(-1)]).toEqual([0, '', expect.stringMatching(`^a/receipt.json: the same, after \\d+ steps: ${digestIn('a')}$`)])
    expect((await tenfold(['verify', path('e', files.receipt)])).code).toBe(0)
  })

  it('tell what differs first, and what is needed', async () => {
    put('changed.csv', flowers(90).replace('5.', '6.'))
    const { code, said } = await tenfold(['verify', path('a', files.receipt), path('changed.csv')])
    expect([code, said.trimEnd().split('\n').at(-1)]).toEqual([1, expect.stringMatching(/^a\/receipt\.json: configuration\.digests\.digest: "[0-9a-f]{64}" claimed, "[0-9a-f]{64}" made$/)])
    expect((await tenfold(['verify', path('f', files.receipt)])).said)
      .toBe('tenfold verify: f/receipt.json: expected where the data lies, received standard input; tenfold verify f/receipt.json DATA tells it\n')
    expect((await tenfold(['verify', path('f', files.receipt), path('flowers.csv')])).code).toBe(0)
  })
})
