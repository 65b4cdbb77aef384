/**
 * Functions of rows, compiled: one program serves any number of rows of a type, a fixed number of them at a time.
 *
 * Law: where each row of what `f` gives depends on `shared`, on that row of `rows` and on its number, `start + i`, alone,
 * `overRows(f)(shared, rows, n)` is `f({ shared, rows, start: 0, size: n })`, to the bit.
 */
import { allocate, type Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'
import * as tree from '../tensor/tree.js'
import * as raw from '../tensor/untyped.js'
import { programs, type Compiled, type CompiledOptions } from './compiled.js'
import { filled } from './filled.js'

/** What a function of rows is given: `size` rows in each tensor of `rows`, the first of which has the number `start`, a u32. */
export interface Piece<G, R> {
  readonly shared: G
  readonly rows: R
  readonly start: AnyTensor
  readonly size: number
}

/** How a function of rows is compiled. */
export interface RowsOptions extends CompiledOptions {
  /** Elements of the widest tensor that are run at once; one row, where that has more. */
  readonly elements?: number
}

/** Numbers of rows are u32. */
const mostRows = 4294967296

/** The number of the first row. */
const first = raw.scalar(0, 'u32')

const width = ({ shape }: AnyTensor): number => count(shape.slice(1))

/**
 * The function over `n` rows, by a program; `undefined` where `f` itself is to be called: inside of a trace, and for few
 * elements until there is a program.
 */
// @__NO_SIDE_EFFECTS__
export const byProgram = <G, R, B>(f: (piece: Piece<G, R>) => B, options: RowsOptions = {}) => {
  const { elements: most = 8192 } = options
  const programFor = programs<B>(options)

  const inPieces = ({ form, run }: Compiled<B>, shared: G, rows: R, n: number, size: number): B => {
    const [given, columns, types] = [tree.tensors(shared).map(elements), tree.tensors(rows), tree.tensors(form)]
    const from = new Uint32Array(1)
    const outs = types.map((type) => allocate(type.dtype, n * width(type)))
    for (let at = 0; at < n; at += size) {
      from[0] = at
      const results = run([...given, ...columns.map((x) => filled(elements(x), x.dtype, width(x), at, size)), from])
      outs.forEach((out, i) => {
        const [result, wide] = [results[i] as Elements, width(types[i] as AnyTensor)]
        out.set(n - at < size ? result.subarray(0, (n - at) * wide) : result, at * wide)
      })
    }
    return tree.replace(form, outs.map((out, i) => {
      const { shape, dtype } = types[i] as AnyTensor
      return concrete({ shape: [n, ...shape.slice(1)], dtype }, out)
    }))
  }

  return (shared: G, rows: R, n: number): B | undefined => {
    const columns = tree.tensors(rows)
    const wide = Math.max(1, ...columns.map(width))
    const size = Math.max(1, Math.floor(most / wide))
    const some = tree.map(rows, ({ shape, dtype }) => raw.full([size, ...shape.slice(1)], 0, dtype))
    const given = [...tree.tensors(shared), ...columns]
    const prepared = n > mostRows ? undefined : programFor(f, { shared, rows: some, start: first, size }, given, n * wide)
    return prepared === undefined ? undefined : inPieces(prepared, shared, rows, n, size)
  }
}

/** The function over any number of rows. */
// @__NO_SIDE_EFFECTS__
export const overRows = <G, R, B>(f: (piece: Piece<G, R>) => B, options: RowsOptions = {}) => {
  const run = byProgram(f, options)
  return (shared: G, rows: R, n: number): B => run(shared, rows, n) ?? f({ shared, rows, start: first, size: n })
}
