/** Random numbers as pure functions of keys. */
export { foldIn, key, split, type Key, type Keys } from './key.js'
export { bits } from './bits.js'
export { bernoulli, normal, truncatedNormal, uniform, type Interval } from './distribution.js'
export { integers } from './integers.js'
export { permutation } from './permutation.js'
export { choice, type Choice, type ChoiceOptions } from './choice.js'
export { categorical, type CategoricalOptions } from './categorical.js'
export {
  cauchy, exponential, gumbel, laplace, logistic, type Located, type LocationOptions, type RateOptions,
} from './located.js'
export { beta, dirichlet, gamma } from './gamma.js'
export { multivariateNormal } from './multivariateNormal.js'
export { poisson } from './poisson.js'
// What signatures of these are made of.
export type { Parameter } from './parameter.js'
