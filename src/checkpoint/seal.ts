/**
 * A seal in a checkpoint's metadata tells whether the file is whole: `tenfold 1` and SHA-256 over everything that the file
 * says. It finds what a disk or a network has damaged. It is no signature: who changes a file can make another seal.
 *
 * What is hashed: in JSON (UTF-8, no blanks) the list of the other texts, `[name, text]`, and the list of the tensors,
 * `[name, dtype, shape]`, in a list, both sorted by name; then the elements of the tensors in that order, little-endian, with
 * one NaN. So a file that another program has written anew, with all of this in it, still fits.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Hash } from '../io/hash.js'
import { littleEndianPieces } from '../receipt/bytes.js'
import { byName } from '../receipt/leaves.js'
import { begin } from '../receipt/sha256.js'
import { toUtf8 } from '../shape/utf8.js'
import { elements } from '../tensor/tensor.js'
import type { Problem, Safetensors } from './safetensors.js'

/** What the metadata says that a checkpoint of this form is. */
export const format = 'tenfold 1'

const sealName = 'seal'

/** Names in the metadata that are taken. */
export const takenNames: readonly string[] = ['format', 'tree', 'memory', sealName]

/** It says whose it is, too, so that it counts where the format's name is damaged. */
const sealOf = ({ tensors, metadata }: Safetensors, hash: Hash): string => {
  const sorted = [...tensors].toSorted(byName)
  const types = sorted.map(([name, { dtype, shape }]) => [name, dtype, shape])
  hash.add(toUtf8(JSON.stringify([[...metadata].toSorted(byName), types])))
  for (const [, tensor] of sorted) for (const piece of littleEndianPieces(elements(tensor))) hash.add(piece)
  return `${format} ${hash.digits()}`
}

/** The contents with their seal, made by this hash of nothing. */
export const sealed = ({ tensors, metadata }: Safetensors, hash = begin()): Safetensors =>
  ({ tensors, metadata: new Map([...metadata, [sealName, sealOf({ tensors, metadata }, hash)]]) })

/** The contents without their seal, which has to fit. Files of others, and checkpoints that have none, are as they are. */
export const unsealed = (all: Safetensors, hash = begin()): E.Either<Problem, Safetensors> => {
  const claimed = all.metadata.get(sealName)
  const isOurs = claimed !== undefined && (all.metadata.get('format') === format || claimed.startsWith(format))
  if (!isOurs) return E.right(all)
  const { tensors, metadata } = { ...all, metadata: new Map(all.metadata) }
  metadata.delete(sealName)
  const expected = sealOf({ tensors, metadata }, hash)
  const received = `${JSON.stringify(claimed.slice(0, 80))}: something was changed`
  return claimed === expected ? E.right({ tensors, metadata })
    : E.left({ place: `__metadata__.${sealName}`, expected: JSON.stringify(expected), received })
}
