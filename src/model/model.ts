/** Models: from raw cases to typed answers. */
import * as E from 'fp-ts/lib/Either.js'
import type { Backend } from '../backend/backend.js'
import { standard } from '../backend/standard.js'
import { count } from '../program/program.js'
import type { TenfoldError } from '../shape/error.js'
import { aList, check, isRecord, type Kind } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import type { Definition } from './define.js'
import type { Input, RawOf } from './input.js'
import type { AnswerOf, Output } from './output.js'
import { prepared, type Preparation, type Scaling } from './preparation.js'
import { misfit, type Wrong } from './wrong.js'

/** An answer; `unknown` has the categories that the schema does not have, by field, where it allows them. */
export type Answered<O extends Output> = AnswerOf<O> & { readonly unknown?: Readonly<Record<string, string>> }

/** What training has fitted beside the parameters. */
export interface Fitted {
  readonly preparation: Preparation
  /** Of the targets: that of a number, else 0 and 1. */
  readonly scaling: Scaling
  /** How often each class was a target of the training part; of a number nothing. */
  readonly counts: readonly number[]
  /** A linear model of the same prepared inputs, [places + 1, outputs] with the constants last: what the network is compared with. */
  readonly linear?: AnyTensor
}

/**
 * A model: from raw cases to answers. A value: its definition, what was fitted, and the parameters. The same case is the same
 * answer to the bit, alone or among others.
 */
export interface Model<I extends Input = Input, O extends Output = Output, P = any> {
  readonly definition: Definition<I, O, P>
  readonly fitted: Fitted
  readonly params: P
  /** The answer for a raw case. One that does not fit the schema is a `Left` that names the fields. */
  readonly predict: (raw: RawOf<I>) => E.Either<TenfoldError, Answered<O>>
  /** The answers for many raw cases, in their order. One that does not fit is a `Left` that names the case, from 0 on. */
  readonly predictAll: (raws: readonly RawOf<I>[]) => E.Either<TenfoldError, readonly Answered<O>[]>
}

export const aModel: Kind = {
  expected: 'a model, as model.train or model.load gives it',
  holds: (x) => isRecord(x) && typeof x['predict'] === 'function' && isRecord(x['fitted']) && isRecord(x['definition']),
}

const rowsOf = (values: ArrayLike<number>, width: number, n: number): readonly (readonly number[])[] =>
  Array.from({ length: n }, (_, row) => Array.from({ length: width }, (_, i) => values[row * width + i] as number))

/** Whether all outputs for a case are finite, scaled back. */
export const areFinite = ({ center, scale }: Scaling, outputs: readonly number[]): boolean =>
  outputs.every((x) => Number.isFinite(x * scale + center))

/** Numbers far from all that was learned from can be too large for the network. */
export const overflown = (name: string): Wrong => ({
  field: 'the case', expected: 'numbers nearer to those that were learned from', received: 'a case without a finite answer',
  message: `${name} has no finite answer: numbers of the case are too far from those that were learned from`,
})

/** What a model gives for cases that are read: probabilities, or numbers as they were learned. */
type Outputs = (inputs: AnyTensor) => AnyTensor

/** The model of a definition with these parameters. Programs are made when the first case comes. */
export const modelOf = <I extends Input, O extends Output, P>(
  definition: Definition<I, O, P>, fitted: Fitted, params: P, backend: Backend = standard,
): Model<I, O, P> => {
  const { input, output, network } = definition
  const width = count(input.shape)
  let made: Outputs | undefined
  const outputs: Outputs = (inputs) => {
    made ??= output.finish(network).compile(params, { backend }).predict as Outputs
    return made(inputs)
  }

  const answers = (operation: string, raws: readonly unknown[], named: boolean): E.Either<TenfoldError, readonly Answered<O>[]> => {
    const values = input.allocate(raws.length)
    const unknowns = new Map<number, Readonly<Record<string, string>>>()
    for (const [i, raw] of raws.entries()) {
      const reading = input.read(raw, values, i * width)
      if (reading === undefined) continue
      const { wrong, unknown }: { readonly wrong: readonly Wrong[]; readonly unknown: Readonly<Record<string, string>> } = reading
      if (wrong.length > 0) return E.left(misfit(operation, wrong, callSite(), named ? `case ${i}: ` : ''))
      unknowns.set(i, unknown)
    }
    if (raws.length === 0) return E.right([])
    const given = concrete({ shape: [raws.length, ...input.shape], dtype: input.dtype }, prepared(input, fitted.preparation, values))
    const found = rowsOf(elements(outputs(given)), count(output.shape), raws.length)
    const astray = found.findIndex((row) => !areFinite(fitted.scaling, row))
    if (astray >= 0) return E.left(misfit(operation, [overflown(output.name)], callSite(), named ? `case ${astray}: ` : ''))
    return E.right(found.map((one, i) => {
      const unknown = unknowns.get(i)
      return Object.freeze({ ...output.answer(one, fitted.scaling), ...(unknown === undefined ? {} : { unknown }) })
    }))
  }

  return Object.freeze<Model<I, O, P>>({
    definition, fitted, params,
    predict: (raw) => E.map(([answer]: readonly Answered<O>[]) => answer as Answered<O>)(answers('model.predict', [raw], false)),
    predictAll: (raws) => {
      check('model.predictAll', { cases: raws }, { cases: aList })
      return answers('model.predictAll', raws, true)
    },
  })
}
