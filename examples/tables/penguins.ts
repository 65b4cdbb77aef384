/** Penguins: measures with missing ones among them, sex and island. scikit-learn 1.9.1's LogisticRegression: 0.991. */
import { join } from 'node:path'
import { pipe, table, type Key } from 'tenfold'
import { penguinColumns, readPenguins } from 'tenfold/datasets'
import { classes } from './classes.js'
import { drawn } from './draw.js'
import { exercise } from './exercise.js'
import { standard } from './prepare.js'
import { small } from './toys.js'

type Bird = table.Row<typeof penguinColumns>

/** Middle measures of each made species, and how far the birds are from them. */
const measures = [[38, 18, 190, 3700], [49, 18, 196, 3750], [47, 15, 217, 5100]] as const
const deviations = [2.5, 1, 6, 400] as const

/** Made birds: one in thirty of the measures is missing, and one in ten of the sexes. */
const drawnBirds = (count: number, key: Key): readonly Bird[] => {
  const { normal, below, oneIn } = drawn(count, key)
  const [species, island, sex, unknown] = [below(0, 3), below(1, 3), below(2, 2), oneIn(3, 10)]
  const measured = deviations.map((_, m) => ({ off: normal(4 + m), isMissing: oneIn(8 + m, 30) }))
  return species.map((kind, i): Bird => {
    const [length, depth, flipper, mass] = measured.map(({ off, isMissing }, m) =>
      (isMissing[i] === true ? undefined : (measures[kind]?.[m] ?? 0) + (deviations[m] ?? 1) * (off[i] ?? 0)))
    return {
      species: kind, island: island[i] ?? 0, bill_length_mm: length, bill_depth_mm: depth, flipper_length_mm: flipper,
      body_mass_g: mass, sex: unknown[i] === true ? undefined : sex[i], year: 2007,
    }
  })
}

const inputs = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex', 'island'] as const

export const penguins = exercise({
  about: 'The species of a penguin, by its measures, sex and island',
  read: (folder) => readPenguins(join(folder, 'penguins.csv')),
  draw: (count, key) => pipe(drawnBirds(count, key), table.examples({
    columns: penguinColumns,
    inputs,
    target: 'species',
  })),
  features: table.features(penguinColumns, inputs),
  stages: [standard],
  network: small(3),
  kind: classes('Adelie', 'Chinstrap', 'Gentoo'),
  test: { folds: 10 },
  pace: { epochs: 60, 'batch-size': 16, 'learning-rate': 5e-3, 'weight-decay': 0.05 },
})
