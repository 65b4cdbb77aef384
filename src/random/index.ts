/** Random numbers as pure functions of keys. */
export { bits, foldIn, key, split, type Key, type Keys } from './key.js'
export { bernoulli, integers, normal, truncatedNormal, uniform, type Interval } from './distribution.js'
export { permutation } from './permutation.js'
