/** Programs from outside: every part is looked at, and each instruction typed anew. */
import type { Shape } from '../shape/shape.js'
import { fromBase64, toBase64 } from './base64.js'
import { dtype, expression, someNumeral } from './decodeExpression.js'
import { bytesOf, isElement, mostBytes } from './elements.js'
import { infer } from './infer.js'
import { numberOf } from './numeral.js'
import type { Kind, Of, Primitive, TensorType, Windows } from './primitive.js'
import { count, type Id, type Instruction, type Program } from './program.js'
import {
  at, attempt, expectRecord, has, isTrueOrFalse, listOf, oneOf, refuse, someText, whole, type Read, type Spot,
} from './read.js'

/** Loops inside of each other: more than anybody nests, less than any stack holds. */
const deepest = 32

/** Steps that a loop can count. */
const mostSteps = 2147483647

/** The bytes of a tensor at most. */
let most = mostBytes

/** Decodes with tensors of any size: of programs that are run elsewhere, in larger memories. */
export const ofAnySize = <A>(decode: () => A): A => {
  most = Number.MAX_SAFE_INTEGER
  try {
    return decode()
  } finally {
    most = mostBytes
  }
}

/** Sizes whose tensor has a place in memory; none counts as no size here: strides are products of the others. */
const shapeIn = (bytes: number): Read<Shape> => (spot) => {
  const sizes = listOf(whole(0))(spot)
  return sizes.reduce((n, size) => n * Math.max(1, size), bytes) <= most ? sizes : refuse(spot, `at most ${most} bytes`)
}

const tensorType: Read<TensorType> = (spot) => {
  expectRecord(spot, 'a type', ['shape', 'dtype'])
  const own = dtype(at(spot, 'dtype'))
  return { shape: shapeIn(bytesOf[own])(at(spot, 'shape')), dtype: own }
}

/** Whole numbers, one for each axis. */
const perAxis = (rank: number, low: number): Read<readonly number[]> => (spot) => {
  const list = listOf(whole(low, mostSteps))(spot)
  return list.length === rank ? list : refuse(spot, `${rank} numbers`)
}

const windows = (spot: Spot, rank: number): Windows => ({
  window: perAxis(rank, 1)(at(spot, 'window')),
  stride: perAxis(rank, 1)(at(spot, 'stride')),
  dilation: perAxis(rank, 1)(at(spot, 'dilation')),
})

/** Different axes of a shape. */
const axesOf = ({ shape }: TensorType): Read<readonly number[]> => (spot) => {
  const axes = listOf(whole(0, shape.length - 1))(spot)
  return new Set(axes).size === axes.length ? axes : refuse(spot, 'each axis once')
}

/** The bytes of a constant, as constants are written. */
const elements = (type: TensorType): Read<string> => (spot) => {
  const text = someText(spot)
  const bytes = fromBase64(text)
  const expected = count(type.shape) * bytesOf[type.dtype]
  if (bytes.length !== expected || toBase64(bytes) !== text) return refuse(spot, `${expected} bytes in base64`)
  return type.dtype === 'bool' && bytes.some((byte) => byte > 1) ? refuse(spot, 'bytes of 0 and 1') : text
}

/** What comes to a primitive beside its fields: the types of its operands, and how deep it stands in loops. */
interface Given {
  readonly operands: readonly TensorType[]
  readonly depth: number
}

/** A primitive that takes some number of operands; its fields, and how to read them. */
interface Form<K extends Kind> {
  readonly operands: (n: number) => boolean
  readonly fields: readonly string[]
  /** Fields that may be missing. */
  readonly optional?: readonly string[]
  readonly read: (spot: Spot, given: Given) => Omit<Of<K>, 'kind'>
}

/** That a loop is guarded, as one whose body is given a truth value first of what it carries. */
const guard = (spot: Spot, { inputs }: Program, constants: number, carried: number): true => {
  const first = carried > 0 ? inputs[constants] : undefined
  return spot.value === true && first?.dtype === 'bool' && first.shape.length === 0 ? true
    : refuse(spot, 'true, of a loop that carries bool[] first,')
}

const exactly = (k: number) => (n: number): boolean => n === k
const some = (n: number): boolean => n > 0

/** Of these dtypes, the first operand. */
const first = (spot: Spot, { operands: [x] }: Given, ...dtypes: readonly string[]): TensorType =>
  (x !== undefined && dtypes.includes(x.dtype) ? x : refuse({ ...spot, value: x?.dtype }, `an operand of ${dtypes.join(' or ')}`))
const numbers = ['f32', 'f64', 'i32', 'u32'] as const

const scatters: Form<'scatterAdd' | 'scatterMax'> = {
  operands: exactly(2),
  fields: ['rows'],
  read: (spot, given) => {
    first(spot, given, ...numbers)
    return { rows: whole(0, mostSteps)(at(spot, 'rows')) }
  },
}

const forms: { readonly [K in Kind]: Form<K> } = {
  map: { operands: some, fields: ['expression'], read: (spot) => ({ expression: expression(at(spot, 'expression')) }) },
  reduce: {
    operands: exactly(1),
    fields: ['by', 'axes'],
    read: (spot, given) => {
      const x = first(spot, given, ...numbers)
      const [by, axes] = [oneOf('sum', 'max', 'min', 'argmax')(at(spot, 'by')), axesOf(x)(at(spot, 'axes'))]
      if (by === 'argmax' && axes.some((axis) => x.shape[axis] === 0)) refuse(at(spot, 'axes'), 'axes with elements')
      return { by, axes }
    },
  },
  contract: {
    operands: exactly(2),
    fields: ['transposeA', 'transposeB'],
    read: (spot, given) => {
      const x = first(spot, given, 'f32', 'f64')
      if (given.operands.some(({ shape }) => shape.length < 2))
        refuse({ ...spot, value: x.shape }, 'operands with rows and columns')
      return { transposeA: isTrueOrFalse(at(spot, 'transposeA')), transposeB: isTrueOrFalse(at(spot, 'transposeB')) }
    },
  },
  unfold: {
    operands: exactly(1),
    fields: ['window', 'stride', 'dilation'],
    read: (spot, { operands: [x] }) => windows(spot, x!.shape.length - 2),
  },
  fold: {
    operands: exactly(1),
    fields: ['sizes', 'window', 'stride', 'dilation'],
    read: (spot, given) => {
      const rank = (first(spot, given, ...numbers).shape.length - 2) / 2
      return { sizes: perAxis(rank, 0)(at(spot, 'sizes')), ...windows(spot, rank) }
    },
  },
  reshape: { operands: exactly(1), fields: ['shape'], read: (spot) => ({ shape: shapeIn(1)(at(spot, 'shape')) }) },
  permute: {
    operands: exactly(1),
    fields: ['order'],
    read: (spot, { operands: [x] }) => ({ order: axesOf(x!)(at(spot, 'order')) }),
  },
  broadcast: { operands: exactly(1), fields: ['shape'], read: (spot) => ({ shape: shapeIn(1)(at(spot, 'shape')) }) },
  slice: {
    operands: exactly(1),
    fields: ['start', 'stop', 'step'],
    read: (spot, { operands: [x] }) => {
      const rank = x!.shape.length
      return {
        start: perAxis(rank, 0)(at(spot, 'start')),
        stop: perAxis(rank, 0)(at(spot, 'stop')),
        step: perAxis(rank, 1)(at(spot, 'step')),
      }
    },
  },
  pad: {
    operands: exactly(1),
    fields: ['low', 'high', 'interior', 'value'],
    read: (spot, { operands: [x] }) => {
      const rank = x!.shape.length
      const value = someNumeral(at(spot, 'value'))
      if (!isElement(x!.dtype, numberOf(value))) refuse(at(spot, 'value'), `a number of ${x!.dtype}`)
      return {
        low: perAxis(rank, 0)(at(spot, 'low')), high: perAxis(rank, 0)(at(spot, 'high')),
        interior: perAxis(rank, 0)(at(spot, 'interior')), value,
      }
    },
  },
  concatenate: {
    operands: some,
    fields: ['axis'],
    read: (spot, { operands: [x] }) => ({ axis: whole(0, x!.shape.length - 1)(at(spot, 'axis')) }),
  },
  gather: { operands: exactly(2), fields: [], read: () => ({}) },
  scatterAdd: scatters,
  scatterMax: scatters,
  sort: {
    operands: exactly(1),
    fields: [],
    read: (spot, given) => {
      if (first(spot, given, ...numbers).shape.length === 0) refuse({ ...spot, value: [] }, 'an operand with an axis')
      return {}
    },
  },
  iota: {
    operands: exactly(0),
    fields: ['shape', 'axis'],
    read: (spot) => {
      const shape = shapeIn(4)(at(spot, 'shape'))
      return { shape, axis: whole(0, shape.length - 1)(at(spot, 'axis')) }
    },
  },
  bits: {
    operands: exactly(2),
    fields: ['shape', 'form'],
    read: (spot) => ({ shape: shapeIn(8)(at(spot, 'shape')), form: oneOf('word', 'block')(at(spot, 'form')) }),
  },
  constant: {
    operands: exactly(0),
    fields: ['type', 'elements'],
    read: (spot) => {
      const type = tensorType(at(spot, 'type'))
      return { type, elements: elements(type)(at(spot, 'elements')) }
    },
  },
  scan: {
    operands: () => true,
    fields: ['body', 'constants', 'carried', 'steps', 'reverse'],
    optional: ['guarded'],
    read: (spot, { operands, depth }) => {
      const body = program(depth + 1)(at(spot, 'body'))
      const constants = whole(0, body.inputs.length)(at(spot, 'constants'))
      const carried = whole(0, Math.min(body.inputs.length - constants, body.results.length))(at(spot, 'carried'))
      if (operands.slice(constants + carried).some(({ shape }) => shape.length === 0)) refuse(spot, 'sequences, which have rows,')
      return {
        body, constants, carried, steps: whole(0, mostSteps)(at(spot, 'steps')), reverse: isTrueOrFalse(at(spot, 'reverse')),
        ...(has(spot, 'guarded') ? { guarded: guard(at(spot, 'guarded'), body, constants, carried) } : {}),
      }
    },
  },
}

const kinds = Object.keys(forms) as readonly Kind[]

const primitiveOf = (spot: Spot, given: Given): Primitive => {
  if (typeof spot.value !== 'object' || spot.value === null) refuse(spot, 'a primitive')
  const kind = oneOf(...kinds)(at(spot, 'kind'))
  const { operands, fields, optional, read }: Form<Kind> = forms[kind]
  expectRecord(spot, kind, ['kind', ...fields], optional)
  if (!operands(given.operands.length)) refuse({ ...spot, value: given.operands.length }, `another number of operands of ${kind}`)
  // Which fields a kind has is what its form says.
  return { kind, ...read(spot, given) } as Primitive
}

const layer = (spot: Spot): { readonly layer?: string } => (has(spot, 'layer') ? { layer: someText(at(spot, 'layer')) } : {})

const isSame = (a: TensorType, b: TensorType): boolean =>
  a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((size, i) => size === b.shape[i])

const instructionOf = (spot: Spot, known: readonly TensorType[], depth: number): Instruction => {
  expectRecord(spot, 'an instruction', ['primitive', 'operands', 'first', 'types'], ['layer'])
  const operands: readonly Id[] = listOf(whole(0, known.length - 1))(at(spot, 'operands'))
  const given = operands.map((id) => known[id]!)
  const primitive = primitiveOf(at(spot, 'primitive'), { operands: given, depth })
  const types = listOf(tensorType)(at(spot, 'types'))
  const made = attempt(spot, () => infer(primitive, given))
  if (types.length !== made.length || !types.every((type, i) => isSame(type, made[i]!)))
    refuse(at(spot, 'types'), `the types ${JSON.stringify(made)}`)
  const begin = whole(known.length, known.length)(at(spot, 'first'))
  return { primitive, operands, first: begin, types, ...layer(spot) }
}

const names = (spot: Spot, inputs: number, results: number): Program['names'] => {
  expectRecord(spot, 'names', ['inputs', 'results'])
  const list = (key: string, n: number): readonly string[] => {
    const found = listOf(someText)(at(spot, key))
    return found.length === n ? found : refuse(at(spot, key), `${n} names`)
  }
  return { inputs: list('inputs', inputs), results: list('results', results) }
}

/** A program, so deep in loops. */
export const program = (depth = 0): Read<Program> => (spot) => {
  if (depth > deepest) refuse(spot, `at most ${deepest} loops inside of each other`)
  expectRecord(spot, 'a program', ['inputs', 'instructions', 'results'], ['names'])
  const inputs = listOf(tensorType)(at(spot, 'inputs'))
  const known: TensorType[] = [...inputs]
  const instructions = listOf((each) => {
    const made = instructionOf(each, known, depth)
    known.push(...made.types)
    return made
  })(at(spot, 'instructions'))
  const results = listOf(whole(0, known.length - 1))(at(spot, 'results'))
  return has(spot, 'names') ? { inputs, instructions, results, names: names(at(spot, 'names'), inputs.length, results.length)! }
    : { inputs, instructions, results }
}
