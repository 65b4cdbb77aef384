/** Files made of good ones: bytes changed, put in, cut out, copied; headers changed by their structure; lengths that lie. */
import { fileOf } from './bytes.js'
import { draws, type Draw } from './draw.js'
import { jsonOf, mutate, print, type Json } from './mutate.js'

/** A good file: its bytes, and its header as it is printed and read. */
interface Whole {
  readonly bytes: Uint8Array
  readonly header: Json
  readonly data: Uint8Array
}

const whole = (bytes: Uint8Array): Whole => {
  const end = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  return { bytes, header: jsonOf(JSON.parse(new TextDecoder().decode(bytes.subarray(8, end)))), data: bytes.subarray(end) }
}

const meaningful = [...Buffer.from('"{}[]:,\\09-e. \n')]

/** A few bytes changed, half of the times where the header begins, in which a byte means most. */
const changedBytes = (bytes: Uint8Array, draw: Draw): Uint8Array => {
  const start = draw.below(2) === 0 ? bytes.length : Math.min(bytes.length, 120)
  let made = bytes
  const splice = (at: number, without: number, ...put: readonly number[]): void => {
    made = Buffer.concat([made.subarray(0, at), Uint8Array.from(put), made.subarray(at + without)])
  }
  for (let n = draw.below(4); n >= 0; n--) {
    const at = draw.below(start)
    const byte = draw.below(2) === 0 ? draw.below(256) : draw.pick(meaningful)
    switch (draw.below(8)) {
      case 0: splice(at, 0, byte); break
      case 1: splice(at, 1 + draw.below(4)); break
      case 2: splice(at, 0, ...made.subarray(at, at + draw.below(60))); break
      case 3: splice(at, 1, (made[at] ?? 0) ^ (1 << draw.below(8))); break
      default: splice(at, 1, byte)
    }
  }
  return made
}

/** A header changed in some places before the same data, or nearly. */
const changedHeader = ({ header, data }: Whole, draw: Draw): Uint8Array => {
  let changed = header
  for (let n = draw.pick([0, 0, 1, 1, 1, 2]); n > 0; n--) changed = mutate(changed, draw)
  const tail = draw.below(6) > 0 ? data : data.subarray(0, draw.below(data.length + 1))
  return fileOf(print(changed, draw), draw.below(6) > 0 ? tail : changedBytes(tail, draw))
}

/** The length of the header is another than it says. */
const lying = (bytes: Uint8Array, draw: Draw): Uint8Array => {
  const made = bytes.slice()
  const view = new DataView(made.buffer)
  if (draw.below(2) === 0) view.setUint32(0, view.getUint32(0, true) + draw.pick([-8, -1, 1, 2, 8, 100]), true)
  else view.setBigUint64(0, draw.pick([0n, 1n, 2n, 8n, 100_000_000n, 100_000_001n, 1n << 31n, 1n << 32n, 1n << 53n, (1n << 63n) - 1n, (1n << 64n) - 1n]), true)
  return made
}

const one = (files: readonly Whole[], draw: Draw): Uint8Array => {
  const file = draw.pick(files)
  const kind = draw.below(20)
  return kind === 0 ? file.bytes.slice(0, draw.below(file.bytes.length))
    : kind === 1 ? lying(file.bytes, draw)
    : kind < 6 ? changedBytes(file.bytes, draw)
    : kind < 8 ? changedBytes(changedHeader(file, draw), draw)
    : changedHeader(file, draw)
}

/** So many files made of these, the same for the same seed. */
export function* mutants(files: readonly Uint8Array[], count: number, seed: number): Generator<Uint8Array> {
  const [wholes, draw] = [files.map(whole), draws(seed)]
  for (let i = 0; i < count; i++) yield one(wholes, draw)
}
