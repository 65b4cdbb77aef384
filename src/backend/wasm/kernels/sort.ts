/**
 * Positions in ascending order, by merging. Each element becomes a record: an integer that is in the order of the elements, and its
 * position. An element of 32 bits has both in 64 bits: its position is the lower word. Rounds merge runs of records to runs of twice
 * the length, from one half of the memory to the other.
 */
import { bytesOf } from '../../../program/elements.js'
import { count } from '../../../program/program.js'
import type { DType } from '../../../shape/shape.js'
import { code, control, i32, memory, sequence, type I32, type Local, type Statement } from '../assembler/code.js'
import { fill } from './fill.js'
import type { Prepare } from './kernel.js'
import { repeat } from './nest.js'

/** Whether the 64 bits at an address are less than those at another, as integers. */
const isLess64 = (a: I32, b: I32): I32 => code('i32', [a.bytes, 0x29, 0, 0, b.bytes, 0x29, 0, 0, 0x53])
const copy64 = (to: I32, from: I32): Statement => code('none', [to.bytes, from.bytes, 0x29, 0, 0, 0x37, 0, 0])
const copy128 = (to: I32, from: I32): Statement => memory.storeV128(to, memory.loadV128(from))

const [zero, sign, greatest] = [i32.const(0), i32.const(-2147483648), i32.const(2147483647)]

/** How elements of a type become records. */
interface Records {
  readonly bytes: number
  /** Where in a record its position is. */
  readonly position: number
  readonly copy: (to: I32, from: I32) => Statement
  /** Writes the integer of the element at an address. A float below 0 is its magnitude, negated: -0 is 0. */
  readonly key: (to: I32, from: I32) => Statement
}

const records = (dtype: Exclude<DType, 'bool'>): Records => {
  if (dtype === 'f64') {
    const key = (to: I32, from: I32): Statement => {
      const [low, high] = [memory.loadI32(from), memory.loadI32(from, 4)]
      const magnitude = i32.and(high, greatest)
      const [bound, rest] = [i32.const(0x7ff00000), i32.ne(low, zero)]
      const isNaN = i32.or(i32.ltU(bound, magnitude), i32.and(i32.eq(magnitude, bound), rest))
      const isNegative = i32.ltS(high, zero)
      return sequence(
        memory.storeI32(to, i32.select(isNaN, i32.const(-1), i32.select(isNegative, i32.sub(zero, low), low))),
        memory.storeI32(to, i32.select(isNaN, greatest, i32.select(isNegative, i32.sub(i32.sub(sign, high), rest), high)), 4),
      )
    }
    return { bytes: 16, position: 8, copy: copy128, key }
  }
  const integer = (word: I32): I32 => {
    if (dtype === 'i32') return word
    if (dtype === 'u32') return i32.xor(word, sign)
    const isNaN = i32.ltU(i32.const(0x7f800000), i32.and(word, greatest))
    return i32.select(isNaN, greatest, i32.select(i32.ltS(word, zero), i32.sub(sign, word), word))
  }
  return { bytes: 8, position: 0, copy: copy64, key: (to, from) => memory.storeI32(to, integer(memory.loadI32(from)), 4) }
}

export const sort: Prepare<'sort'> = (_, [x], [result]) => {
  const { shape, dtype } = x!
  if (dtype === 'bool') throw new Error('sort of truth values')
  const [n, rows] = [shape.at(-1)!, count(shape.slice(0, -1))]
  if (n === 1) return [fill(result!, 0)]
  const { bytes, position, copy, key } = records(dtype)
  const all = n * bytes
  return [{
    units: rows,
    cost: rows * n * (4 + 4 * (32 - Math.clz32(n - 1))),
    // Rows that threads share out are sorted in a memory of each thread; a single one needs it once.
    ...(rows === 1 ? { shared: 2 * all } : { scratch: 2 * all }),
    emit: ({ fresh, addresses, scratch, from, to }) => {
      const room = rows === 1 ? addresses.at(-1)! : scratch
      const [source, target, width, begin, end] = [fresh('i32'), fresh('i32'), fresh('i32'), fresh('i32'), fresh('i32')]
      const [left, middle, right, stop] = [fresh('i32'), fresh('i32'), fresh('i32'), fresh('i32')]
      const [at, isRight] = [fresh('i32'), fresh('i32')]
      const step = (pointer: Local<'i32'>): Statement => pointer.set(i32.add(pointer.get, i32.const(bytes)))
      const both = i32.and(i32.ltU(left.get, middle.get), i32.ltU(right.get, stop.get))
      /** What is left of a run when the other is done. */
      const rest = (pointer: Local<'i32'>, bound: I32): Statement => control.if(i32.ltU(pointer.get, bound), control.doWhile(
        sequence(copy(at.get, pointer.get), step(pointer), step(at)), i32.ltU(pointer.get, bound)))
      const upTo = (a: I32): I32 => i32.select(i32.ltU(a, end.get), a, end.get)
      const merge = sequence(
        left.set(begin.get),
        middle.set(upTo(i32.add(begin.get, width.get))),
        right.set(middle.get),
        stop.set(upTo(i32.add(middle.get, width.get))),
        control.if(both, control.doWhile(sequence(
          isRight.set(isLess64(right.get, left.get)),
          copy(at.get, i32.select(isRight.get, right.get, left.get)),
          right.set(i32.add(right.get, i32.mul(isRight.get, i32.const(bytes)))),
          left.set(i32.add(left.get, i32.mul(i32.eqz(isRight.get), i32.const(bytes)))),
          step(at),
        ), both)),
        rest(left, middle.get),
        rest(right, stop.get),
        begin.set(stop.get),
      )
      const round = sequence(
        begin.set(source.get),
        end.set(i32.add(source.get, i32.const(all))),
        at.set(target.get),
        control.doWhile(merge, i32.ltU(begin.get, end.get)),
        at.set(source.get), source.set(target.get), target.set(at.get),
        width.set(i32.shl(width.get, i32.const(1))),
      )
      const rowBytes = [n * bytesOf[dtype], 4 * n]
      const places = rowBytes.map((size, i) => i32.add(addresses[i]!, i32.mul(from, i32.const(size))))
      return repeat(fresh, i32.sub(to, from), places, rowBytes, ([elements, out]) => sequence(
        source.set(room),
        target.set(i32.add(room, i32.const(all))),
        width.set(i32.const(bytes)),
        repeat(fresh, i32.const(n), [elements!, room], [bytesOf[dtype], bytes], ([element, record], left) => sequence(
          key(record!, element!), memory.storeI32(record!, i32.sub(i32.const(n), left), position))),
        control.doWhile(round, i32.ltU(width.get, i32.const(all))),
        repeat(fresh, i32.const(n), [out!, source.get], [4, bytes], ([place, record]) =>
          memory.storeI32(place!, memory.loadI32(record!, position))),
      ))
    },
  }]
}
