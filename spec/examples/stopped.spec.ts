/** Trainings of the examples that are stopped and go on, each in processes of its own, and the reports that they leave. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receipt, run } from '../../src/index.js'
import { right } from '../either.js'
import { isQuick } from '../slow.js'
import { node, root, type Ended } from './program.js'

let room: string
beforeEach(() => { room = mkdtempSync(join(tmpdir(), 'tenfold-stopped-')) })
afterEach(() => rmSync(room, { recursive: true, force: true }))

const example = (name: string): string => join(root, `dist/examples/${name}.js`)

/** A program to which signals are sent, the first one when it says something. */
const interrupted = (args: readonly string[], cwd: string, word: string, signals: readonly (readonly [after: number, NodeJS.Signals])[]) =>
  new Promise<Ended>((done) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    let isSent = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => { said.stdout += text })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text
      if (isSent || !said.stderr.includes(word)) return
      isSent = true
      for (const [after, signal] of signals) setTimeout(() => child.kill(signal), after)
    })
    child.on('close', (code) => done({ code: code ?? -1, ...said }))
  })

/** All but times. */
const untimed = ({ seconds: _, charactersPerSecond: __, ...others }: Readonly<Record<string, unknown>>) => others
const resultOf = ({ stdout }: Ended) => untimed(JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>)

const trainings = [
  ['digits', 'npm start --', ['--count', '2400', '--trail']],
  ['speech', 'node dist/examples/speech.js', ['--count', '120', '--report', 'speech.html']],
  ['characters', 'node dist/examples/characters.js', ['--count', '400', '--network', 'gru', '--length', '10', '--report', 'characters.html']],
  ['tables', 'node dist/examples/tables.js', ['--task', 'housing', '--count', '300', '--epochs', '100', '--report', 'tables.html']],
] as const

describe('a training that is stopped', { timeout: 240_000 }, () => {
  it.each(isQuick ? trainings.slice(0, 1) : trainings)('%s goes on as if it had never been, %s %j', async (name, command, options) => {
    const whole = join(room, 'whole')
    mkdirSync(whole)
    const args = [...options, '--json']
    const expected = await node(example(name), args, whole)
    expect(expected.code, expected.stderr).toBe(0)

    const stopped = await interrupted([example(name), ...args], room, 'step ', [[20, 'SIGINT']])
    expect([stopped.code, stopped.stdout], stopped.stderr).toEqual([130, ''])
    expect(stopped.stderr).toMatch(new RegExp(`\nstopped after step [0-9]+ of [0-9]+, which is kept in ${name}\\.checkpoint\\.safetensors: ${command} --resume goes on\n$`))
    expect(readdirSync(room)).toEqual([`${name}.checkpoint.safetensors`, `${name}.run.jsonl`, 'whole'])

    const report = options.filter((option, i) => option === '--report' || options[i - 1] === '--report')
    const length = name === 'characters' ? ['--length', '10'] : []
    const resumed = await node(example(name), ['--resume', ...report, ...length, '--json'], room)
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resultOf(resumed)).toEqual(resultOf(expected))
    expect(readdirSync(room)).toEqual(['html', 'receipt.json', 'run.jsonl', 'safetensors'].map((end) => `${name}.${end}`).concat('whole'))
    for (const end of ['receipt.json', 'safetensors'])
      expect(readFileSync(join(room, `${name}.${end}`)).equals(readFileSync(join(whole, `${name}.${end}`))), end).toBe(true)

    const [one, other] = [right(await run.read(join(whole, `${name}.run.jsonl`))()), right(await run.read(join(room, `${name}.run.jsonl`))())]
    const without = ({ seconds: _, ...step }: run.Step) => step
    expect(other.steps.map(without)).toEqual(one.steps.map(without))
    expect({ ...other, steps: [], end: undefined }).toEqual({ ...one, steps: [], end: undefined })
  })

  it('ends by SIGTERM, too, and a second signal ends it at once, but not the one that npm passes on', async () => {
    const file = join(room, 'wait.mjs')
    writeFileSync(file, `
      import { interruptible } from ${JSON.stringify(pathToFileURL(join(root, 'dist/examples/kit/interrupt.js')).href)}
      process.exitCode = await interruptible((signal) => new Promise((done) => {
        signal.addEventListener('abort', () => process.stderr.write('asked by ' + signal.reason + '\\n'))
        setTimeout(() => done(7), 2500)
        process.stderr.write('begun\\n')
      }))`)
    const ended = (...signals: readonly (readonly [number, NodeJS.Signals])[]) => interrupted([file], room, 'begun', signals)
    expect(await Promise.all([
      ended([0, 'SIGINT'], [40, 'SIGINT']), ended([0, 'SIGINT'], [800, 'SIGINT']), ended([0, 'SIGTERM'], [800, 'SIGTERM']), ended([0, 'SIGTERM']),
    ])).toMatchObject([
      { code: 7, stderr: 'begun\nasked by SIGINT\n' }, { code: 130, stderr: 'begun\nasked by SIGINT\n' },
      { code: 143, stderr: 'begun\nasked by SIGTERM\n' }, { code: 7, stderr: 'begun\nasked by SIGTERM\n' },
    ])
  })

  it('is not gone on with by what does not fit it, in a sentence', async () => {
    const file = 'digits.checkpoint.safetensors'
    const said = async (name: string, ...options: readonly string[]) => {
      const { code, stdout, stderr } = await node(example(name), ['--resume', ...options], room)
      expect(stdout).toBe('')
      return [code, stderr]
    }
    expect(await said('digits')).toEqual([2, `--resume: there is no checkpoint ${file} to go on from; without --resume a training begins\n`])
    expect((await interrupted([example('digits'), '--count', '2400', '--report', 'none'], room, 'step ', [[20, 'SIGINT']])).code).toBe(130)
    expect(readdirSync(room)).toEqual([file])
    const before = readFileSync(join(room, file))
    const other = (message: string) => [2, `--resume goes on with ${file}, and ${message}\n`]
    expect(await said('digits', '--seed', '3')).toEqual(other('--seed 3 is another training: the checkpoint\'s has 0'))
    expect(await said('digits', '--count', '2400', '--network', 'cnn')).toEqual(other('--network cnn is another training: the checkpoint\'s has mlp'))
    expect(await said('digits', '--data', 'here')).toEqual(other('--data is another training: the checkpoint\'s has none'))
    expect(await said('digits', '--trail')).toEqual(other('--trail is another training: the checkpoint\'s has none'))
    const [code, sentence] = await said('tables', '--save', 'digits.safetensors')
    expect([code, sentence]).toEqual([2, expect.stringMatching(new RegExp(`^--resume: ${file} is no checkpoint of node dist/examples/tables\\.js: [^\n]*\n$`))])
    expect(readFileSync(join(room, file)).equals(before)).toBe(true)
    before[before.length - 1] = (before.at(-1) as number) ^ 1
    writeFileSync(join(room, file), before)
    expect(await said('digits')).toEqual([1, expect.stringMatching(/^checkpoint\.read: digits\.checkpoint\.safetensors: [^\n]*: something was changed\n$/)])
  })
})

describe('the report of an example', { timeout: 120_000 }, () => {
  it.each(isQuick ? [] : [
    ['digits', 'classes', 'image', ['--count', '300']], ['speech', 'classes', 'spectrogram', ['--count', '60', '--epochs', '1']],
    ['characters', 'sequences', 'text', ['--count', '60', '--network', 'gru', '--epochs', '1', '--length', '10']],
    ['tables', 'classes', 'row', ['--task', 'titanic', '--count', '120', '--epochs', '1']], ['tables', 'numbers', 'row', ['--task', 'diabetes', '--count', '120', '--epochs', '1']],
  ] as const)('%s: %s with cases, each %s', async (name, kind, shown, options) => {
    const ended = await node(example(name), [...options, '--report', 'look.html', '--json'], room)
    expect(ended.code, ended.stderr).toBe(0)
    const { digest, report } = resultOf(ended)
    expect(report).toBe('look.html')
    const made = right(await run.read(join(room, 'look.run.jsonl'))())
    const [result] = made.results
    expect(made.results.length).toBe(1)
    expect(result).toMatchObject({ outcome: { kind } })
    expect(result?.baselines.length).toBeGreaterThan(0)
    expect(result?.cases.length).toBeGreaterThan(0)
    for (const one of result?.cases ?? []) expect(one.shown.kind).toBe(shown)
    expect(made.end).toMatchObject({ step: made.steps.length, parts: { training: expect.any(Number) } })
    const sealed = receipt.encode(right(receipt.decode(readFileSync(join(room, `${name}.receipt.json`), 'utf8'))))
    expect(made.receipt).toEqual(JSON.parse(sealed))
    const page = readFileSync(join(room, 'look.html'), 'utf8')
    expect(page).toContain(digest)
    expect(page).not.toMatch(/<script/i)
    expect(page.length).toBeLessThan(1_000_000)
  })

  it('has the score that the program tells, of every digit that was held back', async () => {
    const ended = await node(example('digits'), ['--count', '300', '--epochs', '1', '--json'], room)
    expect(ended.code).toBe(0)
    const { accuracy } = resultOf(ended)
    const { results: [result], steps, validations } = right(await run.read(join(room, 'digits.run.jsonl'))())
    expect(result).toMatchObject({ rows: 50, score: 'accuracy', figures: { accuracy } })
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(validations.at(-1)).toEqual({ event: 'validation', step: 8, values: { loss: expect.any(Number), accuracy } })
  })
})
