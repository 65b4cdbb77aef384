/** The small tables that come with scikit-learn: numbers only. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import type { TenfoldError } from '../../shape/error.js'
import { concrete } from '../../tensor/tensor.js'
import { CsvError, parseCsv, type CsvOptions } from '../csv.js'
import { dataset, type Dataset } from '../dataset.js'
import { number } from '../table/cell.js'
import { readText } from '../textFile.js'

/** Rows of numbers, in columns of these names. */
const parseNumbers = (
  text: string, header: readonly string[], options: CsvOptions,
): E.Either<CsvError, readonly (readonly number[])[]> => pipe(
  parseCsv(text, t.strict(Object.fromEntries(header.map((name) => [name, number]))), { ...options, header }),
  E.map((rows) => rows.map((row) => header.map((name) => row[name] as number))),
)

const readNumbers = (file: string, header: readonly string[], options: CsvOptions = {}) =>
  pipe(readText('csv', file), TE.chainEitherKW((text) => parseNumbers(text, header, { ...options, file })))

/** A class of each row's end, of as many as there are names. */
const labelOf = (file: string, classes: number, line: number) => (row: readonly number[]): E.Either<CsvError, number> => {
  const label = row.at(-1) as number
  return Number.isInteger(label) && label >= 0 && label < classes ? E.right(label)
    : E.left(new CsvError(file, { line, column: 'class' }, `a class from 0 to ${classes - 1}`, String(label)))
}

const labelled = <S extends readonly number[]>(
  file: string, shape: S, classes: number, firstLine: number, scale = 1,
) => (rows: readonly (readonly number[])[]): E.Either<CsvError, Dataset<S, readonly [], 'i32'>> => {
  const labels = Int32Array.from(rows, (row) => row.at(-1) as number)
  const wrong = rows.map((row, i) => labelOf(file, classes, firstLine + i)(row)).find(E.isLeft)
  if (wrong !== undefined) return wrong
  const values = Float32Array.from(rows.flatMap((row) => row.slice(0, -1).map((x) => x / scale)))
  return E.right(dataset('dataset.known', {
    inputs: concrete({ shape: [rows.length, ...shape], dtype: 'f32' }, values),
    targets: concrete({ shape: [rows.length], dtype: 'i32' }, labels),
  }))
}

/** The first line says how many rows and features there are, then how the classes are called. */
const counted = <N extends number>(
  names: readonly string[], features: N, classes: number,
) => (file: string): TE.TaskEither<TenfoldError, Dataset<readonly [N], readonly [], 'i32'>> =>
  pipe(readText('csv', file), TE.chainEitherKW((text) => pipe(
    parseNumbers(text, [...names, 'class'], { file, skip: 1 }),
    E.chain((rows) => {
      const begin = `${rows.length},${features},`
      if (text.startsWith(begin)) return labelled(file, [features] as const, classes, 2)(rows)
      const [expected, received] = [`"${begin}…", as there are so many rows`, JSON.stringify(text.split('\n', 1)[0])]
      return E.left(new CsvError(file, { line: 1 }, expected, received))
    }),
  )))

const irisNames = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'] as const

/**
 * Fisher's irises, `iris.csv`: 150 flowers of 3 species by 4 lengths.
 *
 * @example
 * await readIris('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readIris = counted(irisNames, 4, 3)

const wineNames = [
  'alcohol', 'malic_acid', 'ash', 'alcalinity_of_ash', 'magnesium', 'total_phenols', 'flavanoids', 'nonflavanoid_phenols',
  'proanthocyanins', 'color_intensity', 'hue', 'od280/od315_of_diluted_wines', 'proline',
] as const

/**
 * Wines of 3 growers by 13 measures of their chemistry, `wine_data.csv`: 178.
 *
 * @example
 * await readWine('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readWine = counted(wineNames, 13, 3)

const nuclei = [
  'radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness', 'concavity', 'concave points', 'symmetry',
  'fractal dimension',
] as const
const cancerNames = [
  ...nuclei.map((name) => `mean ${name}`), ...nuclei.map((name) => `${name} error`), ...nuclei.map((name) => `worst ${name}`),
]

/**
 * Tumours of the breast, malignant (0) or benign (1), by 30 measures of their cells' nuclei, `breast_cancer.csv`: 569.
 *
 * @example
 * await readBreastCancer('no.csv')() // Left: csv: no.csv: expected a file that can be read, received no such file
 */
export const readBreastCancer = counted(cancerNames, 30, 2)

/**
 * Small images of digits in [0, 1], `digits.csv.gz`: 1,797.
 *
 * @example
 * await readSmallDigits('no.csv.gz')() // Left: csv: no.csv.gz: expected a file that can be read, received no such file
 */
export const readSmallDigits = (file: string): TE.TaskEither<TenfoldError, Dataset<readonly [8, 8, 1], readonly [], 'i32'>> => {
  const names = [...Array.from({ length: 64 }, (_, i) => `pixel ${i}`), 'class']
  return pipe(readNumbers(file, names), TE.chainEitherKW(labelled(file, [8, 8, 1] as const, 10, 1, 16)))
}

const diabetesNames = ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'] as const

/** The two files of the diabetes data. */
export interface DiabetesFiles {
  readonly data: string
  readonly target: string
}

/**
 * How diabetes went on within a year, [1], by 10 measures as they were taken (`diabetes_data_raw.csv.gz`, with
 * `diabetes_target.csv.gz`): 442 patients.
 *
 * @example
 * await readDiabetes({ data: 'data.csv', target: 'target.csv' })()
 * // Left: csv: data.csv: expected a file that can be read, received no such file
 */
export const readDiabetes = (
  { data, target }: DiabetesFiles,
): TE.TaskEither<TenfoldError, Dataset<readonly [10], readonly [1], 'f32'>> =>
  pipe(
    readNumbers(data, diabetesNames, { delimiter: ' ' }),
    TE.bindTo('inputs'),
    TE.bind('targets', () => readNumbers(target, ['progression'])),
    TE.chainEitherKW(({ inputs, targets }) => {
      const [expected, received] = [`${inputs.length} rows, as in ${data}`, String(targets.length)]
      if (inputs.length !== targets.length) return E.left(new CsvError(target, {}, expected, received))
      return E.right(dataset('dataset.known', {
        inputs: concrete({ shape: [inputs.length, 10], dtype: 'f32' }, Float32Array.from(inputs.flat())),
        targets: concrete({ shape: [targets.length, 1], dtype: 'f32' }, Float32Array.from(targets.flat())),
      }))
    }),
  )
