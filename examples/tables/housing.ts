/**
 * California's houses: a fifth of the groups of blocks is held back for the test. scikit-learn 1.9.1 reaches there, by a split
 * of its own, an R² of 0.830 (HistGradientBoostingRegressor) and 0.638 (LinearRegression).
 */
import { join } from 'node:path'
import { network as n, pipe, table, tensor as t, type Key } from 'tenfold'
import { housingColumns, readHousing } from 'tenfold/datasets'
import { drawn } from './draw.js'
import { exercise } from './exercise.js'
import { beside, columns, standard, type Inputs } from './prepare.js'
import { quantity } from './quantity.js'

/** Waves along four directions of the map, ever shorter: 20 degrees of latitude and halves of that. */
const waves = (longitude: Inputs, latitude: Inputs): readonly Inputs[] => {
  const [x, y] = [pipe(longitude, t.add(119.5)), pipe(latitude, t.sub(36))]
  const diagonal = Math.SQRT1_2
  const directions = [x, y, pipe(x, t.add(y), t.mul(diagonal)), pipe(x, t.sub(y), t.mul(diagonal))]
  return [1, 2, 4, 8, 16, 32].flatMap((times) => directions.flatMap((along) => {
    const angle = pipe(along, t.mul((times * Math.PI) / 10))
    return [t.sin(angle), t.cos(angle)]
  }))
}

/** Places as waves, counts by their logarithms and by their ratios, and the nearness of the ocean as it is. */
const features = (inputs: Inputs): Inputs => {
  const [longitude, latitude, age, rooms, bedrooms, people, households, income, ...ocean] = columns(inputs) as readonly [
    Inputs, Inputs, Inputs, Inputs, Inputs, Inputs, Inputs, Inputs, ...(readonly Inputs[]),
  ]
  const ratio = (over: Inputs, under: Inputs): Inputs => pipe(over, t.div(under), t.log)
  return beside([
    longitude, latitude, pipe(longitude, t.add(latitude)), age, income,
    ...[rooms, bedrooms, people, households, income].map((x) => t.log(x)),
    ratio(rooms, households), ratio(bedrooms, rooms), ratio(people, households),
    ...waves(longitude, latitude), ...ocean,
  ])
}

type Blocks = table.Row<typeof housingColumns>

/** Made blocks: dear where people earn much and near a made coast. One in a hundred does not tell its bedrooms. */
const drawnBlocks = (count: number, key: Key): readonly Blocks[] => {
  const { uniform, normal, oneIn } = drawn(count, key)
  const [longitude, latitude, age] = [uniform(0, -124, -114), uniform(1, 32, 42), uniform(2, 1, 52)]
  const [households, size, crowd, income] = [uniform(3, 100, 900), uniform(4, 3, 8), uniform(5, 2, 4), uniform(6, 1, 10)]
  const [luck, unknown] = [normal(7), oneIn(8, 100)]
  return longitude.map((x, i): Blocks => {
    const at = (column: readonly number[]): number => column[i] as number
    const inland = x + 124 + (at(latitude) - 42)
    const rooms = at(households) * at(size)
    return {
      longitude: x, latitude: at(latitude), housing_median_age: at(age), total_rooms: rooms,
      total_bedrooms: unknown[i] === true ? undefined : rooms / 5, population: at(households) * at(crowd),
      households: at(households), median_income: at(income),
      median_house_value: 80_000 + 30_000 * at(income) + (inland < 0 ? 90_000 : 0) + 20_000 * at(luck),
      ocean_proximity: inland < -3 ? 4 : inland < 0 ? 0 : 1,
    }
  })
}

const inputs = [
  'longitude', 'latitude', 'housing_median_age', 'total_rooms', 'total_bedrooms', 'population', 'households', 'median_income',
  'ocean_proximity',
] as const

export const housing = exercise({
  about: 'The median value of houses, by place, age, rooms, people, income and nearness of the ocean',
  read: (folder) => readHousing(join(folder, 'housing.csv')),
  draw: (count, key) => pipe(drawnBlocks(count, key), table.examples({
    columns: housingColumns,
    inputs,
    target: 'median_house_value',
  })),
  features: table.features(housingColumns, inputs),
  stages: [features, standard],
  network: (features) => pipe(
    n.input([features]), n.dense(128), n.gelu, n.dropout(0.1), n.dense(128), n.gelu, n.dropout(0.1), n.dense(1),
  ),
  kind: quantity('dollars'),
  test: { share: 0.2 },
  pace: { epochs: 30, 'batch-size': 64, 'learning-rate': 3e-3, 'weight-decay': 0.01 },
  drawnPace: { epochs: 60, 'batch-size': 16 },
})
