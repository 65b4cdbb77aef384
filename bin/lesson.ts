/** What a run learns from, and what it is tested on. */
import { basename } from 'node:path'
import { heldBack } from './data/index.js'
import type { Example, Read } from './examples.js'
import { wrongData } from './failure.js'
import { readAs, readToLearn } from './read.js'
import type { Settings, Settled } from './settings.js'
import { classesOf, epochsFor, hiddenFor, targetOf, type Understanding } from './understanding.js'
import type { World } from './world.js'

export interface Lesson {
  /** The data's name. */
  readonly name: string
  readonly plan: Understanding
  readonly learned: readonly Example[]
  readonly held: readonly Example[]
  /** The names of all columns of a table. */
  readonly columns?: readonly string[]
  /** SHA-256 of all that was read; that of the file to test on beside it. */
  readonly digests: Readonly<Record<string, string>>
  /** All that decides what is learned from these. */
  readonly settings: Settled & Required<Pick<Settings, 'target' | 'epochs' | 'hidden'>>
}

/** The places of classes, where there are some. */
const placesOf = ({ plan, examples }: Read): readonly number[] | undefined => {
  const classes = classesOf(plan)
  return classes.length === 0 ? undefined : examples.map(({ target }) => classes.indexOf(target as string))
}

const plural = (n: number, one: string): string => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`

/** Reads the data, says what it is taken for, and holds a part back. */
export const lessonOf = async (data: string, settings: Settled, world: World): Promise<Lesson> => {
  const { test, seed } = settings
  if (data === '-' && test === '-') wrongData('standard input cannot be both the data and the rows to test')
  const read = await readToLearn(data, settings, world)
  const { plan, examples, columns, digest } = read
  const common = { name: data === '-' ? 'standard input' : basename(data), plan, settings: { epochs: epochsFor(plan), hidden: hiddenFor(plan), ...settings, target: targetOf(plan) }, ...(columns === undefined ? {} : { columns }) }
  if (typeof test === 'string') {
    const other = await readAs(plan, test, 'needed', settings, world)
    if (other.examples.length === 0) wrongData(`${test}: expected at least 1 row to test, received none`)
    world.say(`learning from ${plural(examples.length, 'row')}, testing on ${plural(other.examples.length, 'row')} of ${basename(test)}\n`)
    return { ...common, learned: examples, held: other.examples, digests: { digest, test: other.digest } }
  }
  const { train, test: held } = heldBack(test, seed, examples.length, placesOf(read))
  const of = (places: readonly number[]): readonly Example[] => places.map((place) => examples[place] as Example)
  world.say(`learning from ${plural(train.length, 'row')}, holding ${plural(held.length, 'row')} back for the test\n`)
  return { ...common, learned: of(train), held: of(held), digests: { digest } }
}

/** An example as a model is given it, with its target. */
export const labeled = (plan: Understanding) => ({ values, target }: Example): Readonly<Record<string, unknown>> => ({ ...values, [targetOf(plan)]: target })
