/** Expressions from outside. */
import { suggestion } from '../shape/options.js'
import type { DType } from '../shape/shape.js'
import { lower } from './code.js'
import { bytesOf, isElement } from './elements.js'
import * as functions from './elementary/catalog.js'
import type { Expression, Node } from './expression.js'
import { isNumeral, numberOf, type Numeral } from './numeral.js'
import { at, attempt, expectRecord, has, listOf, oneOf, refuse, someText, that, whole, type Read, type Spot } from './read.js'
import * as scalar from './scalar.js'
import { call, isDefined } from './scalarFunction.js'

export const dtype: Read<DType> = oneOf(...Object.keys(bytesOf) as readonly DType[])
export const someNumeral: Read<Numeral> =
  that('a number that JSON has, or "NaN", "Infinity", "-Infinity" or "-0"', isNumeral)

/** What an instruction gives for operands of these dtypes, by its own constructor; other ones it does not take. */
const typed = (op: scalar.Opcode, dtypes: readonly DType[], dtype: DType): DType => {
  const args = dtypes.map((of, i) => scalar.parameter(of, i))
  scalar.checkArity(`scalar ${op}`, scalar.arity[op], args.length)
  if (op === 'convert' && dtypes[0] === dtype) throw new TypeError('scalar convert: another dtype expected')
  const make = scalar[op] as (...args: readonly unknown[]) => scalar.Scalar
  return (op === 'convert' || op === 'bitcast' ? make(args[0], dtype) : make(...args)).dtype
}

/** A node behind others, of these dtypes. */
const nodeOf = (spot: Spot, parameters: readonly DType[], before: readonly DType[]): Node => {
  const wanted = (given: DType): DType => {
    const own = dtype(at(spot, 'dtype'))
    return own === given ? own : refuse(at(spot, 'dtype'), given)
  }
  const args = (): readonly number[] => listOf(whole(0, before.length - 1))(at(spot, 'args'))
  const { op } = (spot.value ?? {}) as { readonly op?: unknown }
  if (op === 'parameter') {
    expectRecord(spot, 'a node', ['op', 'dtype', 'index'])
    const index = whole(0, parameters.length - 1)(at(spot, 'index'))
    return { op, dtype: wanted(parameters[index]!), index }
  }
  if (op === 'constant') {
    expectRecord(spot, 'a node', ['op', 'dtype', 'value'])
    const [own, value] = [dtype(at(spot, 'dtype')), someNumeral(at(spot, 'value'))]
    const number = numberOf(value)
    const holds = isElement(own, number) && (own !== 'f32' || Object.is(Math.fround(number), number))
    return holds ? { op, dtype: own, value } : refuse(at(spot, 'value'), `a number of ${own}`)
  }
  if (op === 'call') {
    expectRecord(spot, 'a node', ['op', 'dtype', 'callee', 'args'], ['parameters'])
    const callee = someText(at(spot, 'callee'))
    const numerals = has(spot, 'parameters') ? { parameters: listOf(someNumeral)(at(spot, 'parameters')) } : {}
    // All elementary functions stand here by name: who decodes programs has them, whatever a bundle leaves out.
    if (!isDefined(callee, numerals.parameters) || numerals.parameters?.length === 0)
      refuse(at(spot, 'callee'),
        `a scalar function that is defined here, with all its parameters${suggestion(callee, Object.keys(functions))},`)
    const operands = args()
    const called = numerals.parameters === undefined ? { callee } : { callee, parameters: numerals.parameters.map(numberOf) }
    const made = attempt(spot, () => call(called, operands.map((i) => scalar.parameter(before[i]!, i))))
    return { op, dtype: wanted(made.dtype), callee, ...numerals, args: operands }
  }
  expectRecord(spot, 'a node', ['op', 'dtype', 'args'])
  const own = oneOf(...Object.keys(scalar.arity) as readonly scalar.Opcode[])(at(spot, 'op'))
  const [operands, given] = [args(), dtype(at(spot, 'dtype'))]
  return { op: own, dtype: wanted(attempt(spot, () => typed(own, operands.map((i) => before[i]!), given))), args: operands }
}

export const expression: Read<Expression> = (spot) => {
  expectRecord(spot, 'an expression', ['parameters', 'nodes'])
  const parameters = listOf(dtype)(at(spot, 'parameters'))
  const before: DType[] = []
  const nodes = listOf((node) => {
    const made = nodeOf(node, parameters, before)
    before.push(made.dtype)
    return made
  })(at(spot, 'nodes'))
  if (nodes.length === 0) refuse(at(spot, 'nodes'), 'at least one node')
  const made = { parameters, nodes }
  // Numbers that a function has in it are those of the dtypes that it is called with.
  attempt(spot, () => lower(made).steps.forEach(({ op, dtype, ...rest }) => {
    if (op === 'constant' && 'value' in rest && !isElement(dtype, rest.value)) refuse(spot, `numbers of ${dtype}`)
  }))
  return made
}
