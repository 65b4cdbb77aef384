/** What programs are made of: primitives, instructions by element type, and functions, each by its name. */
import type { Backend } from '../../src/backend/index.js'
import type { Program } from '../../src/program/program.js'
import type { Scalar } from '../../src/program/scalar.js'

/** Names found in programs. */
export interface Coverage {
  /** `contract`; a reduction is named by what it reduces with, too: `reduce argmax`. */
  readonly primitives: Set<string>
  /** `mul f32`, by the type of the first operand. */
  readonly instructions: Set<string>
  readonly functions: Set<string>
  /** `exp f32`, by the type of the first argument. */
  readonly calls: Set<string>
  readonly dtypes: Set<string>
}

const ofScalar = (x: Scalar, seen: Set<Scalar>, found: Coverage): void => {
  if (seen.has(x)) return
  seen.add(x)
  if (x.op === 'parameter' || x.op === 'constant') return
  if (x.op === 'call') {
    found.functions.add(x.callee.name)
    found.calls.add(`${x.callee.name} ${x.args[0]?.dtype ?? ''}`)
    ofScalar(x.callee.body(...x.args), seen, found)
  } else found.instructions.add(`${x.op} ${x.args[0]?.dtype ?? ''}`)
  for (const arg of x.args) ofScalar(arg, seen, found)
}

const ofProgram = (program: Program, found: Coverage): void => {
  for (const { dtype } of program.inputs) found.dtypes.add(dtype)
  for (const { primitive, types } of program.instructions) {
    found.primitives.add(primitive.kind === 'reduce' ? `reduce ${primitive.by}` : primitive.kind)
    for (const { dtype } of types) found.dtypes.add(dtype)
    if (primitive.kind === 'map') ofScalar(primitive.expression.result, new Set(), found)
    if (primitive.kind === 'scan') ofProgram(primitive.body, found)
  }
}

/** A backend that writes down what the programs it is given are made of, and has another one run them. */
export const covering = ({ name, compile, loop }: Backend): Backend & { readonly found: Coverage } => {
  const found: Coverage = {
    primitives: new Set(), instructions: new Set(), functions: new Set(), calls: new Set(), dtypes: new Set(),
  }
  return {
    name,
    found,
    compile: (program) => {
      ofProgram(program, found)
      return compile(program)
    },
    loop: (program, carried) => {
      ofProgram(program, found)
      return loop(program, carried)
    },
  }
}
