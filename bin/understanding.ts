/** What data is taken for: found once, from what is learned from, and kept in the receipt, so that new data is read in the same way. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from 'fp-ts/lib/Json.js'
import * as t from 'io-ts'
import { explainErrors, model } from 'tenfold'
import { defaults } from '../src/model/options.js'
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

/** The hidden layers where none are named: of images and sounds there are convolutions before them. */
export const hiddenFor = (plan: Understanding): readonly number[] => (isTable(plan) ? [64, 32] : [])

/** How often images and sounds, or rows, are seen at most, where nothing is said. */
export const epochsFor = (plan: Understanding): number => (isTable(plan) ? defaults.epochs : 60)

const outputOf = (plan: Understanding) =>
  (classesOf(plan).length > 0 ? model.classes(targetOf(plan), asPair(classesOf(plan))) : model.quantity(targetOf(plan)))

const tableInput = (plan: Plan) => {
  const { [plan.target.name]: _, ...cells } = cellsOf(plan)
  return model.row(cells, { unknown: 'warn' })
}

/** The model's definition that fits: its types are those of any model. */
export const definitionOf = (plan: Understanding, hidden: readonly number[]): model.Definition => (
  isTable(plan) ? model.define({ input: tableInput(plan), output: outputOf(plan), network: model.perceptron({ hidden }) })
  : isImages(plan) ? model.define({
    input: model.image([plan.height, plan.width, plan.channels as number]), output: outputOf(plan), network: model.convolutional({ hidden }),
  })
  : model.define({
    input: model.sound({ rate: plan.rate, seconds: plan.samples / plan.rate }), output: outputOf(plan), network: model.convolutional({ hidden }),
  })
) as unknown as model.Definition

/** The field of an example that has its image or sound; of a row there is none. */
export const mediumOf = (plan: Understanding): 'image' | 'sound' | undefined => (isTable(plan) ? undefined : isImages(plan) ? 'image' : 'sound')

/** What is read from the JSON of a file. */
export const decodeUnderstanding = (file: string, json: Json | undefined): Understanding => {
  const decoded = Understanding.decode(json)
  return E.isRight(decoded) ? decoded.right
    : wrongData(`${file}: expected what the data was taken for, as tenfold train writes it: ${explainErrors(decoded.left)[0]}`)
}
