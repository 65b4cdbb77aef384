/** Trials that end in an order of their own, and fail in ways of their own. */
import * as random from '../../../src/random/index.js'
import * as search from '../../../src/search/index.js'
import * as tensor from '../../../src/tensor/index.js'

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => { setTimeout(done, milliseconds) })

export const objective = search.objective({
  space: { width: search.oneOf([16, 32]), rate: search.logUniform(1e-4, 1e-1), sleeps: search.integers(0, 8) },
  module: import.meta.url,
}, async ({ config: { width, rate, sleeps }, key, fold, folds, index }) => {
  await sleep(5 * sleeps)
  if (index % 7 === 3) throw new RangeError(`no luck\n  with ${width}`)
  if (index % 11 === 5) tensor.add(tensor.zeros([2]) as never)(tensor.zeros([3]))
  return { score: tensor.item(random.uniform(key, [])) + fold / folds, rate, cost: index % 5 === 4 ? NaN : width }
})
