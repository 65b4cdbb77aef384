/** What a checkpoint holds: a state, and beside it what observers remember, each with its tree and its tensors. */
import * as E from 'fp-ts/lib/Either.js'
import { fail } from '../shape/error.js'
import { assemble, dismantle } from './form.js'
import type { Problem, Safetensors } from './safetensors.js'
import { format, takenNames } from './seal.js'

/** The name of the observers' memory in the metadata, and that of its tensors up to the first dot. */
const memoryName = 'memory'

const isOfMemory = (name: string): boolean => name === memoryName || name.startsWith(`${memoryName}.`)

/** A state as plain data, texts of the user's own, and what observers remember, if they do. */
export interface Contents {
  readonly state: unknown
  readonly metadata: Readonly<Record<string, string>>
  readonly memory?: unknown
}

/** As tensors and texts, without a seal. */
export const contentsOf = (operation: string, { state, metadata, memory }: Contents): Safetensors => {
  const taken = takenNames.find((name) => Object.hasOwn(metadata, name))
  if (taken !== undefined)
    fail(operation, { argument: 'metadata', expected: `other names than ${takenNames.join(', ')}`, received: taken })
  const { tree, tensors } = dismantle(state)
  const texts = [...Object.entries(metadata), ['format', format], ['tree', tree]] as const
  if (memory === undefined) return { tensors, metadata: new Map(texts) }
  const beside = dismantle({ [memoryName]: memory })
  const stray = [...tensors.keys()].find(isOfMemory)
  if (stray !== undefined)
    fail(operation, { argument: stray, expected: `another name than ${memoryName}, where observers are saved`, received: stray })
  return { tensors: new Map([...tensors, ...beside.tensors]), metadata: new Map([...texts, [memoryName, beside.tree]]) }
}

/** What is read: memory is `undefined` where the file has none. */
export type Read = Omit<Contents, 'metadata'>

const treeOf = (tree: string, all: Safetensors['tensors'], isOfTree: (name: string) => boolean, place: string): E.Either<Problem, unknown> =>
  E.mapLeft((received: string): Problem => ({ place, expected: 'how the tensors hang together', received }))(
    assemble({ tree, tensors: new Map([...all].filter(([name]) => isOfTree(name))) }))

/** The state and the memory of a file's tensors and texts, as plain data. */
export const readContents = ({ tensors, metadata }: Safetensors): E.Either<Problem, Read> => {
  const [made, tree, memory] = [metadata.get('format'), metadata.get('tree'), metadata.get(memoryName)]
  if (made !== format)
    return E.left({ place: '__metadata__.format', expected: JSON.stringify(format), received: made === undefined ? 'nothing' : JSON.stringify(made.slice(0, 80)) })
  if (tree === undefined) return E.left({ place: '__metadata__.tree', expected: 'how the tensors hang together', received: 'nothing' })
  if (memory === undefined) return E.map((state: unknown) => ({ state }))(treeOf(tree, tensors, () => true, '__metadata__.tree'))
  return E.chain((state: unknown) => E.map((whole: unknown): Read => ({ state, memory: (whole as { readonly memory: unknown })[memoryName] }))(
    treeOf(memory, tensors, isOfMemory, `__metadata__.${memoryName}`)))(treeOf(tree, tensors, (name) => !isOfMemory(name), '__metadata__.tree'))
}
