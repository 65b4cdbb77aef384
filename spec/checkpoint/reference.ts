/**
 * `node reference.js PYTHON COUNT` holds this reader and writer against the format's own library (reference.py): their files are
 * read here and ours there, with the same tensors and texts; and of so many files changed at random, none is read here that is
 * refused there, and those that only we refuse are refused for a reason that is listed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { decode, encode, type Safetensors } from '../../src/checkpoint/index.js'
import { formatNames } from '../../src/checkpoint/safetensors.js'
import type { DType } from '../../src/shape/shape.js'
import { elements } from '../../src/tensor/tensor.js'
import { names, tensors, texts } from './arbitrary.js'
import { fileOf } from './bytes.js'
import { mutants } from './mutants.js'
import { seeds } from './seeds.js'

/** Where we are stricter, by what our errors say, and a file that only the library reads. */
const stricter: readonly (readonly [why: string, said: RegExp, file: Uint8Array])[] = [
  ['element types that we do not have', /\.dtype: expected F32, F64, I32, U32, BOOL, received/, fileOf('{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', 2)],
  ['a name twice', /expected each name once/, fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4)],
  ['fields of a tensor that the format does not have', /: expected dtype, shape, data_offsets, received "/, fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}', 4)],
  ['tensors as lists of their fields', /: expected an object, received "\["/, fileOf('{"a":["F32",[1],[0,4]]}', 4)],
  ['truth values that are neither 0 nor 1', /expected bytes 0 and 1 for BOOL/, fileOf('{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}', Uint8Array.of(2))],
  ['other blanks than spaces behind the header', /expected nothing but blanks after the value, received "\\[nrt]"/, fileOf('{}\n')],
  ['numbers of 2⁵³ and more', /2⁵³/, fileOf('{"a":{"dtype":"F32","shape":[0,9007199254740993],"data_offsets":[0,0]}}')],
  ['metadata that are null', /__metadata__: expected an object, received "n"/, fileOf('{"__metadata__":null}')],
]

/** What the library says of a file: why it is refused, or each tensor's type, shape, bytes and (of whole files) type in numpy. */
interface Told {
  readonly file: string
  readonly error?: string
  readonly tensors: Readonly<Record<string, readonly [string, readonly number[], string, string?]>>
  readonly metadata: Readonly<Record<string, string>>
}

const inNumpy: Readonly<Record<DType, string>> = { f32: 'float32', f64: 'float64', i32: 'int32', u32: 'uint32', bool: 'bool' }

/** The same of what we read. */
const ours = ({ tensors: all, metadata }: Safetensors, numpy: boolean): Pick<Told, 'tensors' | 'metadata'> => ({
  tensors: Object.fromEntries([...all].map(([name, x]) => {
    const { buffer, byteOffset, byteLength } = elements(x)
    const type = x.dtype as DType
    const plain = [formatNames[type], [...x.shape], Buffer.from(buffer, byteOffset, byteLength).toString('hex')] as const
    return [name, numpy ? [...plain, inNumpy[type]] : plain]
  })),
  metadata: Object.fromEntries(metadata),
})

const [python = 'python3', count = '2000'] = process.argv.slice(2)
const script = fileURLToPath(new URL('../../../spec/checkpoint/reference.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tenfold-reference-'))
const run = (what: string): string => execFileSync(python, [script, what, folder], { encoding: 'utf8', maxBuffer: 2 ** 30 })
const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(folder, `${name}.safetensors`), bytes)
const said = (error: { readonly message: string }): string => error.message

try {
  run('write')
  for (const file of readdirSync(folder)) {
    const read = decode(readFileSync(join(folder, file)))
    if (E.isRight(read)) put(`again-${file.replace(/\..*/, '')}`, encode(read.right))
  }
  const all = fc.record({
    tensors: fc.array(fc.tuple(names, tensors), { maxLength: 8 }).map((some) => new Map(some)),
    metadata: fc.array(fc.tuple(fc.oneof(names, texts), texts), { maxLength: 4 }).map((some) => new Map(some)),
  })
  fc.sample(all, { numRuns: 200, seed: 1 }).forEach((contents, i) => put(`ours-${i}`, encode(contents)))
  seeds.forEach((bytes, i) => put(`seed-${i}`, bytes))
  stricter.forEach(([, , bytes], i) => put(`strict-${i}`, bytes))
  let number = 0
  for (const bytes of mutants(seeds, Number(count), 2)) put(`mutant-${number++}`, bytes)

  const told = run('read').trim().split('\n').map((line) => JSON.parse(line) as Told)
  const reasons = new Map<string, number>()
  const wrong: string[] = []
  let [whole, both] = [0, 0]
  for (const { file, error, tensors: theirTensors, metadata } of told) {
    const [mutant, strict] = [file.startsWith('mutant'), file.startsWith('strict')]
    const bytes = readFileSync(join(folder, file))
    const read = decode(bytes)
    const shown = `${file} (${bytes.toString('hex')})`
    if (strict) {
      const [why, pattern] = stricter[Number(/\d+/.exec(file)?.[0])] ?? []
      const refused = E.isLeft(read) && pattern?.test(read.left.message) === true
      if (!refused || error !== undefined) wrong.push(`${shown}: not read there and refused here for ${why}: ${error ?? ''}`)
    } else if (E.isRight(read)) {
      if (error !== undefined) wrong.push(`${shown}: read here, but there: ${error}`)
      else if (!isDeepStrictEqual(ours(read.right, !mutant), { tensors: theirTensors, metadata })) wrong.push(`${shown}: something else is read there`)
      else if (mutant) both++
      else whole++
    } else if (!mutant) wrong.push(`${shown}: refused here: ${said(read.left)}`)
    else if (error === undefined) {
      const [why] = stricter.find(([, pattern]) => pattern.test(read.left.message)) ?? []
      if (why === undefined) wrong.push(`${shown}: read there, but here: ${said(read.left)}`)
      else reasons.set(why, (reasons.get(why) ?? 0) + 1)
    }
  }
  console.log(`${whole} whole files: the same tensors and texts, theirs here and ours there`)
  console.log(`${number} changed ones: ${both} read by both, with the same meaning; refused here alone, for`)
  for (const [why] of stricter) console.log(`  ${String(reasons.get(why) ?? 0).padStart(5)} ${why}`)
  if (told.length !== readdirSync(folder).length) wrong.push('some files were left out')
  for (const line of wrong.slice(0, 5)) console.error(line)
  if (wrong.length > 0) console.error(`${wrong.length} are wrong`)
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}
