import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../bin/commands.js'
import { parse } from '../../bin/parse.js'
import { run } from '../../bin/run.js'
import { root } from '../hosts/room.js'
import { written } from './world.js'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }

describe('arguments', () => {
  it.each([
    [['a.csv'], {}],
    [['a.csv', '--target', 'y'], { target: 'y' }],
    [['--target=y', 'a.csv'], { target: 'y' }],
    [['a.csv', '--ignore', 'a,b', '--ignore', 'c'], { ignore: ['a', 'b', 'c'] }],
    [['a.csv', '--hidden', '64,32'], { hidden: [64, 32] }],
    [['a.csv', '--test', '0.25'], { test: 0.25 }],
    [['a.csv', '--test', 'b.csv'], { test: 'b.csv' }],
    [['a.csv', '--learning-rate', '1e-3', '--seed', '0', '--epochs', '7', '--threads', '2'], { 'learning-rate': 0.001, seed: 0, epochs: 7, threads: 2 }],
    [['a.csv', '--json', '--force'], { json: true, force: true }],
    [['a.csv', '--target', '-1'], { target: '-1' }],
  ])('%j', (args, values) => {
    expect(parse(commands.train, args)).toEqual({ operands: ['a.csv'], values })
  })

  it('reads standard input as -, and what follows -- as it is', () => {
    expect(parse(commands.train, ['-'])).toEqual({ operands: ['-'], values: {} })
    expect(parse(commands.train, ['--', '--json'])).toEqual({ operands: ['--json'], values: {} })
  })
})

/** Arguments, and what standard error has of them. */
const wrong: readonly (readonly [readonly string[], string])[] = [
  [['trian', 'a.csv'], 'tenfold: unknown command trian; did you mean train?'],
  [['fly'], 'tenfold: unknown command fly; there are train, predict, evaluate, report, compare, verify'],
  [['--jsn'], 'tenfold: unknown option --jsn; there are train, predict, evaluate, report, compare, verify'],
  [['train'], 'tenfold train: DATA expected, but there is nothing'],
  [['train', ''], 'tenfold train: DATA expected, not ""'],
  [['train', 'a.csv', 'b.csv'], 'tenfold train: DATA expected, but there is also "b.csv"'],
  [['train', 'a.csv', '--taget', 'y'], 'tenfold train: unknown option --taget; did you mean --target?'],
  [['train', 'a.csv', '--bogus'], 'tenfold train: unknown option --bogus'],
  [['train', 'a.csv', '-t', 'y'], 'tenfold train: unknown option -t'],
  [['train', 'a.csv', '--target'], 'tenfold train: --target takes a column, but nothing follows it'],
  [['train', 'a.csv', '--target', '--json'], 'tenfold train: --target takes a column, but the option --json follows it'],
  [['train', 'a.csv', '--target', ''], 'tenfold train: --target takes a column, not ""'],
  [['train', 'a.csv', '--target', 'a', '--target', 'b'], 'tenfold train: --target is given twice'],
  [['train', 'a.csv', '--json=yes'], 'tenfold train: --json takes no value, but has "yes"'],
  [['train', 'a.csv', '--out', ''], 'tenfold train: --out takes a folder, not ""'],
  [['train', 'a.csv', '--test', '0'], 'tenfold train: --test takes a share between 0 and 1, or a file, not "0"'],
  [['train', 'a.csv', '--test', '1'], 'tenfold train: --test takes a share between 0 and 1, or a file, not "1"'],
  [['train', 'a.csv', '--test', '-0.2'], 'tenfold train: --test takes a share between 0 and 1, or a file, not "-0.2"'],
  [['train', 'a.csv', '--ignore', 'a,,b'], 'tenfold train: --ignore takes columns between commas, not "a,,b"'],
  [['train', 'a.csv', '--seed', '-1'], 'tenfold train: --seed takes an integer from 0 to 4294967295, not "-1"'],
  [['train', 'a.csv', '--seed', '1.5'], 'tenfold train: --seed takes an integer from 0 to 4294967295, not "1.5"'],
  [['train', 'a.csv', '--seed', 'x'], 'tenfold train: --seed takes an integer from 0 to 4294967295, not "x"'],
  [['train', 'a.csv', '--epochs', '0'], 'tenfold train: --epochs takes an integer from 1 to 1000000, not "0"'],
  [['train', 'a.csv', '--hidden', '64,0'], 'tenfold train: --hidden takes integers of at least 1 between commas, as in 64,32, not "64,0"'],
  [['train', 'a.csv', '--hidden', '64;32'], 'tenfold train: --hidden takes integers of at least 1 between commas, as in 64,32, not "64;32"'],
  [['train', 'a.csv', '--learning-rate', '0'], 'tenfold train: --learning-rate takes a number above 0, not "0"'],
  [['train', 'a.csv', '--learning-rate', '0,1'], 'tenfold train: --learning-rate takes a number above 0, not "0,1"'],
  [['train', 'a.csv', '--learning-rate', 'Infinity'], 'tenfold train: --learning-rate takes a number above 0, not "Infinity"'],
  [['train', 'a.csv', '--threads', '0'], 'tenfold train: --threads takes an integer from 1 to 256, not "0"'],
  [['predict'], 'tenfold predict: DIR DATA expected, but there is nothing'],
  [['predict', 'run'], 'tenfold predict: DATA expected after run'],
  [['predict', 'run', 'a.csv', 'b.csv'], 'tenfold predict: DIR DATA expected, but there is also "b.csv"'],
  [['predict', 'run', 'a.csv', '--target', 'y'], 'tenfold predict: unknown option --target'],
  [['evaluate', 'run'], 'tenfold evaluate: DATA expected after run'],
  [['report'], 'tenfold report: DIR expected, but there is nothing'],
  [['report', 'a', 'b'], 'tenfold report: DIR expected, but there is also "b"'],
  [['compare', 'a'], 'tenfold compare: DIR… expected after a'],
  [['verify'], 'tenfold verify: DIR/receipt.json [DATA] expected, but there is nothing'],
  [['verify', 'a', '--thread', '2'], 'tenfold verify: unknown option --thread; did you mean --threads?'],
]

describe('wrong arguments', () => {
  it.each(wrong)('%j', async (args, sentence) => {
    const { world, out, said } = written()
    expect(await run(args, world)).toBe(2)
    expect([said().split('\n')[0], out()]).toEqual([sentence, ''])
    expect(said().split('\n').length).toBe(3)
  })

  it('tell every command', () => {
    expect([...new Set(wrong.map(([[name]]) => name))]).toEqual(expect.arrayContaining(Object.keys(commands)))
  })
})

describe('help', () => {
  it.each([[['--help']], [['-h']], [['help']]])('%j lists the commands on standard output', async (args) => {
    const { world, out, said } = written()
    expect([await run(args, world), said()]).toEqual([0, ''])
    for (const name of Object.keys(commands)) expect(out()).toContain(`\n  ${name} `)
  })

  it('comes where there is no command, which is an error', async () => {
    const { world, out, said } = written()
    expect([await run([], world), out()]).toEqual([2, ''])
    expect(said()).toContain('Usage: tenfold COMMAND')
  })

  it.each(Object.entries(commands))('of %s tells its options, in lines that fit', async (name, { options }) => {
    const { world, out, said } = written()
    expect([await run([name, '--help'], world), said()]).toEqual([0, ''])
    for (const option of Object.keys(options)) expect(out()).toContain(`  --${option}`)
    expect(out().split('\n').filter((line) => line.length > 130)).toEqual([])
  })

  it('tells the version', async () => {
    const { world, out } = written()
    expect([await run(['--version'], world), out()]).toEqual([0, `${manifest.version}\n`])
  })
})
