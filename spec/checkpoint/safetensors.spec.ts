import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/checkpoint/index.js'
import type { Safetensors } from '../../src/checkpoint/index.js'
import { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import { concrete, elements } from '../../src/tensor/tensor.js'
import { names, tensors, texts } from './arbitrary.js'
import { fileOf } from './bytes.js'
import { written } from './python.js'

/** What a file holds in a form that tests compare: with `-0`, and in order of names. */
const shown = ({ tensors: all, metadata }: Safetensors): unknown => ({
  tensors: [...all].map(([name, t]) => ({ name, dtype: t.dtype, shape: t.shape, elements: elements(t) })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  metadata: [...metadata].toSorted(([a], [b]) => (a < b ? -1 : 1)),
})
const opened = (bytes: Uint8Array): Safetensors => E.getOrElse((error: TenfoldError): Safetensors => { throw error })(decode(bytes))
const complaint = (bytes: Uint8Array): string => E.match((error: TenfoldError) => error.message, () => 'it is read')(decode(bytes, 'f'))

const contents: fc.Arbitrary<Safetensors> = fc.record({
  tensors: fc.array(fc.tuple(names, tensors), { maxLength: 5 }).map((all) => new Map(all)),
  metadata: fc.array(fc.tuple(fc.oneof(names, texts), texts), { maxLength: 3 }).map((all) => new Map(all)),
})

describe('safetensors', () => {
  it('are read as they were written', () => {
    fc.assert(fc.property(contents, (all) => { expect(shown(opened(encode(all)))).toEqual(shown(all)) }))
  })

  it('are the same bytes when written again, in whatever order', () => {
    fc.assert(fc.property(contents, (all) => {
      const bytes = encode(all)
      expect(encode(opened(bytes))).toEqual(bytes)
      expect(encode({ tensors: new Map([...all.tensors].toReversed()), metadata: new Map([...all.metadata].toReversed()) })).toEqual(bytes)
    }))
  })

  it('are read from any place in memory, and copied', () => {
    const bytes = encode({ tensors: new Map([['x', tensor.of([3], [1, 2, 3])]]), metadata: new Map() })
    for (let offset = 0; offset < 8; offset++) {
      const memory = new Uint8Array(offset + bytes.length)
      memory.set(bytes, offset)
      const x = opened(memory.subarray(offset)).tensors.get('x')
      memory.fill(255)
      expect(x && elements(x)).toEqual(Float32Array.of(1, 2, 3))
    }
  })

  it('begin each tensor at a multiple of its element size', () => {
    fc.assert(fc.property(contents, (all) => {
      const bytes = encode(all)
      const length = new DataView(bytes.buffer).getUint32(0, true)
      expect(length % 8).toBe(0)
      const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, { readonly dtype: string; readonly data_offsets: readonly [number, number] }>
      for (const [name, { dtype, data_offsets }] of Object.entries(header)) {
        if (name !== '__metadata__') expect(data_offsets[0] % (dtype === 'F64' ? 8 : dtype === 'BOOL' ? 1 : 4)).toBe(0)
      }
    }))
  })

  it('of the format\'s own library are read', () => {
    expect(shown(opened(written))).toEqual(shown({
      tensors: new Map<string, ReturnType<typeof concrete>>([
        ['layer.bias', tensor.of([3], [0.5, -0, Infinity])],
        ['layer.weights', tensor.of([2, 3], [0, 1 / 3, 2 / 3, 1, 4 / 3, 5 / 3], 'f64')],
        ['count', tensor.scalar(-7, 'i32')],
        ['key', tensor.of([2], [0, 4294967295], 'u32')],
        ['mask', tensor.of([2, 2], [1, 0, 0, 1], 'bool')],
        ['nothing', tensor.of([0, 4], [])],
        ['größe', tensor.of([1, 1, 1], [1])],
      ]),
      metadata: new Map([['made by', 'safetensors 0.8.0 "numpy"']]),
    }))
  })

  it('hold the one NaN', () => {
    const odd = concrete({ shape: [1], dtype: 'f32' }, new Float32Array(Uint32Array.of(0xffc00001).buffer))
    expect(encode({ tensors: new Map([['x', odd]]), metadata: new Map() }).slice(-4)).toEqual(Uint8Array.of(0, 0, 0xc0, 0x7f))
  })

  it.each([
    ['a tensor called __metadata__', { tensors: new Map([['__metadata__', tensor.scalar(1)]]), metadata: new Map<string, string>() }, 'not __metadata__'],
    ['a lone surrogate in a name', { tensors: new Map([['\ud800', tensor.scalar(1)]]), metadata: new Map<string, string>() }, 'a name should be text without lone surrogates'],
    ['a lone surrogate in a text', { tensors: new Map(), metadata: new Map([['k', '\udc00']]) }, 'metadata k should be text without lone surrogates'],
  ])('cannot have %s', (_, all, message) => expect(() => encode(all)).toThrow(message))
})

describe('a damaged file', () => {
  const whole = encode({
    tensors: new Map<string, ReturnType<typeof concrete>>([['w', tensor.of([2, 3], [1, 2, 3, 4, 5, 6])], ['m', tensor.of([3], [1, 0, 1], 'bool')], ['d', tensor.of([], [0.5], 'f64')]]),
    metadata: new Map([['tree', '{"a":1}'], ['format', 'x']]),
  })

  it('is refused when it is cut off, wherever', () => {
    for (const bytes of [whole, written]) {
      for (let length = 0; length < bytes.length; length++) expect(E.isLeft(decode(bytes.subarray(0, length)))).toBe(true)
    }
  })

  it('is refused when something follows', () => expect(complaint(Buffer.concat([whole, Buffer.alloc(1)]))).toContain('f: the data: expected 35 bytes, as the header says, received 36'))

  const entry = (over: Readonly<Record<string, unknown>> = {}): string => JSON.stringify({ dtype: 'F32', shape: [1], data_offsets: [0, 4], ...over })
  const prefixed = (low: number, high: number, rest = '{}'): Uint8Array => {
    const bytes = new Uint8Array(8 + rest.length)
    new DataView(bytes.buffer).setUint32(0, low, true)
    new DataView(bytes.buffer).setUint32(4, high, true)
    bytes.set(Buffer.from(rest), 8)
    return bytes
  }

  it.each<readonly [string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'f: expected at least 8 bytes, received 0'],
    ['no header', fileOf(''), 'the header: expected { first, received nothing'],
    ['a header longer than the file', prefixed(3, 0), 'the header: expected at most the 2 bytes that follow, received 3'],
    ['a header of 100 MB and 1 byte', prefixed(100_000_001, 0), 'the header: expected at most 100000000 bytes, received 100000001'],
    ['a header of 2⁶⁴ - 1 bytes', prefixed(0xffffffff, 0xffffffff), 'the header: expected at most 100000000 bytes, received 18446744073709551615'],
    ['a header of 2³² + 2 bytes', prefixed(2, 1), 'the header: expected at most 100000000 bytes, received 4294967298'],
    ['a blank first', fileOf(' {}'), 'the header: expected { first, received byte 32'],
    ['a mark of byte order first', fileOf('\ufeff{}'), 'the header: expected { first, received byte 239'],
    ['a list', fileOf('[]'), 'the header: expected { first, received byte 91'],
    ['bytes that are no UTF-8', fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), 'the header: expected UTF-8, received bytes that are none'],
    ['surrogates in UTF-8', fileOf(Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d)), 'the header: expected UTF-8, received bytes that are none'],
    ['a mark of byte order inside', fileOf('{\ufeff}'), 'the header: expected a string, received "\ufeff" at character 1'],
    ['100 MB of header, and less than that', prefixed(100_000_000, 0), 'the header: expected at most the 2 bytes that follow, received 100000000'],
    ['UTF-8 longer than need be', fileOf(Uint8Array.of(0x7b, 0x22, 0xc0, 0x80, 0x22, 0x7d)), 'the header: expected UTF-8, received bytes that are none'],
    ['a header that does not end', fileOf('{"a":{'), '"a": expected a string, received the end at character 6'],
    ['a header that ends twice', fileOf('{}}'), 'the header: expected nothing but blanks after the value, received "}" at character 2'],
    ['a line end after the header', fileOf('{}\n'), 'the header: expected nothing but blanks after the value'],
    ['a zero after the header', fileOf('{}\0'), 'the header: expected nothing but blanks after the value'],
    ['a name twice', fileOf(`{"a":${entry()},"a":${entry()}}`, 4), 'the header: expected each name once, received "a" twice'],
    ['a name twice, once escaped', fileOf(`{"a":${entry()},"\\u0061":${entry()}}`, 4), 'the header: expected each name once, received "a" twice'],
    ['metadata twice', fileOf('{"__metadata__":{},"__metadata__":{}}'), 'the header: expected each name once, received "__metadata__" twice'],
    ['a dtype twice', fileOf('{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), '"a": expected each name once, received "dtype" twice'],
    ['deep lists', fileOf(`{"a":${'['.repeat(100_000)}}`), '"a": expected an object, received "[" at character 5'],
    ['deep objects', fileOf('{"a":'.repeat(100_000)), '"a".a: expected dtype, shape, data_offsets, received "a"'],
    ['metadata that are a list', fileOf('{"__metadata__":["a"]}'), '__metadata__: expected an object, received "[" at character 16'],
    ['metadata that are null', fileOf('{"__metadata__":null}'), '__metadata__: expected an object, received "n" at character 16'],
    ['a number in the metadata', fileOf('{"__metadata__":{"a":1}}'), '__metadata__.a: expected a string, received "1" at character 21'],
    ['a lone surrogate in the metadata', fileOf('{"__metadata__":{"a":"\\ud800"}}'), '__metadata__.a: expected a string, received one with no end or what no string can hold'],
    ['a lone surrogate in a name', fileOf(`{"\\ud800":${entry()}}`, 4), 'the header: expected a string, received one with no end or what no string can hold'],
    ['a tensor that is null', fileOf('{"a":null}'), '"a": expected an object, received "n" at character 5'],
    ['a tensor that is empty', fileOf('{"a":{}}'), '"a": expected dtype, shape, data_offsets, received only an empty object'],
    ['a dtype not supported', fileOf(`{"a":${entry({ dtype: 'BF16' })}}`, 4), '"a".dtype: expected F32, F64, I32, U32, BOOL, received "BF16"'],
    ['a dtype in small letters', fileOf(`{"a":${entry({ dtype: 'f32' })}}`, 4), 'received "f32"'],
    ['a dtype that every object has', fileOf(`{"a":${entry({ dtype: 'constructor' })}}`, 4), 'received "constructor"'],
    ['no shape', fileOf('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4), '"a": expected dtype, shape, data_offsets, received only dtype, data_offsets'],
    ['a negative size', fileOf(`{"a":${entry({ shape: [-1] })}}`, 4), '"a".shape'],
    ['two negative sizes', fileOf(`{"a":${entry({ shape: [-1, -1] })}}`, 4), '"a".shape'],
    ['a broken size', fileOf(`{"a":${entry({ shape: [0.5, 2] })}}`, 4), '"a".shape'],
    ['a size with a point', fileOf('{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', 4), '"a".shape'],
    ['a size with an exponent', fileOf('{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}', 4), '"a".shape'],
    ['a size of -0', fileOf('{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}'), '"a".shape'],
    ['a size of 2⁵³ + 1', fileOf('{"a":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}', 4), '"a".shape'],
    ['a size of 400 digits', fileOf(`{"a":{"dtype":"F32","shape":[${'9'.repeat(400)}],"data_offsets":[0,4]}}`, 4), '"a".shape'],
    ['a size in a string', fileOf(`{"a":${entry({ shape: ['1'] })}}`, 4), '"a".shape'],
    ['a shape that is a number', fileOf(`{"a":${entry({ shape: 1 })}}`, 4), '"a".shape'],
    ['sizes whose product is 2⁶⁴', fileOf(`{"a":${entry({ shape: [4294967296, 4294967296], data_offsets: [0, 0] })}}`), 'less than 2⁵³ bytes for F32 [4294967296, 4294967296]'],
    ['sizes whose product is 2⁸⁰, times 0', fileOf(`{"a":${entry({ shape: [2 ** 40, 2 ** 40, 0], data_offsets: [0, 0] })}}`), 'less than 2⁵³ bytes'],
    ['a promise of a terabyte', fileOf(`{"a":${entry({ shape: [2 ** 38], data_offsets: [0, 2 ** 40] })}}`, 4), 'the data: expected 1099511627776 bytes, as the header says, received 4: the file is cut off'],
    ['no offsets', fileOf('{"a":{"dtype":"F32","shape":[1]}}', 4), '"a": expected dtype, shape, data_offsets, received only dtype, shape'],
    ['one offset', fileOf(`{"a":${entry({ data_offsets: [4] })}}`, 4), '"a".data_offsets'],
    ['three offsets', fileOf(`{"a":${entry({ data_offsets: [0, 4, 4] })}}`, 4), '"a".data_offsets'],
    ['a negative offset', fileOf(`{"a":${entry({ data_offsets: [-4, 0] })}}`, 4), '"a".data_offsets'],
    ['an offset with a fraction', fileOf(`{"a":${entry({ data_offsets: [0, 4.5] })}}`, 4), '"a".data_offsets: expected , or ], received "." at character'],
    ['an offset of 2⁵³', fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[9007199254740988,9007199254740992]}}', 4), '"a".data_offsets: expected a number below 2⁵³'],
    ['an offset of 2⁶⁴ + 4', fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551620]}}', 4), '"a".data_offsets: expected a number below 2⁵³'],
    ['a tensor beyond the file', fileOf(`{"a":${entry({ data_offsets: [2 ** 52, 2 ** 52 + 4] })}}`, 4), '"a": expected a begin at 0, where the tensor before it ends, received 4503599627370496'],
    ['a begin after the end', fileOf(`{"a":${entry({ data_offsets: [4, 0] })}}`, 4), '"a".data_offsets: expected a begin that is not after the end, received [4, 0]'],
    ['too many bytes for the shape', fileOf(`{"a":${entry({ data_offsets: [0, 8] })}}`, 8), '"a": expected 4 bytes for F32 [1], received 8'],
    ['too few bytes for the shape', fileOf(`{"a":${entry({ shape: [2] })}}`, 4), '"a": expected 8 bytes for F32 [2], received 4'],
    ['a hole at the beginning', fileOf(`{"a":${entry({ data_offsets: [4, 8] })}}`, 8), '"a": expected a begin at 0, where the tensor before it ends, received 4'],
    ['a hole inside', fileOf(`{"a":${entry()},"b":${entry({ data_offsets: [8, 12] })}}`, 12), '"b": expected a begin at 4'],
    ['a hole at the end', fileOf(`{"a":${entry()}}`, 5), 'the data: expected 4 bytes, as the header says, received 5'],
    ['two tensors in one place', fileOf(`{"a":${entry()},"b":${entry()}}`, 4), '"b": expected a begin at 4, where the tensor before it ends, received 0'],
    ['tensors that overlap', fileOf(`{"a":${entry({ shape: [2], data_offsets: [0, 8] })},"b":${entry({ data_offsets: [4, 8] })}}`, 8), '"b": expected a begin at 8'],
    ['an empty tensor inside another', fileOf(`{"a":${entry({ shape: [2], data_offsets: [0, 8] })},"b":${entry({ shape: [0], data_offsets: [4, 4] })}}`, 8), '"b": expected a begin at 8'],
    ['an empty tensor after the end', fileOf(`{"a":${entry({ shape: [0], data_offsets: [4, 4] })}}`), '"a": expected a begin at 0'],
    ['data without tensors', fileOf('{}', 4), 'the data: expected 0 bytes'],
    ['a field that the format does not have', fileOf(`{"a":${entry({ device: 'cuda' })}}`, 4), '"a".device: expected dtype, shape, data_offsets, received "device"'],
    ['a field __proto__', fileOf('{"a":{"__proto__":{"dtype":"F32"},"shape":[1],"data_offsets":[0,4]}}', 4), 'received "__proto__"'],
    ['a truth value of 2', fileOf(`{"a":${entry({ dtype: 'BOOL', data_offsets: [0, 1] })}}`, Uint8Array.of(2)), '"a": expected bytes 0 and 1 for BOOL, received 2'],
  ])('with %s is refused', (_, bytes, message) => {
    expect(complaint(bytes)).toMatch(/^checkpoint\.decode: f: /)
    expect(complaint(bytes)).toContain(message)
  })

  it.each<readonly [string, Uint8Array]>([
    ['no tensors', fileOf('{}')],
    ['blanks in and after the header', fileOf(`{ "a" :\n${entry()} }   `, 4)],
    ['a header whose end is not aligned', fileOf(`{"a":${entry()}} `, 4)],
    ['tensors in another order than their data', fileOf(`{"a":${entry({ data_offsets: [4, 8] })},"b":${entry()}}`, 8)],
    ['a tensor called __proto__', fileOf(`{"__proto__":${entry()}}`, 4)],
    ['an empty tensor of large sizes', fileOf(`{"a":${entry({ shape: [0, 2 ** 52], data_offsets: [0, 0] })}}`)],
    ['an empty name', fileOf(`{"":${entry()}}`, 4)],
    ['names that every object has', fileOf(`{"constructor":${entry()},"toString":${entry({ data_offsets: [4, 8] })},"__metadata__":{"__proto__":"a","constructor":"b","toString":"c"}}`, 8)],
    ['no axes', fileOf(`{"a":${entry({ shape: [] })}}`, 4)],
    ['axes of size 0, and others that are empty there', fileOf(`{"a":${entry({ shape: [3, 0], data_offsets: [4, 4] })},"b":${entry()},"c":${entry({ shape: [0], data_offsets: [0, 0] })}}`, 4)],
    ['all blanks of JSON', fileOf(`{\r\n\t "a" :\t${entry()}\r}`, 4)],
  ])('with %s is none', (_, bytes) => expect(complaint(bytes)).toBe('it is read'))

  it('whose header is a megabyte of brackets is refused in time', { timeout: 5000 }, () => {
    for (const filling of ['[],', '{},', '"",', '\\', ' ', '"a":', '[', '1,']) {
      expect(E.isLeft(decode(fileOf(`{"a":[${filling.repeat(1_000_000 / filling.length)}}`)))).toBe(true)
    }
  })
})
