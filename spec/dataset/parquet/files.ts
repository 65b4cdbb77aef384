/** Good files, with what they are read as: of pyarrow and of hyparquet-writer, in every encoding that is read without an option. */
import { parquetWriteBuffer } from 'hyparquet-writer'
import { boolean, integer, number, optional, string } from '../../../src/dataset/parquet.js'
import { files } from '../../outside/parquet.js'

export const bytesOf = (name: string): Uint8Array => Uint8Array.from(Buffer.from((files[name] ?? []).join(''), 'base64'))

export const columns = {
  number: optional(number), whole: integer, small: optional(integer), name: optional(string, ['-']), text: string, truth: boolean,
  cents: number,
}

const other = (codec: 'UNCOMPRESSED' | 'SNAPPY'): Uint8Array => new Uint8Array(parquetWriteBuffer({
  columnData: [
    { name: 'number', data: Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? null : i / 8)) },
    { name: 'whole', data: Array.from({ length: 40 }, (_, i) => BigInt(i) << 40n), type: 'INT64' },
    { name: 'small', data: Array.from({ length: 40 }, (_, i) => i % 4), type: 'INT32' },
    { name: 'name', data: Array.from({ length: 40 }, (_, i) => (i % 9 === 0 ? null : `name ${i % 6}`)) },
    { name: 'text', data: Array.from({ length: 40 }, (_, i) => `row ${i}`) },
    { name: 'truth', data: Array.from({ length: 40 }, (_, i) => i % 2 === 0) },
    { name: 'cents', data: Array.from({ length: 40 }, (_, i) => i / 100) },
  ],
  rowGroupSize: [25], codec,
}))

export const good: readonly Uint8Array[] = [
  ...['plain', 'snappy', 'gzip', 'delta', 'second', 'checksums'].map((name) => bytesOf(`long_${name}`)),
  other('UNCOMPRESSED'), other('SNAPPY'),
]
