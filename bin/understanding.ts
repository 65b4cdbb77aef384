/** What data is taken for: found once, from what is learned from, and kept in the receipt, so that new data is read in the same way. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import * as t from 'io-ts'
import { explainErrors, model } from 'tenfold'
import { cellsOf, ImagePlan, Plan, SoundPlan } from './data/index.js'
import { wrongData } from './failure.js'

export const Understanding = t.union([Plan, ImagePlan, SoundPlan])
export type Understanding = t.TypeOf<typeof Understanding>

export const isTable = (plan: Understanding): plan is Plan => plan.format === 'tenfold table 1'
export const isImages = (plan: Understanding): plan is ImagePlan => plan.format === 'tenfold images 1'

/** How the class of an image or a sound is called. */
export const className = 'class'

/** What is predicted. */
export const targetOf = (plan: Understanding): string => (isTable(plan) ? plan.target.name : className)

/** The classes that are told apart; none where a number is predicted. */
export const classesOf = (plan: Understanding): readonly string[] =>
  (!isTable(plan) ? plan.classes : plan.target.kind === 'classes' ? plan.target.classes : [])

const asPair = (names: readonly string[]) => names as readonly [string, string, ...string[]]

/** The model's definition that fits. */
export const definitionOf = (plan: Understanding, hidden: readonly number[]): model.Definition => {
  const output = classesOf(plan).length > 0 ? model.classes(targetOf(plan), asPair(classesOf(plan))) : model.quantity(targetOf(plan))
  const { [targetOf(plan)]: _, ...cells } = isTable(plan) ? cellsOf(plan) : {}
  return model.define({
    input: model.row(cells, { unknown: 'warn' }), output, network: model.perceptron({ hidden }),
  }) as unknown as model.Definition
}

/** What is read from the JSON of a file. */
export const decodeUnderstanding = (file: string, json: Json | undefined): Understanding => {
  const decoded = Understanding.decode(json)
  return E.isRight(decoded) ? decoded.right
    : wrongData(`${file}: expected what the data was taken for, as tenfold train writes it: ${explainErrors(decoded.left)[0]}`)
}
