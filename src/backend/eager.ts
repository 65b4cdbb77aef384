/**
 * Operations as they come, one after the other: what is large, or comes often, runs as a module of its own, made once for its
 * types; what is small is done by plain loops before a module would have been made. The same bits either way.
 */
import { cache } from '../program/cache.js'
import type { Elements } from '../program/elements.js'
import type { Kind, Primitive, TensorType } from '../program/primitive.js'
import { count, type Program } from '../program/program.js'
import { contentOf } from '../program/simplify/text.js'
import { TenfoldError } from '../shape/error.js'
import type { Loop } from './backend.js'
import { standard } from './standard.js'
import { isSupported } from './wasm/supported.js'

/** Nanoseconds that plain loops take for an element: of the operand that is reduced, else of the result. Others only copy. */
const perElement: Partial<Readonly<Record<Kind, number>>> = { reduce: 5, permute: 6, unfold: 4, fold: 6, bits: 60 }

/** Nanoseconds of one operation on an element, of a named function, of one product in a sum. */
const perOperation = 2.5
const perCall = 80
const perProduct = 3

/** About how many nanoseconds plain loops take for a primitive; 0 where a module would be no quicker. */
export const work = (primitive: Primitive, [a]: readonly TensorType[], [result]: readonly TensorType[]): number => {
  const { kind } = primitive
  const n = count((kind === 'reduce' ? a : result)!.shape)
  if (kind === 'contract') return perProduct * n * a!.shape.at(primitive.transposeA ? -2 : -1)!
  if (kind !== 'map') return n * (perElement[kind] ?? 0)
  let perOne = 0
  for (const { op } of primitive.expression.nodes) perOne += op === 'call' ? perCall : perOperation
  return n * perOne
}

/** Less work than this is sooner done by plain loops than given to a module. */
export const least = 20_000

/** Making a module takes about as many nanoseconds. */
const making = 2_000_000

/** Programs over more bytes have a memory of their own, for one run; all others share one, which is kept. */
const mostBytes = 1 << 26

/** A program: the work that was done without a module, and the module, unless none can be made. */
interface Known {
  spent: number
  loop: Loop | false | undefined
}

const known = /* @__PURE__ */ cache<Known>(64)

/** A loop in the memory that all share. */
let any: Loop | undefined

const bytesOf = (lists: readonly Elements[]): number => lists.reduce((sum, { byteLength }) => sum + byteLength, 0)

/** The results of a program of so much work, unless it is better done by plain loops. */
export const byModule = (program: Program, ns: number, inputs: () => readonly Elements[]): readonly Elements[] | undefined => {
  if (!isSupported()) return undefined
  const held = known(contentOf(program), () => ({ spent: 0, loop: undefined }))
  held.spent += ns
  if (held.loop === false || held.spent < making) return undefined
  const given = inputs()
  let { loop } = held
  try {
    loop ??= standard.loop(program, 0)(any ?? [])
  } catch (error) {
    // Plain loops need neither SIMD nor as much memory.
    if (!(error instanceof TenfoldError)) throw error
    held.loop = false
    return undefined
  }
  const results = loop.step(given).map((value) => value.slice())
  if (bytesOf(given) + bytesOf(results) < mostBytes) any = held.loop = loop
  return results
}
