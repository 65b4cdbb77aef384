/** What a model's file holds: its tensors by name, and all else about it as one text of JSON. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import { paramsIn, tensorsOfParams } from '../checkpoint/params.js'
import type { Problem, Safetensors } from '../checkpoint/safetensors.js'
import { count } from '../program/program.js'
import { valueText } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import type { Definition } from './define.js'
import type { Model, Fitted } from './model.js'
import type { Preparation, Scaling } from './preparation.js'

/** What a model's file says that it is; the number is that of the form. */
const modelFormat = 'tenfold model 1'

/** The tensor of the linear model that the network is compared with. */
const linearName = 'baseline.linear'

/** Where the text about a model is, for errors. */
const textAt = '__metadata__.model'

/** What a model's text says: schemas as plain data, the architecture where it is such, and what was fitted. */
export interface About {
  readonly input: Json
  readonly output: Json
  /** Null where the network is code. */
  readonly architecture: Json
  readonly preparation: Preparation
  readonly scaling: Scaling
  readonly counts: readonly number[]
}

/** The contents of a model's file. */
export const contentsOf = ({ definition: { input, output, architecture }, fitted, params }: Model): Safetensors => {
  const { preparation: { fill, center, scale }, scaling, counts, linear } = fitted
  const about: About = {
    input: input.schema,
    output: output.schema,
    architecture: architecture ?? null,
    preparation: { fill, center, scale },
    scaling: { center: scaling.center, scale: scaling.scale },
    counts,
  }
  return {
    tensors: new Map([...tensorsOfParams(params), ...(linear === undefined ? [] : [[linearName, linear] as const])]),
    metadata: new Map([['format', modelFormat], ['model', JSON.stringify(about)]]),
  }
}

const problem = (place: string, expected: string, received: string): E.Either<Problem, never> => E.left({ place, expected, received })

const isNumbers = (u: unknown): u is readonly number[] => Array.isArray(u) && u.every((x) => Number.isFinite(x))
const isAbove0 = (x: unknown): boolean => (x as number) > 0
const isCounts = (u: unknown): u is readonly number[] => isNumbers(u) && u.every((n) => Number.isSafeInteger(n) && n >= 0)
const isPreparation = (u: unknown): u is Preparation =>
  isRecord(u) && isNumbers(u['fill']) && isNumbers(u['center']) && isNumbers(u['scale']) && u['scale'].every(isAbove0)
const isScaling = (u: unknown): u is Scaling => isRecord(u) && Number.isFinite(u['center']) && Number.isFinite(u['scale']) && isAbove0(u['scale'])
const isAbout = (u: unknown): u is About =>
  isRecord(u) && isRecord(u['input']) && isRecord(u['output']) && (u['architecture'] === null || isRecord(u['architecture']))
  && isPreparation(u['preparation']) && isScaling(u['scaling']) && isCounts(u['counts'])

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a file's metadata says of a model; it has to be whole: format, text, and a seal that fits, which is taken off before. */
export const aboutIn = ({ metadata }: Safetensors): E.Either<Problem, About> => {
  const format = metadata.get('format')
  if (format !== modelFormat)
    return problem('__metadata__.format', JSON.stringify(modelFormat), format === undefined ? 'nothing' : valueText(format))
  const other = [...metadata.keys()].find((name) => name !== 'format' && name !== 'model')
  if (other !== undefined) return problem('__metadata__', 'a seal, and no more than format and model beside it', valueText(other))
  const about = parsed(metadata.get('model') ?? '')
  return isAbout(about) ? E.right(about) : problem(textAt, 'schemas, architecture and what was fitted, in JSON', valueText(metadata.get('model')))
}

const isPlainList = (json: object): json is readonly unknown[] =>
  Array.isArray(json) && json.every((item) => typeof item !== 'object' || item === null)

/** By name, where a list is one of pairs: columns. */
const membersOf = (json: object): readonly (readonly [string, unknown])[] =>
  (Array.isArray(json) && json.every((item) => Array.isArray(item) && item.length === 2 && typeof item[0] === 'string')
    ? (json as readonly (readonly [string, unknown])[]) : Object.entries(json))

/** The first place at which what a file says is not what a definition says. */
const difference = (place: string, own: unknown, found: unknown): Problem | undefined => {
  if (typeof own !== 'object' || typeof found !== 'object' || own === null || found === null)
    return Object.is(own, found) ? undefined : { place, expected: valueText(own), received: found === undefined ? 'nothing' : valueText(found) }
  const [kind, otherKind] = [own, found].map((json) => (isRecord(json) ? json['kind'] : undefined))
  if (kind !== otherKind) return { place: `${place}.kind`, expected: valueText(kind), received: otherKind === undefined ? 'nothing' : valueText(otherKind) }
  const [members, others] = [membersOf(own), membersOf(found)]
  const [names, otherNames] = [members.map(([name]) => name), others.map(([name]) => name)]
  // A list of values is told as such.
  if (isPlainList(own) && isPlainList(found) && own.length !== found.length) return { place, expected: valueText(own), received: valueText(found) }
  const odd = names.findIndex((name, i) => otherNames[i] !== name)
  if (odd >= 0 || names.length !== otherNames.length) return { place, expected: names.join(', '), received: otherNames.join(', ') || 'nothing' }
  for (const [i, [name, value]] of members.entries()) {
    const found = difference(`${place}.${name}`, value, others[i]?.[1])
    if (found !== undefined) return found
  }
  return undefined
}

/** What keeps a file's model from being one of a definition. */
const misfit = ({ input, output, architecture }: Definition, about: About): Problem | undefined =>
  difference('input', input.schema, about.input) ?? difference('output', output.schema, about.output)
  ?? (architecture === undefined || about.architecture === null ? undefined : difference('architecture', architecture, about.architecture))

/** What a model is made of, once it is known to fit its definition. */
export interface Found {
  readonly fitted: Fitted
  readonly params: unknown
}

/** Parameters and what was fitted, of a model with this definition. */
export const foundIn = (contents: Safetensors, about: About, definition: Definition): E.Either<Problem, Found> => {
  const wrong = misfit(definition, about)
  if (wrong !== undefined) return E.left(wrong)
  const { preparation, scaling, counts } = about
  const { input: { standardized }, output } = definition
  const odd = Object.entries(preparation).find(([, list]) => list.length !== standardized.length)
  if (odd !== undefined) return problem(`${textAt}.preparation.${odd[0]}`, `${standardized.length} numbers`, String(odd[1].length))
  if (counts.length !== output.names.length) return problem(`${textAt}.counts`, `${output.names.length} numbers`, String(counts.length))
  const linear = contents.tensors.get(linearName)
  const shape = [count(definition.input.shape) + 1, ...output.shape]
  if (linear !== undefined && (linear.dtype !== 'f64' || String(linear.shape) !== String(shape)))
    return problem(linearName, `f64[${shape.join(', ')}]`, `${linear.dtype}[${(linear.shape as readonly number[]).join(', ')}]`)
  const tensors = new Map([...contents.tensors].filter(([name]) => name !== linearName))
  return E.chain((params: unknown): E.Either<Problem, Found> => {
    const known = tensorsOfParams(params)
    const surplus = [...tensors.keys()].find((name) => !known.has(name))
    return surplus !== undefined ? problem(valueText(surplus), 'no such tensor: the network has none', 'one')
      : E.right({ fitted: { preparation, scaling, counts, ...(linear === undefined ? {} : { linear }) }, params })
  })(paramsIn(definition.network, { tensors, metadata: new Map() }))
}
