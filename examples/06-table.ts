/**
 * 06 · From a table to prices: missing cells, preprocessing, regression, and learning on.
 *
 * A table comes from outside, so every cell is checked. What prepares the numbers is fitted to the training part only,
 * and is a value that can be saved. Learning on with new data is the same fold again.
 */
import * as t from 'io-ts'
import * as E from 'fp-ts/lib/Either.js'
import { dataset, loss, metric, network as n, optimizer, pipe, preprocess, random, tensor, trainer } from 'tenfold'
import { integer, number, optional, parseCsv } from 'tenfold/csv'
import './kit/terminal.js'
import './kit/wider.js'

// Flats and their prices in thousands: 3 for each square metre, 12 for a room, 0.8 less for each year of age, and some luck.
// A cell in nine is missing. With a file it would be `readCsv(file, Flat)`.
const table = (count: number, key: random.Key, rise: number): string => {
  const draw = (i: number, low: number, high: number) =>
    tensor.toArray(random.uniform(random.foldIn(key, i), [count], { low, high })).map(Math.floor)
  const [areas, rooms, ages, luck] = [draw(0, 25, 140), draw(1, 1, 7), draw(2, 0, 90), draw(3, -12, 12)]
  const missing = draw(4, 0, 9)
  const rows = areas.map((area, i) => {
    const price = rise * (3 * area + 12 * (rooms?.[i] ?? 0) - 0.8 * (ages?.[i] ?? 0)) + (luck?.[i] ?? 0)
    return [area, missing[i] === 0 ? 'NA' : rooms?.[i], missing[i] === 1 ? '' : ages?.[i], price.toFixed(1)].join(',')
  })
  return ['area,rooms,age,price', ...rows].join('\n')
}
const Flat = t.strict({ area: number, rooms: optional(integer), age: optional(integer), price: number })

// Unknown text in, rows or one sentence out: here with a word where a number should be.
const wrong = parseCsv('area,rooms,age,price\n50,2,10,170\n60,two,5,200', Flat)
console.log(E.isLeft(wrong) ? wrong.left.message : 'no error')

/** A data set of three features; a missing one is NaN, for now. */
const flats = (text: string) => pipe(
  parseCsv(text, Flat),
  E.map((rows) => rows.map(({ area, rooms = NaN, age = NaN, price }) => ({
    inputs: [area, rooms, age],
    targets: [price / 100],
  }))),
  E.map(dataset.fromExamples({ inputs: [3], targets: [1] })),
  E.getOrElseW((error) => { throw error }),
)

// The median fills the gaps and every feature is scaled, by what the training part says: the test part is not looked at.
const [train, test] = pipe(flats(table(400, random.key(1), 1)), dataset.split(0.75, random.key(5)))
const transform = preprocess.fit([preprocess.impute('median'), preprocess.standardise()])(train.inputs)
const prepare = dataset.mapInputs(preprocess.apply(transform))

const net = pipe(n.input([3]), n.dense(16), n.relu, n.dense(1))
const { init, fold, evaluate, predict } = trainer(net)({ loss: loss.huber(), optimizer: optimizer.adam({ learningRate: 1e-2 }) })
const batches = dataset.batches({ size: 25, epochs: 40, shuffle: random.key(2) })
const metrics = { r2: metric.r2, error: metric.meanAbsoluteError }
const say = (what: string, { r2, error }: { readonly r2: number; readonly error: number }): void =>
  console.log(`${what.padEnd(38)} R² ${r2.toFixed(3)}, off by ${(100 * error).toFixed(1)} thousand on average`)

const learned = fold(init(random.key(3)), batches(prepare(train)))
say('held back', evaluate(learned, prepare(test), metrics))

// A year later everything costs a fifth more. The state goes on where it was, with the optimizer's memory.
const [newTrain, newTest] = pipe(flats(table(200, random.key(4), 1.2)), dataset.split(0.75, random.key(6)))
say('a year later', evaluate(learned, prepare(newTest), metrics))
const further = fold(learned, batches(prepare(newTrain)))
say(`after ${further.step - learned.step} more steps on new data`, evaluate(further, prepare(newTest), metrics))

const price = predict(further, pipe(tensor.of([1, 3], [80, NaN, 20]), preprocess.apply(transform)))
console.log(`80 m², rooms unknown, 20 years old: ${(100 * tensor.item(price)).toFixed(0)} thousand`)
