/**
 * Tensors as text, in nested brackets and aligned columns, as NumPy writes arrays; it is what `toString` and the console show. What
 * prints nothing, as most training programs do, does without.
 */
import type { Elements } from '../program/elements.js'
import { count } from '../program/program.js'
import { isFloat } from '../program/scalar.js'
import { checkOptions, type Kind } from '../shape/options.js'
import type { DType, Float, Shape } from '../shape/shape.js'
import { expectTensor } from './argument.js'
import { decimals } from './decimals.js'
import { elements, withPrinter, type AnyTensor } from './tensor.js'

/** How a tensor is written. */
export interface FormatOptions {
  /** Digits behind the point, at most 16; by default 8. */
  readonly precision?: number
  /** Elements of a tensor of which only the edges are written: more than 1000, if nothing is said. */
  readonly threshold?: number
  /** Elements at each edge of an axis, by default 3. */
  readonly edgeItems?: number
  /** Characters of a line, by default 75; one element is written however long it is. */
  readonly lineWidth?: number
}

const between = (least: number, most: number): Kind => ({
  expected: `a whole number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}`,
  holds: (x) => x === Infinity ? most === Infinity : Number.isInteger(x) && x >= least && x <= most,
})

/** Places along an axis; -1 stands for those that are left out. */
const placesOf = (size: number, edge: number | undefined): readonly number[] => {
  const all = (n: number, from = 0): readonly number[] => Array.from({ length: n }, (_, i) => from + i)
  return edge === undefined || size <= 2 * edge ? all(size) : [...all(edge), -1, ...all(edge, size - edge)]
}

/** How each element is written, all of them as wide as the widest. */
const writer = (dtype: DType, shown: readonly number[], precision: number): ((x: number) => string) => {
  if (isFloat(dtype)) return decimals(shown, dtype as Float, precision)
  const text = dtype === 'bool' ? (x: number): string => String(x !== 0) : String
  const width = (dtype === 'bool' ? [0, 1] : shown).reduce((most, x) => Math.max(most, text(x).length), 0)
  return (x) => text(x).padStart(width)
}

const written = (list: Elements, shape: Shape, dtype: DType, options: FormatOptions): string => {
  const { precision = 8, threshold = 1000, edgeItems = 3, lineWidth = 75 } = options
  const edge = count(shape) > threshold ? edgeItems : undefined
  const axes = shape.map((size) => placesOf(size, edge))
  const shown = axes.reduce<readonly number[]>((bases, places, axis) =>
    bases.flatMap((base) => places.filter((i) => i >= 0).map((i) => base * (shape[axis] as number) + i)), [0])
  const write = dtype === 'bool' && shape.length === 0 ? (x: number): string => String(x !== 0) : writer(dtype, shown.map((i) => list[i] as number), precision)
  /** Elements of the last axis, in as many lines as they need. */
  const row = (texts: readonly string[], indent: string, width: number): string => {
    let [lines, line] = ['', indent]
    texts.forEach((word, i) => {
      if (line.length > indent.length && line.length + word.length > width) {
        lines += `${line.trimEnd()}\n`
        line = indent
      }
      line += i < texts.length - 1 ? `${word}, ` : word
    })
    return lines + line
  }
  const go = (axis: number, at: number, indent: string, width: number): string => {
    const places = axes[axis]
    if (places === undefined) return write(list[at] as number)
    const parts = places.map((i) => (i < 0 ? '...' : go(axis + 1, at * (shape[axis] as number) + i, `${indent} `, width - 1)))
    const inner = axis === shape.length - 1 ? row(parts, indent, width - 1)
      : parts.map((part) => indent + part).join(`,${'\n'.repeat(shape.length - axis - 1)}`)
    return `[${inner.slice(indent.length)}]`
  }
  return count(shape) === 0 ? '[]' : go(0, 0, ' ', lineWidth)
}

const formatting = (options: FormatOptions = {}): ((x: AnyTensor) => string) => {
  checkOptions<FormatOptions>('format', options, {
    precision: between(0, 16), threshold: between(0, Infinity), edgeItems: between(1, Infinity), lineWidth: between(1, Infinity),
  })
  return (x) => written(elements(expectTensor('format', 'x', x)), x.shape, x.dtype, options)
}

/**
 * The elements of a tensor as text: nested brackets, columns aligned, floats by the fewest digits that tell them from others of their
 * type, with exponents where sizes differ more than a thousandfold; of more than `threshold` elements only the edges. A tensor
 * inside of a trace has no elements, which is an error.
 *
 * @example
 * format()(of([2, 2], [1, 2.5, -3, 40])) // '[[ 1. ,  2.5],\n [-3. , 40. ]]'
 * format({ precision: 2 })(of([2], [1 / 3, 2 / 3])) // '[0.33, 0.67]'
 */
export const format = withPrinter((x) => formatting()(x), formatting)
