/** Valid calls of `run`. */
import { network as n, pipe, run } from '../../src/index.js'
import { also, any, data, optional, options, type Rows } from './walk.js'

const task = (made: any): unknown => made()
const file = 'argument.jsonl'
const step = { event: 'step', step: 1, loss: also(0.5, 'nan'), examples: 8 }
const outcome = { kind: 'numbers', name: 'price', truths: [1, 2], predictions: [1, 3] }

export const runs: Rows<typeof run> = {
  append: { calls: [[file], [[data(step)]]], use: task },
  decode: [['', any('run.jsonl')]],
  encode: [[[data(step)]]],
  network: [[pipe(n.input([2]), n.dense(3))]],
  of: [[[data(step)]]],
  read: { calls: [['argument-none.jsonl']], use: task, missing: true },
  result: [[options({
    part: 'held back', outcome: data(outcome), caseAt: () => ({ shown: { kind: 'row', cells: {} } }), cases: 2,
    score: optional('r2'), figures: {}, learned: [1, 2], baselines: [data({ name: 'linear model', value: also(0.5, 'nan') })],
  }, 'part', 'outcome')]],
}
