import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { backend, checkpoint, dataset, loss, network as n, optimizer, pipe, random, receipt, TenfoldError, tensor, trainer } from '../../src/index.js'
import { temporaryFolder } from '../folder.js'
import { written } from './python.js'

const data = dataset.of({ inputs: random.uniform(random.key(1), [24, 5]), targets: tensor.of([24], Array.from({ length: 24 }, (_, i) => i % 3), 'i32') })
const net = pipe(n.input([5]), n.dense(4), n.tanh, n.dropout(0.25), n.dense(3))
const { init, fold, codec } = trainer(net, { backend: backend.mutable })({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-2 }) })
const batches = [...pipe(data, dataset.batches({ size: 5, epochs: 2, shuffle: random.key(7) }))]
const start = init(random.key(42))

const { at } = temporaryFolder()
let files = 0
const fresh = (): string => at(`${files++}.safetensors`)

const complaint = (result: E.Either<TenfoldError, unknown>): string => {
  if (E.isRight(result)) throw new Error('an error expected')
  expect(result.left).toBeInstanceOf(TenfoldError)
  return result.left.message
}

describe('a checkpoint', () => {
  it.each([0, 1, 4, batches.length])('after %d batches goes on to the same bits', async (done) => {
    const file = fresh()
    const half = fold(start, batches.slice(0, done))
    expect(await checkpoint.save(file, codec)(half)()).toEqual(E.right(undefined))
    const loaded = await checkpoint.load(file, codec)()
    if (E.isLeft(loaded)) throw loaded.left
    expect(loaded.right.step).toBe(done)
    expect(loaded.right.loss).toBe(half.loss)
    expect(receipt.digest(loaded.right)).toBe(receipt.digest(half))
    const [here, there] = [fold(start, batches), fold(loaded.right, batches.slice(done))]
    expect(receipt.digest(there)).toBe(receipt.digest(here))
    expect(there.loss).toBe(here.loss)
  })

  it('of the same state has the same bytes, also saved again', async () => {
    const [a, b] = [fresh(), fresh()]
    await checkpoint.save(a, codec)(fold(start, batches.slice(0, 3)))()
    const loaded = await checkpoint.load(a, codec)()
    if (E.isLeft(loaded)) throw loaded.left
    await checkpoint.save(b, codec)(loaded.right)()
    expect(await readFile(b)).toEqual(await readFile(a))
  })

  it('has its keys in whatever order, and is loaded in that of the network', async () => {
    const reversed = (node: unknown): unknown =>
      Array.isArray(node) ? node.map(reversed)
      : typeof node === 'object' && node !== null && Object.getPrototypeOf(node) === Object.prototype
        ? Object.fromEntries(Object.entries(node).toReversed().map(([key, child]) => [key, reversed(child)]))
      : node
    const [a, b] = [fresh(), fresh()]
    const half = fold(start, batches.slice(0, 3))
    const other = reversed(half) as typeof half
    expect(Object.keys(other.params[0])).toEqual(['bias', 'weights'])
    await checkpoint.save(a, codec, { metadata: { one: '1', two: '2' } })(half)()
    await checkpoint.save(b, codec, { metadata: { two: '2', one: '1' } })(other)()
    expect(await readFile(b)).toEqual(await readFile(a))
    const decoded = codec.decode(other)
    for (const again of [await checkpoint.load(b, codec)(), decoded]) expect(E.isRight(again) && Object.keys(again.right.params[0])).toEqual(['weights', 'bias'])
  })

  it('carries texts of the user\'s own', async () => {
    const file = fresh()
    const metadata = { note: 'größer', '': '', 0: 'zero', ['__proto__']: 'a name', constructor: 'another' }
    await checkpoint.save(file, codec, { metadata })(start)()
    const stored = await checkpoint.read(file)()
    if (E.isLeft(stored)) throw stored.left
    const { metadata: all, tensors } = stored.right
    expect(Object.fromEntries([...all].filter(([name]) => name !== 'format' && name !== 'tree'))).toEqual(metadata)
    expect(tensors.get('params.0.weights')).toEqual(start.params[0].weights)
    expect(E.isRight(await checkpoint.load(file, codec)())).toBe(true)
  })

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['the name of the format', { format: 'pt' }, 'metadata should be other names than format, tree, memory, seal'],
    ['the name of the tree', { tree: '{}' }, 'metadata should be other names than format, tree, memory, seal'],
    ['a number', { epoch: 3 as unknown as string }, 'metadata epoch should be text without lone surrogates'],
    ['a lone surrogate', { note: '\ud800' }, 'metadata note should be text'],
    ['a lone surrogate in a name', { '\ud800': '' }, 'a name should be text'],
  ])('carries no text that is %s', async (_, metadata, message) => {
    const file = fresh()
    expect(complaint(await checkpoint.save(file, codec, { metadata })(start)())).toContain(message)
    expect(complaint(await checkpoint.load(file, codec)())).toContain('no such file')
  })

  it('is for any codec', async () => {
    const file = fresh()
    const settings = t.type({ mean: t.array(t.number), name: t.string })
    await checkpoint.save(file, settings)({ mean: [1, NaN, -0], name: '__proto__' })()
    expect(await checkpoint.load(file, settings)()).toStrictEqual(E.right({ mean: [1, NaN, -0], name: '__proto__' }))
  })

  it('is written when its task runs, and not before', async () => {
    const file = fresh()
    const task = checkpoint.save(file, codec)(start)
    expect(complaint(await checkpoint.load(file, codec)())).toContain('no such file')
    await task()
    expect(E.isRight(await checkpoint.load(file, codec)())).toBe(true)
  })
})

describe('a file of tensors and texts', () => {
  const contents = { tensors: new Map([['w', tensor.of([2], [1, NaN])]]), metadata: new Map([['made by', 'me']]) }

  it('is read as it was written', async () => {
    const file = fresh()
    expect(await checkpoint.write(file)(contents)()).toEqual(E.right(undefined))
    expect(await checkpoint.read(file)()).toEqual(E.right(contents))
    expect(new Uint8Array(await readFile(file))).toEqual(checkpoint.encode(contents))
  })

  it('is refused with its place', async () => {
    const file = fresh()
    await writeFile(file, checkpoint.encode(contents).subarray(0, -1))
    const result = await checkpoint.read(file)()
    expect(result).toMatchObject(E.left({ operation: 'checkpoint.read', argument: `${file}: the data`, expected: '8 bytes, as the header says', received: '7: the file is cut off' }))
    expect(E.isLeft(result) && result.left.at).toMatch(/checkpoint\.spec\.[jt]s:\d+:\d+$/)
    expect(complaint(await checkpoint.read(at('none'))())).toContain('no such file')
  })

  it('is not written where it cannot be', async () => {
    const file = fresh()
    const unnamed = { ...contents, tensors: new Map([['__metadata__', tensor.scalar(1)]]) }
    expect(complaint(await checkpoint.write(file)(unnamed)())).toContain(`checkpoint.write: ${file}: a name should be not __metadata__`)
    expect(complaint(await checkpoint.write(join(file, 'inside'))(contents)())).toContain('received no such folder')
  })
})

describe('loading', () => {
  it('names what does not fit', async () => {
    const file = fresh()
    await checkpoint.save(file, codec)(start)()
    const wider = trainer(pipe(n.input([5]), n.dense(4), n.dense(7)))({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.momentum({ learningRate: 1 }) })
    expect(complaint(await checkpoint.load(file, wider.codec)())).toContain(`checkpoint.load: ${file} does not fit: params.1.weights: f32[4, 7] expected, received f32[4, 3]; params.1.bias: `)
  })

  it('says where it was asked for', async () => {
    const result = await checkpoint.load(at('none'), codec)()
    expect(E.isLeft(result) && result.left.at).toMatch(/checkpoint\.spec\.[jt]s:\d+:\d+$/)
  })

  it.each<readonly [string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'expected at least 8 bytes, received 0'],
    ['a file of text', Buffer.from('{"params": []}\n\n\n'), 'the header: expected at most'],
    ['tensors of others', written, '__metadata__.format: expected "tenfold 1", received nothing'],
    ['another format', checkpoint.encode({ tensors: new Map(), metadata: new Map([['format', 'pt']]) }), '__metadata__.format: expected "tenfold 1", received "pt"'],
    ['no tree', checkpoint.encode({ tensors: new Map(), metadata: new Map([['format', 'tenfold 1']]) }), '__metadata__.tree: expected how the tensors hang together, received nothing'],
    ['a tree of other tensors', checkpoint.encode({ tensors: new Map(), metadata: new Map([['format', 'tenfold 1'], ['tree', '{"$tensor":"w"}']]) }), '__metadata__.tree: expected how the tensors hang together, received a place for the tensor "w", which is not there'],
    ['a tree of numbers', checkpoint.encode({ tensors: new Map(), metadata: new Map([['format', 'tenfold 1'], ['tree', '{"params":1,"step":-1}']]) }), 'does not fit: params: '],
  ])('refuses %s', async (_, bytes, message) => {
    const file = fresh()
    await writeFile(file, bytes)
    const said = complaint(await checkpoint.load(file, codec)())
    expect(said).toContain(file)
    expect(said).toContain(message)
  })

  it('refuses a folder', async () => expect(complaint(await checkpoint.load(at(), codec)())).toContain('a folder'))
})

describe('saving', () => {
  it('puts a file in the place of the old one', async () => {
    const file = fresh()
    await writeFile(file, 'old and longer than nothing')
    await chmod(file, 0o640)
    await checkpoint.save(file, codec)(start)()
    expect(E.isRight(await checkpoint.load(file, codec)())).toBe(true)
    expect((await stat(file)).mode & 0o777).toBe(0o640)
  })

  it('writes through a link', async () => {
    const [file, link] = [fresh(), fresh()]
    await writeFile(file, 'old')
    await symlink(file, link)
    await checkpoint.save(link, codec)(start)()
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(E.isRight(await checkpoint.load(file, codec)())).toBe(true)
  })

  it('many times at once leaves one whole file', async () => {
    const inside = await mkdtemp(at('at-once-'))
    const file = join(inside, 'state')
    const states = batches.slice(0, 5).map((_, i) => fold(start, batches.slice(0, i)))
    const results = await Promise.all(states.map((state) => checkpoint.save(file, codec)(state)()))
    expect(results.every(E.isRight)).toBe(true)
    expect(await readdir(inside)).toEqual(['state'])
    expect(E.isRight(await checkpoint.load(file, codec)())).toBe(true)
  })

  it('that fails leaves the old file and nothing else', async () => {
    const inside = await mkdtemp(at('failed-'))
    const file = join(inside, 'state')
    await writeFile(file, 'old')
    const unsayable = new t.Type<number, unknown, unknown>('unsayable', t.number.is, t.number.validate, () => ({ at: [() => 1] }))
    expect(complaint(await checkpoint.save(file, unsayable)(1)())).toContain(`${file}: at.0 should be a tensor, a list, a plain record or a simple value (at `)
    expect(await readFile(file, 'utf8')).toBe('old')
    expect(await readdir(inside)).toEqual(['state'])
  })

  it('to a folder that is not there, or in the place of one, is an error', async () => {
    expect(complaint(await checkpoint.save(at('none', 'state'), codec)(start)())).toContain('expected a file that can be written, received no such folder')
    const inside = await mkdtemp(at('place-'))
    await mkdir(join(inside, 'state', 'full'), { recursive: true })
    expect(complaint(await checkpoint.save(join(inside, 'state'), codec)(start)())).toContain('received a folder')
    expect(await readdir(inside)).toEqual(['state'])
  })
})
