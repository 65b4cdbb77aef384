/**
 * Where the results of a program can be, however an engine rounds its operations and orders its sums: interval arithmetic (R. E.
 * Moore, "Interval analysis", 1966) over every instruction. The deeper a value, the wider its range: each operation adds its
 * share (`unit`), a sum of n terms n shares of the sum of their sizes (N. J. Higham, "Accuracy and stability of numerical
 * algorithms", 2002, eq. 4.4), and operations carry on what their operands have. A comparison that the ranges leave open makes
 * both branches possible; where nothing is known any more, every value is.
 */
import { kernels, prepare } from '../../../../src/backend/kernels.js'
import { elementsOf, type Elements } from '../../../../src/program/elements.js'
import { numberOf } from '../../../../src/program/numeral.js'
import type { Kind, Of, Program, TensorType } from '../../../../src/program/primitive.js'
import { count, typesOf } from '../../../../src/program/program.js'
import { isFloat } from '../../../../src/program/scalar.js'
import { at, flushed, isPoint, isUnknown, rangesOf, rounded, summed, whole, type Range, type Ranges } from './range.js'
import { rangesOfExpression } from './scalar.js'

type Bound<K extends Kind> =
  (primitive: Of<K>, operands: readonly Ranges[], types: readonly TensorType[], results: readonly TensorType[]) => readonly Ranges[]

/** A kernel of the engine on numbers of 64 bits, whatever the elements are. */
const wide = (primitive: Of<Kind>, types: readonly TensorType[], result: TensorType, operands: readonly Elements[]): Float64Array => {
  const out = new Float64Array(count(result.shape))
  const doubles = (all: readonly TensorType[]): readonly TensorType[] => all.map(({ shape }) => ({ shape, dtype: 'f64' }))
  prepare(kernels, primitive as Of<'reshape'>, doubles(types), doubles([result]))([out], operands)
  return out
}

/** Elements that move: both ends do. */
const moved: Bound<'reshape' | 'permute' | 'broadcast' | 'slice' | 'unfold' | 'concatenate' | 'pad'> = (primitive, operands, types, [result]) => [{
  from: wide(primitive, types, result!, operands.map(({ from }) => from)),
  to: wide(primitive, types, result!, operands.map(({ to }) => to)),
}]

/** Elements that are there. */
const given = (elements: Elements): Ranges => rangesOf(elements.length, (i) => [elements[i]!, elements[i]!])

const unknown = ({ shape, dtype }: TensorType): Ranges => rangesOf(count(shape), () => whole[dtype])

/** The points of ranges that are all points, or nothing. */
const pointsOf = (ranges: Ranges): Float64Array | undefined => ranges.from.every((x, i) => x === ranges.to[i]) ? ranges.from : undefined

const sizes = ({ from, to }: Ranges): Float64Array => from.map((a, i) => Math.max(Math.abs(a), Math.abs(to[i]!)))

/** Sums that a kernel makes of the elements. */
const sums = (run: (x: Float64Array) => Float64Array, x: Ranges, dtype: DTypeOf): Ranges => {
  const [from, to, total, terms] = [run(x.from), run(x.to), run(sizes(x)), run(x.from.map(() => 1))]
  return rangesOf(from.length, (i) => {
    const range: Range = [from[i]!, to[i]!]
    return range.some(Number.isNaN) || isUnknown(range) ? whole[dtype] : summed(dtype, range, total[i]!, terms[i]!)
  })
}
type DTypeOf = TensorType['dtype']

/** The position of the first greatest of a row, where the ranges leave no other. */
const first = (row: readonly Range[], dtype: DTypeOf): Range => {
  const open: Range = [0, row.length - 1]
  if (isFloat(dtype) && row.some(isUnknown)) return open
  const best = row.reduce((b, [from], i) => (from > row[b]![0] ? i : b), 0)
  const certain = row.every(([, to], i) => i === best || (i < best ? to < row[best]![0] : to <= row[best]![0]))
  return certain ? [best, best] : open
}

/** The positions that sort a row, where the ranges leave no others. */
const sorted = (row: readonly Range[], dtype: DTypeOf): readonly Range[] => {
  const order = row.map((_, i) => i).toSorted((i, j) => row[i]![0] - row[j]![0] || i - j)
  const follows = (i: number, j: number): boolean =>
    row[i]![1] < row[j]![0] || (isPoint(row[i]!) && isPoint(row[j]!) && row[i]![0] === row[j]![0])
  const certain = !(isFloat(dtype) && row.some(isUnknown)) && order.every((i, at) => at === 0 || follows(order[at - 1]!, i))
  return order.map((i): Range => (certain ? [i, i] : [0, row.length - 1]))
}

/** The greatest or the least of ranges, as it begins with nothing. */
const extreme = (by: 'max' | 'min', row: readonly Range[], dtype: DTypeOf): Range => {
  if (isFloat(dtype) && row.some(isUnknown)) return whole[dtype]
  const [least, greatest] = whole[dtype]
  const begin = by === 'max' ? least : greatest
  const pick = by === 'max' ? Math.max : Math.min
  const range = row.reduce((a, b): Range => [pick(a[0], b[0]), pick(a[1], b[1])], [begin, begin])
  return isFloat(dtype) ? flushed(range) : range
}

/** A kind without an entry is an error of the compiler. */
const bounds: { readonly [K in Kind]: Bound<K> } = {
  map: ({ expression }, operands, _, [result]) => [rangesOfExpression(expression, operands, count(result!.shape))],
  reduce: ({ by, axes }, [x], [type], [result]) => {
    const { shape, dtype } = type!
    const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i))
    const order = [...kept, ...[...axes].sort((a, b) => a - b)]
    const turned: TensorType = { shape: order.map((axis) => shape[axis]!), dtype }
    const [rows] = moved({ kind: 'permute', order }, [x!], [type!], [turned])
    const [outer, inner] = [count(result!.shape), count(axes.map((axis) => shape[axis]!))]
    const row = (i: number): readonly Range[] => Array.from({ length: inner }, (_, j) => at(rows!, i * inner + j))
    return [rangesOf(outer, (i) => {
      const all = row(i)
      if (by === 'argmax') return first(all, dtype)
      if (by !== 'sum') return extreme(by, all, dtype)
      if (isFloat(dtype) && all.some(isUnknown)) return whole[dtype]
      const [from, to] = all.reduce((a, b): Range => [a[0] + b[0], a[1] + b[1]], [0, 0])
      return [from, to].some(Number.isNaN) ? whole[dtype]
        : summed(dtype, [from, to], all.reduce((sum, [a, b]) => sum + Math.max(Math.abs(a), Math.abs(b)), 0), inner)
    })]
  },
  contract: ({ transposeA, transposeB }, [a, b], [left], [result]) => {
    const { shape, dtype } = result!
    const [m, n] = shape.slice(-2) as [number, number]
    const k = left!.shape.at(transposeA ? -2 : -1)!
    return [rangesOf(count(shape), (i) => {
      const [batch, row, column] = [Math.floor(i / (m * n)), Math.floor(i / n) % m, i % n]
      let [from, to, total]: [number, number, number] = [0, 0, 0]
      for (let l = 0; l < k; l++) {
        const x = flushed(at(a!, batch * m * k + (transposeA ? l * m + row : row * k + l)))
        const y = flushed(at(b!, batch * k * n + (transposeB ? column * k + l : l * n + column)))
        if (isUnknown(x) || isUnknown(y)) return whole[dtype]
        const products = [x[0] * y[0], x[0] * y[1], x[1] * y[0], x[1] * y[1]]
        from += Math.min(...products)
        to += Math.max(...products)
        total += Math.max(...products.map(Math.abs))
      }
      if ([from, to, total].some(Number.isNaN)) return whole[dtype]
      return k === 0 ? [0, 0] : summed(dtype, rounded([from, to]), total, k + 1)
    })]
  },
  unfold: moved as Bound<'unfold'>, reshape: moved as Bound<'reshape'>, permute: moved as Bound<'permute'>,
  broadcast: moved as Bound<'broadcast'>, slice: moved as Bound<'slice'>, concatenate: moved as Bound<'concatenate'>,
  pad: (primitive, operands, types, results) => {
    if (Number.isNaN(numberOf(primitive.value))) throw new Error('padding with NaN')
    return moved(primitive, operands, types, results)
  },
  fold: (primitive, [x], types, [result]) =>
    [sums((numbers) => wide(primitive, types, result!, [numbers]), x!, result!.dtype)],
  gather: (primitive, [x, where], types, [result]) => {
    const indices = pointsOf(where!)
    if (indices === undefined) return [unknown(result!)]
    const ends = (numbers: Float64Array): Float64Array => wide(primitive, types, result!, [numbers, indices])
    return [{ from: ends(x!.from), to: ends(x!.to) }]
  },
  scatterAdd: (primitive, [x, where], types, [result]) => {
    const indices = pointsOf(where!)
    return [indices === undefined ? unknown(result!) : sums((numbers) => wide(primitive, types, result!, [numbers, indices]), x!, result!.dtype)]
  },
  scatterMax: ({ rows }, [x, where], [type, places], [result]) => {
    const { dtype } = type!
    const indices = pointsOf(where!)
    if (indices === undefined) return [unknown(result!)]
    const size = count(type!.shape.slice(places!.shape.length))
    return [rangesOf(rows * size, (i) => {
      const [row, column] = [Math.floor(i / size), i % size]
      return extreme('max', [...indices].flatMap((index, j) => (index === row ? [at(x!, j * size + column)] : [])), dtype)
    })]
  },
  sort: (_, [x], [type]) => {
    const { shape, dtype } = type!
    const n = shape.at(-1)!
    const ranges = Array.from({ length: n === 0 ? 0 : count(shape) / n }, (_, row) =>
      sorted(Array.from({ length: n }, (_, i) => at(x!, row * n + i)), dtype)).flat()
    return [rangesOf(ranges.length, (i) => ranges[i]!)]
  },
  iota: (primitive, _, __, [result]) => [given(wide(primitive, [], result!, []))],
  bits: (primitive, [key, start], types, [result]) => {
    const [words, begin] = [pointsOf(key!), pointsOf(start!)]
    if (words === undefined || begin === undefined) return [unknown(result!)]
    const out = new Uint32Array(count(result!.shape))
    prepare(kernels, primitive, types, [result!])([out], [elementsOf('u32', words), elementsOf('u32', begin)])
    return [given(out)]
  },
  constant: (primitive, _, __, [result]) => {
    const elements = elementsOf(result!.dtype, new Float64Array(count(result!.shape)))
    prepare(kernels, primitive, [], [result!])([elements], [])
    return [given(elements)]
  },
  scan: ({ body, constants, carried, steps, reverse, guarded = false }, operands, _, results) => {
    const fixed = constants + carried
    let state = operands.slice(constants, fixed)
    const rows = results.slice(carried).map(({ shape }) => rangesOf(count(shape), () => [0, 0]))
    for (let i = 0; i < steps; i++) {
      const [from, to] = guarded ? at(state[0]!, 0) : [1, 1]
      if (to === 0) break
      // Whether the loop goes on is not known: neither is anything that comes out of it.
      if (from === 0) return results.map(unknown)
      const step = reverse ? steps - 1 - i : i
      const slices = operands.slice(fixed).map(({ from, to }) => {
        const size = from.length / steps
        return { from: from.slice(step * size, (step + 1) * size), to: to.slice(step * size, (step + 1) * size) }
      })
      const values = boundsOf(body, [...operands.slice(0, constants), ...state, ...slices])
      state = values.slice(0, carried)
      values.slice(carried).forEach(({ from, to }, j) => {
        rows[j]!.from.set(from, step * from.length)
        rows[j]!.to.set(to, step * to.length)
      })
    }
    return [...state, ...rows]
  },
}

/** The ranges of a program's results for ranges of its inputs. */
export const boundsOf = (program: Program, inputs: readonly Ranges[]): readonly Ranges[] => {
  const types = typesOf(program)
  const all = [...inputs]
  for (const { primitive, operands, types: results } of program.instructions)
    all.push(...(bounds[primitive.kind] as Bound<Kind>)(primitive as never, operands.map((id) => all[id]!), operands.map((id) => types[id]!), results))
  return program.results.map((id) => all[id]!)
}

/** The ranges of a program's results for given inputs. */
export const boundsFor = (program: Program, inputs: readonly Elements[]): readonly Ranges[] => boundsOf(program, inputs.map(given))

