import { printType } from '../program/infer.js'
import { fail } from '../shape/error.js'
import type { AnyTensor } from './tensor.js'
import * as tree from './tree.js'
import { sameType } from './untyped.js'

/**
 * The tensors of a tree in the order of another's: at the same places there have to be tensors of the same types, and nowhere
 * else; or an error that says what `given` is, and that it should be as `model` is.
 */
export const alike = (
  operation: string, what: string, given: unknown, model: unknown, as: string,
): readonly AnyTensor[] => {
  const [models, places] = [tree.byPath(model), tree.byPath(given)]
  const refuse = (path: string, expected: string, received: AnyTensor | undefined): never => fail(operation, {
    argument: path === '' ? what : `${what} for ${path}`,
    expected: `${expected}, ${as}`,
    received: received && printType(received),
  })
  for (const [path, tensor] of places) if (!models.has(path)) refuse(path, 'no tensor', tensor)
  return [...models].map(([path, tensor]) => {
    const found = places.get(path)
    return found !== undefined && sameType(found, tensor) ? found : refuse(path, printType(tensor), found)
  })
}
