/**
 * Thrift's compact protocol, in which Parquet writes its descriptions, read by a record that says what is wanted: fields with
 * their numbers and readers. Everything else is skipped and takes no memory, so reading takes time in the number of bytes alone.
 */
import { byte, damaged, take, varint, zigzag, type Cursor } from './damage.js'

/** Reads a value of the type that its header names. */
export type Reader<A> = (c: Cursor, type: number) => A

type Field = readonly [id: number, read: Reader<unknown>, required?: true]

/** What a record of fields gives: those that are not required may be missing. */
export type Struct<F extends Readonly<Record<string, Field>>> = {
  readonly [K in keyof F]: F[K] extends readonly [number, Reader<infer A>, true] ? A
    : F[K] extends readonly [number, Reader<infer A>] ? A | undefined : never
}

const types = {
  true: 1, false: 2, byte: 3, short: 4, int: 5, long: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12, uuid: 13,
}

const expectType = (type: number, ...allowed: readonly number[]): void => {
  if (!allowed.includes(type)) damaged('a field of its type', `one of type ${type}`)
}

const signed = (c: Cursor): number => zigzag(varint(c))

/** An integer of at most 53 bits. */
export const integer: Reader<number> = (c, type) => {
  if (type === types.byte) return (byte(c) << 24) >> 24
  expectType(type, types.short, types.int, types.long)
  return signed(c)
}

/** One that counts or measures something. */
export const natural: Reader<number> = (c, type) => {
  const n = integer(c, type)
  return n >= 0 ? n : damaged('no negative number', n)
}

/** The same, in 31 bits. */
export const size: Reader<number> = (c, type) => {
  const n = natural(c, type)
  return n < 2147483648 ? n : damaged('a number of at most 31 bits', n)
}

export const flag: Reader<boolean> = (_, type) => {
  expectType(type, types.true, types.false)
  return type === types.true
}

/** That something is there. */
export const present: Reader<true> = (c, type) => {
  skip(c, type)
  return true
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const text: Reader<string> = (c, type) => {
  expectType(type, types.binary)
  const bytes = take(c, varint(c))
  try {
    return utf8.decode(bytes)
  } catch {
    return damaged('names in UTF-8', 'other bytes')
  }
}

/** The number of elements and their type. An element takes a byte at least. */
const listed = (c: Cursor): readonly [count: number, type: number] => {
  const header = byte(c)
  const count = header >> 4 === 15 ? varint(c) : header >> 4
  if (count > c.bytes.length - c.at) damaged(`a list of at most ${c.bytes.length - c.at} elements`, count)
  return [count, header & 15]
}

export const list = <A>(of: Reader<A>): Reader<readonly A[]> => (c, type) => {
  expectType(type, types.list, types.set)
  const [count, element] = listed(c)
  const all: A[] = []
  for (let i = 0; i < count; i++) all.push(of(c, element))
  return all
}

/** The next field's number and type; nothing at the end of the fields. */
const field = (c: Cursor, last: number): readonly [id: number, type: number] | undefined => {
  const header = byte(c)
  if (header === 0) return undefined
  const id = header >> 4 === 0 ? signed(c) : last + (header >> 4)
  return [id, header & 15]
}

export const struct = <const F extends Readonly<Record<string, Field>>>(fields: F): Reader<Struct<F>> => {
  const byId = new Map(Object.entries(fields).map(([name, [id, read]]) => [id, { name, read }]))
  const needed = Object.entries(fields).filter(([, [, , required]]) => required === true).map(([name]) => name)
  return (c, type) => {
    expectType(type, types.struct)
    const made: Record<string, unknown> = {}
    let last = 0
    for (let next = field(c, last); next !== undefined; next = field(c, last)) {
      const [id, kind] = next
      const wanted = byId.get(id)
      if (wanted === undefined) skip(c, kind)
      else if (wanted.name in made) damaged('each field once', `${wanted.name} twice`)
      else made[wanted.name] = wanted.read(c, kind)
      last = id
    }
    const missing = needed.find((name) => !(name in made))
    if (missing !== undefined) damaged(`the field ${missing}`, 'a description without it')
    // The fields have been read as `F` says.
    return made as Struct<F>
  }
}

/** A struct that is not inside of another. */
export const read = <A>(c: Cursor, of: Reader<A>): A => of(c, types.struct)

const deepest = 32

const skip = (c: Cursor, type: number, depth = 0): void => {
  if (depth > deepest) damaged(`fields nested at most ${deepest} deep`, 'deeper ones')
  const each = (count: number, ...kinds: readonly number[]): void => {
    for (let i = 0; i < count; i++) {
      for (const kind of kinds) {
        // Inside of lists and maps, a boolean has a byte of its own.
        if (kind === types.true || kind === types.false) byte(c)
        else skip(c, kind, depth + 1)
      }
    }
  }
  switch (type) {
    case types.true: case types.false: break
    case types.byte: byte(c); break
    // Integers that nobody asks for may have all 64 bits.
    case types.short: case types.int: case types.long: while (byte(c) > 127); break
    case types.double: take(c, 8); break
    case types.binary: take(c, varint(c)); break
    case types.uuid: take(c, 16); break
    case types.list: case types.set: each(...listed(c)); break
    case types.map: {
      const count = varint(c)
      if (count > c.bytes.length - c.at) damaged('a map that ends', `one of ${count} entries`)
      const kinds = count === 0 ? 0 : byte(c)
      each(count, kinds >> 4, kinds & 15)
      break
    }
    case types.struct:
      for (let next = field(c, 0), last = 0; next !== undefined; next = field(c, last)) {
        skip(c, next[1], depth + 1)
        last = next[0]
      }
      break
    default: damaged('a field of a known type', `one of type ${type}`)
  }
}
