/** A checkpoint says whether it is whole: a file with any one bit changed is refused, or is the same state. */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decode, encode, load, read, save, write, type Safetensors } from '../../src/checkpoint/index.js'
import { sealed, unsealed } from '../../src/checkpoint/seal.js'
import { loss, network as n, optimizer, pipe, random, receipt, tensor, trainer } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { nativeHash } from '../../src/io/hash.js'
import { sha256 } from '../../src/receipt/sha256.js'
import { memory } from '../io/memory.js'
import { names, tensors, texts } from './arbitrary.js'

const { init, codec } = trainer(pipe(n.input([1]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.momentum({ learningRate: 0.1 }) })
const state = { ...init(random.key(3)), step: 137, loss: 0.25 }
type State = typeof state

const room = mkdtempSync(join(memory, 'tenfold-seal-'))
afterAll(() => rmSync(room, { recursive: true }))
const file = join(room, 'state')

const opened = <L, A>(result: E.Either<L, A>): A => {
  if (E.isLeft(result)) throw new Error(String(result.left))
  return result.right
}
const shown = ({ step, loss: last, ...rest }: State): unknown => [receipt.digest(rest), step, last]
const saved = async (): Promise<Buffer> => {
  opened(await save(file, codec, { metadata: { note: 'größer' } })(state)())
  return readFileSync(file)
}
const contents: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc.array(fc.tuple(names, tensors), { maxLength: 5 }).map((all) => new Map(all)),
  metadata: fc.array(fc.tuple(fc.oneof(names, texts), texts), { maxLength: 3 }).map((all) => new Map([...all, ['format', 'tenfold 1']])),
})

describe('a seal', () => {
  const small = encode(sealed({
    tensors: new Map([['w', tensor.of([1], [0.5])]]),
    metadata: new Map([['format', 'tenfold 1'], ['tree', '{"w":{"$tensor":"w"},"step":137}']]),
  }))
  const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
    bytes.with(bit >> 3, (bytes[bit >> 3] as number) ^ (1 << (bit & 7)))

  it.each<readonly [string, () => Promise<Uint8Array>, number]>([
    ['every single bit that is changed', async () => small, 1],
    ['bits of a training\'s state that are changed', saved, 23],
  ])('finds %s', async (_, made, stride) => {
    const whole = await made()
    const good = opened(decode(whole))
    // In the seal's own name, without which a file is one that has none.
    const [name, others] = [Buffer.from(whole).indexOf('"seal"'), [] as number[]]
    for (let bit = 0; bit < 8 * whole.length; bit += stride) {
      const found = decode(flipped(whole, bit))
      if (E.isLeft(found)) continue
      const isSame = isDeepStrictEqual(found.right.tensors, good.tensors) && [...good.metadata].every(([key, text]) => found.right.metadata.get(key) === text)
      if (!isSame || bit >> 3 < name || bit >> 3 > name + 5) others.push(bit)
    }
    expect(others).toEqual([])
  })

  it('makes a state that is changed none, or the same one', async () => {
    const whole = await saved()
    const [name, length] = [whole.indexOf('"seal"') + 1, 8 * whole.length]
    const loaded: boolean[] = []
    for (const bit of [80, 400, length - 200, length - 1, ...Array.from({ length: 32 }, (_, i) => 8 * name + i)]) {
      writeFileSync(file, flipped(whole, bit))
      const result = await load(file, codec)()
      loaded.push(E.isRight(result))
      if (E.isRight(result)) expect(shown(result.right)).toEqual(shown(state))
    }
    expect(loaded.slice(0, 4)).toEqual([false, false, false, false])
  })

  it('is what its documentation says', () => {
    const all: Safetensors = {
      tensors: new Map<string, AnyTensor>([['b', tensor.of([2], [1, -0])], ['a', tensor.of([1], [NaN])]]),
      metadata: new Map([['tree', 'x'], ['format', 'tenfold 1']]),
    }
    const said = '[[["format","tenfold 1"],["tree","x"]],[["a","f32",[1]],["b","f32",[2]]]]'
    const elements = Uint8Array.of(0, 0, 0xc0, 0x7f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0x80)
    expect(sealed(all).metadata.get('seal')).toBe(`tenfold 1 ${sha256([new TextEncoder().encode(said), elements])}`)
  })

  it('is the same by the host\'s own SHA-256', () => fc.assert(fc.asyncProperty(contents, async (all) => {
    expect(sealed(all, await nativeHash())).toEqual(sealed(all))
  }), { numRuns: 30 }))

  it('fits what was sealed, in whatever order, and nothing else', () => fc.assert(fc.property(contents, contents, (all, other) => {
    const plain = { tensors: all.tensors, metadata: new Map(all.metadata) }
    plain.metadata.delete('seal')
    const whole = sealed(plain)
    const turned = { tensors: new Map([...whole.tensors].toReversed()), metadata: new Map([...whole.metadata].toReversed()) }
    expect(unsealed(turned)).toEqual(E.right(plain))
    expect(opened(decode(encode(whole)))).toEqual(plain)
    const seal = whole.metadata.get('seal') as string
    const mixed = { tensors: other.tensors, metadata: new Map([...other.metadata, ['seal', seal]]) }
    const theirs = sealed({ tensors: other.tensors, metadata: new Map([...other.metadata].filter(([name]) => name !== 'seal')) })
    expect(E.isRight(unsealed(mixed))).toBe(theirs.metadata.get('seal') === seal)
  })))

  it('says that something was changed, and where it is', async () => {
    const whole = await saved()
    writeFileSync(file, whole.with(whole.length - 1, 1))
    for (const result of [await load(file, codec)(), await read(file)()]) {
      expect(E.isLeft(result) && result.left.message).toMatch(/state: __metadata__\.seal: expected "tenfold 1 [0-9a-f]{64}", received "tenfold 1 [0-9a-f]{64}": something was changed/)
    }
  })

  it('is not needed: a state without one is loaded, and so is one that was read, changed and written', async () => {
    await saved()
    const all = opened(await read(file)())
    expect([...all.metadata.keys()].toSorted()).toEqual(['format', 'note', 'tree'])
    const name = 'params.0.weights'
    opened(await write(file)({ ...all, tensors: new Map([...all.tensors, [name, tensor.of([1, 1], [7])]]) })())
    expect(opened(await load(file, codec)()).params[0].weights).toEqual(tensor.of([1, 1], [7]))
  })

  it('of others is theirs', () => {
    const theirs: Safetensors = { tensors: new Map(), metadata: new Map([['format', 'pt'], ['seal', 'of wax']]) }
    expect(decode(encode(theirs))).toEqual(E.right(theirs))
  })

  it('is nobody\'s own text', async () => {
    const result = await save(file, codec, { metadata: { seal: 'mine' } })(state)()
    expect(E.isLeft(result) && result.left.message).toContain('metadata should be other names than format, tree, memory, seal')
  })
})

describe('where a state is to be read', () => {
  const here = (name: string): string => join(room, name)
  it.each<readonly [string, () => void, string]>([
    ['a folder', () => mkdirSync(here('a folder')), 'expected a file that can be read, received a folder'],
    ['a pipe', () => execFileSync('mkfifo', [here('a pipe')]), 'expected a file that can be read, received a FIFO'],
    ['nothing', () => undefined, 'expected a file that can be read, received no such file'],
    ['an empty file', () => writeFileSync(here('an empty file'), ''), 'an empty file: '],
    ['a hole of 1 TB', () => { const made = openSync(here('a hole of 1 TB'), 'w'); ftruncateSync(made, 2 ** 40); closeSync(made) }, 'a hole of 1 TB: '],
  ])('%s is none, at once', async (name, make, message) => {
    make()
    for (const result of [await load(here(name), codec)(), await read(here(name))(), await receipt.load(here(name))()]) {
      expect(E.isLeft(result) && result.left.message).toContain(message)
    }
  })

  it('a device is none', async () => {
    for (const result of [await load('/dev/zero', codec)(), await receipt.load('/dev/zero')()]) {
      expect(E.isLeft(result) && result.left.message).toContain('received a device')
    }
  })
})
