/** Programs as data: what a traced function or a training step has become. */
export { plan, type Move, type Plan } from './plan.js'
export type { Primitive, TensorType } from './primitive.js'
export { print } from './print.js'
export { typesOf, type Id, type Instruction, type Program } from './program.js'
export type { Evaluate } from './simplify/constants.js'
export { printPasses } from './simplify/print.js'
export { passes, passesWith, simplify, type Pass } from './simplify/simplify.js'
