/** Digits, or clothes: images of 28×28 in ten classes. */
import { network as n } from 'tenfold'
import { oneOf, whole } from '../kit/field.js'
import type { Task } from '../kit/task.js'
import { load, type Data } from './data.js'
import { learn } from './learn.js'
import { networks } from './networks.js'

export const fields = { network: oneOf('mlp', 'cnn', 'lenet', 'fashion') } as const

/** How often each example is seen: enough for 97.5 % on MNIST with `mlp`. Drawn digits are fewer, and easier. */
const epochs = {
  drawn: { mlp: 3, cnn: 2, lenet: 2, fashion: 2 },
  data: { mlp: 4, cnn: 1, lenet: 12, fashion: 12 },
} as const

/** Larger steps, and fewer, where normalisation allows them. */
const steps = {
  mlp: { 'batch-size': 32, 'learning-rate': 2e-3 },
  cnn: { 'batch-size': 32, 'learning-rate': 2e-3 },
  lenet: { 'batch-size': 32, 'learning-rate': 2e-3 },
  fashion: { 'batch-size': 64, 'learning-rate': 3e-3 },
} as const

export const digits: Task<typeof fields, Data> = {
  name: 'digits',
  command: 'npm start --',
  about: 'Trains a classifier of digits and saves what it learned.',
  drawn: 'drawn digits',
  options: [
    ['--data DIR', 'MNIST or Fashion-MNIST, a folder with its four IDX files (.gz or not); without it, drawn digits'],
    ['--count N', 'how many digits to draw, 12000 by default; a sixth of them is kept for the test'],
    ['--network NAME', 'mlp (default): 784-128-10; cnn: two convolutions with pooling, then a dense layer; lenet: larger\n'
      + 'ones, then two dense layers, with dropout; fashion: three padded convolutions, normalised, and images of\n'
      + 'which a half is mirrored: for clothes'],
    ['--epochs N', 'how often each example is seen'],
    ['--batch-size N', 'examples in a step, 32 by default, 64 for fashion'],
    ['--learning-rate R', 'of Adam, at the start, 0.002 by default, 0.003 for fashion; it falls along a cosine to 0'],
  ],
  fields,
  count: { field: whole(60), initial: 12000 },
  telling: {},
  reports: true,
  initial: ({ network = 'mlp' }, source) => ({
    network, epochs: epochs['data' in source ? 'data' : 'drawn'][network], ...steps[network],
  }),
  load,
  introduce: ({ network }, { name, train, test }) =>
    `${name}: ${train.size} to learn from, ${test.size} for the test\n\n${n.summary(networks[network])}`,
  learn,
}
