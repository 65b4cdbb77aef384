/** `node hostile.js BYTES`: reads files whose headers, of so many bytes each, are made to take memory or time; a line for each. */
import * as E from 'fp-ts/lib/Either.js'
import { decode } from '../../src/checkpoint/index.js'
import { fileOf } from './bytes.js'

const size = Number(process.argv[2])

/** Members or items, one after another with commas, as many as there is room for; made outside of the heap. */
const filled = (before: string, one: (i: number) => string, after: string): Buffer => {
  const bytes = Buffer.alloc(size, 0x20)
  let at = bytes.write(before)
  for (let i = 0; at < size - after.length - 100; i++) at += bytes.write(`${i === 0 ? '' : ','}${one(i)}`, at)
  bytes.write(after, at)
  return bytes
}
/** One thing again and again. */
const repeated = (before: string, one: string, after: string): Buffer => {
  const bytes = Buffer.alloc(size, one)
  bytes.write(before)
  bytes.write(after, size - after.length)
  return bytes
}
const tensor = (shape: string): string => `{"dtype":"BOOL","shape":[${shape}],"data_offsets":[0,0]}`

const headers: Readonly<Record<string, () => Buffer>> = {
  'tensors': () => filled('{', (i) => `"${i.toString(36)}":${tensor('0')}`, '}'),
  'tensors of one name': () => filled('{', () => `"a":${tensor('0')}`, '}'),
  'texts': () => filled('{"__metadata__":{', (i) => `"${i.toString(36)}":""`, '}}'),
  'axes': () => filled('{"a":{"dtype":"BOOL","shape":[0,', () => '1', '],"data_offsets":[0,0]}}'),
  'large axes': () => filled('{"a":{"dtype":"BOOL","shape":[0,', () => '4503599627370496', '],"data_offsets":[0,0]}}'),
  'offsets': () => filled('{"a":{"dtype":"BOOL","shape":[0],"data_offsets":[', () => '0', ']}}'),
  'a name': () => repeated('{"', 'n', `":${tensor('0')}}`),
  'escapes': () => repeated('{"__metadata__":{"a":"', '\\"', '"}}'),
  'blanks': () => repeated('{', ' ', '}'),
  'brackets': () => repeated('{"a":', '[', ']'),
  'members inside members': () => repeated('{"a":', '{"a":', '}'),
  'digits': () => repeated('{"a":{"shape":[', '9', ']}}'),
  'no end': () => repeated('{"', '\\', '\\'),
}

for (const [name, header] of Object.entries(headers)) {
  const bytes = fileOf(header())
  const [before, begin] = [process.memoryUsage().arrayBuffers, performance.now()]
  const result = decode(bytes)
  const [took, taken] = [performance.now() - begin, process.memoryUsage().arrayBuffers - before]
  if (taken > bytes.length + 65536) throw new Error(`${name}: ${taken} bytes of buffers`)
  console.log(`${name}: ${E.isLeft(result) ? 'refused' : 'read'} in ${took.toFixed(0)} ms`)
}
