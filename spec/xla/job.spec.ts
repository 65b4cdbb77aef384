/** Jobs as they are written. */
import { expect, test } from 'vitest'
import { dataset, loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { job, loadJob } from '../../src/xla/index.js'
import { right } from '../either.js'
import { temporaryFolder } from '../folder.js'

const folder = temporaryFolder()

test('a first one', async () => {
  const learn = trainer(pipe(n.input([3]), n.dense(2)))({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.1 }) })
  const data = dataset.of({ inputs: tensor.zeros([7, 3]), targets: tensor.zeros([7], 'i32') })
  const made = right(await job({ learn, state: learn.init(random.key(0)), data, batches: { size: 4, epochs: 2, shuffle: random.key(1) } })(folder.at('a'))())
  expect(made.contents.steps).toEqual({ done: 0, firstBatch: 0, count: 4 })
  expect(right(await loadJob(folder.at('a'), { verify: true })())).toEqual(made)
})
