/**
 * 08 · From a raw row to an answer: a model that travels.
 *
 * One value has the schema of a raw case, what prepares it, the network with its parameters, and what its outputs mean. A file has
 * all of it: the program that asks needs no loss, no optimizer, and no table. `node dist/examples/08-penguins.js penguins.csv` reads
 * the real penguins (Horst, Hill and Gorman 2020); without a file, others are drawn.
 */
import * as TE from 'fp-ts/lib/TaskEither.js'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { model, pipe, random, table, tensor } from 'tenfold'
import { readCsv } from 'tenfold/csv'
import './kit/terminal.js'

const measured = table.optional(table.number)
const penguins = model.define({
  input: model.row({
    island: table.category(['Biscoe', 'Dream', 'Torgersen']), sex: table.optional(table.category(['female', 'male'])),
    bill_length_mm: measured, bill_depth_mm: measured, flipper_length_mm: measured, body_mass_g: measured,
  }),
  output: model.classes('species', ['Adelie', 'Chinstrap', 'Gentoo']),
  network: model.perceptron({ hidden: [32] }),
})
type Penguin = model.LabeledOf<typeof penguins>

/** Penguins as the real ones are in the mean, with half their variety. */
const drawn = (count: number, key: random.Key): readonly Penguin[] => {
  const kinds = [
    { species: 'Adelie', islands: ['Biscoe', 'Dream', 'Torgersen'], means: [38.8, 18.3, 190, 3700] },
    { species: 'Chinstrap', islands: ['Dream'], means: [48.8, 18.4, 196, 3730] },
    { species: 'Gentoo', islands: ['Biscoe'], means: [47.5, 15, 217, 5080] },
  ] as const
  const noise = tensor.toNested(random.normal(key, [count, 4]))
  return noise.map((row, i) => {
    const { species, islands, means } = kinds[i % 3] as typeof kinds[number]
    const [bill, depth, flipper, mass] = means.map((mean, j) => mean * (1 + 0.03 * (row[j] as number)))
    return {
      species, island: islands[i % islands.length] as Penguin['island'], sex: i % 11 === 0 ? null : i % 2 === 0 ? 'female' : 'male',
      bill_length_mm: bill, bill_depth_mm: depth, flipper_length_mm: flipper, body_mass_g: i % 13 === 0 ? undefined : mass,
    }
  })
}

const [file] = process.argv.slice(2)
const saved = `${tmpdir()}/penguins-${process.pid}.safetensors`
const learned = await pipe(
  file === undefined ? TE.right(drawn(340, random.key(1))) : readCsv(file, model.example(penguins)),
  TE.chain(model.train(penguins, { seed: 1 })),
  TE.chainFirst(({ model: trained }) => model.save(saved)(trained)),
)()
if (learned._tag === 'Left') throw learned.left
const { result, epochs, kept } = learned.right
const percent = (share = NaN): string => `${(100 * share).toFixed(1)} %`
console.log(`${result?.rows} penguins held back: ${percent(result?.figures['accuracy'])} right`)
for (const { name, value } of result?.baselines ?? []) console.log(`  ${name.padEnd(16)} ${percent(value)}`)
console.log(`the parameters of epoch ${kept.epoch} of ${epochs}`)

// Another program: a file, the definition, and a question.
const loaded = await model.load(saved, penguins)()
if (loaded._tag === 'Left') throw loaded.left
const { predict } = loaded.right
const answer = predict({ island: 'Biscoe', bill_length_mm: 46.1, bill_depth_mm: 13.2, flipper_length_mm: 211, body_mass_g: 4500 })
if (answer._tag === 'Right') console.log(`${answer.right.species}, ${percent(answer.right.probabilities.Gentoo)}`)

// What does not fit the schema is told by field. The compiler refuses it, too, unless it comes from outside.
const outside: unknown = JSON.parse('{ "island": "Bisco", "bill_lenght_mm": 46.1 }')
const wrong = predict(outside as model.RawOf<typeof penguins.input>)
if (wrong._tag === 'Left') console.log(wrong.left.message)

// A file that describes its network needs no definition: raw cases and answers are records.
const open = await model.load(saved)()
if (open._tag === 'Right') console.log(`columns: ${open.right.definition.input.fields.join(', ')}`)
rmSync(saved)
