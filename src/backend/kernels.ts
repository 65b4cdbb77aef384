/** A kernel for every primitive, written plainly. Every interpreter starts from these. */
import type { Kind, Of, TensorType } from '../program/primitive.js'
import type { Program } from '../program/program.js'
import type { Executable } from './backend.js'
import { contract } from './contract.js'
import { generate } from './generate.js'
import type { Kernel, Kernels } from './kernel.js'
import { move } from './move.js'
import { reduce } from './reduce.js'
import { evaluate } from './scalar.js'
import { scan } from './scan.js'

/** The table; `compile` makes the bodies of loops ready. */
export const kernelsWith = (compile: (body: Program) => Executable): Kernels => ({
  ...move,
  ...generate,
  map: ({ expression }) => {
    const run = evaluate(expression)
    return ([out], operands) => run(out!, operands)
  },
  reduce,
  contract,
  scan: scan(compile),
})

/** One primitive made ready by the table's kernel for its kind. */
export const prepare = <K extends Kind>(
  table: Kernels,
  primitive: Of<K>,
  operands: readonly TensorType[],
  results: readonly TensorType[],
): Kernel => table[primitive.kind as K](primitive, operands, results)
