/** Every function that takes bytes, given them in every form that callers have them in: it reads these bytes and no others. */
import { pipe } from 'fp-ts/lib/function.js'
import { deflateSync, gzipSync } from 'node:zlib'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/dataset/bytes.js'
import { checkpoint, dataset, receipt, tensor } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { chunk, grey, png, word } from './pictures.js'
import { entry, tar, wav } from './sounds.js'

const image = png(grey(2, 1), chunk('IDAT', deflateSync(Uint8Array.from([0, 10, 20]))))
const idx = Uint8Array.from([0, 0, 8, 1, ...word(3), 7, 8, 9])
const weights = checkpoint.encode({ tensors: new Map<string, AnyTensor>([['a', tensor.of([3], [1, 2, 3])], ['b', tensor.of([1], [4], 'f64')]]), metadata: new Map() })

/** A function of the public surface, and bytes that it reads. */
interface Reader {
  readonly name: string
  readonly bytes: Uint8Array
  readonly read: (bytes: Uint8Array) => unknown
}

const readers: readonly Reader[] = [
  { name: 'dataset.parseIdx', bytes: idx, read: dataset.parseIdx('x') },
  { name: 'dataset.decodeIdx', bytes: idx, read: (bytes) => dataset.decodeIdx('x')(bytes)() },
  { name: 'dataset.decodeIdx, compressed', bytes: new Uint8Array(gzipSync(idx)), read: (bytes) => dataset.decodeIdx('x')(bytes)() },
  { name: 'dataset.parsePng', bytes: image, read: (bytes) => dataset.parsePng('x')(bytes)() },
  { name: 'dataset.parseTar', bytes: tar(entry('a', Uint8Array.of(1, 2, 3))), read: dataset.parseTar('x') },
  { name: 'dataset.parseWav', bytes: wav([1, -2, 3]), read: dataset.parseWav('x') },
  { name: 'checkpoint.decode', bytes: weights, read: (bytes) => checkpoint.decode(bytes) },
]

const around = (bytes: Uint8Array, make: (length: number) => Uint8Array): Uint8Array => {
  const whole = make(bytes.length + 37)
  whole.fill(0xa5)
  whole.set(bytes, 13)
  return whole
}
const realm = createContext({})
const elsewhere = (length: number): Uint8Array => runInContext(`new Uint8Array(${length})`, realm) as Uint8Array

/** The same bytes, as callers have them. */
const forms: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  'an array of its own': (bytes) => Uint8Array.from(bytes),
  'a view into a larger buffer': (bytes) => around(bytes, (n) => new Uint8Array(n)).subarray(13, 13 + bytes.length),
  'a small Buffer, in a pool': (bytes) => Buffer.from(bytes),
  'an ArrayBuffer': (bytes) => Uint8Array.from(bytes).buffer,
  'shared memory': (bytes) => around(bytes, (n) => new Uint8Array(new SharedArrayBuffer(n))).subarray(13, 13 + bytes.length),
  'a shared buffer': (bytes) => {
    const shared = new SharedArrayBuffer(bytes.length)
    new Uint8Array(shared).set(bytes)
    return shared
  },
  'an array of another realm': (bytes) => {
    const other = elsewhere(bytes.length)
    other.set(bytes)
    return other
  },
  'a view of another realm': (bytes) => around(bytes, elsewhere).subarray(13, 13 + bytes.length),
}

/** Tensors as what they hold: two are equal when these are. */
const plain = (value: unknown): unknown => JSON.stringify(value, (_, held: unknown) =>
  (held instanceof Map ? [...held] : ArrayBuffer.isView(held) ? [held.constructor.name === 'Buffer' ? 'Uint8Array' : held.constructor.name, ...held as Uint8Array] : held))
const outcome = async (read: () => unknown): Promise<unknown> => plain(await read())

describe.each(readers)('$name', ({ bytes, read }) => {
  it.each(Object.keys(forms))('reads %s', async (form) => {
    const given = forms[form]?.(bytes) as Uint8Array
    const [expected, found] = [await outcome(() => read(bytes)), await outcome(() => read(given))]
    expect(expected).toContain('"_tag":"Right"')
    expect(found).toBe(expected)
    // What was given is as it was.
    expect(bytesOf(given)).toEqual(bytes)
  })

  it('refuses no bytes at all, and what is none, in a sentence', async () => {
    const nothing = [new Uint8Array(0), new Uint8Array(8).subarray(8), new ArrayBuffer(0), new SharedArrayBuffer(0), Buffer.alloc(0)]
    for (const empty of nothing) expect(await outcome(() => read(empty as Uint8Array))).toContain('"_tag":"Left"')
    for (const odd of [undefined, null, 'text', 5, [1, 2], {}, new Float32Array(4), new DataView(new ArrayBuffer(40)), { length: 9, byteLength: 9 }]) {
      const said = pipe(await read(odd as Uint8Array), (result) => (result as { readonly left?: Error }).left?.message)
      expect(said, String(odd)).toContain('expected bytes (a Uint8Array)')
    }
  })
})

describe('bytes', () => {
  it('go into tensors as copies: what the caller does with his own later is his', () => {
    const own = Uint8Array.from(weights)
    const read = checkpoint.decode(own)
    own.fill(0)
    expect(plain(read)).toBe(plain(checkpoint.decode(weights)))
  })
  it('of a receipt are text', () => {
    expect(() => receipt.decode(new Uint8Array(3) as unknown as string)).toThrow('receipt.decode: text should be a text')
  })
})
