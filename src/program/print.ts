/** A program as text: one line for each instruction, operands by number, shapes as `f32[32, 10]`. */
import { check, isRecord, optional, type Kind } from '../shape/options.js'
import { valuesOf } from './constant.js'
import { resultOf } from './expression.js'
import type { Grouped } from './grouped.js'
import { printType } from './infer.js'
import { byteLength, type Plan } from './plan.js'
import { aProgram, count, definitions, typesOf, type Program } from './program.js'
import { printScalar } from './text.js'

const list = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`

/** A primitive with what it is told besides its operands. */
export const printPrimitive = (primitive: Grouped): string => {
  switch (primitive.kind) {
    case 'map': return `map ${printScalar(resultOf(primitive.expression))}`
    case 'reduce': return `reduce ${primitive.by} over ${list(primitive.axes)}`
    case 'contract': return `contract${primitive.transposeA ? ' aᵀ' : ' a'}${primitive.transposeB ? '·bᵀ' : '·b'}`
    case 'unfold': case 'fold': {
      const { kind, window, stride, dilation } = primitive
      return `${kind} window ${list(window)} stride ${list(stride)} dilation ${list(dilation)}`
    }
    case 'permute': return `permute ${list(primitive.order)}`
    case 'slice': {
      const { start, stop, step } = primitive
      const ranges = start.map((from, i) => `${from}:${stop[i]}${step[i] === 1 ? '' : `:${step[i]}`}`)
      return `slice ${ranges.join(', ')}`
    }
    case 'pad': {
      const { low, high, interior, value } = primitive
      const widths = low.map((before, i) => `${before}+${high[i]}${interior[i] === 0 ? '' : ` every ${interior[i]}`}`)
      return `pad ${widths.join(', ')} with ${value}`
    }
    case 'concatenate': return `concatenate along ${primitive.axis}`
    case 'scatterAdd': case 'scatterMax': return `${primitive.kind} into ${primitive.rows} rows`
    case 'iota': return `iota along ${primitive.axis}`
    case 'bits': return `bits ${primitive.form}`
    case 'constant': return count(primitive.type.shape) === 1 ? `constant ${valuesOf(primitive)[0]}` : 'constant'
    case 'scan': {
      const { steps, reverse, carried, guarded } = primitive
      return `scan ${guarded ? 'at most ' : ''}${steps} steps${reverse ? ' backwards' : ''}, ${carried} carried`
    }
    case 'reshape': case 'broadcast': case 'gather': case 'sort': case 'group': return primitive.kind
  }
}

const aPlan: Kind = { expected: 'a plan', holds: (x: unknown) => isRecord(x) && Array.isArray(x['offsets']) }

/**
 * The text of a program; with a plan, each value's bytes in the arena and the peak. Inputs and results stand with their names
 * where they have some, each on a line of its own; behind an instruction stands the layer that it came from. The bodies of loops
 * and of groups stand below them; what is only inside a group is not in memory, and has no bytes.
 *
 * @example
 * const product: Program = {
 *   inputs: [{ shape: [32, 784], dtype: 'f32' }, { shape: [784, 10], dtype: 'f32' }],
 *   instructions: [{
 *     primitive: { kind: 'contract', transposeA: false, transposeB: false },
 *     operands: [0, 1], first: 2, types: [{ shape: [32, 10], dtype: 'f32' }],
 *   }],
 *   results: [2],
 * }
 * console.log(print(product))
 * // program (%0: f32[32, 784], %1: f32[784, 10])
 * //   %2: f32[32, 10] = contract a·b %0 %1
 * //   result %2
 */
export const print = (program: Program<Grouped>, plan?: Plan): string => {
  check('print', { program, plan }, { program: aProgram, plan: optional(aPlan) })
  return lines(program, program.names?.inputs ?? [], program.names?.results, plan).join('\n')
}

/** The lines of a program whose inputs have these names, as far as they have one. */
const lines = (
  program: Program<Grouped>, inputs: readonly (string | undefined)[], results?: readonly string[], plan?: Plan,
): readonly string[] => {
  const types = typesOf(program)
  const value = (id: number): string => {
    const type = types[id]
    const where = plan === undefined || type === undefined ? '' : ` @${plan.offsets[id]}+${byteLength(type)}`
    return type === undefined ? `%${id}` : `${named(id, inputs[id])}: ${printType(type)}${where}`
  }
  const body = program.instructions.flatMap((instruction) => {
    const { primitive, operands, layer } = instruction
    const said = [printPrimitive(primitive), ...operands.map((id) => `%${id}`)].join(' ')
    const line = `  ${definitions(instruction).map(value).join(', ')} = ${said}${layer === undefined ? '' : `  # ${layer}`}`
    if (!('body' in primitive)) return [line]
    // What a body takes has the name of what it is given.
    return [line, ...lines(primitive.body, operands.map((id) => inputs[id])).map((inner) => `    ${inner}`)]
  })
  const given = program.inputs.map((_, id) => value(id))
  return [
    ...(inputs.some((name) => name !== undefined) ? ['program (', ...given.map((text) => `  ${text},`), ')']
      : [`program (${given.join(', ')})`]),
    ...body,
    ...(results === undefined ? [`  result ${program.results.map((id) => `%${id}`).join(' ')}`]
      : program.results.map((id, i) => `  result ${named(id, results[i])}`)),
    ...(plan === undefined ? [] : [`  peak ${plan.bytes} bytes`]),
  ]
}

const named = (id: number, name: string | undefined): string => (name === undefined ? `%${id}` : `%${id} ${name}`)
