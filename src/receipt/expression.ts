/**
 * Scalar expressions as text that is the same only for expressions that compute the same bits. The elementary functions
 * whose values mathematics fixes stand by their names, so the text outlives the way in which they are computed.
 */
import { literal } from '../program/code.js'
import { cos, erf, exp, expm1, log, log1p, sin, tanh } from '../program/elementary/functions.js'
import { parameter, scalars, type Expression, type Scalar, type ScalarFunction } from '../program/scalar.js'

/** The functions that are correctly rounded on f32. */
const rounded = (): ReadonlyMap<ScalarFunction, string> => new Map(
  Object.entries({ cos, erf, exp, expm1, log, log1p, sin, tanh }).flatMap(([name, f]) => {
    const node = f(parameter('f32', 0))
    return node.op === 'call' ? [[node.callee, name] as const] : []
  }),
)
let known: ReadonlyMap<ScalarFunction, string> | undefined

/** The steps of an expression, equal ones once, with its parameters' dtypes before them and its result behind. */
export const expressionText = ({ parameters, result }: Expression): string => {
  const names = (known ??= rounded())
  const lines = new Map<string, number>()
  const numbers = new Map<Scalar, number>()
  const emit = (line: string): number => {
    const at = lines.get(line) ?? lines.size
    lines.set(line, at)
    return at
  }
  const step = (name: string, args: readonly Scalar[], dtype: string): number =>
    emit([name, ...args.map(visit), dtype].join(' '))
  const called = (callee: ScalarFunction, args: readonly Scalar[]): number => {
    const name = args[0]?.dtype === 'f32' ? names.get(callee) : undefined
    return name === undefined ? visit(callee.body(...scalars(args))) : step(name, args, 'f32')
  }
  const visit = (node: Scalar): number => {
    const seen = numbers.get(node)
    if (seen !== undefined) return seen
    const at =
      node.op === 'parameter' ? emit(`parameter ${node.index} ${node.dtype}`)
      : node.op === 'constant' ? emit(`constant ${literal(node.value)} ${node.dtype}`)
      : node.op === 'call' ? called(node.callee, node.args)
      : step(node.op, node.args, node.dtype)
    numbers.set(node, at)
    return at
  }
  const last = visit(result)
  return `${parameters.join(' ')}: ${[...lines.keys()].join('; ')} -> ${last}`
}
