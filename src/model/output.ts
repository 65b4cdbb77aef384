/** Meanings of a network's outputs: a class by its name, a number with its unit, a truth value. */
import type { Json } from 'fp-ts/lib/Json.js'
import { softmax, sigmoid } from '../network/activation.js'
import type { AnyNet } from '../network/named.js'
import { fail } from '../shape/error.js'
import { aShare, aString, check, checkOptions, isRecord, suggestion, type Kind } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { grown } from './grown.js'
import type { Scaling } from './preparation.js'

/** What outputs of shape `S` mean: a target of type `T`, an answer `A`, under the name `N`. Made by `classes`, `quantity`, `truth`. */
export interface Output<T = any, A = any, S extends Shape = Shape, N extends string = string> {
  readonly kind: 'classes' | 'quantity' | 'truth'
  /** What is predicted: the target's field in an example, the answer's in a prediction. */
  readonly name: N
  /** What the outputs mean as plain data, from which the same output can be made. */
  readonly schema: Json
  /** The shape of the network's outputs for one case: logits of classes, one number, one logit. */
  readonly shape: S
  /** Classes by name: those of `classes`, or `false` and `true`. */
  readonly names: readonly string[]
  readonly unit?: string
  readonly threshold?: number
  /** What a target is, in an error. */
  readonly expected: string
  /** The number that stands for a target: the place of a class, 0 or 1, the number itself; or nothing. */
  readonly read: (target: unknown) => number | undefined
  /** What was probably meant by a target that is none. */
  readonly hint: (target: unknown) => string
  /** The network that gives what answers are made of, from the one that is trained: probabilities from logits. */
  readonly finish: (net: AnyNet) => AnyNet
  /** The answer of what a finished network gives for a case. */
  readonly answer: (outputs: readonly number[], scaling: Scaling) => A
  /** There for the compiler alone. */
  readonly types?: { readonly target: T; readonly answer: A }
}

/** The targets of an output. */
export type TargetOf<O extends Output> = O extends Output<infer T, any, any, any> ? T : never
/** The answers of an output. */
export type AnswerOf<O extends Output> = O extends Output<any, infer A, any, any> ? A : never
/** The field of the target in an example. */
export type TargetField<O extends Output> = O extends Output<infer T, any, any, infer N> ? { readonly [K in N]: T } : never

export const anOutput: Kind = {
  expected: 'the meaning of the outputs, as model.classes, model.quantity or model.truth makes it',
  holds: (x) => isRecord(x) && typeof x['finish'] === 'function' && typeof x['answer'] === 'function',
}

/** The name of what is predicted, which an answer has beside others. */
const checkName = (operation: string, name: string, taken: readonly string[]): void => {
  check(operation, { name }, { name: aString })
  if (name === '' || taken.includes(name))
    fail(operation, { argument: 'name', expected: `a name other than ${['""', ...taken].join(', ')}`, received: name })
}

const noHint = (): string => ''

/** One of `N` by name, with the probability of each. */
export type ClassAnswer<Name extends string, N extends string> =
  { readonly [K in Name]: N } & { readonly probabilities: { readonly [K in N]: number } }

const someNames: Kind = {
  expected: 'a list of at least two different strings',
  holds: (x) => Array.isArray(x) && x.length > 1 && x.every((name) => typeof name === 'string') && new Set(x).size === x.length,
}

/**
 * Outputs that are logits of classes, in the order of their names; a target is a class's name. The answer has the most probable
 * class, the first of equals, and `probabilities`, by softmax.
 *
 * @example
 * const species = classes('species', ['Adelie', 'Chinstrap', 'Gentoo'])
 * species.shape // [3]
 * species.answer([0.25, 0.5, 0.25], { center: 0, scale: 1 }).species // 'Chinstrap'
 */
export const classes = <const Name extends string, const N extends readonly [string, string, ...string[]]>(
  name: Name, names: N,
): Output<N[number], ClassAnswer<Name, N[number]>, readonly [N['length']], Name> => {
  checkName('model.classes', name, ['probabilities', 'unknown'])
  check('model.classes', { names }, { names: someNames })
  const places = new Map<unknown, number>(names.map((one, i) => [one, i]))
  return Object.freeze({
    kind: 'classes' as const,
    name,
    schema: { kind: 'classes', name, names: [...names] },
    shape: [names.length] as const,
    names,
    expected: names.length <= 12 ? `one of ${names.map((one) => JSON.stringify(one)).join(', ')}` : `one of ${names.length} classes`,
    read: (target: unknown) => places.get(target),
    hint: (target: unknown) => (typeof target === 'string' ? suggestion(target, names) : ''),
    finish: (net: AnyNet) => grown(net, softmax),
    answer: (outputs: readonly number[]) => {
      const best = outputs.reduce((at, p, i) => (p > (outputs[at] as number) ? i : at), 0)
      return { [name]: names[best], probabilities: Object.fromEntries(names.map((one, i) => [one, outputs[i]])) } as never
    },
  })
}

/** How a number is measured. */
export interface QuantityOptions {
  /** What it is measured in: `dollars`. */
  readonly unit?: string
}

/**
 * One output that is a finite number, learned at mean 0 and variance 1 and scaled back.
 *
 * @example
 * quantity('price', { unit: 'dollars' }).answer([0.5], { center: 200_000, scale: 80_000 }) // { price: 240000 }
 */
export const quantity = <const Name extends string>(
  name: Name, options: QuantityOptions = {},
): Output<number, { readonly [K in Name]: number }, readonly [1], Name> => {
  checkName('model.quantity', name, ['unknown'])
  const { unit } = checkOptions<QuantityOptions>('model.quantity', options, { unit: aString })
  return Object.freeze({
    kind: 'quantity' as const,
    name,
    schema: { kind: 'quantity', name, ...(unit === undefined ? {} : { unit }) },
    shape: [1] as const,
    names: [],
    ...(unit === undefined ? {} : { unit }),
    expected: 'a finite number',
    read: (target: unknown) => (Number.isFinite(target) ? target as number : undefined),
    hint: noHint,
    finish: (net: AnyNet): AnyNet => net,
    answer: ([output = NaN]: readonly number[], { center, scale }: Scaling) => ({ [name]: output * scale + center }) as never,
  })
}

/** When an answer is true. */
export interface TruthOptions {
  /** The probability from which on the answer is true, 0.5 by default. */
  readonly threshold?: number
}

/**
 * One output that is the logit of a truth value; the answer has `probability`, that of true, and is true from the threshold on.
 *
 * @example
 * truth('survived', { threshold: 0.4 }).answer([0.45], { center: 0, scale: 1 }) // { survived: true, probability: 0.45 }
 */
export const truth = <const Name extends string>(
  name: Name, options: TruthOptions = {},
): Output<boolean, { readonly [K in Name]: boolean } & { readonly probability: number }, readonly [1], Name> => {
  checkName('model.truth', name, ['probability', 'unknown'])
  const { threshold = 0.5 } = checkOptions<TruthOptions>('model.truth', options, { threshold: aShare })
  return Object.freeze({
    kind: 'truth' as const,
    name,
    schema: { kind: 'truth', name, threshold },
    shape: [1] as const,
    names: ['false', 'true'],
    threshold,
    expected: 'true or false',
    read: (target: unknown) => (typeof target === 'boolean' ? Number(target) : undefined),
    hint: noHint,
    finish: (net: AnyNet) => grown(net, sigmoid),
    answer: ([probability = NaN]: readonly number[]) => ({ [name]: probability >= threshold, probability }) as never,
  })
}
