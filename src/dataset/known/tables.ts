/** Tables of mixed columns that many know, as they come: what their cells hold, and what is usually learned from them. */
import * as t from 'io-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { TenfoldError } from '../../shape/error.js'
import { readCsv } from '../csv.js'
import type { Dataset } from '../dataset.js'
import { category, integer, number, optional, string } from '../table/cell.js'
import { examples } from '../table/examples.js'

/**
 * The columns of `titanic.csv` (Kaggle's training file): 891 passengers.
 *
 * @example
 * table.features(titanicColumns, ['Sex', 'Age']).map(({ name }) => name) // ['Sex=female', 'Sex=male', 'Age']
 */
export const titanicColumns = {
  PassengerId: integer, Survived: category(['0', '1']), Pclass: category(['1', '2', '3']), Name: string,
  Sex: category(['female', 'male']), Age: optional(number), SibSp: integer, Parch: integer, Ticket: string, Fare: number,
  Cabin: optional(string), Embarked: optional(category(['C', 'Q', 'S'])),
}

/**
 * Who survived the Titanic, by class, sex, age, relatives aboard, fare and port, [12]; a missing age is NaN.
 *
 * @example
 * await readTitanic('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readTitanic = (file: string): TE.TaskEither<TenfoldError, Dataset<readonly [12], readonly [], 'i32'>> =>
  pipe(readCsv(file, t.strict(titanicColumns)), TE.map(examples({
    columns: titanicColumns, inputs: ['Pclass', 'Sex', 'Age', 'SibSp', 'Parch', 'Fare', 'Embarked'], target: 'Survived',
  })))

/**
 * The columns of `housing.csv`, the census of California in 1990 (Pace and Barry, 1997): 20,640 groups of blocks.
 *
 * @example
 * table.numeric(housingColumns, ['ocean_proximity', 'median_income']) // [5]
 */
export const housingColumns = {
  longitude: number, latitude: number, housing_median_age: number, total_rooms: number, total_bedrooms: optional(number),
  population: number, households: number, median_income: number, median_house_value: number,
  ocean_proximity: category(['<1H OCEAN', 'INLAND', 'ISLAND', 'NEAR BAY', 'NEAR OCEAN']),
}

/**
 * The median value of houses in dollars, [1], by place, age, rooms, people and income, then nearness of the ocean, [13].
 *
 * @example
 * await readHousing('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readHousing = (file: string): TE.TaskEither<TenfoldError, Dataset<readonly [13], readonly [1], 'f32'>> =>
  pipe(readCsv(file, t.strict(housingColumns)), TE.map(examples({
    columns: housingColumns,
    inputs: [
      'longitude', 'latitude', 'housing_median_age', 'total_rooms', 'total_bedrooms', 'population', 'households', 'median_income',
      'ocean_proximity',
    ],
    target: 'median_house_value',
  })))

/**
 * The columns of `penguins.csv` (Horst, Hill and Gorman, 2020): 344 penguins of 3 species.
 *
 * @example
 * table.features(penguinColumns, ['island']).map(({ name }) => name) // ['island=Biscoe', 'island=Dream', 'island=Torgersen']
 */
export const penguinColumns = {
  species: category(['Adelie', 'Chinstrap', 'Gentoo']), island: category(['Biscoe', 'Dream', 'Torgersen']),
  bill_length_mm: optional(number), bill_depth_mm: optional(number), flipper_length_mm: optional(number),
  body_mass_g: optional(number), sex: optional(category(['female', 'male'])), year: integer,
}

/**
 * The species of penguins by their measures, sex and island, [9]; missing measures are NaN.
 *
 * @example
 * await readPenguins('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readPenguins = (file: string): TE.TaskEither<TenfoldError, Dataset<readonly [9], readonly [], 'i32'>> =>
  pipe(readCsv(file, t.strict(penguinColumns)), TE.map(examples({
    columns: penguinColumns,
    inputs: ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex', 'island'],
    target: 'species',
  })))

/**
 * The columns of `penguins_raw.csv`, the same birds as they were noted in the field.
 *
 * @example
 * table.numeric(rawPenguinColumns, ['Sex', 'Body Mass (g)']) // [2]
 */
export const rawPenguinColumns = {
  studyName: string, 'Sample Number': integer,
  Species: category([
    'Adelie Penguin (Pygoscelis adeliae)', 'Chinstrap penguin (Pygoscelis antarctica)', 'Gentoo penguin (Pygoscelis papua)',
  ]),
  Region: string, Island: category(['Biscoe', 'Dream', 'Torgersen']), Stage: string, 'Individual ID': string,
  'Clutch Completion': category(['No', 'Yes']), 'Date Egg': string, 'Culmen Length (mm)': optional(number),
  'Culmen Depth (mm)': optional(number), 'Flipper Length (mm)': optional(number), 'Body Mass (g)': optional(number),
  Sex: optional(category(['FEMALE', 'MALE'])), 'Delta 15 N (o/oo)': optional(number), 'Delta 13 C (o/oo)': optional(number),
  Comments: optional(string),
}

/**
 * As `readPenguins`, from the field's notes, with the isotopes in their blood, [11].
 *
 * @example
 * await readRawPenguins('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readRawPenguins = (file: string): TE.TaskEither<TenfoldError, Dataset<readonly [11], readonly [], 'i32'>> =>
  pipe(readCsv(file, t.strict(rawPenguinColumns)), TE.map(examples({
    columns: rawPenguinColumns,
    inputs: [
      'Culmen Length (mm)', 'Culmen Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)', 'Sex', 'Island', 'Delta 15 N (o/oo)',
      'Delta 13 C (o/oo)',
    ],
    target: 'Species',
  })))
