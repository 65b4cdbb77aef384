import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receipt } from '../../src/index.js'
import { digits as task } from '../../examples/digits/task.js'
import * as options from '../../examples/kit/options.js'
import { node, root } from './program.js'
import { isQuick } from '../slow.js'

const parse = options.parse(task)
const usage = options.usage(task)
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
const writeImages = (part: 'train' | 't10k', count: number, folder = '.'): void => {
  const pixels = Buffer.alloc(count * 784)
  for (let i = 0; i < count; i++) pixels.fill(255, i * 784 + (i % 10) * 56, i * 784 + (i % 10) * 56 + 56)
  writeFileSync(join(room, folder, `${part}-images-idx3-ubyte.gz`), gzipSync(Buffer.concat([header(8, count, 28, 28), pixels])))
  writeFileSync(join(room, folder, `${part}-labels-idx1-ubyte`), Buffer.concat([header(8, count), Buffer.from(Array.from({ length: count }, (_, i) => i % 10))]))
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
    ['--network rnn', '--network takes mlp, cnn, lenet or fashion, not "rnn"'],
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
    ['--verify=', '--verify takes a path, not ""'],
    ['--verify a --seed 3', '--seed is in the receipt: it does not go with --verify'],
    ['--verify a --network mlp', '--network is in the receipt: it does not go with --verify'],
    ['--verify a --count 600', '--count is in the receipt: it does not go with --verify'],
    ['--verify a --epochs 1', '--epochs is in the receipt: it does not go with --verify'],
    ['--verify a --batch-size 32', '--batch-size is in the receipt: it does not go with --verify'],
    ['--verify a --learning-rate 1', '--learning-rate is in the receipt: it does not go with --verify'],
    ['--verify a --report b', '--report is for a training that is saved: it does not go with --verify'],
    ['--verify a --resume', '--resume is for a training that is saved: it does not go with --verify'],
    ['--report=', '--report takes a path, not ""'],
    ['--verify a --save b', '--save has nothing to save: it does not go with --verify'],
  ])('%s: %s', (args, said) => {
    expect(parse(args.split(' '))).toEqual(E.left(said))
  })

  it('are numbers and names where they are right', () => {
    expect(parse(['--epochs', '3', '--learning-rate=1e-2', '--network', 'cnn', '--json', '--seed', '0']))
      .toEqual(E.right({ epochs: 3, 'learning-rate': 0.01, network: 'cnn', json: true, seed: 0 }))
    expect(parse(['--threads', '2', '--backend', 'wasm'])).toEqual(E.right({ threads: 2, backend: 'wasm' }))
    expect(parse([])).toEqual(E.right({}))
    expect(parse(['--verify', 'a', '--data', 'b', '--trail', '--backend', 'pure'])).toEqual(E.right({ verify: 'a', data: 'b', trail: true, backend: 'pure' }))
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

  it.skipIf(isQuick)('gives the same digest on every backend, as one JSON object on stdout', async () => {
    const results: unknown[] = []
    for (const on of [['--backend', 'pure'], ['--backend', 'mutable'], ['--backend', 'wasm'], ['--threads', '2'], []]) {
      const { code, stdout } = await node(digits, ['--count', '300', '--epochs', '1', ...on, '--json'], room)
      expect(code).toBe(0)
      const result = JSON.parse(stdout) as Record<string, unknown>
      expect(Object.keys(result)).toEqual(['data', 'network', 'accuracy', 'precision', 'recall', 'f1', 'loss', 'steps', 'seconds', 'digest', 'receipt', 'report'])
      expect(result).toMatchObject({ data: 'drawn', network: 'mlp', steps: 8, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
      const { seconds: _, ...rest } = result
      results.push(rest)
    }
    expect(results).toEqual(results.map(() => results[0]))
    expect(readdirSync(room)).toEqual(['digits.html', 'digits.receipt.json', 'digits.run.jsonl', 'digits.safetensors'])
  })

  it('learns from IDX files, reports, and saves', async () => {
    writeImages('train', 200)
    writeImages('t10k', 50)
    const { code, stdout, stderr } = await node(digits, ['--data', '.', '--epochs', '4', '--network', 'mlp'], room)
    expect(code).toBe(0)
    for (const words of ['200 to learn from, 50 for the test', 'precision', 'true \\ predicted', 'It got every digit right.', 'accuracy 100.00 %', 'digits.safetensors, with a receipt, ', 'digits.receipt.json']) expect(stdout).toContain(words)
    expect(stderr).toContain('step 28 of 28, loss ')
    expect(readdirSync(room)).toContain('digits.safetensors')
  })

  it.each([['cnn', 2], ['fashion', 1]] as const)('runs the convolutional network %s', async (network, steps) => {
    const { code, stdout } = await node(digits, ['--count', '60', '--epochs', '1', '--network', network, '--json'], room)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ network, steps })
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
    for (const option of ['--save', '--report']) {
      const { code, stderr } = await node(digits, ['--count', '60', option, 'nowhere/digits.html'], room)
      expect({ code, stderr }).toEqual({ code: 1, stderr: `${option} nowhere/digits.html: expected a file in a folder that can be written to, received no such folder\n` })
    }
    expect(readdirSync(room)).toEqual([])
  })

  it('stops when the loss is no longer finite, and writes nothing but a report that says so, if one is wanted', async () => {
    const wrong = ['--count', '60', '--learning-rate', '1e30']
    const { code, stderr } = await node(digits, [...wrong, '--report', 'none'], room)
    expect(code).toBe(1)
    expect(stderr).toContain('the loss of step 2 is NaN; a smaller --learning-rate may help\n')
    expect(readdirSync(room)).toEqual([])
    const reported = await node(digits, wrong, room)
    expect(reported.code).toBe(1)
    expect(reported.stderr).toContain('the loss of step 2 is NaN; a smaller --learning-rate may help; digits.html shows how\n')
    expect(readdirSync(room)).toEqual(['digits.html', 'digits.run.jsonl'])
    expect(readFileSync(join(room, 'digits.html'), 'utf8')).toContain('the loss of step 2 is NaN')
  })
})

describe('npm start -- --verify', { timeout: 240_000 }, () => {
  const few = ['--count', '300', '--epochs', '1', '--json'] as const
  const file = (): string => join(room, 'digits.receipt.json')
  const receiptOf = async (...more: readonly string[]): Promise<receipt.Receipt> => {
    expect((await node(digits, [...few, ...more], room)).code).toBe(0)
    const read = receipt.decode(readFileSync(file(), 'utf8'))
    if (E.isLeft(read)) throw read.left
    return read.right
  }
  const claim = (claimed: receipt.Receipt, part: Partial<receipt.Training>): void => {
    const { contract: _, tenfold: __, seal: ___, ...training } = claimed
    writeFileSync(file(), receipt.encode(receipt.of({ ...training, ...part })))
  }
  const verified = async (...more: readonly string[]): Promise<{ readonly code: number; readonly result: Readonly<Record<string, unknown>> }> => {
    const { code, stdout, stderr } = await node(digits, ['--verify', file(), '--json', ...more], room)
    expect(stdout.trim().split('\n').length, stderr).toBe(1)
    return { code, result: JSON.parse(stdout) as Record<string, unknown> }
  }

  it('says equal on every backend, and writes nothing', async () => {
    const { final, steps, configuration } = await receiptOf('--trail')
    expect(configuration).toEqual({ count: 300, network: 'mlp', epochs: 1, 'batch-size': 32, 'learning-rate': 0.002, seed: 0 })
    const before = readdirSync(room).map((name) => [name, readFileSync(join(room, name), 'hex')])
    for (const on of [['--backend', 'pure'], ['--threads', '2', '--trail']]) {
      expect(await verified(...on)).toEqual({ code: 0, result: { equal: true, steps, digest: final, seconds: expect.any(Number) } })
    }
    expect(readdirSync(room).map((name) => [name, readFileSync(join(room, name), 'hex')])).toEqual(before)
    const { code, stdout } = await node(digits, ['--verify', 'digits.receipt.json', '--backend', 'mutable'], room)
    expect(code).toBe(0)
    expect(stdout).toContain(`equal: data, initial parameters, program, ${steps} steps, final parameters ${final}\n`)
  })

  it.skipIf(isQuick)('says which digest differs first, and with a trail from which step on', async () => {
    const claimed = await receiptOf('--trail', '--seed', '5')
    const trail = claimed.trail?.map((digits, i) => (i < 3 ? digits : 'f'.repeat(16))) ?? []
    const other = 'f'.repeat(64)
    for (const [part, differs] of [[{ final: other }, 'final'], [{ program: other, final: other }, 'program'], [{ data: other, program: other }, 'data']] as const) {
      claim(claimed, part)
      const { code, result } = await verified()
      expect({ code, ...result }).toMatchObject({ code: 1, equal: false, differs, claimed: other, made: claimed[differs] })
      expect(result).not.toHaveProperty('step')
    }
    claim(claimed, { trail, final: other })
    expect(await verified('--trail')).toMatchObject({ code: 1, result: { equal: false, differs: 'trail', step: 4 } })
    claim(claimed, { configuration: { ...claimed.configuration as object, dropout: 0.5 } })
    const { code, stdout } = await node(digits, ['--verify', 'digits.receipt.json'], room)
    expect(code).toBe(1)
    expect(stdout).toContain('different: configuration.dropout: 0.5 claimed, nothing made\n')
  })

  it.skipIf(isQuick)('finds data that has moved, and other data by its digest', async () => {
    mkdirSync(join(room, 'here'))
    writeImages('train', 200, 'here')
    writeImages('t10k', 50, 'here')
    expect((await node(digits, ['--data', 'here', '--epochs', '1', '--save', 'state'], room)).code).toBe(0)
    renameSync(join(room, 'here'), join(room, 'there'))
    const moved = ['--verify', 'state.receipt.json'] as const
    const lost = await node(digits, moved, room)
    expect(lost).toMatchObject({ code: 2, stdout: '' })
    expect(lost.stderr).toContain('received no such file')
    expect((await node(digits, [...moved, '--data', 'there'], room)).code).toBe(0)
    writeImages('train', 201, 'there')
    const { code, stdout } = await node(digits, [...moved, '--data', 'there'], room)
    expect(code).toBe(1)
    expect(stdout).toContain('different: the data: "')
  })

  it('refuses with exit code 2 what it cannot verify, in one sentence', async () => {
    const claimed = await receiptOf()
    const said = async (...more: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await node(digits, ['--verify', file(), ...more], room)
      expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 })
      return stderr
    }
    expect(await said('--trail')).toContain('has no trail: it does not go with --trail')
    expect(await said('--data', 'here')).toContain('is a receipt of drawn digits: it does not go with --data')
    claim(claimed, { configuration: { network: 'rnn' } })
    expect(await said()).toContain('is no receipt of npm start: ')
    writeFileSync(file(), receipt.encode(claimed).replace('"seed": 0', '"seed": 1'))
    expect(await said()).toContain('seal: ')
    rmSync(file())
    expect(await said()).toContain('expected a file that can be read, received no such file')
  })
})
