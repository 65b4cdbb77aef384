/** Examples, each a raw case with its target, as numbers. */
import * as E from 'fp-ts/lib/Either.js'
import { count } from '../program/program.js'
import { TenfoldError } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import { concrete } from '../tensor/tensor.js'
import type { Columns } from '../dataset/dataset.js'
import type { Definition } from './define.js'
import type { Values } from './input.js'
import { prepared, scaled, type Preparation, type Scaling } from './preparation.js'
import { own } from './own.js'
import { misfit, type Wrong } from './wrong.js'

/** Cases as their schema reads them, and the number that stands for each target. */
export interface Labeled {
  readonly raws: readonly unknown[]
  readonly values: Values
  readonly targets: readonly number[]
}

/** What examples of a definition say. One that does not fit is a `Left` that names it, from 0 on, and its fields. */
export const labeled = (
  operation: string, { input, output }: Definition, examples: readonly unknown[], at?: string,
): E.Either<TenfoldError, Labeled> => {
  const width = count(input.shape)
  const values = input.allocate(examples.length)
  const raws: unknown[] = []
  const targets: number[] = []
  for (const [i, example] of examples.entries()) {
    if (!isRecord(example)) {
      const expected = `a record of ${[...input.fields, output.name].join(', ')}`
      return E.left(misfit(operation, [{ field: 'the example', expected, received: example }], at, `example ${i}: `))
    }
    const { [output.name]: _, ...fields } = example
    const target = own(example, output.name)
    const raw = input.caseOf(fields)
    const number = output.read(target)
    const odd: readonly Wrong[] = number === undefined
      ? [{ field: output.name, expected: output.expected, received: target, hint: output.hint(target) }] : []
    const wrong = [...input.read(raw, values, i * width)?.wrong ?? [], ...odd]
    if (wrong.length > 0) return E.left(misfit(operation, wrong, at, `example ${i}: `))
    raws.push(raw)
    targets.push(number as number)
  }
  return E.right({ raws, values, targets })
}

/** The examples with these numbers. */
export const picked = ({ raws, values, targets }: Labeled, rows: readonly number[]): Labeled => {
  const width = raws.length === 0 ? 0 : values.length / raws.length
  const Kind = values.constructor as new (n: number) => Values
  const own = new Kind(rows.length * width)
  rows.forEach((row, i) => own.set(values.subarray(row * width, (row + 1) * width), i * width))
  return { raws: rows.map((row) => raws[row]), values: own, targets: rows.map((row) => targets[row] as number) }
}

/** Inputs and targets as a trainer takes them: classes as places, a truth as 0 or 1, a number scaled. */
export const columnsOf = (
  { input, output }: Definition, preparation: Preparation, { center, scale }: Scaling, { raws, values, targets }: Labeled,
): Columns => {
  const n = raws.length
  return {
    inputs: concrete({ shape: [n, ...input.shape], dtype: input.dtype }, prepared(input, preparation, values)),
    targets: output.kind === 'classes'
      ? concrete({ shape: [n], dtype: 'i32' }, Int32Array.from(targets))
      : concrete({ shape: [n, 1], dtype: 'f32' }, Float32Array.from(targets, (y) => scaled(y, center, scale))),
  }
}
