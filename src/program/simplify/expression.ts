/**
 * Scalar algebra: an expression in its simplest form that gives the same bits. Equal nodes are one node, what is known is
 * a constant, and the branches of a `select` know its condition.
 *
 * Derivatives have been taken before: a call that gives back its argument is that argument, whatever its derivative.
 */
import type { DType } from '../../shape/shape.js'
import { lower } from '../code.js'
import {
  argsOf, constant, operations, type Expression, type Opcode, type Scalar, type ScalarFunction,
} from '../scalar.js'
import { ascend } from '../walk.js'
import { fold } from './fold.js'
import { identities, type Make } from './identities.js'
import { nodeText } from './text.js'

/** The value of a node without parameters, where it can be known. */
const valueOf = (result: Scalar): number | undefined => {
  const code = lower({ parameters: [], result })
  const values: (number | undefined)[] = []
  for (const step of code.steps) {
    if (step.op === 'parameter') return undefined
    if (step.op === 'constant') { values.push(step.value); continue }
    const args = step.args.map((i) => values[i])
    if (!args.every((value) => value !== undefined)) return undefined
    values.push(fold(step.op, step.dtype, code.steps[step.args[0]!]!.dtype, args))
  }
  return values[code.result]
}

const transparent = new WeakMap<ScalarFunction, boolean>()
/** Whether a function of one argument gives it back, as `stopGradient` does. */
const isTransparent = (callee: ScalarFunction, args: readonly Scalar[]): boolean => {
  if (args.length !== 1) return false
  const known = transparent.get(callee) ?? callee.body(...args) === args[0]
  transparent.set(callee, known)
  return known
}

/** select(b, constant, constant). */
const chooses = (x: Scalar): x is Scalar & { readonly op: 'select'; readonly args: readonly Scalar[] } =>
  x.op === 'select' && x.args[1]?.op === 'constant' && x.args[2]?.op === 'constant'

/** Nodes in branches that are searched for what a condition makes known, in one expression; and how deep inside each other. */
const [mostLooks, mostDepth] = [16_384, 64]

/** Nodes of one expression, each once. */
const maker = (assuming: boolean) => {
  let [left, depth] = [assuming ? mostLooks : 0, 0]
  const nodes = new Map<string, Scalar>()
  const numbers = new Map<Scalar, number>()
  let assumed = false
  const intern = (node: Scalar): Scalar => {
    if (numbers.has(node)) return node
    const text = nodeText(node, argsOf(node).map((arg) => numbers.get(arg)!))
    const known = nodes.get(text)
    if (known !== undefined) return known
    nodes.set(text, node)
    numbers.set(node, numbers.size)
    return node
  }

  const folded = (op: Opcode, dtype: DType, args: readonly Scalar[]): Scalar | undefined => {
    const values = args.flatMap((x) => (x.op === 'constant' ? [x.value] : []))
    const value = values.length === args.length ? fold(op, dtype, args[0]!.dtype, values) : undefined
    return value === undefined ? undefined : intern(constant(dtype, value))
  }

  /** f(select(b, 1, 0), 2) = select(b, f(1, 2), f(0, 2)), both known. */
  const chosen = (op: Opcode, dtype: DType, args: readonly Scalar[]): Scalar | undefined => {
    const first = op === 'select' ? undefined : args.find(chooses)
    if (first === undefined) return undefined
    const condition = first.args[0]!
    if (!args.every((x) => x.op === 'constant' || (chooses(x) && x.args[0] === condition))) return undefined
    const branch = (i: number): Scalar | undefined => folded(op, dtype, args.map((x) => (chooses(x) ? x.args[i]! : x)))
    const [yes, no] = [branch(1), branch(2)]
    return yes === undefined || no === undefined ? undefined : make('select', dtype, condition, yes, no)
  }

  const make: Make = (op, dtype, ...given) => {
    const args = given.map(intern)
    const [x, y, z] = args as [Scalar, Scalar, Scalar]
    if (op === 'select' && left > 0 && depth < mostDepth && x.op !== 'constant' && x.op !== 'not') {
      const [yes, no] = [assume(x, 1, y), assume(x, 0, z)]
      if (yes !== y || no !== z) {
        assumed = true
        return make(op, dtype, x, yes, no)
      }
    }
    const simpler = folded(op, dtype, args) ?? identities[op]?.(make, dtype, x, y, z) ?? chosen(op, dtype, args)
    return intern(simpler ?? { op, dtype, args })
  }

  const call = (node: Scalar & { readonly op: 'call' }, args: readonly Scalar[]): Scalar => {
    if (isTransparent(node.callee, args)) return args[0]!
    const made: Scalar = { ...node, args }
    const value = args.every(({ op }) => op === 'constant') ? valueOf(made) : undefined
    return intern(value === undefined ? made : constant(node.dtype, value))
  }

  const rebuild = (node: Scalar, args: readonly Scalar[]): Scalar =>
    node.op === 'call' ? call(node, args) : make(node.op as Opcode, node.dtype, ...args)

  /** A node where a condition is known to hold, or not to. */
  const assume = (condition: Scalar, value: number, within: Scalar): Scalar => {
    depth++
    const made = ascend<Scalar, Scalar>(
      within,
      (node) => (left-- > 0 ? argsOf(node) : []),
      (node, args) => (args.some((arg, i) => arg !== argsOf(node)[i]) ? rebuild(node, args) : node),
      new Map([[condition, intern(constant('bool', value))]]),
    )
    depth--
    return made
  }

  return { intern, rebuild, assumed: () => assumed }
}

/** What a call costs, about, in operations. */
const perCall = 20

/** One expression rebuilt from simple nodes, its parameters replaced; and whether a branch has made use of its condition. */
const rebuilt = (result: Scalar, replacements: readonly Scalar[] | undefined, assuming: boolean) => {
  const { intern, rebuild, assumed } = maker(assuming)
  const made = ascend<Scalar, Scalar>(result, argsOf, (node, args) =>
    (node.op === 'parameter' ? intern(replacements?.[node.index] ?? node) : 'args' in node ? rebuild(node, args) : intern(node)))
  return { result: made, assumed: assumed() }
}

/**
 * The result of an expression in its simplest form. `replacements` stand for its parameters: constants, or parameters
 * of another expression.
 *
 *     select(eq(select(x2, 1, 0), 0), select(x2, 1, 0), mul(select(x2, 1, 0), sub(x0, x1)))
 *     ▸ select(x2, sub(x0, x1), 0)
 */
export const simplifyScalar = ({ result }: Expression, replacements?: readonly Scalar[]): Scalar => {
  const { result: made, assumed } = rebuilt(result, replacements, true)
  if (!assumed) return made
  // Knowing a condition must not cost: what was shared may have become two.
  const { result: plain } = rebuilt(result, replacements, false)
  return operations(made, perCall) <= operations(plain, perCall) ? made : plain
}
