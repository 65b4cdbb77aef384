/**
 * Scalar expressions as text that is the same only for expressions that compute the same bits. The elementary functions
 * whose values mathematics fixes stand by their names, so the text outlives the way in which they are computed.
 */
import { literal } from '../program/code.js'
import { cos, erf, exp, expm1, log, log1p, sin, tanh } from '../program/elementary/functions.js'
import { argsOf, parameter, type Expression, type Scalar, type ScalarFunction } from '../program/scalar.js'
import { ascend } from '../program/walk.js'

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
  const emit = (line: string): number => {
    const at = lines.get(line) ?? lines.size
    lines.set(line, at)
    return at
  }
  const nameOf = (node: Scalar): string | undefined =>
    (node.op === 'call' && node.args[0]?.dtype === 'f32' ? names.get(node.callee) : undefined)
  const isOpen = (node: Scalar): node is Scalar & { readonly op: 'call' } => node.op === 'call' && nameOf(node) === undefined
  const partsOf = (node: Scalar): readonly Scalar[] => (isOpen(node) ? [node.callee.body(...node.args)] : argsOf(node))
  const last = ascend<Scalar, number>(result, partsOf, (node, parts) =>
    node.op === 'parameter' ? emit(`parameter ${node.index} ${node.dtype}`)
    : node.op === 'constant' ? emit(`constant ${literal(node.value)} ${node.dtype}`)
    : isOpen(node) ? parts[0]!
    : emit([nameOf(node) ?? node.op, ...parts, node.dtype].join(' ')))
  return `${parameters.join(' ')}: ${[...lines.keys()].join('; ')} -> ${last}`
}
