/** A text, character by character: what comes next? */
import { network as n, text } from 'tenfold'
import { number, oneOf, whole } from '../kit/field.js'
import type { Task } from '../kit/task.js'
import { load, type Data } from './data.js'
import { learn } from './learn.js'
import { networks, sizeOf } from './networks.js'

export const fields = { network: oneOf('transformer', 'gru') } as const
export const telling = {
  temperature: number('a number from 0.01 to 100', (x) => x >= 0.01 && x <= 100),
  'top-k': whole(1),
  'top-p': number('a number above 0 and at most 1', (x) => x > 0 && x <= 1),
  length: whole(1),
} as const

export const characters: Task<typeof fields, Data, typeof telling> = {
  name: 'characters',
  command: 'node dist/examples/characters.js',
  about: 'Learns a text character by character, tells how well it foretells the last tenth, and goes on with it.',
  drawn: 'drawn sentences',
  options: [
    ['--data DIR', 'a folder with a text, input.txt; without it, sentences drawn from a small grammar'],
    ['--count N', 'how many sentences to draw, 2000 by default'],
    ['--network NAME', 'transformer (default): four blocks of causal attention; gru: one recurrent layer'],
    ['--epochs N', 'how many times as many characters are seen as the text has'],
    ['--batch-size N', 'windows in a step'],
    ['--learning-rate R', 'of AdamW, at its highest, after a twentieth of the steps; it falls along a cosine to 0'],
    ['--temperature T', 'what the text is drawn at, 0.8 by default: below 1 the likely becomes likelier'],
    ['--top-k K', 'draws from the K most likely characters alone'],
    ['--top-p P', 'draws from the fewest of the most likely characters that have so much of the probability alone'],
    ['--length N', 'how many characters are drawn, 500 by default'],
  ],
  fields,
  count: { field: whole(40), initial: 2000 },
  telling,
  reports: false,
  initial: ({ network = 'transformer' }, source) => ({
    network,
    epochs: 'data' in source && network === 'gru' ? 3 : 4,
    'batch-size': 8,
    'learning-rate': network === 'gru' ? 4e-3 : 3e-3,
  }),
  load,
  introduce: (settings, { name, vocabulary, train, test }) => {
    const characters = text.size(vocabulary)
    const structure = n.summary(networks[settings.network](characters, sizeOf(settings, settings.network)))
    const [from, to] = [train.shape[0], test.shape[0]]
    return `${name}: ${from} characters to learn from, ${to} for the test, ${characters} different ones\n\n${structure}`
  },
  learn,
}
