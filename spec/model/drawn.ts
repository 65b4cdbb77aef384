/** Rows that are drawn: three kinds of birds told apart by bill and flipper, some cells missing, and the price of flats. */
import { model, pipe, random, table, tensor } from '../../src/index.js'

const draw = (seed: number, n: number, low: number, high: number): readonly number[] =>
  tensor.toArray(random.uniform(random.key(seed), [n], { low, high }))

export const kinds = ['Adelie', 'Chinstrap', 'Gentoo'] as const
export const islands = ['Biscoe', 'Dream', 'Torgersen'] as const

export const birds = model.define({
  input: model.row({
    island: table.category(islands), sex: table.optional(table.category(['female', 'male'])),
    bill: table.optional(table.number), flipper: table.number, ringed: table.boolean,
  }),
  output: model.classes('species', kinds),
  network: model.perceptron({ hidden: [16] }),
})
export type Bird = model.LabeledOf<typeof birds>

/** Birds whose kinds can be told but for a few. */
export const birdsDrawn = (n: number, seed = 0): readonly Bird[] => {
  const [kind, bill, flipper, others] = [draw(seed, n, 0, 3), draw(seed + 1, n, -3, 3), draw(seed + 2, n, -6, 6), draw(seed + 3, n, 0, 12)]
  return kind.map((k, i) => {
    const place = Math.floor(k)
    const other = Math.floor(others[i] as number)
    return {
      species: kinds[place] as Bird['species'],
      island: islands[(place + (other % 2)) % 3] as Bird['island'],
      sex: other === 0 ? null : other % 2 === 0 ? 'female' : 'male',
      bill: other === 1 ? undefined : ([38, 49, 47][place] as number) + (bill[i] as number),
      flipper: ([190, 195, 217][place] as number) + (flipper[i] as number),
      ringed: other > 6,
    }
  })
}

export const flats = model.define({
  input: model.row({ area: table.number, rooms: table.optional(table.integer), age: table.number }),
  output: model.quantity('price', { unit: 'euros' }),
  network: model.perceptron({ hidden: [16] }),
})

/** Flats of 3000 for each square metre, 12,000 a room and 800 less for each year. */
export const flatsDrawn = (n: number, seed = 0): readonly model.LabeledOf<typeof flats>[] => {
  const [area, rooms, age, luck] = [draw(seed, n, 25, 140), draw(seed + 1, n, 1, 7), draw(seed + 2, n, 0, 90), draw(seed + 3, n, -9000, 9000)]
  return area.map((a, i) => {
    const [r, y] = [Math.floor(rooms[i] as number), age[i] as number]
    return { area: a, rooms: i % 9 === 0 ? null : r, age: y, price: 3000 * a + 12_000 * r - 800 * y + (luck[i] as number) }
  })
}

/** What a task gives, which is no `Left`. */
export const right = async <A>(task: () => Promise<{ readonly _tag: 'Left'; readonly left: unknown } | { readonly _tag: 'Right'; readonly right: A }>): Promise<A> => {
  const result = await task()
  if (result._tag === 'Left') throw result.left
  return result.right
}

export const trainedBirds = () => right(pipe(birdsDrawn(240), model.train(birds, { epochs: 60, seed: 3, learningRate: 0.005 })))
export const trainedFlats = () => right(pipe(flatsDrawn(240), model.train(flats, { epochs: 60, seed: 3, learningRate: 0.01 })))
