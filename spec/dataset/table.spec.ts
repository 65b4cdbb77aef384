/** Tables of mixed columns: cells, examples, and the tables that many know. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { parseCsv, readCsv } from '../../src/dataset/csv.js'
import type { Dataset } from '../../src/dataset/index.js'
import * as known from '../../src/dataset/known/index.js'
import * as preprocess from '../../src/dataset/preprocess/index.js'
import * as table from '../../src/dataset/table/index.js'
import { boolean, category, integer, number, optional, string } from '../../src/dataset/table/index.js'
import type { TenfoldError } from '../../src/shape/error.js'
import * as tensor from '../../src/tensor/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { root } from '../examples/program.js'
import { temporaryFolder } from '../folder.js'
import { left, right } from '../either.js'

describe('a cell', () => {
  it.each([
    ['a number', number, 2.5, 2.5], ['a long number', number, 9007199254740991n, 9007199254740991], ['a whole number', integer, 3n, 3],
    ['a truth value', boolean, true, true], ['a truth value in text', boolean, 'FALSE', false], ['a number as a category', category(['1', '2']), 2, 1],
    ['a long number as a category', category(['1', '2']), 1n, 0], ['text', string, 'x', 'x'], ['nothing', optional(number), null, undefined],
    ['a token of nothing', optional(boolean), 'NA', undefined],
  ] as const)('takes %s as what it is', (_, cell, value, is) => { expect((cell as t.Type<unknown>).decode(value)).toEqual(E.right(is)) })

  it.each([
    ['what is not finite', number, NaN], ['digits that would be lost', number, 9007199254740993n], ['a fraction', integer, 2.5],
    ['a number', boolean, 1], ['a truth value', number, true], ['a category that is none', category(['1', '2']), 3], ['a number', string, 3],
    ['nothing', number, null], ['nothing at all', category(['a']), undefined], ['nothing at all, where it may be missing', optional(number), undefined], ['a date', number, new Date(0)],
  ] as const)('refuses %s', (_, cell, value) => { expect((cell as t.Type<unknown>).decode(value)._tag).toBe('Left') })

  it('is written as it is read', () => {
    expect([boolean.decode(boolean.encode(true)), string.encode('x'), optional(string).encode(undefined)]).toEqual([E.right(true), 'x', ''])
  })
})

const columns = {
  id: string, price: number, rooms: optional(integer), garden: optional(boolean), heat: optional(category(['gas', 'oil', 'wood'])), sold: boolean,
}
const homes = 'id,price,rooms,garden,heat,sold\na,1.5,3,true,oil,true\nb,2,NA,,,false\n'

describe('examples of a table', () => {
  const rows = right(parseCsv(homes, t.strict(columns)))

  it('have numbers as they are, categories in places of their own, and what is missing as NaN or zeros', () => {
    const data = pipe(rows, table.examples({ columns, inputs: ['heat', 'rooms', 'garden'], target: 'price' }))
    expectTypeOf(data).toEqualTypeOf<Dataset<readonly [5], readonly [1], 'f32'>>()
    expect(data.inputs.shape).toEqual([2, 5])
    expect(tensor.toArray(data.inputs)).toEqual([0, 1, 0, 3, 1, 0, 0, 0, NaN, NaN])
    expect(tensor.toArray(data.targets)).toEqual([1.5, 2])
    expect(data.targets.shape).toEqual([2, 1])
  })

  it('have classes as targets', () => {
    const sold = pipe(rows, table.examples({ columns, inputs: ['price'], target: 'sold' }))
    expectTypeOf(sold).toEqualTypeOf<Dataset<readonly [1], readonly [], 'i32'>>()
    expect(tensor.toArray(sold.targets)).toEqual([1, 0])
  })

  it('have names for their places, and are prepared by them', () => {
    const inputs = ['heat', 'rooms', 'garden'] as const
    expect(table.features(columns, inputs).map(({ name }) => name)).toEqual(['heat=gas', 'heat=oil', 'heat=wood', 'rooms', 'garden'])
    expect(table.features(columns, inputs).map(({ kind }) => kind)).toEqual(['category', 'category', 'category', 'number', 'boolean'])
    expect(table.numeric(columns, inputs)).toEqual([3])
    const data = pipe(rows, table.examples({ columns, inputs, target: 'price' }))
    const impute = preprocess.fit([preprocess.impute('median', { columns: [3, 4] })])(data.inputs)
    expect(tensor.toArray(preprocess.apply(impute)(data.inputs))).toEqual([0, 1, 0, 3, 1, 0, 0, 0, 3, 1])
  })

  it.each([
    ['no rows', () => table.examples({ columns, inputs: ['price'], target: 'sold' })([]), 'inputs should be at least 1 example'],
    ['a row without its target', () => pipe(rows, table.examples({ columns, inputs: ['price'], target: 'heat' })),
      'table.examples: row 1 should be a target in column "heat", but is "nothing"'],
  ])('refuse %s', (_, use, message) => { expect(use).toThrow(message) })
})

describe('a table without a header', () => {
  const Row = t.strict({ a: number, b: number })
  it('has the names that it is given, and lines counted as they are', () => {
    expect(right(parseCsv('1 2\n3 4\n', Row, { header: ['a', 'b'], delimiter: ' ' }))).toEqual([{ a: 1, b: 2 }, { a: 3, b: 4 }])
    expect(right(parseCsv('2,2,x\n1,2\n', Row, { header: ['a', 'b'], skip: 1 }))).toEqual([{ a: 1, b: 2 }])
    expect(right(parseCsv('# made by hand\na,b\n1,2\n', Row, { skip: 1 }))).toEqual([{ a: 1, b: 2 }])
  })

  it.each([
    ['no line', '', { header: ['a', 'b'] }, 'csv: expected a header and at least 1 row, received an empty file'],
    ['a wrong cell', '1,2\n3,x\n', { header: ['a', 'b'] }, 'csv, line 2, column "b": expected a number, received "x"'],
    ['a wrong cell after lines left out', 'x\n1,2\n3,x\n', { header: ['a', 'b'], skip: 1 }, 'csv, line 3, column "b": expected a number, received "x"'],
    ['a wrong cell after a header further down', 'x\na,b\n3,x\n', { skip: 1 }, 'csv, line 3, column "b": expected a number, received "x"'],
    ['a short row', '1\n', { header: ['a', 'b'] }, 'csv, line 1, column "b": expected 2 cells, as in the header, received 1 cell'],
  ])('with %s is a Left that names the place', (_, given, options, message) => {
    expect(left(parseCsv(given, Row, options)).message).toContain(message)
  })
})

describe('the tables that many know', () => {
  const { at, written } = temporaryFolder()
  const shared = join(root, '../shared/data')
  const hasShared = existsSync(shared)

  it('are read from their files', async () => {
    const titanic = await written('PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked\n'
      + '1,0,3,"Braund, Mr. Owen Harris",male,,1,0,A/5 21171,7.25,,S\n', 'titanic.csv')
    const { inputs, targets } = right(await known.readTitanic(titanic)())
    expect(tensor.toArray(inputs)).toEqual([0, 0, 1, 0, 1, NaN, 1, 0, 7.25, 0, 0, 1])
    expect(tensor.toArray(targets)).toEqual([0])
    const iris = right(await known.readIris(await written('2,4,a,b,c\n1,2,3,4,0\n5,6,7,8,2\n', 'iris.csv'))())
    expect([tensor.toArray(iris.inputs), tensor.toArray(iris.targets)]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], [0, 2]])
    const files = { data: await written(gzipSync('1 2 3 4 5 6 7 8 9 10\n'), 'data.csv.gz'), target: await written(gzipSync('151\n'), 'target.csv.gz') }
    const diabetes = right(await known.readDiabetes(files)())
    expect([tensor.toArray(diabetes.inputs), tensor.toArray(diabetes.targets)]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [151]])
  })

  it.each([
    ['fewer rows than promised', () => known.readIris, '2,4,a,b,c\n1,2,3,4,0\n', 'bad.csv, line 1: expected "1,4,…", as there are so many rows, received "2,4,a,b,c"'],
    ['a class that is none', () => known.readIris, '1,4,a,b,c\n1,2,3,4,3\n', 'bad.csv, line 2, column "class": expected a class from 0 to 2, received 3'],
    ['text for a number', () => known.readWine, '1,13,a,b,c\n1,2,3,4,5,6,7,8,9,10,11,12,x,0\n', 'bad.csv, line 2, column "proline": expected a number, received "x"'],
    ['an unknown species', () => known.readPenguins,
      'species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\nEmu,Dream,1,2,3,4,NA,2007\n',
      'bad.csv, line 2, column "species": expected one of "Adelie", "Chinstrap", "Gentoo", received "Emu"'],
    ['another table', () => known.readHousing, 'a,b\n1,2\n', 'bad.csv, line 1, column "longitude": expected this column, received a header with "a", "b"'],
    ['fewer targets than patients', () => (file: string) => known.readDiabetes({ data: at('data.csv.gz'), target: file }), '1\n2\n',
      'bad.csv: expected 1 rows, as in'],
  ] as readonly (readonly [string, () => (file: string) => TaskEither<TenfoldError, unknown>, string, string])[])(
    'with %s are a Left that names the place', async (_, reader, content, message) => {
      expect(left(await reader()(await written(content, 'bad.csv'))()).message).toContain(message)
    })

  const counts = (data: Dataset<any, readonly [], 'i32'>): readonly number[] => {
    const labels = tensor.toArray(data.targets)
    return Array.from({ length: Math.max(...labels) + 1 }, (_, k) => labels.filter((label) => label === k).length)
  }
  const missing = (data: { readonly inputs: AnyTensor }): number => tensor.toArray(data.inputs).filter(Number.isNaN).length

  it.runIf(hasShared).each([
    ['iris', () => known.readIris(join(shared, 'sklearn/iris.csv')), [50, 50, 50], 0],
    ['wine', () => known.readWine(join(shared, 'sklearn/wine_data.csv')), [59, 71, 48], 0],
    ['breast cancer', () => known.readBreastCancer(join(shared, 'sklearn/breast_cancer.csv')), [212, 357], 0],
    ['small digits', () => known.readSmallDigits(join(shared, 'sklearn/digits.csv.gz')), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180], 0],
    ['titanic', () => known.readTitanic(join(shared, 'titanic/titanic.csv')), [549, 342], 177],
    ['penguins', () => known.readPenguins(join(shared, 'penguins/penguins.csv')), [152, 68, 124], 8],
    ['raw penguins', () => known.readRawPenguins(join(shared, 'penguins/penguins_raw.csv')), [152, 68, 124], 35],
  ] as readonly (readonly [string, () => TaskEither<TenfoldError, Dataset<any, readonly [], 'i32'>>, readonly number[], number])[])(
    '%s: every class and every gap of the real file', async (_, reader, classes, gaps) => {
      const data = right(await reader()())
      expect(counts(data)).toEqual(classes)
      expect(missing(data)).toBe(gaps)
    })

  it.runIf(hasShared)('housing and diabetes have the means of the real files', async () => {
    const mean = (data: { readonly targets: AnyTensor }): number => {
      const values = tensor.toArray(data.targets)
      return values.reduce((a, b) => a + b, 0) / values.length
    }
    const housing = right(await known.readHousing(join(shared, 'california-housing/housing.csv'))())
    expect([housing.size, missing(housing)]).toEqual([20640, 207])
    expect(mean(housing)).toBeCloseTo(206855.82, 2)
    const diabetes = right(await known.readDiabetes({
      data: join(shared, 'sklearn/diabetes_data_raw.csv.gz'), target: join(shared, 'sklearn/diabetes_target.csv.gz'),
    })())
    expect(diabetes.size).toBe(442)
    expect(mean(diabetes)).toBeCloseTo(152.133, 3)
  })

  it.runIf(hasShared)('every passenger is whole: what is written is what was read', async () => {
    const file = join(shared, 'titanic/titanic.csv')
    const rows = right(await readCsv(file, t.strict(known.titanicColumns))())
    expect(rows.length).toBe(891)
    expect(rows.filter(({ Cabin }) => Cabin === undefined).length).toBe(687)
    expect(rows[0]?.Name).toBe('Braund, Mr. Owen Harris')
    expect(await readFile(file, 'utf8')).toContain(rows[890]?.Ticket)
  })

  it.runIf(hasShared)('shakespeare has 65 characters', async () => {
    const { vocabulary, train, test } = right(await known.readShakespeare(join(shared, 'tiny-shakespeare/input.txt'))())
    expect(vocabulary).toMatchObject({ kind: 'characters' })
    expect([(vocabulary as { readonly tokens: readonly string[] }).tokens.length, train.shape, test.shape]).toEqual([65, [1003854], [111540]])
  })

  it('a text is cut at nine tenths', async () => {
    const { train, test } = right(await known.readShakespeare(await written('abcdefghij', 'text.txt'))())
    expect([tensor.toArray(train), tensor.toArray(test)]).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8], [9]])
    expect(left(await known.readShakespeare(await written('', 'empty.txt'))()).message).toContain('empty.txt: expected at least 2 characters, received 0')
  })
})
