/**
 * Modules as files. A file says what it is of, and a digest of all that follows, so that what was cut off, overwritten or made by
 * somebody else is known for that:
 *
 *     'tenfold module\n' ─ SHA-256 of the rest (32) ─ length of the head (u32, little-endian) ─ head (JSON) ─ module ─ constants
 */
import { joined } from '../../io/joined.js'
import { fromUtf8, toUtf8 } from '../../shape/utf8.js'
import type { Emitted } from './scheduling/emit.js'

/** The version of the format. */
export const format = 1

/** Bytes of SHA-256. */
export type Digest = (bytes: Uint8Array) => Uint8Array

const magic = /* @__PURE__ */ toUtf8('tenfold module\n')
const [digestAt, rest] = [magic.length, magic.length + 32]

/** What is told of a module besides its bytes. */
interface Head extends Omit<Emitted, 'bytes' | 'constants'> {
  /** What it was made of, in digits. */
  readonly key: string
  readonly moduleBytes: number
  readonly constants: readonly { readonly at: number; readonly bytes: number }[]
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

/** The file of a module. */
export const entryOf = (key: string, { bytes, constants, ...places }: Emitted, digest: Digest): Uint8Array<ArrayBuffer> => {
  const head: Head = {
    ...places, key, moduleBytes: bytes.length, constants: constants.map(({ at, elements }) => ({ at, bytes: elements.byteLength })),
  }
  const text = toUtf8(JSON.stringify(head))
  const body = joined([
    new Uint8Array(Uint32Array.of(text.length).buffer), text, bytes,
    ...constants.map(({ elements: { buffer, byteOffset, byteLength } }) => new Uint8Array(buffer, byteOffset, byteLength)),
  ])
  return joined([magic, digest(body), body])
}

/** The module of a file, if it is whole and that of the key. */
export const emittedIn = (file: Uint8Array, key: string, digest: Digest): Emitted | undefined => {
  const body = file.subarray(rest)
  if (body.length < 4 || !equal(file.subarray(0, digestAt), magic) || !equal(file.subarray(digestAt, rest), digest(body))) return undefined
  // What has the digest of its own was written here.
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0, true)
  const head = JSON.parse(fromUtf8(body.subarray(4, 4 + length))) as Head
  if (head.key !== key) return undefined
  let at = 4 + length
  // Copies, which a Node buffer's own `slice` does not make.
  const next = (n: number): Uint8Array<ArrayBuffer> => new Uint8Array(body.subarray(at, at += n))
  const { threads, pages, inputs, results, moduleBytes } = head
  const bytes = next(moduleBytes)
  return { threads, pages, inputs, results, bytes, constants: head.constants.map((c) => ({ at: c.at, elements: next(c.bytes) })) }
}
