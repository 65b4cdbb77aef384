/**
 * Scalar expressions in StableHLO: every node an operation over whole tensors, equal nodes once, calls of named functions as
 * the table of functions says.
 *
 * XLA takes two constants together wherever they meet, (x + a) + b as x + (a + b), whatever that does to the digits: an x that is
 * rounded by adding a great number and taking it away again would come out as it was. So where a constant meets another,
 * XLA is not told its value: it comes out of an `optimization_barrier`, as one scalar. Nothing else is held back, and operations
 * are fused as ever.
 */
import type { Expression } from '../program/expression.js'
import { resultOf } from '../program/expression.js'
import { argsOf, type Opcode, parameter, type Scalar } from '../program/scalar.js'
import { type Callee, functionOf, printCallee } from '../program/scalarFunction.js'
import { ascend } from '../program/walk.js'
import type { DType, Shape } from '../shape/shape.js'
import { filled, integers } from './attribute.js'
import { functions, isOperation } from './functions.js'
import { NoLowering } from './lower.js'
import { type Elementwise, instructions } from './opcode.js'
import type { Value } from './value.js'
import type { Writer } from './writer.js'

type Call = Scalar & { readonly op: 'call' }

/** Sums and products of something and a constant, which another constant would be taken together with. */
const sums = new WeakSet<Value>()
const products = new WeakSet<Value>()
/** Numbers, by the values that they have become. */
const numbers = new WeakMap<Value, number>()
const meetings: Partial<Readonly<Record<Opcode, WeakSet<Value>>>> = { add: sums, sub: sums, mul: products, div: products }

/** x + 0 is taken for x, but -0 + 0 is 0. */
const isDropped = (op: Opcode, value: number): boolean => op === 'add' && Object.is(value, 0)

/** What a call is written as: a graph over its arguments. */
const written = ({ callee, parameters, args }: Call): Scalar => {
  const called: Callee = parameters === undefined ? { callee } : { callee, parameters }
  const row = functions[callee]
  if (row === undefined) throw new NoLowering(`the scalar function ${printCallee(called)}`)
  const over = args.map(({ dtype }, i) => parameter(dtype, i))
  const float = args[0]?.dtype
  const lowering = float === 'f32' || float === 'f64' ? row[float] : 'body'
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
  const of: Elementwise['of'] = (operation, args, dtype, attributes = {}) =>
    once(`${operation} ${args.map(({ name }) => name).join(' ')} ${dtype} ${Object.values(attributes).join(' ')}`,
      () => to.operation(operation, args, { shape, dtype }, { attributes }))
  const constant = (value: number, of: Shape, dtype: DType): Value => {
    const type = { shape: of, dtype }
    return to.operation('stablehlo.constant', [], type, { attributes: { value: filled(value, type) } })
  }
  const number: Elementwise['number'] = (value, dtype) =>
    once(`${Object.is(value, -0) ? '-0' : value} ${dtype}`, () => {
      const made = constant(value, shape, dtype)
      numbers.set(made, value)
      return made
    })
  const hidden = (value: number, dtype: DType): Value => once(`hidden ${Object.is(value, -0) ? '-0' : value} ${dtype}`, () => {
    const scalar = to.operation('stablehlo.optimization_barrier', [constant(value, [], dtype)], { shape: [], dtype })
    return to.operation('stablehlo.broadcast_in_dim', [scalar], { shape, dtype }, { attributes: { broadcast_dimensions: integers([]) } })
  })
  const elementwise: Elementwise = { of, number }
  const graph = (root: Scalar, given: readonly Value[]): Value =>
    ascend<Scalar, Value>(root, argsOf, (node, args) => {
      switch (node.op) {
        case 'parameter': return given[node.index]!
        case 'constant': return number(node.value, node.dtype)
        case 'call': return isOperation(node.callee) ? of(node.callee, args, node.dtype) : graph(written(node), args)
      }
      const meeting = meetings[node.op]
      const fixed = args.findIndex((arg) => numbers.has(arg))
      if (meeting === undefined || fixed < 0) return instructions[node.op](elementwise, args, node.dtype)
      const met = meeting.has(args[1 - fixed]!) || isDropped(node.op, numbers.get(args[fixed]!)!)
        ? args.map((arg, i) => (i === fixed ? hidden(numbers.get(arg)!, node.dtype) : arg)) : args
      const made = instructions[node.op](elementwise, met, node.dtype)
      meeting.add(made)
      return made
    })
  return graph(resultOf(expression), operands)
}
