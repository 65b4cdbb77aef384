/** `node writer.js FOLDER MEGABYTES`: writes a job of batches of this size, and prints its peak memory. */
import { resourceUsage } from 'node:process'
import { loss, network as n, optimizer, pipe, random, tensor, trainer } from '../../src/index.js'
import { job } from '../../src/xla/index.js'

const [folder = '', megabytes] = process.argv.slice(2)
const learn = trainer(pipe(n.input([1024]), n.dense(1)))({ loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) })
const before = resourceUsage().maxRSS
async function* batches() {
  for (let i = 0; i < Number(megabytes); i++) yield { inputs: tensor.full([256, 1024], i), targets: tensor.zeros([256, 1]) }
}
const made = await job({ learn, state: learn.init(random.key(0)), batches: batches(), bytesPerShard: 2 ** 24 })(folder)()
if (made._tag === 'Left') throw made.left
process.stdout.write(JSON.stringify({ steps: made.right.contents.steps.count, shards: made.right.contents.data.shards.length, more: (resourceUsage().maxRSS - before) / 1024 }))
