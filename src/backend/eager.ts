/**
 * Single operations as they come, one after the other: what is large or comes often enough runs as a module of its own, made once
 * for its types; what is small is done by plain loops before a module would have been made. The same bits either way.
 */
import { cache } from '../program/cache.js'
import { bytesOf, type Elements } from '../program/elements.js'
import type { Kind, Primitive, TensorType } from '../program/primitive.js'
import { count, type Program } from '../program/program.js'
import { contentOf } from '../program/simplify/text.js'
import { TenfoldError } from '../shape/error.js'
import type { Loop } from './backend.js'
import { standard } from './standard.js'
import { isSupported } from './wasm/supported.js'

/** Nanoseconds that plain loops take for an element: of the operand that is reduced, else of the result. Others only copy. */
const perElement: Partial<Readonly<Record<Kind, number>>> = { reduce: 5, permute: 6, unfold: 4, fold: 6, bits: 60 }

/** Nanoseconds of one operation on an element, of a named function, of one product in a sum, of one instruction in a loop. */
const [perOperation, perCall, perProduct, perInstruction] = [2.5, 80, 1.7, 1000]

/** About how many nanoseconds plain loops take for a primitive; 0 where a module would be no quicker. */
export const work = (primitive: Primitive, [a]: readonly TensorType[], [result]: readonly TensorType[]): number => {
  switch (primitive.kind) {
    case 'map': {
      let perOne = 0
      for (const { op } of primitive.expression.nodes) perOne += op === 'call' ? perCall : perOperation
      return perOne * count(result!.shape)
    }
    case 'contract':
      return perProduct * count(result!.shape) * a!.shape.at(primitive.transposeA ? -2 : -1)!
    case 'scan': {
      const { body: { inputs, instructions }, steps } = primitive
      const types = [...inputs]
      let once = 0
      for (const { primitive: inner, operands, types: made } of instructions) {
        once += perInstruction + work(inner, operands.map((id) => types[id]!), made)
        types.push(...made)
      }
      return steps * once
    }
    default:
      return (perElement[primitive.kind] ?? 0) * count((primitive.kind === 'reduce' ? a : result)!.shape)
  }
}

/** Less work than this is sooner done by plain loops than given to a module. */
export const least = 20_000

/** Making a module takes about as many nanoseconds, for each instruction in it. */
const making = 2_000_000

/** Programs over more bytes of memory are given one of their own each time; all others share one, which is kept. */
const mostBytes = 1 << 26

/** An operation on operands of one type: the work that was done without a module, and the module, unless none can be made. */
interface Known {
  spent: number
  loop: Loop | 'none' | undefined
}

const known = /* @__PURE__ */ cache<Known>(64)

/** A loop in the memory that all share. */
let any: Loop | undefined

const instructionsOf = ({ instructions }: Program): number =>
  instructions.reduce((n, { primitive }) => n + (primitive.kind === 'scan' ? instructionsOf(primitive.body) : 1), 0)

const bytesIn = ({ inputs, instructions }: Program): number => [inputs, ...instructions.map(({ types }) => types)].flat()
  .reduce((sum, { dtype, shape }) => sum + bytesOf[dtype] * count(shape), 0)

/** The results of a program of so much work, unless it is better done by plain loops. */
export const byModule = (program: Program, ns: number, inputs: () => readonly Elements[]): readonly Elements[] | undefined => {
  if (!isSupported()) return undefined
  const held = known(contentOf(program), () => ({ spent: 0, loop: undefined }))
  held.spent += ns
  if (held.loop === 'none' || (held.loop === undefined && held.spent < making * instructionsOf(program))) return undefined
  let { loop } = held
  if (loop === undefined) {
    try {
      const start = standard.loop(program, 0)
      if (bytesIn(program) > mostBytes) loop = start([])
      else any = held.loop = loop = start(any ?? [])
    } catch (error) {
      // Plain loops need neither SIMD nor as much memory.
      if (!(error instanceof TenfoldError)) throw error
      held.loop = 'none'
      return undefined
    }
  }
  return loop.step(inputs()).map((value) => value.slice())
}
