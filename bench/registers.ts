/**
 * The most that this engine and machine can do: four lanes multiplied and added in a loop that touches no memory. Sums
 * feed each other, one loop later, so that nothing can be taken out of the loop and nothing waits.
 */
import { control, f32x4, i32, memory, sequence, type V128 } from '../src/backend/wasm/assembler/code.js'
import { WebAssembly } from '../src/backend/wasm/assembler/webAssembly.js'
import { bodyOf, define, encode, names } from '../src/backend/wasm/assembler/module.js'

/** Sums side by side: more than additions take cycles, fewer than registers. */
const sums = 12
const rounds = 65536

/** One run, and its floating-point operations. */
export const registers = (): { readonly run: () => void; readonly operations: number } => {
  const loop = define(1, (fresh) => {
    const [places, factor, left] = [Array.from({ length: sums }, () => fresh('v128')), fresh('v128'), fresh('i32')]
    const at = (i: number): V128 => places[i % sums]!.get
    return sequence(
      factor.set(memory.loadV128(i32.const(0))),
      left.set(i32.const(rounds)),
      control.doWhile(
        sequence(...places.map((p, i) => p.set(f32x4.add(at(i), f32x4.mul(at(i + 1), factor.get))))),
        left.tee(i32.sub(left.get, i32.const(1)))),
      ...places.map((p, i) => memory.storeV128(i32.const(16 * i), p.get)),
    )
  })
  const bytes = encode([{ name: 'registers', parameters: 1, body: bodyOf(loop) }], { pages: 1, shared: false })
  const imports = { [names.module]: { [names.memory]: new WebAssembly.Memory({ initial: 1 }) } }
  const run = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports[names.run] as (thread: number) => void
  return { run: () => run(0), operations: rounds * sums * 4 * 2 }
}
