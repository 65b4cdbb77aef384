/** Two ways to the same bits, of which a look at the operands takes the shorter one, run by run. */
import { control, f32x4, i32, i32x4, memory, sequence, v128, type Statement, type V128 } from '../assembler/code.js'
import type { Kernel, Stages } from './kernel.js'
import { loadStrided, width, zero } from './lanes.js'
import { repeat } from './nest.js'

/** Elements of which at most so many are not 0 are worth listing: a list's element costs more than one in a tile of rows. */
const worth = 5 / 8

/** An operand, and how many elements it has. */
interface Read {
  readonly operand: number
  readonly elements: number
}

/** Writes to shared memory whether lists do: 1 if enough of the one side is 0 and all of the other finite, else 0. */
const look = (side: Read, other: Read, at: number): Kernel => ({
  units: 1,
  cost: Math.ceil(side.elements / width) * 3 + Math.ceil(other.elements / width) * 2,
  emit: ({ fresh, addresses }) => {
    const [seen, any, x, some] = [fresh('v128'), fresh('v128'), fresh('v128'), fresh('i32')]
    const over = ({ operand, elements: n }: Read, body: (value: V128) => Statement): Statement => {
      const [begin, vectors, rest] = [addresses[operand]!, Math.floor(n / width), n % width]
      return sequence(
        vectors === 0 ? sequence() : repeat(fresh, i32.const(vectors), [begin], [16], ([p]) => body(memory.loadV128(p!))),
        rest === 0 ? sequence() : body(loadStrided('f32', i32.add(begin, i32.const(vectors * 16)), 4, rest)[0]!))
    }
    const lanes = [0, 1, 2, 3].map((lane) => i32x4.extract(seen.get, lane)).reduce((a, b) => i32.add(a, b))
    return sequence(
      seen.set(zero), any.set(zero),
      over(side, (value) => seen.set(i32x4.sub(seen.get, f32x4.ne(value, zero)))),
      some.set(i32.leU(lanes, i32.const(Math.floor(side.elements * worth)))),
      control.if(some.get, sequence(
        // What is finite is itself less itself +0, of which all bits are 0.
        over(other, (value) => sequence(x.set(value), any.set(v128.or(any.get, f32x4.sub(x.get, x.get))))),
        some.set(i32.eqz(v128.anyTrue(any.get))),
      )),
      memory.storeI32(addresses.at(-1)!, some.get, at),
    )
  },
})

/** Kernels by lists where they do, else the others: which is found out while the program runs. */
export const either = (side: Read, other: Read, listed: Stages, plain: Stages): Stages => {
  const at = Math.max(...[...listed, ...plain].map((stage) => stage.shared ?? 0))
  const shared = at + 16
  const when = (does: boolean) => (kernel: Kernel): Kernel => ({
    ...kernel,
    shared,
    emit: (site) => {
      const yes = memory.loadI32(site.addresses.at(-1)!, at)
      const addresses = kernel.shared === undefined ? site.addresses.slice(0, -1) : site.addresses
      return control.if(does ? yes : i32.eqz(yes), kernel.emit({ ...site, addresses }))
    },
  })
  return [{ ...look(side, other, at), shared }, ...listed.map(when(true)), ...plain.map(when(false))]
}
