/** Valid calls of `xla`; where one of them asks for a Python, it is one that is not there. */
import { backend, loss, network as n, observe, optimizer, pipe, random, tensor as t, trainer } from '../../src/index.js'
import type * as xla from '../../src/xla/index.js'
import { flats, rows } from './models.js'
import { also, data, optional, options, type Rows } from './walk.js'

const task = (made: any): unknown => made()
const learn = trainer(pipe(n.input([2]), n.dense(3)), { backend: backend.pure })({
  loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.sgd({ learningRate: 0.1 }),
})
const start = learn.init(random.key(0))
const state = { params: start.params, optimizer: start.optimizer, step: 0, loss: also(NaN, 'nan', 'number'), key: start.key }
const set = { size: 4, inputs: t.ones([4, 2]), targets: t.of([4], [0, 1, 2, 0], 'i32') }
const processes = { python: 'no/python', processes: 2, devices: 2, mesh: also({ data: 4 }), shard: also(['fsdp'], 'list'), log: () => {}, killAfter: 1 }

export const xlas: Rows<typeof xla> = {
  job: {
    calls: [[options({
      learn: also(learn), state: data(state), data: also(set), batches: also(options({ size: 2 }, 'size')), from: 0, steps: 1,
      configuration: optional({ seed: 1 }, 'null', 'number', 'string', 'boolean', 'list', 'record'), check: true, bytesPerShard: 64,
    }, 'learn', 'state', 'data', 'batches')], ['argument-job']],
    use: task,
  },
  loadJob: { calls: [['argument-none', options({ verify: true })]], use: task, missing: true },
  ready: { calls: [[options({ python: 'no/python' })]], use: task, missing: true },
  result: { calls: [['argument-none', learn.codec, options({ out: 'argument-out' })]], use: task, missing: true },
  run: {
    calls: [['argument-none', learn.codec, options({
      ...processes, steps: 2, saveEvery: 1, check: true, resume: false, nonFinite: 'allow', uneven: 'error', out: 'argument-out', record: () => {},
      observer: also(observe.history()), signal: also(new AbortController().signal),
    })]],
    use: task, missing: true,
  },
  trainModel: { calls: [[flats, options({ ...processes, seed: 1, epochs: 1, batchSize: 4, folder: '.' })], [rows]], use: task, missing: true },
}
