/** The codec of `job.json`, which also checks that the parts of a job belong together. */
import type { Json } from 'fp-ts/lib/Json.js'
import { plainly } from '../io/codec.js'
import { aVersion, count, digits } from '../receipt/fields.js'
import { json } from '../receipt/json.js'
import { fields, list, oneOf, text, type Codec } from '../run/fields.js'
import type { DType, Shape } from '../shape/shape.js'
import type { Batches, Column, Contents, JobData, JobFile, Port, Shard, StepText } from './contents.js'
import { inconsistency } from './consistency.js'

/** SHA-256 of a file, or a `receipt.digest`. */
const digest = digits(64) as Codec<string>

/** A file in the job's folder; no other path is accepted, so that none outside is opened. */
const file: Codec<string> = plainly('the name of a file in the folder', (u): u is string =>
  typeof u === 'string' && /^\w[\w.-]*(\/\w[\w.-]*)*$/.test(u))

const positive: Codec<number> = plainly('a whole number of at least 1', (u): u is number =>
  Number.isSafeInteger(u) && (u as number) >= 1)
const integer = count as Codec<number>
const dtype: Codec<DType> = oneOf<DType>('f32', 'f64', 'i32', 'u32', 'bool')
const shape = list(integer) as Codec<Shape>

const jobFile = { file, digest }
const port = fields<Port>({ name: text, dtype, shape, role: oneOf('carried', 'key', 'step', 'batch', 'loss', 'inRange') }, {})
const program = fields<StepText>(
  { ...jobFile, examples: positive, inputs: list(port), results: list(port) }, { checked: fields<JobFile>(jobFile, {}) })
const column = fields<Column>({ name: text, dtype, shape, per: oneOf('example', 'batch') }, {})
const shard = fields<Shard>({ ...jobFile, rows: integer, batches: integer }, {})
const batches = fields<Batches>({ size: positive, count: positive }, {})
const data = fields<JobData>({
  columns: list(column), shards: list(shard), rows: positive, batches: list(batches),
  orders: list(fields<JobFile>(jobFile, {})), epochs: positive, digest,
}, {})

/** The contents of `job.json`. */
export const contentsCodec: Codec<Contents> = fields<Contents>({
  format: oneOf('tenfold-xla 1'),
  tenfold: aVersion as Codec<string>,
  steps: fields<Contents['steps']>({ done: integer, firstBatch: integer, count: positive }, {}),
  programs: list(program),
  state: fields<JobFile>(jobFile, {}),
  data,
  receipt: fields<Contents['receipt']>({ configuration: json as Codec<Json>, data: digest, initial: digest, program: digest }, {}),
}, {}, inconsistency)
