/** Where networks begin: here they are handed what makes them ready to predict. */
import { check, isRecord, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { checkDtype } from '../tensor/argument.js'
import { isOne } from '../tensor/form.js'
import { compile } from './compile.js'
import { aNetwork, beginning, expectNamed, type Network, type TensorNetwork } from './network.js'

/** The inputs of a record: shapes, of f32, or inputs. */
export type Inputs = Readonly<Record<string, Shape | Network<readonly [], any, any, any, any>>>
type InputShape<S> = S extends Shape ? S : S extends { readonly input: infer I extends Shape } ? I : never
type InputType<S> = S extends Shape ? 'f32' : S extends { readonly dtype: infer D extends DType } ? D : never

/** The network where a pipe of these inputs begins. */
export type InputNetwork<S extends Shape | Inputs, D extends DType> =
  // Whether it is a list is asked, which is known of sizes, too, that are type parameters.
  S extends readonly any[] ? Network<readonly [], S, S, D>
  // Written out, so that the compiler shows what they are.
  : Network<
    readonly [], { readonly [K in keyof S]: InputShape<S[K]> }, { readonly [K in keyof S]: InputShape<S[K]> },
    { readonly [K in keyof S]: InputType<S[K]> }
  >

const isSize = (n: unknown): boolean => Number.isSafeInteger(n) && (n as number) > 0
const sizes: Kind = { expected: 'a list of whole sizes of at least 1', holds: (x) => Array.isArray(x) && x.every(isSize) }
const anInput: Kind = {
  expected: 'a shape, or an input as input([10], \'i32\') makes it',
  holds: (x) => sizes.holds(x) || (aNetwork.holds(x) && isOne(x.input) && x.layers.length === 0),
}

const isShape = (x: unknown): x is Shape => Array.isArray(x)
const mapRecord = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(record).map(([name, a]) => [name, f(a)]))

/**
 * The network that gives its examples of this shape back: where a pipe begins. Sizes are whole numbers of at least 1. Examples
 * of `i32` are tokens, which `embedding` takes. A record of shapes, or of inputs, is one of several inputs by name.
 *
 * @example
 * pipe(input([28, 28, 1]), flatten) // [784]
 * pipe(input([128], 'i32'), embedding(65, 32)) // [128, 32]
 *
 * @example
 * const two = pipe(input({ words: input([10], 'i32'), numbers: [4] }), parallel({
 *   words: sequential(embedding(50, 8), globalAveragePool), numbers: dense(8),
 * }))
 * two.output // [16]
 */
export const input = <const S extends Shape | Inputs, D extends Float | 'i32' = 'f32'>(
  shape: S, dtype?: D,
): InputNetwork<S, NoInfer<D>> => {
  if (isRecord(shape)) {
    check('input', { dtype }, { dtype: { expected: 'left out: each input of a record has its own', holds: (x) => x === undefined } })
    expectNamed('input', 'inputs', shape)
    check('input', shape, mapRecord(shape, () => anInput))
    const parts = shape as unknown as Readonly<Record<string, Shape | TensorNetwork>>
    const shapes = mapRecord(parts, (part) => (isShape(part) ? part : part.output))
    return beginning(shapes, mapRecord(parts, (part) => (isShape(part) ? 'f32' : part.dtype)), compile)
  }
  check('input', { shape }, { shape: sizes })
  checkDtype('input', dtype, ['f32', 'f64', 'i32'])
  return beginning(shape as Shape, dtype ?? 'f32', compile)
}
