/**
 * A data set is a value: inputs [n, ...I], targets [n, ...T], and perhaps a weight for each example. What is done with it
 * makes another one; the order of its examples changes only by a key.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * const [train, test] = pipe(data, shuffle(random.key(0)), split(0.5))
 * train.size // 2
 */
import type { Agree } from '../shape/agree.js'
import { fail } from '../shape/error.js'
import { aFunction, aRecord, check, checkOptions, isRecord, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { aTensor } from '../tensor/argument.js'
import { isTensor, type AnyTensor, type Tensor } from '../tensor/tensor.js'

/** The element type of the weights of examples whose inputs are of type `F`: the same, or f32 where that is no float. */
export type Weighing<F extends DType> = F extends Float ? F : 'f32'

/** Examples with inputs of shape `I` and element type `F`, and targets of shape `T` and element type `D`. */
export interface Dataset<I extends Shape, T extends Shape, D extends DType, F extends DType = 'f32'> {
  readonly size: number
  readonly inputs: Tensor<readonly [number, ...I], F>
  readonly targets: Tensor<readonly [number, ...T], D>
  readonly weights?: Tensor<readonly [number], Weighing<F>>
}

/** From one data set to another of the same type. */
export type Rearrangement = <I extends Shape, T extends Shape, D extends DType, F extends DType>(
  data: Dataset<I, T, D, F>,
) => Dataset<I, T, D, F>

/** The tensors of a data set or a batch, whatever their shapes. */
export interface Columns {
  readonly inputs: AnyTensor
  readonly targets: AnyTensor
  readonly weights?: AnyTensor
}

/** How many examples there are in every column. */
export const sizeOf = (operation: string, columns: Columns): number => {
  const examples = (name: keyof Columns): number => {
    const column: unknown = columns[name]
    if (!isTensor(column)) return fail(operation, { argument: name, expected: 'a tensor [examples, ...]', received: column })
    const [n] = column.shape as Shape
    return n ?? fail(operation, { argument: name, expected: 'a tensor [examples, ...]', received: String(column) })
  }
  const size = examples('inputs')
  if (size === 0) fail(operation, { argument: 'inputs', expected: 'at least 1 example', received: columns.inputs.shape })
  for (const name of columns.weights === undefined ? ['targets'] as const : ['targets', 'weights'] as const) {
    const received = examples(name)
    const message = `${size} inputs need ${size} ${name}, but there are ${received}`
    if (received !== size) fail(operation, { argument: name, expected: `${size} of them`, received, message })
  }
  return size
}

/** A data set where one is asked for: what `dataset.of` makes. */
export const expectDataset = (operation: string, data: unknown): void => {
  check(operation, { data }, { data: aDataset })
  sizeOf(operation, data as Columns)
}
const aDataset: Kind = {
  expected: 'a data set, as dataset.of makes it',
  holds: (x: unknown) => isRecord(x) && isTensor(x['inputs']) && x['size'] === x['inputs'].shape[0],
}

/** A data set of checked columns; the caller states its type. */
export const dataset = (operation: string, given: Columns): Dataset<any, any, any, any> => {
  check(operation, { columns: given }, { columns: aRecord })
  const { inputs, targets, weights } = given
  const columns = { inputs, targets, ...(weights === undefined ? {} : { weights }) }
  return Object.freeze({ size: sizeOf(operation, columns), ...columns })
}

// What the compiler finds in the place of `...I` below is a mutable tuple; shapes are readonly ones.

/**
 * The data set of inputs [n, ...I] and targets [n, ...T], the i-th of each being one example. No examples, or not as many
 * targets (or weights) as inputs, is an error.
 *
 * @example
 * of({ inputs: t.of([2, 3], [1, 2, 3, 4, 5, 6]), targets: t.of([2], [0, 1], 'i32') })
 * // Dataset<readonly [3], readonly [], 'i32'>
 */
export const of = <
  N extends number, M extends number, I extends Shape, T extends Shape, D extends DType, F extends DType,
>(columns: {
  readonly inputs: Tensor<readonly [N, ...I], F>
  readonly targets: Tensor<readonly [M, ...T], D> & Equal<N, M>
  readonly weights?: Tensor<readonly [N], Weighing<F>>
}): Dataset<Readonly<I>, Readonly<T>, D, F> => dataset('dataset.of', checkOptions<Columns & { size?: number }>(
  'dataset.of', columns, { inputs: true, targets: true, weights: aTensor, size: true }, 'columns'))
const expectMapping = (operation: string, f: unknown, data: unknown): void => {
  check(operation, { f }, { f: aFunction })
  expectDataset(operation, data)
}

/** A demand that no argument meets where two numbers of examples are known and differ. */
export type Equal<N extends number, M extends number> =
  [Agree<N, M>] extends [null] ? { error: `${N} inputs cannot have ${M} targets` } : unknown

/**
 * The data set that `f` makes of all inputs, targets and weights at once; each example should depend on itself alone.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, map(({ inputs, targets }) => ({ inputs: pipe(inputs, t.mul(2)), targets }))).inputs // [[2], [4], [6], [8]]
 */
export const map = <
  I extends Shape, T extends Shape, D extends DType, F extends DType,
  J extends Shape, U extends Shape, E extends DType, G extends DType,
>(
  f: (columns: Dataset<I, T, D, F>) => {
    readonly inputs: Tensor<readonly [number, ...J], G>
    readonly targets: Tensor<readonly [number, ...U], E>
    readonly weights?: Tensor<readonly [number], Weighing<G>>
  },
) => (data: Dataset<I, T, D, F>): Dataset<Readonly<J>, Readonly<U>, E, G> => {
  expectMapping('dataset.map', f, data)
  return dataset('dataset.map', f(data))
}

/**
 * Other inputs [n, ...J] for the inputs [n, ...I], as many as before.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, mapInputs((inputs) => pipe(inputs, t.mul(2)))).inputs // [[2], [4], [6], [8]]
 * const scaled = mapInputs(preprocess.apply(preprocess.fit([preprocess.minMax()])(data.inputs)))
 * scaled(data).inputs // [[0], [0.333], [0.667], [1]]
 */
export const mapInputs: MapInputs = (f: (inputs: any) => AnyTensor) => (data: Dataset<any, any, any, any>): any => {
  expectMapping('dataset.mapInputs', f, data)
  return dataset('dataset.mapInputs', { ...data, inputs: f(data.inputs) })
}

/** A function of inputs of any shape that keeps it, as transforms are, maps data sets of any shape. */
export interface MapInputs {
  <I extends Shape, J extends Shape, F extends DType>(
    f: ((inputs: Tensor<readonly [number, ...I], F>) => Tensor<readonly [number, ...J], F>)
      & (number extends I['length'] ? { error: 'inputs of a known number of axes' } : unknown),
  ): <T extends Shape, D extends DType>(data: Dataset<Readonly<I>, T, D, F>) => Dataset<Readonly<J>, T, D, F>
  (f: <S extends Shape, G extends Float>(inputs: Tensor<S, G>) => Tensor<S, G>):
    <I extends Shape, T extends Shape, D extends DType, F extends Float>(data: Dataset<I, T, D, F>) => Dataset<I, T, D, F>
}

/**
 * Other targets [n, ...U] for the targets [n, ...T], as many as before.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, mapTargets(t.oneHot(2))).targets // [[1, 0], [1, 0], [0, 1], [0, 1]]
 */
export const mapTargets = <T extends Shape, U extends Shape, D extends DType, E extends DType>(
  f: (targets: Tensor<readonly [number, ...T], D>) => Tensor<readonly [number, ...U], E>,
) => <I extends Shape, F extends DType>(data: Dataset<I, Readonly<T>, D, F>): Dataset<I, Readonly<U>, E, F> => {
  expectMapping('dataset.mapTargets', f, data)
  return dataset('dataset.mapTargets', { ...data, targets: f(data.targets) })
}
