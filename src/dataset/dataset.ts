/**
 * A data set is a value: inputs [n, ...I], targets [n, ...T], and perhaps a weight for each example; inputs and targets may be
 * records of such. What is done with it makes another one; the order of its examples changes only by a key.
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
import {
  listed, namesText, type Batched, type DTypes, type Form, type FormOf, type RowsOf, type Shapes, type Tensors, type TypesOf,
} from '../tensor/form.js'
import { isTensor, type AnyTensor, type Tensor } from '../tensor/tensor.js'

/**
 * The element type of the weights of examples whose inputs are of type `F`: the same, or f32 where that is no float. Of a record it
 * is f64 where one of its types is.
 */
export type Weighing<F extends DTypes> =
  F extends Float ? F : F extends DType ? 'f32' : 'f64' extends F[keyof F] ? 'f64' : 'f32'

/** Examples with inputs of shape `I` and element type `F`, and targets of shape `T` and element type `D`; or records of such. */
export interface Dataset<I extends Form, T extends Form, D extends DTypes, F extends DTypes = 'f32'> {
  readonly size: number
  readonly inputs: Batched<number, I, F>
  readonly targets: Batched<number, T, D>
  readonly weights?: Tensor<readonly [number], Weighing<F>>
}

/** From one data set to another of the same type. */
export type Rearrangement = <I extends Form, T extends Form, D extends DTypes, F extends DTypes>(
  data: Dataset<I, T, D, F>,
) => Dataset<I, T, D, F>

/** The tensors of a data set or a batch, whatever their shapes. */
export interface Columns {
  readonly inputs: Tensors
  readonly targets: Tensors
  readonly weights?: AnyTensor
}

/** A column's tensors by what they are called: `inputs`, or `inputs.words`. */
const partsOf = (operation: string, name: keyof Columns, column: unknown): readonly (readonly [argument: string, x: unknown])[] => {
  if (name === 'weights' || !isRecord(column) || isTensor(column)) return [[name, column]]
  const parts = Object.entries(column).map(([key, x]) => [`${name}.${key}`, x] as const)
  return parts.length > 0 ? parts : fail(operation, { argument: name, expected: 'a record of at least one tensor', received: column })
}

/** How many examples there are in every column. */
export const sizeOf = (operation: string, columns: Columns): number => {
  const names = columns.weights === undefined ? ['inputs', 'targets'] as const : ['inputs', 'targets', 'weights'] as const
  let size: number | undefined
  for (const name of names)
    for (const [argument, column] of partsOf(operation, name, columns[name])) {
      const expected = 'a tensor [examples, ...]'
      if (!isTensor(column)) return fail(operation, { argument, expected, received: column })
      const [n] = column.shape as Shape
      if (n === undefined) return fail(operation, { argument, expected, received: String(column) })
      if (size === undefined && n === 0) fail(operation, { argument, expected: 'at least 1 example', received: column.shape })
      size ??= n
      const message = `${size} inputs need ${size} ${argument}, but there are ${n}`
      if (n !== size) fail(operation, { argument, expected: `${size} of them`, received: n, message })
    }
  return size as number
}

/** Inputs or targets that are one tensor, where something is done that a record has no sense for. */
export const expectOne = (operation: string, argument: string, x: Tensors): AnyTensor => {
  if (isTensor(x)) return x
  const message = isRecord(x) ? `${argument} should be one tensor, but is a record of ${namesText(Object.keys(x))}` : undefined
  return fail(operation, { argument, expected: 'a tensor', received: x, ...(message === undefined ? {} : { message }) })
}

/** A data set where one is asked for: what `dataset.of` makes. */
export const expectDataset = (operation: string, data: unknown): void => {
  check(operation, { data }, { data: aDataset })
  sizeOf(operation, data as Columns)
}
const aDataset: Kind = {
  expected: 'a data set, as dataset.of makes it',
  holds: (x: unknown) => isRecord(x) && isRecord(x['inputs']) && x['size'] === listed(x['inputs'] as Tensors)[0]?.shape?.[0],
}

/** A data set of checked columns; the caller states its type. */
export const dataset = (operation: string, given: Columns): Dataset<any, any, any, any> => {
  check(operation, { columns: given }, { columns: aRecord })
  const { inputs, targets, weights } = given
  const columns = { inputs, targets, ...(weights === undefined ? {} : { weights }) }
  const size = sizeOf(operation, columns)
  // Records of tensors are kept, so that nobody puts others in.
  const own = (x: Tensors): Tensors => (isTensor(x) ? x : Object.freeze({ ...x }))
  return Object.freeze({ size, ...columns, inputs: own(inputs), targets: own(targets) }) as Dataset<any, any, any, any>
}

/** That there are as many of each. */
export type Equal<N extends number, M extends number> =
  [Agree<N, M>] extends [null] ? { error: `${N} inputs cannot have ${M} targets` } : unknown

/** That a record's tensors have one number of examples, and that of the inputs. */
export type Counted<N extends number, Y> = Y extends AnyTensor ? Equal<N, RowsOf<Y>> : { readonly [K in keyof Y]: Equal<N, RowsOf<Y[K]>> }
/** That the tensors of a record of inputs have one number of examples. */
export type CountedInputs<X> = X extends AnyTensor ? unknown : { readonly [K in keyof X]: Alike<RowsOf<X>, RowsOf<X[K]>, K> }
type Alike<All extends number, N extends number, K> =
  [All] extends [N] ? unknown : number extends N ? unknown : number extends All ? unknown
  : { error: `${N} examples of ${K & string}, where other inputs have another number` }

/**
 * The data set of inputs [n, ...I] and targets [n, ...T], the i-th of each being one example. Both may be records of tensors by
 * name, for networks of several inputs or outputs. No examples, or not as many targets (or weights) as inputs, is an error.
 *
 * @example
 * of({ inputs: t.of([2, 3], [1, 2, 3, 4, 5, 6]), targets: t.of([2], [0, 1], 'i32') })
 * // Dataset<readonly [3], readonly [], 'i32'>
 *
 * @example
 * const [words, numbers, price] = [t.zeros([5, 10], 'i32'), t.ones([5, 4]), t.ones([5, 1])]
 * of({ inputs: { words, numbers }, targets: price }).size // 5
 */
export const of = <X extends Tensors, Y extends Tensors>(columns: {
  readonly inputs: X & CountedInputs<X>
  readonly targets: Y & Counted<RowsOf<X>, Y>
  readonly weights?: Tensor<readonly [RowsOf<X>], Weighing<TypesOf<X>>>
}): Dataset<FormOf<X>, FormOf<Y>, TypesOf<Y>, TypesOf<X>> => dataset('dataset.of', checkOptions<Columns & { size?: number }>(
  'dataset.of', columns, { inputs: true, targets: true, weights: aTensor, size: true }, 'columns'))
const expectMapping = (operation: string, f: unknown, data: unknown): void => {
  check(operation, { f }, { f: aFunction })
  expectDataset(operation, data)
}

/**
 * The data set that `f` makes of all inputs, targets and weights at once; each example should depend on itself alone.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, map(({ inputs, targets }) => ({ inputs: pipe(inputs, t.mul(2)), targets }))).inputs // [[2], [4], [6], [8]]
 */
export const map = <
  I extends Form, T extends Form, D extends DTypes, F extends DTypes, X extends Tensors, Y extends Tensors,
>(
  f: (columns: Dataset<I, T, D, F>) => {
    readonly inputs: X
    readonly targets: Y
    readonly weights?: Tensor<readonly [number], Weighing<TypesOf<X>>>
  },
) => (data: Dataset<I, T, D, F>): Dataset<FormOf<X>, FormOf<Y>, TypesOf<Y>, TypesOf<X>> => {
  expectMapping('dataset.map', f, data)
  return dataset('dataset.map', f(data))
}

/**
 * Other inputs [n, ...J] for the inputs [n, ...I], as many as before. Of a record of inputs `f` gets and gives the record; a
 * transform is for one tensor.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, mapInputs((inputs) => pipe(inputs, t.mul(2)))).inputs // [[2], [4], [6], [8]]
 * const scaled = mapInputs(preprocess.apply(preprocess.fit([preprocess.minMax()])(data.inputs)))
 * scaled(data).inputs // [[0], [0.333], [0.667], [1]]
 */
export const mapInputs: MapInputs = (f: (inputs: any) => Tensors) => (data: Dataset<any, any, any, any>): any => {
  expectMapping('dataset.mapInputs', f, data)
  return dataset('dataset.mapInputs', { ...data, inputs: f(data.inputs) })
}

/** A function of inputs of any shape that keeps it, as transforms are, maps data sets of any shape. */
export interface MapInputs {
  <I extends Shape, J extends Shape, F extends DType>(
    f: ((inputs: Tensor<readonly [number, ...I], F>) => Tensor<readonly [number, ...J], F>)
      & (number extends I['length'] ? { error: 'inputs of a known number of axes' } : unknown),
  ): <T extends Form, D extends DTypes>(data: Dataset<Readonly<I>, T, D, F>) => Dataset<Readonly<J>, T, D, F>
  <I extends Shapes, F extends Exclude<DTypes, DType>, Y extends Tensors>(f: (inputs: Batched<number, I, F>) => Y):
    <T extends Form, D extends DTypes>(data: Dataset<I, T, D, F>) => Dataset<FormOf<Y>, T, D, TypesOf<Y>>
  <X extends Readonly<Record<string, AnyTensor>>, Y extends Tensors>(f: (inputs: X) => Y):
    <T extends Form, D extends DTypes>(data: Dataset<FormOf<X>, T, D, TypesOf<X>>) => Dataset<FormOf<Y>, T, D, TypesOf<Y>>
  (f: <S extends Shape, G extends Float>(inputs: Tensor<S, G>) => Tensor<S, G>):
    <I extends Shape, T extends Form, D extends DTypes, F extends Float>(data: Dataset<I, T, D, F>) => Dataset<I, T, D, F>
}

/**
 * Other targets [n, ...U] for the targets [n, ...T], as many as before. Of a record of targets `f` gets and gives the record.
 *
 * @example
 * const data = of({ inputs: t.of([4, 1], [1, 2, 3, 4]), targets: t.of([4], [0, 0, 1, 1], 'i32') })
 * pipe(data, mapTargets(t.oneHot(2))).targets // [[1, 0], [1, 0], [0, 1], [0, 1]]
 */
export const mapTargets: MapTargets = (f: (targets: any) => Tensors) => (data: Dataset<any, any, any, any>): any => {
  expectMapping('dataset.mapTargets', f, data)
  return dataset('dataset.mapTargets', { ...data, targets: f(data.targets) })
}

/** Other targets by a function, of targets of one shape or of any. */
export interface MapTargets {
  <T extends Form, D extends DTypes, Z extends Tensors>(f: (targets: Batched<number, T, D>) => Z):
    <I extends Form, F extends DTypes>(data: Dataset<I, T, D, F>) => Dataset<I, FormOf<Z>, TypesOf<Z>, F>
  <Y extends Readonly<Record<string, AnyTensor>>, Z extends Tensors>(f: (targets: Y) => Z):
    <I extends Form, F extends DTypes>(data: Dataset<I, FormOf<Y>, TypesOf<Y>, F>) => Dataset<I, FormOf<Z>, TypesOf<Z>, F>
}
