/**
 * Who survived the Titanic, from the file as it comes. scikit-learn 1.9.1 reaches by ten folds, on class, sex, age, relatives,
 * fare and port, 0.831 (HistGradientBoostingClassifier), 0.819 (RandomForestClassifier) and 0.792 (LogisticRegression).
 */
import { join } from 'node:path'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as io from 'io-ts'
import { flow, network as n, pipe, preprocess, table, tensor as t } from 'tenfold'
import { readCsv } from 'tenfold/csv'
import { titanicColumns } from 'tenfold/datasets'
import { classes } from './classes.js'
import { exercise } from './exercise.js'
import { drawnPassengers, type Passenger } from './passengers.js'
import { beside, columns, standard, type Inputs, type Stage } from './prepare.js'

const { Survived, Pclass, Sex, SibSp, Parch, Fare, Embarked } = titanicColumns
const age = table.optional(table.number)

/** What a passenger is to the network. The age stands in the column of the title, so that each title has a median of its own. */
const person = {
  Survived, Pclass, Sex, SibSp, Parch, Fare, Embarked,
  title: table.category(['Mr', 'Mrs', 'Miss', 'Master', 'other']),
  'age of Mr': age, 'age of Mrs': age, 'age of Miss': age, 'age of Master': age, 'age of others': age,
  'age is told': table.boolean, family: table.integer, alone: table.boolean, 'large family': table.boolean,
  deck: table.optional(table.category(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'T'])), 'cabin is told': table.boolean,
} as const

const titles: ReadonlyMap<string, number> = new Map([
  ['Mr', 0], ['Mrs', 1], ['Mme', 1], ['Miss', 2], ['Mlle', 2], ['Ms', 2], ['Master', 3],
])

/** `Braund, Mr. Owen Harris` */
const titleOf = (name: string): number => titles.get(/, ([^.]+)\./.exec(name)?.[1] ?? '') ?? 4

const personOf = (passenger: Passenger): table.Row<typeof person> => {
  const { Survived, Pclass, Sex, SibSp, Parch, Fare, Embarked, Name, Age, Cabin } = passenger
  const title = titleOf(Name)
  const ageOf = (which: number): number | undefined => (which === title ? Age : undefined)
  const family = 1 + SibSp + Parch
  const deck = 'ABCDEFGT'.indexOf(Cabin?.[0] ?? '-')
  return {
    Survived, Pclass, Sex, SibSp, Parch, Fare, Embarked, title,
    'age of Mr': ageOf(0), 'age of Mrs': ageOf(1), 'age of Miss': ageOf(2), 'age of Master': ageOf(3), 'age of others': ageOf(4),
    'age is told': Age !== undefined, family, alone: family === 1, 'large family': family > 4,
    deck: deck < 0 ? undefined : deck, 'cabin is told': Cabin !== undefined,
  }
}

const inputs = [
  'title', 'age of Mr', 'age of Mrs', 'age of Miss', 'age of Master', 'age of others', 'Fare',
  'Pclass', 'Sex', 'SibSp', 'Parch', 'Embarked', 'age is told', 'family', 'alone', 'large family', 'deck', 'cabin is told',
] as const

/** Passengers as a table; the columns that the stages speak of come first. */
export const people = flow((passengers: readonly Passenger[]) => passengers.map(personOf), table.examples({
  columns: person,
  inputs,
  target: 'Survived',
}))

/** Of each title's age only that of the passenger's own, and the fare by its logarithm. */
const ownAge = (inputs: Inputs): Inputs => {
  const all = columns(inputs)
  const [title, ages, [fare, ...rest]] = [all.slice(0, 5), all.slice(5, 10), all.slice(10)]
  const own = title.map((is, i) => pipe(is, t.mul(ages[i] as Inputs))).reduce((sum, x) => pipe(sum, t.add(x)))
  return beside([...title, own, t.log1p(fare as Inputs), ...rest])
}

/** Ages are filled in before titles and ages are put together. */
export const stages: readonly Stage[] = [[preprocess.impute('median', { columns: [5, 6, 7, 8, 9] })], ownAge, standard]

export const titanic = exercise({
  about: 'Who survived the Titanic, by title, class, sex, age, relatives, fare, port and deck',
  read: (folder) => pipe(readCsv(join(folder, 'titanic.csv'), io.strict(titanicColumns)), TE.map(people)),
  draw: (count, key) => people(drawnPassengers(count, key)),
  features: table.features(person, inputs),
  stages,
  network: (features) => pipe(n.input([features]), n.dense(16), n.relu, n.dropout(0.3), n.dense(2)),
  kind: classes('lost', 'saved'),
  test: { folds: 10 },
  pace: { epochs: 60, 'batch-size': 32, 'learning-rate': 5e-3, 'weight-decay': 0.05 },
})
