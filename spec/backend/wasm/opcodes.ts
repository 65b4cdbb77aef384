/** The instructions of a module, read back from its bytes by the published format, whatever wrote them. */

/** An instruction's number: its opcode, or its prefix and its number after that. */
export type Opcode = number
export const prefixed = (prefix: number, n: number): Opcode => prefix * 0x10000 + n

/** The vector instructions that different machines may round differently. */
export const isRelaxed = (opcode: Opcode): boolean => opcode >= prefixed(0xfd, 0x100) && opcode <= prefixed(0xfd, 0x12f)

type Immediate = 'index' | 'signed' | 'byte' | 'memarg' | 'four' | 'eight' | 'sixteen' | 'block' | 'list'

const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
/** Numbers of vector instructions that mean nothing. */
const holes = new Set([
  0x9a, 0xa2, 0xa5, 0xa6, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xbb, 0xc2, 0xc5, 0xc6, 0xcf, 0xd0, 0xd2, 0xd3, 0xd4, 0xe2, 0xee,
])

const table: ReadonlyMap<Opcode, readonly Immediate[]> = new Map<Opcode, readonly Immediate[]>([
  ...[0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b].map((n) => [n, []] as const),
  ...[0x02, 0x03, 0x04].map((n) => [n, ['block']] as const),
  ...[0x0c, 0x0d, 0x10].map((n) => [n, ['index']] as const),
  [0x0e, ['list', 'index']], [0x11, ['index', 'index']], [0x1c, ['list']],
  ...range(0x20, 0x24).map((n) => [n, ['index']] as const),
  ...range(0x28, 0x3e).map((n) => [n, ['memarg']] as const),
  [0x3f, ['byte']], [0x40, ['byte']],
  [0x41, ['signed']], [0x42, ['signed']], [0x43, ['four']], [0x44, ['eight']],
  ...range(0x45, 0xc4).map((n) => [n, []] as const),
  ...range(0, 7).map((n) => [prefixed(0xfc, n), []] as const),
  [prefixed(0xfc, 8), ['index', 'byte']], [prefixed(0xfc, 9), ['index']],
  [prefixed(0xfc, 10), ['byte', 'byte']], [prefixed(0xfc, 11), ['byte']],
  ...range(0, 11).map((n) => [prefixed(0xfd, n), ['memarg']] as const),
  [prefixed(0xfd, 12), ['sixteen']], [prefixed(0xfd, 13), ['sixteen']],
  ...range(14, 20).map((n) => [prefixed(0xfd, n), []] as const),
  ...range(21, 34).map((n) => [prefixed(0xfd, n), ['byte']] as const),
  ...range(35, 83).map((n) => [prefixed(0xfd, n), []] as const),
  ...range(84, 91).map((n) => [prefixed(0xfd, n), ['memarg', 'byte']] as const),
  ...range(92, 93).map((n) => [prefixed(0xfd, n), ['memarg']] as const),
  ...range(94, 255).filter((n) => !holes.has(n)).map((n) => [prefixed(0xfd, n), []] as const),
  ...range(0x100, 0x113).map((n) => [prefixed(0xfd, n), []] as const),
  ...range(0x00, 0x02).map((n) => [prefixed(0xfe, n), ['memarg']] as const),
  [prefixed(0xfe, 0x03), ['byte']],
  ...range(0x10, 0x4e).map((n) => [prefixed(0xfe, n), ['memarg']] as const),
])

/** Reads on from a place. */
const reader = (bytes: Uint8Array, start: number) => {
  let at = start
  const byte = (): number => {
    const b = bytes[at++]
    if (b === undefined) throw new Error(`the module ends at byte ${bytes.length}`)
    return b
  }
  const index = (): number => {
    let [n, scale] = [0, 1]
    for (;;) {
      const b = byte()
      n += (b & 127) * scale
      if (b < 128) return n
      scale *= 128
    }
  }
  return { at: () => at, byte, index, skip: (n: number) => { at += n } }
}
type Reader = ReturnType<typeof reader>

const skips: Readonly<Record<Immediate, (r: Reader) => void>> = {
  index: (r) => { r.index() },
  signed: (r) => { r.index() },
  block: (r) => { r.index() },
  byte: (r) => { r.byte() },
  memarg: (r) => { r.index(); r.index() },
  four: (r) => { r.skip(4) },
  eight: (r) => { r.skip(8) },
  sixteen: (r) => { r.skip(16) },
  list: (r) => { for (let n = r.index(); n > 0; n--) r.index() },
}

/** The instructions of a function body that ends at `end`. */
const body = (r: Reader, end: number): readonly Opcode[] => {
  for (let runs = r.index(); runs > 0; runs--) { r.index(); r.byte() }
  const list: Opcode[] = []
  let depth = 1
  while (depth > 0) {
    const begin = r.at()
    const first = r.byte()
    const opcode = first >= 0xfc && first <= 0xfe ? prefixed(first, r.index()) : first
    const immediates = table.get(opcode)
    if (immediates === undefined) throw new Error(`no instruction has the opcode 0x${opcode.toString(16)} at byte ${begin}`)
    for (const immediate of immediates) skips[immediate](r)
    depth += [0x02, 0x03, 0x04].includes(opcode) ? 1 : opcode === 0x0b ? -1 : 0
    list.push(opcode)
  }
  if (r.at() !== end) throw new Error(`a function should end at byte ${end}, but ends at ${r.at()}`)
  return list
}

/** All instructions of all functions, in order. */
export const opcodes = (bytes: Uint8Array): readonly Opcode[] => {
  const r = reader(bytes, 8)
  const list: Opcode[] = []
  while (r.at() < bytes.length) {
    const id = r.byte()
    const size = r.index()
    const end = r.at() + size
    if (id !== 10) { r.skip(size); continue }
    for (let functions = r.index(); functions > 0; functions--) {
      const length = r.index()
      list.push(...body(r, r.at() + length))
    }
    if (r.at() !== end) throw new Error(`the code should end at byte ${end}, but ends at ${r.at()}`)
  }
  return list
}
