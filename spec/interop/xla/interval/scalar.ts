/** Ranges of scalar expressions: what an element can be, when its operands are in these ranges. */
import { evaluate } from '../../../../src/backend/scalar.js'
import { elementsOf, type Elements } from '../../../../src/program/elements.js'
import { expressionOf, type Expression, type Node } from '../../../../src/program/expression.js'
import { numberOf } from '../../../../src/program/numeral.js'
import { isFloat, parameter, type Opcode, type Scalar } from '../../../../src/program/scalar.js'
import type { DType } from '../../../../src/shape/shape.js'
import { at, flushed, hull, inWord, isPoint, isUnknown, rangesOf, rounded, unit, whole, type Range, type Ranges } from './range.js'

/** The range of a result for ranges of operands, not all of which are points; nothing where all is possible. */
type Rule = (dtype: DType, from: DType) => ((...operands: readonly Range[]) => Range | undefined) | undefined

/** Of floats, of which none is unknown, with zeros that they may be flushed to; and of integers. */
const rule = (float: (a: Range, b: Range) => Range | undefined, integer?: (a: Range, b: Range, dtype: DType) => Range): Rule => (_, from) =>
  isFloat(from)
    ? (a, b) => (isUnknown(a!) || (b !== undefined && isUnknown(b)) ? undefined : float(flushed(a!), b === undefined ? a! : flushed(b)))
    : integer && ((a, b) => integer(a!, b!, from))

/** The least and the greatest of a function at the corners; it is monotonic in each operand. */
const corners = (f: (x: number, y: number) => number) => ([a, b]: Range, [c, d]: Range): Range => {
  const all = [f(a, c), f(a, d), f(b, c), f(b, d)]
  return all.some(Number.isNaN) ? whole.f32 : [Math.min(...all), Math.max(...all)]
}
const added = ([a, b]: Range, [c, d]: Range): Range => [a + c, b + d]
const less = ([a, b]: Range, [c, d]: Range): Range => [a - d, b - c]
const negated = ([a, b]: Range): Range => [-b, -a]
const size = ([a, b]: Range): Range => a >= 0 ? [a, b] : b <= 0 ? [-b, -a] : [0, Math.max(-a, b)]
const lesser = ([a, b]: Range, [c, d]: Range): Range => [Math.min(a, c), Math.min(b, d)]
const greater = ([a, b]: Range, [c, d]: Range): Range => [Math.max(a, c), Math.max(b, d)]
const times = corners((x, y) => x * y)
const over = corners((x, y) => x / y)
const maybe: Range = [0, 1]
const truth = (certain: boolean, impossible: boolean): Range => certain ? [1, 1] : impossible ? [0, 0] : maybe
const isBelow = ([a, b]: Range, [c, d]: Range): Range => truth(b < c, a >= d)
const isAtMost = ([a, b]: Range, [c, d]: Range): Range => truth(b <= c, a > d)
const isEqual = (a: Range, b: Range): Range => truth(isPoint(a) && isPoint(b) && a[0] === b[0], a[1] < b[0] || b[1] < a[0])
const roundEven = (x: number): number => {
  const below = Math.floor(x)
  const rest = x - below
  return rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below
}
const word = (f: (a: Range, b: Range) => Range) => (a: Range, b: Range, dtype: DType): Range => inWord(dtype, f(a, b))
const logical = (f: (a: Range, b: Range) => Range): Rule => (dtype) => (dtype === 'bool' ? (a, b) => f(a!, b!) : undefined)

const converted: Rule = (dtype, from) => (x) => {
  const [a, b] = x!
  const [low, high] = whole[dtype]
  if (isFloat(from) && isUnknown(x!)) return undefined
  if (dtype === 'bool') {
    const [c, d] = isFloat(from) ? flushed(x!) : x!
    return truth(c > 0 || d < 0, c === 0 && d === 0)
  }
  if (isFloat(dtype)) return rounded(x!)
  if (isFloat(from)) return [Math.trunc(Math.min(Math.max(a, low), high)), Math.trunc(Math.min(Math.max(b, low), high))]
  return a >= low && b <= high ? x : undefined
}

/** An instruction without an entry is an error of the compiler. */
const rules: { readonly [O in Opcode]: Rule } = {
  add: rule((a, b) => rounded(added(a, b)), word(added)),
  sub: rule((a, b) => rounded(less(a, b)), word(less)),
  mul: rule((a, b) => rounded(times(a, b)), word(times)),
  div: rule((a, b) => (b[0] <= 0 && b[1] >= 0 ? undefined : rounded(over(a, b)))),
  rem: () => undefined,
  min: rule(lesser, lesser),
  max: rule(greater, greater),
  neg: rule(negated, word(negated)),
  abs: rule(size, word(size)),
  sqrt: rule(([a, b]) => (a < 0 ? undefined : rounded([Math.sqrt(a), Math.sqrt(b)]))),
  floor: rule(([a, b]) => [Math.floor(a), Math.floor(b)]),
  round: rule(([a, b]) => [roundEven(a), roundEven(b)]),
  eq: rule(isEqual, isEqual),
  lt: rule(isBelow, isBelow),
  le: rule(isAtMost, isAtMost),
  select: () => (condition, yes, no) => (condition![0] === 1 ? yes : condition![1] === 0 ? no : hull(yes!, no!)),
  and: logical(([a, b], [c, d]) => [a & c, b & d]),
  or: logical(([a, b], [c, d]) => [a | c, b | d]),
  xor: logical(() => maybe),
  not: logical(([a, b]) => [1 - b, 1 - a]),
  shl: () => undefined,
  shr: () => undefined,
  convert: converted,
  bitcast: () => undefined,
  high: () => undefined,
  low: () => undefined,
  join: () => undefined,
}

/** The result for points, which is exact on every engine: of instructions that do not round, or round nothing here. */
const isExact = (op: Opcode, dtype: DType, operands: readonly Range[], result: number): boolean => {
  const [[a], [b]] = [operands[0]!, operands[1] ?? [0]]
  if (Number.isNaN(result)) return false
  if (!isFloat(dtype)) return true
  switch (op) {
    case 'add': return a + b === result
    case 'sub': return a - b === result
    case 'mul': return a * b === result
    // Division by a constant may be a product with its reciprocal.
    case 'div': return a / b === result && Math.log2(Math.abs(b)) % 1 === 0
    case 'sqrt': return result * result === a
    default: return true
  }
}

/** Whether an operand is a float that may be taken for 0. */
const isTiny = (dtype: DType, range: Range): boolean => isFloat(dtype) && !isPoint(flushed(range))

/** The range of a bitcast: the sign of a zero is not known. */
const isBlind = (op: Opcode, dtype: DType, [a]: Range): boolean => op === 'bitcast' && isFloat(dtype) && a === 0

const typed = (dtype: DType, numbers: Float64Array): Elements => elementsOf(dtype, numbers)

/** The function of a node over its operands alone. */
const alone = (node: Extract<Node, { readonly args: readonly number[] }>, dtypes: readonly DType[]) =>
  evaluate(expressionOf(dtypes, { ...node, parameters: 'parameters' in node ? node.parameters.map(numberOf) : undefined, args: dtypes.map(parameter) } as unknown as Scalar))

/**
 * Functions that grow or fall everywhere: their ranges are between what they are at the ends. Others change by no more than x
 * does.
 */
const monotonic = ['exp', 'log1p', 'tanh', 'sigmoid', 'relu']
const lipschitz = ['sin']

/** Named functions have 4 units in the last place. */
const ofCall = (callee: string, run: (x: Float64Array) => Elements, x: Ranges): Ranges => {
  const n = x.from.length
  // An end between two numbers is one further out.
  const outward = (numbers: Float64Array, sign: number): Float64Array =>
    numbers.map((v) => (Math.fround(v) * sign >= v * sign ? v : v + sign * Math.max(2 ** -149, Math.abs(v) * 2 ** -23)))
  const [from, to] = [run(outward(x.from, -1)), run(outward(x.to, 1))]
  return rangesOf(n, (i) => {
    const range = at(x, i)
    if (isUnknown(range)) return range
    const [a, b]: Range = [from[i]!, to[i]!]
    if (Number.isNaN(a) || Number.isNaN(b)) return whole.f32
    const [c, d]: Range = [Math.min(a, b), Math.max(a, b)]
    if (monotonic.includes(callee)) return rounded(rounded([c, d]))
    if (!lipschitz.includes(callee)) throw new Error(`nothing is known of the function ${callee}`)
    const width = range[1] - range[0]
    return Number.isFinite(width) ? rounded(rounded([Math.max(-1, c - width), Math.min(1, d + width)])) : [-1 - 4 * unit, 1 + 4 * unit]
  })
}

/** The ranges of an expression's result. */
export const rangesOfExpression = ({ nodes }: Expression, inputs: readonly Ranges[], n: number): Ranges => {
  const made: Ranges[] = []
  for (const node of nodes) {
    if (node.op === 'parameter') {
      made.push(inputs[node.index]!)
      continue
    }
    if (node.op === 'constant') {
      const value = numberOf(node.value)
      made.push(rangesOf(n, () => (Number.isNaN(value) ? whole.f32 : [value, value])))
      continue
    }
    const operands = node.args.map((i) => made[i]!)
    const dtypes = node.args.map((i) => nodes[i]!.dtype)
    const run = alone(node as never, dtypes)
    const on = (...columns: readonly Float64Array[]): Elements => {
      const out = elementsOf(node.dtype, new Float64Array(n))
      run(out, columns.map((column, i) => typed(dtypes[i]!, column)))
      return out
    }
    if (node.op === 'call') {
      made.push(ofCall(node.callee, (x) => on(x), operands[0]!))
      continue
    }
    const { op, dtype } = node
    const points = on(...operands.map(({ from }) => from))
    const ranged = rules[op](dtype, dtypes[0]!)
    made.push(rangesOf(n, (i) => {
      const ranges = operands.map((operand) => at(operand, i))
      const point = points[i]!
      const clear = ranges.every((range, j) => isPoint(range) && !(op !== 'select' && op !== 'bitcast' && isTiny(dtypes[j]!, range)))
      if (clear && isExact(op, dtype, ranges, point) && !isBlind(op, dtypes[0]!, ranges[0]!)) return [point, point]
      return ranged?.(...ranges) ?? whole[dtype]
    }))
  }
  return made.at(-1)!
}
