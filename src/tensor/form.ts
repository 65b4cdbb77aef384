/**
 * What networks take and give: one tensor, or a record of tensors by name. A form is the shape of one example of that; the
 * element types are one, or a record by the same names.
 */
import { fail, valueText } from '../shape/error.js'
import { isRecord } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { isTensor, type AnyTensor, type Tensor } from './tensor.js'

/** Shapes by name. */
export type Shapes = Readonly<Record<string, Shape>>

/** The shape of one example: of one tensor, or of each of a record. */
export type Form = Shape | Shapes

/** An element type, or one for each tensor of a record. */
export type DTypes = DType | Readonly<Record<string, DType>>

/** Element types that are floats: those of outputs that are trained. */
export type Floats = Float | Readonly<Record<string, Float>>

/** One tensor, or a record of them. */
export type Tensors = AnyTensor | Readonly<Record<string, AnyTensor>>

/** The element type of the tensor of a name; one for all, where there is one. */
export type TypeAt<D, K> = [D] extends [DType] ? D : K extends keyof D ? D[K] & DType : never

/** Where a form is not followed, it is taken for one tensor's. */
type IsAny<F> = 0 extends 1 & F ? true : false

// Whether a form is a list is asked, not whether its sizes are numbers: so it is known of a size, too, that is a type parameter.

/** One example of the form `F`. */
export type Example<F extends Form, D extends DTypes> =
  F extends readonly any[] ? Tensor<F, D & DType> : IsAny<F> extends true ? AnyTensor
  : { readonly [K in keyof F]: F[K] extends infer S extends Shape ? Tensor<S, TypeAt<D, K>> : never }

/**
 * A batch of examples of the form `F`: a tensor, or a record of tensors.
 *
 * @example
 * type One = Batched<32, readonly [784], 'f32'> // Tensor<readonly [32, 784]>
 * type Two = Batched<32, { words: readonly [10] }, { words: 'i32' }> // { readonly words: Tensor<readonly [32, 10], 'i32'> }
 */
export type Batched<B extends number, F extends Form, D extends DTypes> =
  F extends readonly any[] ? Tensor<readonly [B, ...F], D & DType>
  : IsAny<F> extends true ? Tensor<readonly [B, ...any[]], any>
  : { readonly [K in keyof F]: F[K] extends infer S extends Shape ? Tensor<readonly [B, ...S], TypeAt<D, K>> : never }

/** The shape of an example, from a batch of them. */
type ExampleOf<X> = X extends Tensor<infer S, any> ? S extends readonly [any, ...infer E extends Shape] ? readonly [...E] : Shape : never
type TypeIn<X> = X extends Tensor<any, infer D> ? D : never

/** The form of a batch's examples. */
export type FormOf<X> = X extends AnyTensor ? ExampleOf<X> : { readonly [K in keyof X]: ExampleOf<X[K]> }

/** The element types of a batch. */
export type TypesOf<X> = X extends AnyTensor ? TypeIn<X> : { readonly [K in keyof X]: TypeIn<X[K]> }

/** The sizes of a batch's first axis: one, unless its tensors disagree. */
export type RowsOf<X> =
  X extends Tensor<infer S, any> ? S extends readonly [infer N extends number, ...Shape] ? N : number
  : X extends Readonly<Record<string, AnyTensor>> ? { [K in keyof X]: RowsOf<X[K]> }[keyof X] : number

/** The form in `R`, when it is one. */
export type KnownForm<R> = R extends infer F extends Form ? F : never

/** Whether there is one tensor, and no record. */
export const isOne = (form: Form): form is Shape => Array.isArray(form)

/** The names in a form, in its order; that of one tensor is empty. */
export const namesOf = (form: Form): readonly string[] => (isOne(form) ? [''] : Object.keys(form))

/** Each shape of a form by its name. */
export const shapesOf = (form: Form): readonly (readonly [name: string, shape: Shape])[] =>
  (isOne(form) ? [['', form]] : Object.entries(form))

/** The element type of a name. */
export const typeAt = (dtypes: DTypes, name: string): DType => (typeof dtypes === 'string' ? dtypes : dtypes[name] as DType)

/** The tensor of a name. */
export const tensorAt = (x: Tensors, name: string): AnyTensor =>
  (name === '' ? x : (x as Readonly<Record<string, AnyTensor>>)[name]) as AnyTensor

/** What has this form: the one of a list, or a record of its entries. */
export const formed = <A>(form: Form, parts: readonly A[]): A | Readonly<Record<string, A>> =>
  isOne(form) ? parts[0] as A : Object.freeze(Object.fromEntries(Object.keys(form).map((name, i) => [name, parts[i] as A])))

/** The tensors of a batch, in order. */
export const listed = (x: Tensors): readonly AnyTensor[] => (isTensor(x) ? [x] : Object.values(x))

/** What each tensor becomes, in a batch of the same form. */
export const mapTensors = (x: Tensors, f: (tensor: AnyTensor, name: string) => AnyTensor): Tensors =>
  isTensor(x) ? f(x, '') : Object.freeze(Object.fromEntries(Object.entries(x).map(([name, tensor]) => [name, f(tensor, name)])))

/** Names as people read them: `words and numbers`. */
export const namesText = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** What is wrong with the names of a record that should have these, if anything. */
export const misnamed = (argument: string, names: readonly string[], given: unknown): string | undefined => {
  const expected = `${argument} should be a record of ${namesText(names)}`
  if (!isRecord(given) || isTensor(given)) return `${expected}, but is ${valueText(given)}`
  const missing = names.find((name) => !Object.hasOwn(given, name))
  if (missing !== undefined) return `${expected}, but there is no ${missing}`
  const other = Object.keys(given).find((name) => !names.includes(name))
  return other === undefined ? undefined : `${expected}, but there is ${other}, too`
}

/** A record of tensors with the names of a form, or no record, as the form is; else an error that says which name is wrong. */
export const expectNames = (operation: string, argument: string, form: Form, given: unknown): void => {
  const message = !isOne(form) ? misnamed(argument, Object.keys(form), given)
    : isRecord(given) && !isTensor(given) ? `${argument} should be one tensor, but is a record of ${namesText(Object.keys(given))}` : undefined
  if (message !== undefined) fail(operation, { argument, expected: 'of the names that are asked for', received: given, message })
}

/** What is asked of one tensor of a batch: how many examples it has, or `undefined` where it is one without an axis for them. */
export type RowsIn = (x: unknown, argument: string, shape: Shape, dtype: DType) => number | undefined

/** How many examples a batch of this form has, every tensor of a record as many. */
export const countIn = (
  operation: string, argument: string, form: Form, dtypes: DTypes, x: unknown, rowsIn: RowsIn,
): number | undefined => {
  if (isOne(form)) {
    if (!isTensor(x)) expectNames(operation, argument, form, x)
    return rowsIn(x, argument, form, dtypes as DType)
  }
  expectNames(operation, argument, form, x)
  const counts = shapesOf(form).map(([name, shape]) =>
    rowsIn(tensorAt(x as Tensors, name), `${argument}.${name}`, shape, typeAt(dtypes, name)))
  const [first] = counts
  const text = (n: number | undefined): string => (n === undefined ? 'one example' : `a batch of ${n}`)
  counts.forEach((n, i) => {
    if (n !== first)
      fail(operation, { argument: `${argument}.${Object.keys(form)[i]}`, expected: `${text(first)}, as before it`, received: text(n) })
  })
  return first
}
