/** Tables: prices of houses, survivors, species. Preprocessing is fitted to the rows that are learned from, and to no others. */
import { whole } from '../kit/field.js'
import type { Task } from '../kit/task.js'
import type { Exercise, Opened } from './exercise.js'
import { fields, type Name } from './fields.js'
import { housing } from './housing.js'
import { penguins } from './penguins.js'
import { titanic } from './titanic.js'
import { cancer, diabetes, iris, wine } from './toys.js'

const exercises: Readonly<Record<Name, Exercise>> = { housing, titanic, penguins, wine, cancer, iris, diabetes }

export const tables: Task<typeof fields, Opened> = {
  name: 'tables',
  command: 'node dist/examples/tables.js',
  about: 'Learns from a table, says how well by rows that it did not learn from, and saves what it learned.',
  drawn: 'drawn tables',
  options: [
    ['--task NAME', 'titanic (default), penguins, wine, cancer or iris: a class, tested in ten folds; diabetes: a number,\n'
      + 'in ten folds; housing: a number, tested on a fifth of the rows'],
    ['--data DIR', 'the folder with the files of the task; without it, a drawn table of the same columns'],
    ['--count N', 'how many rows to draw, 400 by default'],
    ['--epochs N', 'how often each example is seen; every task has defaults of its own, of this and of what follows'],
    ['--batch-size N', 'examples in a step'],
    ['--learning-rate R', 'of the optimizer, at the start; it falls along a cosine to 0'],
    ['--weight-decay R', 'how much weights shrink at each step, times the learning rate'],
  ],
  fields,
  count: { field: whole(100), initial: 400 },
  telling: {},
  reports: false,
  initial: ({ task = 'titanic' }, source) => ({ task, ...exercises[task].pace(source) }),
  load: ({ task, ...source }) => exercises[task].load(source),
  introduce: (_, { introduction }) => introduction,
  learn: ({ data, ...manner }) => data.learn(manner),
}
