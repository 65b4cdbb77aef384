/** Files of a job, each with the SHA-256 of its bytes. */
import { pieces } from '../checkpoint/encode.js'
import type { Safetensors } from '../checkpoint/safetensors.js'
import { nativeHash, openRegular, writeWhole } from '../io/file.js'
import { begin } from '../receipt/sha256.js'
import type { AnyTensor } from '../tensor/tensor.js'
import { toUtf8 } from '../shape/utf8.js'
import type { JobFile } from './contents.js'

/** Bytes that are read and hashed at a time. */
const pieceLength = 4_194_304

/** The system's own path of a file of the job. */
export const pathOf = async (folder: string, file: string): Promise<string> =>
  (await import('node:path')).join(folder, ...file.split('/'))

/** Writes a file from pieces, which are taken one by one. */
export const writeFile = async (folder: string, file: string, bytes: Iterable<Uint8Array>): Promise<JobFile> => {
  const hash = await nativeHash() ?? begin()
  const passing = { *[Symbol.iterator]() { for (const piece of bytes) { hash.add(piece); yield piece } } }
  await writeWhole(await pathOf(folder, file), passing)
  return { file, digest: hash.digits() }
}

export const writeText = (folder: string, file: string, text: string): Promise<JobFile> => writeFile(folder, file, [toUtf8(text)])

export const writeSafetensors = (folder: string, file: string, contents: Safetensors): Promise<JobFile> =>
  writeFile(folder, file, pieces(contents))

/** Writes tensors alone. */
export const writeTensors = (folder: string, file: string, tensors: ReadonlyMap<string, AnyTensor>): Promise<JobFile> =>
  writeSafetensors(folder, file, { tensors, metadata: new Map() })

/** SHA-256 of a file's bytes; rejects where it cannot be read. */
export const digestOf = async (path: string): Promise<string> => {
  const hash = await nativeHash() ?? begin()
  const { fill, close } = await openRegular(path, 1)
  try {
    const memory = new Uint8Array(pieceLength)
    for (let read = pieceLength; read === pieceLength;) {
      read = await fill(memory)
      hash.add(memory.subarray(0, read))
    }
  } finally {
    await close()
  }
  return hash.digits()
}
