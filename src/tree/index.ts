/** Trees: lists and records of tensors, nested, such as parameters, gradients and states. */
export { stack, unstack } from './stack.js'
export { leaves, map, zerosLike, zip } from './tree.js'
export type { Leaf } from '../tensor/tree.js'
