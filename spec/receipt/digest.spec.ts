import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { littleEndian, fromLittleEndian, turned } from '../../src/receipt/bytes.js'
import * as receipt from '../../src/receipt/index.js'
import { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import { concrete } from '../../src/tensor/tensor.js'

const { digest } = receipt
const a = tensor.of([2, 2], [1, 2, 3, 4])
const b = tensor.of([3], [1, 0, 1], 'bool')

describe('the digest', () => {
  it('hashes path, dtype, shape and elements in the documented layout', () => {
    const layout = Buffer.concat([
      Buffer.from([1, 0, 0, 0]), Buffer.from('0'), Buffer.from([3, 0, 0, 0]), Buffer.from('i32'),
      Buffer.from([1, 0, 0, 0, 2, 0, 0, 0]), Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]),
      Buffer.from([4, 0, 0, 0]), Buffer.from('1.é'), Buffer.from([3, 0, 0, 0]), Buffer.from('f64'),
      Buffer.from([0, 0, 0, 0]), Buffer.from([0, 0, 0, 0, 0, 0, 0xf8, 0x3f]),
    ])
    expect(digest([tensor.of([2], [1, -1], 'i32'), { é: tensor.scalar(1.5, 'f64') }])).toBe(createHash('sha256').update(layout).digest('hex'))
  })

  it('is the hash of nothing where there are no tensors', () => {
    for (const tree of [null, undefined, [], {}, 3, 'text']) expect(digest(tree)).toBe(createHash('sha256').digest('hex'))
  })

  it('passes over what is no tensor, and over the order of keys', () => {
    expect(digest({ a, step: 7, name: 'x', none: null })).toBe(digest({ a }))
    expect(digest({ a, b })).toBe(digest({ b, a }))
    expect(digest([a, b])).toBe(digest({ 1: b, 0: a }))
  })

  it('sorts paths by their code units, so 10 comes before 2', () => {
    const list = Array.from({ length: 11 }, (_, i) => tensor.scalar(i))
    expect(digest(list)).toBe(digest(Object.fromEntries(list.map((t, i) => [`${i}`, t] as const).toReversed())))
    expect(digest(list)).not.toBe(digest(list.toReversed()))
  })

  it.each([
    ['path', { c: a }],
    ['dtype', { a: tensor.of([2, 2], [1, 2, 3, 4], 'f64') }],
    ['shape', { a: tensor.of([4], [1, 2, 3, 4]) }],
    ['axes', { a: tensor.of([1, 2, 2], [1, 2, 3, 4]) }],
    ['elements', { a: tensor.of([2, 2], [1, 2, 3, 5]) }],
    ['nesting', { a: { a } }],
    ['number of tensors', { a, b }],
  ])('tells another %s', (_, other) => expect(digest(other)).not.toBe(digest({ a })))

  it('tells -0 from 0', () => expect(digest(tensor.scalar(-0))).not.toBe(digest(tensor.scalar(0))))

  it('takes every NaN for the same one', () => {
    const odd = concrete({ shape: [2], dtype: 'f32' }, new Float32Array(Uint32Array.of(0xffc00001, 0x7f800001).buffer))
    expect(digest(odd)).toBe(digest(tensor.full([2], NaN)))
    const long = concrete({ shape: [1], dtype: 'f64' }, new Float64Array(BigUint64Array.of(0xfff8000000000123n).buffer))
    expect(digest(long)).toBe(digest(tensor.full([1], NaN, 'f64')))
  })

  it('is the same for a tensor that knows only how it is made', () => expect(digest(tensor.full([3], 2))).toBe(digest(tensor.of([3], [2, 2, 2]))))

  it.each([
    ['two tensors of one path', { 'x.y': a, x: { y: b } }, 'receipt.digest: two tensors have the path x.y'],
    ['a map', { m: new Map([['a', a]]) }, 'receipt.digest: m should be made of tensors, lists, plain records and simple values'],
    ['a promise', Promise.resolve(a), 'receipt.digest: the tree should be made of tensors, lists, plain records and simple values'],
    ['a typed array', [new Float32Array(2)], 'receipt.digest: 0 should be made of tensors, lists, plain records and simple values'],
  ])('refuses %s', (_, tree, message) => {
    expect(() => digest(tree)).toThrow(TenfoldError)
    expect(() => digest(tree)).toThrow(message)
  })
})

describe('bytes', () => {
  it('are little-endian with canonical NaN', () => {
    expect([...littleEndian(Float32Array.of(1, NaN))]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0xc0, 0x7f])
    expect([...littleEndian(Float64Array.of(NaN))]).toEqual([0, 0, 0, 0, 0, 0, 0xf8, 0x7f])
    expect([...littleEndian(Uint32Array.of(0x01020304))]).toEqual([4, 3, 2, 1])
  })

  it('come back as elements', () => expect(fromLittleEndian('f32', littleEndian(Float32Array.of(1, -0, 3)))).toEqual(Float32Array.of(1, -0, 3)))

  it('turn around element by element for machines of the other order', () => {
    expect([...turned(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 4)]).toEqual([4, 3, 2, 1, 8, 7, 6, 5])
    expect([...turned(Uint8Array.of(1, 2), 1)]).toEqual([1, 2])
  })
})
