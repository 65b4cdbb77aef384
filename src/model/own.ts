/** Fields of records from outside. */
import { isRecord } from '../shape/options.js'

/** A record's own field, and nothing that every object has: a column may be called `constructor`. */
export const own = (record: unknown, name: string): unknown =>
  (isRecord(record) && Object.hasOwn(record, name) ? record[name] : undefined)
