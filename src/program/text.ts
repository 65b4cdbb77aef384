/**
 * The one text of an expression: its distinct nodes in a row, a line for each. Keys of caches have it, digests, and in
 * another arrangement what a person reads. What differs is which calls are written out.
 */
import type { DType } from '../shape/shape.js'
import { resultOf, type Expression } from './expression.js'
import { remembered } from './memo.js'
import { literal, type Numeral } from './numeral.js'
import { argsOf, type Opcode, type Scalar } from './scalar.js'
import { functionOf, printCallee, type Callee } from './scalarFunction.js'
import { ascend } from './walk.js'

/** One step: registers are numbered by position, parameters and constants included. */
export type Step =
  | { readonly op: 'parameter'; readonly dtype: DType; readonly index: number }
  | { readonly op: 'constant'; readonly dtype: DType; readonly value: number }
  | { readonly op: Opcode; readonly dtype: DType; readonly args: readonly number[] }

/** A step, or a call of a named function. */
export type Line = Step | (Callee & { readonly op: 'call'; readonly dtype: DType; readonly args: readonly number[] })

/** What a line says but for its operands: of a graph's node, or of one that stands in a row. */
type Said =
  | { readonly op: 'parameter'; readonly dtype: DType; readonly index: number }
  | { readonly op: 'constant'; readonly dtype: DType; readonly value: Numeral }
  | (Callee & { readonly op: 'call'; readonly dtype: DType })
  | { readonly op: Opcode; readonly dtype: DType }

/** The text of a line, the same for equal ones. */
export const lineText = (said: Said, args: readonly number[]): string =>
  said.op === 'parameter' ? `parameter ${said.index} ${said.dtype}`
  : said.op === 'constant' ? `constant ${literal(said.value)} ${said.dtype}`
  : `${said.op === 'call' ? printCallee(said) : said.op} ${args.join(' ')} ${said.dtype}`

/** Numbers given to texts, by which long ones are told apart once: the same number to the same text. */
export const numbered = () => {
  const numbers = new Map<string, number>()
  return {
    texts: (): readonly string[] => [...numbers.keys()],
    /** The number of a text: how many there were before, when it is new. */
    number: (text: string): number => numbers.get(text) ?? numbers.set(text, numbers.size).size - 1,
  }
}

/** Lines without repetition: an equal one is where the first is. */
export const distinct = <L extends Line>() => {
  const lines: L[] = []
  const { number } = numbered()
  const emit = (line: L): number => {
    const at = number(lineText(line, 'args' in line ? line.args : []))
    if (at === lines.length) lines.push(line)
    return at
  }
  return { lines, emit }
}

export type Call = Scalar & { readonly op: 'call' }

/** The number that `emit` gives to the result of a graph, calls written out as far as `opens` says. */
const walked = (
  root: Scalar, opens: (call: Call) => boolean, emit: (node: Scalar, args: readonly number[]) => number,
): number => {
  const isOpen = (node: Scalar): node is Call => node.op === 'call' && opens(node)
  const partsOf = (node: Scalar): readonly Scalar[] => (isOpen(node) ? [functionOf(node).body(...node.args)] : argsOf(node))
  return ascend<Scalar, number>(root, partsOf, (node, args) => (isOpen(node) ? args[0]! : emit(node, args)))
}

const over = (node: Scalar, args: readonly number[]): Line =>
  ('args' in node ? { ...node, args } : node)

/** The distinct lines of a graph, and the place of its result. */
export const straight = (
  root: Scalar, opens: (call: Call) => boolean,
): { readonly lines: readonly Line[]; readonly result: number } => {
  const { emit, lines } = distinct()
  return { result: walked(root, opens, (node, args) => emit(over(node, args))), lines }
}

/** Where the order of two operands makes no difference to any bit. */
const commutes: ReadonlySet<string> = new Set(['add', 'mul', 'min', 'max', 'eq', 'and', 'or', 'xor'])

/** The operands of a node in one order of those that come to the same. */
export const sorted = ({ op }: Scalar, args: readonly number[]): readonly number[] =>
  (args.length === 2 && args[0]! > args[1]! && commutes.has(op) ? args.toReversed() : args)

const textOf = (
  expression: Expression, opens: (call: Call) => boolean, arranged = (_: Scalar, args: readonly number[]) => args,
): string => {
  const { number, texts } = numbered()
  const result = walked(resultOf(expression), opens, (node, args) => number(lineText(node, arranged(node, args))))
  return `${expression.parameters.join(' ')}: ${texts().join('; ')} -> ${result}`
}

/** An expression as text, of its calls those written out that `opens` says: the same only for equal bits. */
export const openText = (expression: Expression, opens: (call: Call) => boolean): string => textOf(expression, opens)

/** The text by which equal expressions are found: calls by their names, whatever commutes in one order. */
export const expressionText = /* @__PURE__ */ remembered((expression: Expression): string => textOf(expression, () => false, sorted))

/** What stands before the arguments: a function's name, the dtype that a conversion gives, else the instruction. */
const head = (line: Extract<Line, { readonly args: readonly number[] }>): string =>
  line.op === 'call' ? printCallee(line)
  : line.op === 'convert' || line.op === 'bitcast' ? line.dtype
  : line.op

/** Nodes of an expression that is written out, whatever it repeats. */
const mostWritten = 1024

/**
 * An expression as a person reads it: `max(0, x0)`; calls by name. In a long one what is read twice has a name of its own:
 * `{y0 = mul(x0, x0); add(y0, y0)}`.
 */
export const printScalar = (root: Scalar): string => {
  const { lines, result } = straight(root, () => false)
  const operands = lines.map((line) => ('args' in line ? line.args : []))
  const [uses, sizes]: [number[], number[]] = [lines.map(() => 0), []]
  for (const args of operands) {
    for (const arg of args) uses[arg]!++
    sizes.push(args.reduce((sum, arg) => sum + sizes[arg]!, 1))
  }
  const isLong = sizes[result]! > mostWritten
  const definitions: string[] = []
  const name = (text: string): string => `y${definitions.push(`y${definitions.length} = ${text}; `) - 1}`
  const texts: string[] = []
  lines.forEach((line, i) => {
    if (line.op === 'parameter') return texts.push(`x${line.index}`)
    if (line.op === 'constant') return texts.push(literal(line.value))
    // Not joined: a text that is put together of others is not copied.
    const text = `${head(line)}(${operands[i]!.map((arg) => texts[arg]!).reduce((before, arg) => `${before}, ${arg}`)})`
    return texts.push(isLong && uses[i]! > 1 ? name(text) : text)
  })
  return definitions.length === 0 ? texts[result]! : `{${definitions.join('')}${texts[result]}}`
}
