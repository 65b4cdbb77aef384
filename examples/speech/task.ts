/** Words from their sound: digits that people speak, or ten words of two tones. */
import { network as n } from 'tenfold'
import { whole } from '../kit/field.js'
import type { Task } from '../kit/task.js'
import { load, type Data } from './data.js'
import { learn } from './learn.js'
import { network } from './network.js'

export const speech: Task<{}, Data> = {
  name: 'speech',
  command: 'node dist/examples/speech.js',
  about: 'Trains a network that understands spoken digits and saves what it learned.',
  drawn: 'made sounds',
  options: [
    ['--data DIR', 'the Free Spoken Digit Dataset, a folder with recordings.tar.gz; without it, made words of two tones'],
    ['--count N', 'how many words to make, 360 by default; a sixth of them is kept for the test'],
    ['--epochs N', 'how often each example is seen, 40 by default, 12 of made words; each time with other parts masked'],
    ['--batch-size N', 'examples in a step, 32 by default'],
    ['--learning-rate R', 'of Adam, at the start; it falls along a cosine to 0'],
  ],
  fields: {},
  count: { field: whole(60), initial: 360 },
  telling: {},
  reports: false,
  initial: (_, source) => ({ epochs: 'data' in source ? 40 : 12, 'batch-size': 32, 'learning-rate': 2e-3 }),
  load,
  introduce: (_, { name, train, test }) =>
    `${name}: ${train.size} to learn from, ${test.size} for the test\n\n${n.summary(network)}`,
  learn,
}
