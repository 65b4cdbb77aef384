/** Data sets from examples one by one: the rows of a table, the measurements of a device. */
import { allocate, isElement } from '../program/elements.js'
import { count } from '../program/program.js'
import { fail } from '../shape/error.js'
import { anIterable, aRecord, check, checkOptions, isRecord, type Kind } from '../shape/options.js'
import type { DType, Shape } from '../shape/shape.js'
import { checkShape, dtypes } from '../tensor/argument.js'
import { concrete, type AnyTensor } from '../tensor/tensor.js'
import { dataset, type Dataset } from './dataset.js'

/** One example: a number, or the elements of a tensor in row-major order. */
export interface Example {
  readonly inputs: number | ArrayLike<number>
  readonly targets: number | ArrayLike<number>
}

/** Shapes of one example's inputs and targets, and their element types, by default f32. */
export interface Form<I extends Shape, T extends Shape, D extends DType, F extends DType> {
  readonly inputs: I
  readonly targets: T
  readonly targetType?: D
  readonly inputType?: F
}

const aType: Kind = { expected: `one of ${dtypes.join(', ')}`, holds: (x) => dtypes.includes(x) }

const column = (examples: readonly Example[], name: keyof Example, shape: Shape, dtype: DType): AnyTensor => {
  checkShape('dataset.fromExamples', shape, dtype, `form.${name}`)
  const width = count(shape)
  const elements = allocate(dtype, examples.length * width)
  examples.forEach((example, row) => {
    if (!isRecord(example))
      fail('dataset.fromExamples', { argument: `example ${row}`, expected: aRecord.expected, received: example })
    const given: unknown = example[name]
    const values = (typeof given === 'object' && given !== null ? given : [given]) as ArrayLike<number>
    const wrong = (expected: string, received: unknown): never =>
      fail('dataset.fromExamples', { argument: `${name} of example ${row}`, expected, received })
    if (values.length !== width) wrong(`${width} values for [${shape.join(', ')}]`, values.length)
    for (let i = 0; i < width; i++) {
      const value = values[i] as number
      if (!isElement(dtype, value)) wrong(`values of ${dtype}`, value)
      elements[row * width + i] = value
    }
  })
  return concrete({ shape: [examples.length, ...shape], dtype }, elements)
}

/**
 * The data set of examples in their order. No examples, other numbers of values than the shapes say, or values that the
 * element type doesn't have are an error; a missing input may be NaN.
 *
 * @example
 * const rows = [{ length: 46.1, width: undefined, species: 2 }, { length: 39.1, width: 18.7, species: 0 }]
 * pipe(
 *   rows.map((row) => ({ inputs: [row.length ?? NaN, row.width ?? NaN], targets: row.species })),
 *   fromExamples({ inputs: [2], targets: [], targetType: 'i32' }),
 * ) // Dataset<readonly [2], readonly [], 'i32'>
 */
export const fromExamples = <const I extends Shape, const T extends Shape, D extends DType = 'f32', F extends DType = 'f32'>(
  form: Form<I, T, D, F>,
) => (examples: Iterable<Example>): Dataset<I, T, D, F> => {
  checkOptions<Form<I, T, D, F>>(
    'dataset.fromExamples', form, { inputs: true, targets: true, inputType: aType, targetType: aType }, 'form')
  check('dataset.fromExamples', { examples }, { examples: anIterable })
  const all = [...examples]
  return dataset('dataset.fromExamples', {
    inputs: column(all, 'inputs', form.inputs, form.inputType ?? 'f32'),
    targets: column(all, 'targets', form.targets, form.targetType ?? 'f32'),
  })
}
