/** Programs of one primitive on WebAssembly against the plain kernels. */
import { pure } from '../../../src/backend/pure.js'
import { wasm } from '../../../src/backend/wasm/wasm.js'
import type { Elements } from '../../../src/program/elements.js'
import type { Primitive, TensorType } from '../../../src/program/primitive.js'
import { choicesOf, someElements } from '../arbitrary.js'
import { expectSame, single } from '../each.js'

/** Elements with all specials, others for each seed. */
export const elements = (type: TensorType, seed: number): Elements => someElements(choicesOf([seed * 7919 + 1]), type)

/** The same bits in several runs with other elements: nothing is left over from the run before. */
export const expectSameRuns = (primitive: Primitive, operands: readonly TensorType[], given: readonly (Elements | undefined)[] = []): void => {
  const program = single(primitive, operands)
  const [mine, plain] = [wasm.compile(program), pure.compile(program)]
  for (let run = 0; run < 3; run++) {
    const inputs = operands.map((type, i) => given[i] ?? elements(type, 10 * run + i))
    expectSame(mine(inputs), plain(inputs), JSON.stringify({ ...primitive, operands, run }))
  }
}
