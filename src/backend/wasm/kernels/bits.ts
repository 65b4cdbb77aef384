/** Random bits: threefry2x32 of eight counters at a time, a counter in each lane of two vectors. */
import type { Of } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { rotations } from '../../threefry.js'
import { control, i32, i32x4, memory, sequence, v128, words, type I32, type Local, type Statement, type V128 } from '../assembler/code.js'
import type { Stages } from './kernel.js'
import { repeat } from './nest.js'

/** A round waits for the one before: two vectors take turns. */
const vectors = 2
const counters = 4 * vectors
/** How many times eight counters are one part. */
const block = 8

const splat = (word: number): V128 => v128.const([word, word, word, word])
const rotate = (x: V128, by: number): V128 => v128.or(i32x4.shl(x, i32.const(by)), i32x4.shrU(x, i32.const(32 - by)))

/** The halves of four blocks. */
interface Halves {
  readonly x: Local<'v128'>
  readonly y: Local<'v128'>
}

/** Twenty rounds, the key's first words added already. */
const rounds = (list: readonly Halves[], key: readonly V128[]): Statement => {
  const each = (f: (halves: Halves) => readonly Statement[]): readonly Statement[] => list.flatMap(f)
  return sequence(...[0, 1, 2, 3, 4].flatMap((group) => [
    ...[0, 1, 2, 3].flatMap((i) => [
      ...each(({ x, y }) => [x.set(i32x4.add(x.get, y.get))]),
      ...each(({ x, y }) => [y.set(v128.xor(rotate(y.get, rotations[4 * (group % 2) + i]!), x.get))]),
    ]),
    ...each(({ x, y }) => [
      x.set(i32x4.add(x.get, key[(group + 1) % 3]!)),
      y.set(i32x4.add(i32x4.add(y.get, key[(group + 2) % 3]!), splat(group + 1))),
    ]),
  ]))
}

export const bits = ({ shape, form }: Of<'bits'>): Stages => {
  const n = Math.ceil(count(shape) / counters)
  const bytes = (form === 'word' ? 4 : 8) * counters
  // Blocks of eight counters may take more than the room of the last; half of them never do.
  const short = form === 'block' && Math.ceil(count(shape) / 4) % vectors > 0
  return [{
    units: Math.ceil(n / block),
    cost: 120 * vectors * n,
    emit: ({ fresh, addresses: [given, start, out], from, to }) => {
      const [first, end, begun] = [fresh('i32'), fresh('i32'), fresh('v128')]
      const [a, b, c] = [fresh('v128'), fresh('v128'), fresh('v128')]
      const low = [fresh('v128'), fresh('v128')]
      const halves = low.map((): Halves => ({ x: fresh('v128'), y: fresh('v128') }))
      const store = (to: I32, left: I32): Statement => sequence(...halves.map(({ x, y }, i) => {
        if (form === 'word') return memory.storeV128(to, v128.xor(x.get, y.get), 16 * i)
        const both = sequence(
          memory.storeV128(to, v128.shuffle(x.get, y.get, words(0, 4, 1, 5)), 32 * i),
          memory.storeV128(to, v128.shuffle(x.get, y.get, words(2, 6, 3, 7)), 32 * i + 16))
        return short && i > 0 ? control.if(i32.ltU(i32.const(1), left), both) : both
      }))
      const target = i32.add(out!, i32.mul(first.get, i32.const(bytes)))
      return sequence(
        a.set(memory.loadSplat32(given!)),
        b.set(memory.loadSplat32(given!, 4)),
        c.set(v128.xor(v128.xor(a.get, b.get), splat(0x1bd11bda))),
        begun.set(memory.loadSplat32(start!)),
        first.set(i32.mul(from, i32.const(block))),
        end.set(i32.mul(to, i32.const(block))),
        control.if(i32.ltU(i32.const(n), end.get), end.set(i32.const(n))),
        low[0]!.set(i32x4.add(begun.get, i32x4.splat(i32.mul(first.get, i32.const(counters))))),
        low[0]!.set(i32x4.add(low[0]!.get, v128.const([0, 1, 2, 3]))),
        low[1]!.set(i32x4.add(low[0]!.get, splat(4))),
        repeat(fresh, i32.sub(end.get, first.get), [target], [bytes], ([at], left) => sequence(
          ...low.flatMap((l, i) => [
            // The counter start + i has 64 bits: where its low word has wrapped, its high word is 1; a mask of ones is -1.
            halves[i]!.x.set(i32x4.sub(a.get, i32x4.ltU(l.get, begun.get))),
            halves[i]!.y.set(i32x4.add(l.get, b.get)),
            l.set(i32x4.add(l.get, splat(counters))),
          ]),
          rounds(halves, [a.get, b.get, c.get]),
          // What is left is counted from here: the last of all, when this part has it.
          store(at!, short ? i32.add(left, i32.sub(i32.const(n), end.get)) : left),
        )),
      )
    },
  }]
}
