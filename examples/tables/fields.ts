import { number, oneOf } from '../kit/field.js'

export const names = ['housing', 'titanic', 'penguins', 'wine', 'cancer', 'iris', 'diabetes'] as const

export type Name = (typeof names)[number]

/** Settings of trainings on tables, beside those of every training. */
export const fields = {
  task: oneOf(...names),
  'weight-decay': number('a finite number of at least 0', (n) => Number.isFinite(n) && n >= 0),
} as const
