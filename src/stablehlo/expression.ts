/**
 * Scalar expressions in StableHLO: every node an operation over whole tensors, equal nodes once, calls of named functions as
 * the table of functions says.
 */
import { type Expression, resultOf } from '../program/expression.js'
import { argsOf, isFloat, parameter, type Scalar } from '../program/scalar.js'
import { type Callee, functionOf, printCallee } from '../program/scalarFunction.js'
import { ascend } from '../program/walk.js'
import type { DType, Shape } from '../shape/shape.js'
import { splat } from './constant.js'
import { guarded, type Guard } from './reassociation.js'
import { functions, isOperation } from './functions.js'
import { NoLowering } from './lower.js'
import { type Elementwise, instructions } from './opcode.js'
import { broadcast } from './operations.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

type Call = Scalar & { readonly op: 'call' }

/** The lowering of a call: a graph over its arguments. */
const inlined = ({ callee, parameters, args }: Call): Scalar => {
  const called: Callee = parameters === undefined ? { callee } : { callee, parameters }
  const row = functions[callee]
  if (row === undefined) throw new NoLowering(`the scalar function ${printCallee(called)}`)
  const over = args.map(({ dtype }, i) => parameter(dtype, i))
  const [dtype] = args.map((arg) => arg.dtype)
  const lowering = dtype !== undefined && isFloat(dtype) ? row[dtype] : 'body'
  return lowering === 'body' ? functionOf(called).body(...over) : lowering(...over)
}

/** Writes an expression over every element of its operands, which have this shape; its result has it, too. */
export const lowerExpression = (expression: Expression, operands: readonly Value[], shape: Shape, to: Writer): Value => {
  const known = new Map<string, Value>()
  const once = (text: string, write: () => Value): Value => {
    const made = known.get(text) ?? write()
    known.set(text, made)
    return made
  }
  const said = (value: number, dtype: DType): string => `${Object.is(value, -0) ? '-0' : value} ${dtype}`
  const of: Elementwise['of'] = (operation, args, dtype, attributes = {}) =>
    once(`${operation} ${args.map(({ name }) => name).join(' ')} ${dtype} ${Object.values(attributes).join(' ')}`,
      () => to.operation(operation, args, { shape, dtype }, { attributes }))
  const number: Elementwise['number'] = (value, dtype) =>
    once(said(value, dtype), () => splat(value, { shape, dtype }, to))
  const hidden: Guard['hidden'] = (value, dtype) => once(`hidden ${said(value, dtype)}`, () => {
    const type = { shape: [], dtype }
    return broadcast(to.operation('stablehlo.optimization_barrier', [splat(value, type, to)], type), shape, to)
  })
  const held: Guard['held'] = (x) => of('stablehlo.maximum', [x, hidden(-Infinity, x.type.dtype)], x.type.dtype)
  const elementwise: Elementwise = { of, number }
  const guard: Guard = { hidden, held, number }

  const graph = (root: Scalar, given: readonly Value[]): Value =>
    ascend<Scalar, Value>(root, argsOf, (node, args) => {
      switch (node.op) {
        case 'parameter': return given[node.index]!
        case 'constant': return number(node.value, node.dtype)
        case 'call': return isOperation(node.callee) ? of(node.callee, args, node.dtype) : graph(inlined(node), args)
      }
      const apart = isFloat(node.dtype) ? guarded[node.op] : undefined
      // All guarded instructions are binary.
      return apart === undefined ? instructions[node.op](elementwise, args, node.dtype)
        : apart(args as readonly [Value, Value], (op, pair) => instructions[op](elementwise, pair, node.dtype), guard)
    })
  return graph(resultOf(expression), operands)
}
