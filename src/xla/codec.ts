/** The codec of `job.json`: unknown in, a job out whose parts belong together, or sentences that say where they do not. */
import type { Json } from 'fp-ts/lib/Json.js'
import { plainly } from '../io/codec.js'
import { aVersion, count, digits } from '../receipt/fields.js'
import { json } from '../receipt/json.js'
import { fields, list, oneOf, text, type Codec } from '../run/fields.js'
import type { DType, Shape } from '../shape/shape.js'
import type { Batches, Column, Contents, JobData, JobFile, Port, Shard, StepText } from './contents.js'
import { misfits } from './misfits.js'

/** SHA-256, of a file or of what `receipt.digest` has hashed. */
const digest = digits(64) as Codec<string>

/** A name of a file in the job's folder: nothing outside of it is ever opened. */
const file: Codec<string> = plainly('the name of a file in the folder', (u): u is string =>
  typeof u === 'string' && /^\w[\w.-]*(\/\w[\w.-]*)*$/.test(u))

const one: Codec<number> = plainly('a whole number of at least 1', (u): u is number => Number.isSafeInteger(u) && (u as number) >= 1)
const whole = count as Codec<number>
const dtype: Codec<DType> = oneOf<DType>('f32', 'f64', 'i32', 'u32', 'bool')
const shape = list(whole) as Codec<Shape>

const jobFile = { file, digest }
const port = fields<Port>({ name: text, dtype, shape, role: oneOf('carried', 'key', 'step', 'batch', 'loss', 'inRange') }, {})
const program = fields<StepText>(
  { ...jobFile, examples: one, inputs: list(port), results: list(port) }, { checked: fields<JobFile>(jobFile, {}) })
const column = fields<Column>({ name: text, dtype, shape, per: oneOf('example', 'batch') }, {})
const shard = fields<Shard>({ ...jobFile, rows: whole, batches: whole }, {})
const batches = fields<Batches>({ size: one, count: one }, {})
const data = fields<JobData>({
  columns: list(column), shards: list(shard), rows: one, batches: list(batches), orders: list(fields<JobFile>(jobFile, {})), epochs: one, digest,
}, {})

/** What a job says of itself, as `job.json` has it. */
export const contentsCodec: Codec<Contents> = fields<Contents>({
  format: oneOf('tenfold-xla 1'),
  tenfold: aVersion as Codec<string>,
  steps: fields<Contents['steps']>({ done: whole, firstBatch: whole, count: one }, {}),
  programs: list(program),
  state: fields<JobFile>(jobFile, {}),
  data,
  receipt: fields<Contents['receipt']>({ configuration: json as Codec<Json>, data: digest, initial: digest, program: digest }, {}),
}, {}, misfits)
