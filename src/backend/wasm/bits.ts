/** Random bits: threefry2x32 of four counters at a time, a counter in each lane. */
import type { Of } from '../../program/primitive.js'
import { count } from '../../program/program.js'
import { rotations } from '../threefry.js'
import { control, i32, i32x4, memory, sequence, v128, words, type I32, type Local, type Statement, type V128 } from './code.js'
import type { Stages } from './kernel.js'
import { width } from './lanes.js'
import { repeatSome } from './nest.js'

/** Vectors in one part. */
const block = 16
const splat = (word: number): V128 => v128.const([word, word, word, word])
const rotate = (x: V128, by: number): V128 => v128.or(i32x4.shl(x, i32.const(by)), i32x4.shrU(x, i32.const(32 - by)))

/** Twenty rounds over the halves of four blocks, the key's first words added already. */
const rounds = (x: Local<'v128'>, y: Local<'v128'>, key: readonly V128[]): Statement =>
  sequence(...[0, 1, 2, 3, 4].flatMap((group) => [
    ...[0, 1, 2, 3].flatMap((i) => [
      x.set(i32x4.add(x.get, y.get)),
      y.set(v128.xor(rotate(y.get, rotations[4 * (group % 2) + i]!), x.get)),
    ]),
    x.set(i32x4.add(x.get, key[(group + 1) % 3]!)),
    y.set(i32x4.add(i32x4.add(y.get, key[(group + 2) % 3]!), splat(group + 1))),
  ]))

export const bits = ({ shape, form }: Of<'bits'>): Stages => {
  const vectors = Math.ceil(count(shape) / width)
  const bytes = form === 'word' ? 16 : 32
  return [{
    units: Math.ceil(vectors / block),
    cost: 120 * vectors,
    emit: ({ fresh, addresses: [given, start, out], from, to }) => {
      const [first, end] = [fresh('i32'), fresh('i32')]
      const [low, begun, x, y] = [fresh('v128'), fresh('v128'), fresh('v128'), fresh('v128')]
      const [a, b, c] = [fresh('v128'), fresh('v128'), fresh('v128')]
      return sequence(
        a.set(memory.loadSplat32(given!)),
        b.set(memory.loadSplat32(given!, 4)),
        c.set(v128.xor(v128.xor(a.get, b.get), splat(0x1bd11bda))),
        begun.set(memory.loadSplat32(start!)),
        first.set(i32.mul(from, i32.const(block))),
        end.set(i32.mul(to, i32.const(block))),
        control.if(i32.ltU(i32.const(vectors), end.get), end.set(i32.const(vectors))),
        low.set(i32x4.add(i32x4.add(begun.get, i32x4.splat(i32.mul(first.get, i32.const(width)))), v128.const([0, 1, 2, 3]))),
        repeatSome(fresh, i32.sub(end.get, first.get), [i32.add(out!, i32.mul(first.get, i32.const(bytes)))], [bytes], ([p]) => sequence(
          // The counter start + i has 64 bits: where its low word has wrapped, its high word is 1, and a mask of ones is -1.
          x.set(i32x4.sub(a.get, i32x4.ltU(low.get, begun.get))),
          y.set(i32x4.add(low.get, b.get)),
          rounds(x, y, [a.get, b.get, c.get]),
          form === 'word' ? memory.storeV128(p as I32, v128.xor(x.get, y.get)) : sequence(
            memory.storeV128(p as I32, v128.shuffle(x.get, y.get, words(0, 4, 1, 5))),
            memory.storeV128(p as I32, v128.shuffle(x.get, y.get, words(2, 6, 3, 7)), 16)),
          low.set(i32x4.add(low.get, splat(width))),
        )),
      )
    },
  }]
}
