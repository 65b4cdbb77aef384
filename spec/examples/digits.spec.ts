import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse, usage } from '../../examples/digits/options.js'
import { node, root } from './program.js'

const digits = join(root, 'dist/examples/digits.js')
let room: string
beforeEach(() => { room = mkdtempSync(join(tmpdir(), 'tenfold-')) })
afterEach(() => rmSync(room, { recursive: true, force: true }))

const header = (type: number, ...shape: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 + 4 * shape.length)
  bytes.set([0, 0, type, shape.length])
  shape.forEach((size, i) => bytes.writeUInt32BE(size, 4 + 4 * i))
  return bytes
}

/** Bright bars at ten heights: images that anything can learn. */
const writeImages = (part: 'train' | 't10k', count: number): void => {
  const pixels = Buffer.alloc(count * 784)
  for (let i = 0; i < count; i++) pixels.fill(255, i * 784 + (i % 10) * 56, i * 784 + (i % 10) * 56 + 56)
  writeFileSync(join(room, `${part}-images-idx3-ubyte.gz`), gzipSync(Buffer.concat([header(8, count, 28, 28), pixels])))
  writeFileSync(join(room, `${part}-labels-idx1-ubyte`), Buffer.concat([header(8, count), Buffer.from(Array.from({ length: count }, (_, i) => i % 10))]))
}

describe('the options of npm start', () => {
  it.each<readonly [args: string, said: string]>([
    ['--epoch 3', "Unknown option '--epoch'"],
    ['--epochs', "Option '--epochs <value>' argument missing"],
    ['--epochs 0', '--epochs takes a whole number of at least 1, not "0"'],
    ['--epochs 1.5', '--epochs takes a whole number of at least 1, not "1.5"'],
    ['--epochs abc', '--epochs takes a whole number of at least 1, not "abc"'],
    ['--epochs=-1', '--epochs takes a whole number of at least 1, not "-1"'],
    ['--batch-size 0', '--batch-size takes a whole number of at least 1, not "0"'],
    ['--learning-rate Infinity', '--learning-rate takes a finite number above 0, not "Infinity"'],
    ['--learning-rate 1e999', '--learning-rate takes a finite number above 0, not "1e999"'],
    ['--learning-rate 0', '--learning-rate takes a finite number above 0, not "0"'],
    ['--seed 0x10', '--seed takes a whole number of at least 0, not "0x10"'],
    ['--network rnn', '--network takes mlp or cnn, not "rnn"'],
    ['--backend gpu', '--backend takes wasm, mutable or pure, not "gpu"'],
    ['--threads 0', '--threads takes a whole number from 1 to 256, not "0"'],
    ['--threads 257', '--threads takes a whole number from 1 to 256, not "257"'],
    ['--threads two', '--threads takes a whole number from 1 to 256, not "two"'],
    ['--threads 2 --backend mutable', '--threads is for wasm: it does not go with --backend mutable'],
    ['--threads 2 --backend pure', '--threads is for wasm: it does not go with --backend pure'],
    ['--save=', '--save takes a path, not ""'],
    ['--json=yes', "Option '--json' does not take an argument"],
    ['digits', "Unexpected argument 'digits'"],
    ['--data here --count 100', '--count is for drawn digits: it does not go with --data'],
  ])('%s: %s', (args, said) => {
    expect(parse(args.split(' '))).toEqual(E.left(said))
  })

  it('are numbers and names where they are right', () => {
    expect(parse(['--epochs', '3', '--learning-rate=1e-2', '--network', 'cnn', '--json', '--seed', '0']))
      .toEqual(E.right({ epochs: 3, 'learning-rate': 0.01, network: 'cnn', json: true, seed: 0 }))
    expect(parse(['--threads', '2', '--backend', 'wasm'])).toEqual(E.right({ threads: 2, backend: 'wasm' }))
    expect(parse([])).toEqual(E.right({}))
  })
})

describe('npm start', { timeout: 120_000 }, () => {
  it('says on stderr what is wrong and how it is used, with exit code 2', async () => {
    expect(await node(digits, ['--colour'], room)).toEqual({ code: 2, stdout: '', stderr: `Unknown option '--colour'\n\n${usage}` })
    expect(readdirSync(room)).toEqual([])
  })

  it('tells its usage when asked', async () => {
    expect(await node(digits, ['--help'], room)).toEqual({ code: 0, stdout: usage, stderr: '' })
  })

  it('gives the same digest on every backend, as one JSON object on stdout', async () => {
    const results: unknown[] = []
    for (const on of [['--backend', 'pure'], ['--backend', 'mutable'], ['--backend', 'wasm'], ['--threads', '2'], []]) {
      const { code, stdout } = await node(digits, ['--count', '300', '--epochs', '1', ...on, '--json'], room)
      expect(code).toBe(0)
      const result = JSON.parse(stdout) as Record<string, unknown>
      expect(Object.keys(result)).toEqual(['data', 'network', 'accuracy', 'precision', 'recall', 'f1', 'loss', 'steps', 'seconds', 'digest'])
      expect(result).toMatchObject({ data: 'drawn', network: 'mlp', steps: 8, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
      const { seconds: _, ...rest } = result
      results.push(rest)
    }
    expect(results).toEqual(results.map(() => results[0]))
    expect(readdirSync(room)).toEqual(['digits.safetensors'])
  })

  it('learns from IDX files, reports, and saves', async () => {
    writeImages('train', 200)
    writeImages('t10k', 50)
    const { code, stdout, stderr } = await node(digits, ['--data', '.', '--epochs', '4', '--network', 'mlp'], room)
    expect(code).toBe(0)
    for (const words of ['200 to learn from, 50 for the test', 'precision', 'true \\ predicted', 'It got every digit right.', 'accuracy 100.00 %', `digits.safetensors`]) expect(stdout).toContain(words)
    expect(stderr).toContain('step 28 of 28, loss ')
    expect(readdirSync(room)).toContain('digits.safetensors')
  })

  it('runs the convolutional network', async () => {
    const { code, stdout } = await node(digits, ['--count', '60', '--epochs', '1', '--network', 'cnn', '--json'], room)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ network: 'cnn', steps: 2 })
  })

  it.each<readonly [what: string, harm: () => void, said: string]>([
    ['missing', () => rmSync(join(room, 't10k-labels-idx1-ubyte')), 'received no such file'],
    ['cut off', () => truncateSync(join(room, 'train-images-idx3-ubyte.gz'), 60), 'received one that is damaged or cut off'],
    ['of another kind', () => writeFileSync(join(room, 't10k-images-idx3-ubyte.gz'), '<html>'), 'expected an IDX file'],
  ])('refuses data that is %s, with exit code 1, and writes nothing', async (_, harm, said) => {
    writeImages('train', 20)
    writeImages('t10k', 10)
    harm()
    const before = readdirSync(room)
    const { code, stdout, stderr } = await node(digits, ['--data', '.', '--json'], room)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(said)
    expect(stderr.trim().split('\n').length).toBe(1)
    expect(readdirSync(room)).toEqual(before)
  })

  it('refuses to train for a file that it could not write', async () => {
    const { code, stderr } = await node(digits, ['--count', '60', '--save', 'nowhere/digits.safetensors'], room)
    expect({ code, stderr }).toEqual({ code: 1, stderr: '--save nowhere/digits.safetensors: expected a file in a folder that can be written to\n' })
  })

  it('stops when the loss is no longer finite, and writes nothing', async () => {
    const { code, stderr } = await node(digits, ['--count', '60', '--learning-rate', '1e30'], room)
    expect(code).toBe(1)
    expect(stderr).toContain('the loss of step 2 is NaN')
    expect(readdirSync(room)).toEqual([])
  })
})
