/** Parquet files of one column, in which everything can be said, true or not. */

/** A field of Thrift's compact protocol: its type and its bytes. */
export type Field = readonly [type: number, bytes: readonly number[]]

const varint = (n: number): readonly number[] => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))])
const signed = (n: number): readonly number[] => varint(n < 0 ? -2 * n - 1 : 2 * n)

export const int = (n: number): Field => [6, signed(n)]
export const text = (s: string): Field => [8, [...varint(Buffer.byteLength(s)), ...Buffer.from(s)]]
export const list = (type: number, items: readonly Field[]): Field =>
  [9, [0xf0 | type, ...varint(items.length), ...items.flatMap(([, bytes]) => bytes)]]
/** Fields by their numbers. */
export const struct = (fields: Readonly<Record<number, Field | undefined>>): Field => {
  const all = Object.entries(fields).flatMap(([id, field]) => (field === undefined ? [] : [[field[0]], signed(Number(id)), field[1]]))
  return [12, [...all.flat(), 0]]
}

/** A page, and its header. */
export interface Page {
  readonly header: Field
  readonly bytes: Uint8Array
}

/** Cells without levels: `count` of them, as many inflated bytes as it says. */
export const page = (count: number, bytes: Uint8Array, encoding = 0, uncompressed = bytes.length, extra: Readonly<Record<number, Field>> = {}): Page => ({
  header: struct({
    1: int(0), 2: int(uncompressed), 3: int(bytes.length),
    5: struct({ 1: int(count), 2: int(encoding), 3: int(3), 4: int(3) }), ...extra,
  }),
  bytes,
})

export const dictionary = (count: number, bytes: Uint8Array): Page =>
  ({ header: struct({ 1: int(2), 2: int(bytes.length), 3: int(bytes.length), 7: struct({ 1: int(count), 2: int(0) }) }), bytes })

/** What a file says; what is left out is true. */
export interface Said {
  readonly rows?: number
  readonly groupRows?: number
  readonly values?: number
  readonly codec?: number
  readonly type?: number
  readonly repetition?: number
  readonly logical?: Field
  readonly length?: number
  readonly offset?: number
  readonly compressed?: number
  readonly path?: readonly string[]
  /** Put in place of the schema. */
  readonly schema?: readonly Field[]
  readonly groups?: number
  /** More fields of the footer. */
  readonly extra?: Readonly<Record<number, Field>>
}

/** A file of the column `a` with so many rows in these pages. */
export const file = (rows: number, pages: readonly Page[], said: Said = {}): Uint8Array => {
  const body = Buffer.concat([Buffer.from('PAR1'), ...pages.flatMap(({ header, bytes }) => [Buffer.from(header[1]), bytes])])
  const { type = 1, groupRows = rows, values = rows, codec = 0, repetition = 0, groups = 1 } = said
  const schema = said.schema ?? [
    struct({ 4: text('schema'), 5: int(1) }),
    struct({ 1: int(type), 2: said.length === undefined ? undefined : int(said.length), 3: int(repetition), 4: text('a'), 10: said.logical }),
  ]
  const chunk = struct({
    2: int(0),
    3: struct({
      1: int(type), 2: list(5, []), 3: list(8, (said.path ?? ['a']).map(text)), 4: int(codec), 5: int(values), 6: int(body.length - 4),
      7: int(said.compressed ?? body.length - 4), 9: int(said.offset ?? 4),
    }),
  })
  const group = struct({ 1: list(12, [chunk]), 2: int(0), 3: int(groupRows) })
  const footer = Buffer.from(struct({
    1: int(1), 2: list(12, schema), 3: int(said.rows ?? rows * groups), 4: list(12, Array.from({ length: groups }, () => group)), ...said.extra,
  })[1])
  const end = Buffer.from([0, 0, 0, 0, 0x50, 0x41, 0x52, 0x31])
  end.writeUInt32LE(footer.length)
  return new Uint8Array(Buffer.concat([body, footer, end]))
}

export const int32s = (...values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer)
export const strings = (...values: readonly (string | readonly number[])[]): Uint8Array => new Uint8Array(Buffer.concat(values.flatMap((value) => {
  const bytes = Buffer.from(value as string)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return [length, bytes]
})))
export { signed, varint }
