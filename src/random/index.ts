/** Random numbers as pure functions of keys. */
export { foldIn, key, split, type Key, type Keys } from './key.js'
export { bits } from './bits.js'
export { bernoulli, normal, truncatedNormal, uniform, type Interval } from './distribution.js'
export { integers } from './integers.js'
export { permutation } from './permutation.js'
export { choice, type Choice, type ChoiceOptions } from './choice.js'
