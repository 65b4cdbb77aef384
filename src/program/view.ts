/**
 * Views: ways to read a tensor's elements in place. Element x of a view lies at offset + Σ strides·x of the tensor below, so
 * permuting, broadcasting, slicing and unfolding copy nothing when their reader can take a view.
 */
import type { Shape } from '../shape/shape.js'
import { cache } from './cache.js'
import { positions } from './infer.js'
import { remembered } from './memo.js'
import type { Of } from './primitive.js'
import { count } from './program.js'
import { plainText } from './simplify/text.js'

/** A loop over elements `stride` apart. */
export interface Factor {
  readonly size: number
  readonly stride: number
}

/** An axis may be made of several loops, the outer first: a flattened one is. */
export interface View {
  readonly offset: number
  readonly axes: readonly (readonly Factor[])[]
}

/** By sizes: equal shapes have one view, of which whatever is asked is found once. */
const wholes = /* @__PURE__ */ cache<View>(4096)

/** All elements in row-major order: the same view for the same shape. */
export const whole = /* @__PURE__ */ remembered((shape: Shape): View => wholes(shape.join(), () => {
  const axes: (readonly Factor[])[] = []
  for (let i = shape.length - 1, stride = 1; i >= 0; i--) {
    axes[i] = [{ size: shape[i]!, stride }]
    stride *= shape[i]!
  }
  return { offset: 0, axes }
}))

const proper = (factors: readonly Factor[]): readonly Factor[] => factors.filter(({ size }) => size !== 1)

/** Neighbouring loops that are one loop. */
export const joined = (factors: readonly Factor[]): readonly Factor[] =>
  proper(factors).reduceRight<readonly Factor[]>((done, f) => {
    const [next, ...rest] = done
    return next !== undefined && f.stride === next.stride * next.size
      ? [{ size: f.size * next.size, stride: next.stride }, ...rest]
      : [f, ...done]
  }, [])

/** The loops of all axes of a view, as few as may be. */
export const loopsOf = /* @__PURE__ */ remembered(({ axes }: View): readonly Factor[] => joined(axes.flat()))

/** The loops of an axis cut so that the inner ones are `size` long; nothing where they don't divide. */
export const cut = (
  factors: readonly Factor[], size: number,
): readonly [outer: readonly Factor[], inner: readonly Factor[]] | undefined => {
  const last = factors.at(-1)
  if (size === 1) return [factors, []]
  if (last === undefined) return undefined
  const outer = factors.slice(0, -1)
  if (last.size === size) return [outer, [last]]
  if (last.size > size) {
    const { stride } = last
    return last.size % size !== 0 ? undefined : [[...outer, { size: last.size / size, stride: stride * size }], [{ size, stride }]]
  }
  if (size % last.size !== 0) return undefined
  const rest = cut(outer, size / last.size)
  return rest === undefined ? undefined : [rest[0], [...rest[1], last]]
}

/** The same elements in the same order, grouped to other axes. */
const regroup = (view: View, shape: Shape): View | undefined => {
  if (shape.includes(0)) return undefined
  const made: (readonly Factor[])[] = []
  let rest = loopsOf(view)
  for (const size of shape.toReversed()) {
    const parts = cut(rest, size)
    if (parts === undefined) return undefined
    rest = parts[0]
    made.unshift(parts[1])
  }
  return { offset: view.offset, axes: made }
}

/** An axis that is one loop. */
const single = (factors: readonly Factor[]): Factor | undefined => {
  const [factor, another] = joined(factors)
  return another === undefined ? (factor ?? { size: 1, stride: 0 }) : undefined
}

/** What may be a view of its operand. */
export type Moving = Of<'reshape' | 'permute' | 'broadcast' | 'slice' | 'unfold'>

const made = (primitive: Moving, view: View, result: Shape): View | undefined => {
  const { offset, axes } = view
  switch (primitive.kind) {
    case 'reshape': return regroup(view, primitive.shape)
    case 'permute': return { offset, axes: primitive.order.map((axis) => axes[axis] as readonly Factor[]) }
    case 'broadcast': {
      const lead = result.length - axes.length
      return {
        offset,
        axes: result.map((size, i) => {
          const axis = axes[i - lead]
          const own = axis === undefined ? 1 : count(axis.map((f) => f.size))
          return axis !== undefined && own === size ? axis : [{ size, stride: 0 }]
        }),
      }
    }
    case 'slice': {
      const { start, step } = primitive
      // An axis that is all taken may be of several loops.
      const loops = axes.map((factors, i) => (result[i] === count(factors.map((f) => f.size)) ? factors : single(factors)))
      if (loops.includes(undefined)) return undefined
      const cuts = loops as readonly (readonly Factor[] | Factor)[]
      return {
        offset: cuts.reduce<number>((sum, f, i) => ('stride' in f ? sum + f.stride * (start[i] as number) : sum), offset),
        axes: cuts.map((f, i) => ('stride' in f ? [{ size: result[i] as number, stride: f.stride * (step[i] as number) }] : f)),
      }
    }
    case 'unfold': {
      const loops = axes.slice(1, -1).map(single)
      if (loops.includes(undefined)) return undefined
      const inner = loops as readonly Factor[]
      const { window, stride, dilation } = primitive
      const places = positions(inner.map((f) => f.size), primitive)
      return {
        offset,
        axes: [
          axes[0] as readonly Factor[],
          ...inner.map((f, i) => [{ size: places[i] as number, stride: f.stride * (stride[i] as number) }]),
          ...inner.map((f, i) => [{ size: window[i] as number, stride: f.stride * (dilation[i] as number) }]),
          axes.at(-1) as readonly Factor[],
        ],
      }
    }
    default: return undefined
  }
}

const seen = /* @__PURE__ */ remembered((_: View) => new Map<string, View | undefined>())

/** What a primitive makes of a view of its operand; nothing where that is no view. Of the same view it makes the same one. */
export const through = (primitive: Moving, view: View, result: Shape): View | undefined => {
  const [known, text] = [seen(view), plainText(primitive)]
  if (!known.has(text)) known.set(text, made(primitive, view, result))
  return known.get(text)
}

/** A loop over several views at once: one stride for each. */
export interface Loop {
  readonly size: number
  readonly strides: readonly number[]
}

/**
 * Loops that walk the same range of several views together, as few as may be; nothing where the loops of one cut across
 * those of another.
 */
export const align = (lists: readonly (readonly Factor[])[]): readonly Loop[] | undefined => {
  const loops: Loop[] = []
  let rests = lists.map(joined)
  while (rests.some((factors) => factors.length > 0)) {
    const size = Math.min(...rests.map((factors) => factors.at(-1)?.size ?? Infinity))
    const parts = rests.map((factors) => cut(factors, size))
    if (parts.includes(undefined)) return undefined
    rests = parts.map((p) => (p as NonNullable<typeof p>)[0])
    loops.unshift({ size, strides: parts.map((p) => ((p as NonNullable<typeof p>)[1][0] as Factor).stride) })
  }
  return loops.reduceRight<readonly Loop[]>((done, loop) => {
    const [next, ...rest] = done
    return next !== undefined && loop.strides.every((s, i) => s === (next.strides[i] as number) * next.size)
      ? [{ size: loop.size * next.size, strides: next.strides }, ...rest]
      : [loop, ...done]
  }, [])
}

/** How far apart the elements of some loops lie, when that is the same everywhere; 0 where they are all the same one. */
const distance = (factors: readonly Factor[]): number | undefined => {
  const loops = joined(factors)
  return loops.every((f) => f.stride === 0) ? 0 : loops.length === 1 ? loops[0]?.stride : undefined
}

/** How far apart the rows of `columns` elements and the columns of a view lie, when that is the same everywhere. */
export const pitch = (view: View, columns: number): readonly [row: number, column: number] | undefined => {
  const [row, column] = cut(loopsOf(view), columns)?.map(distance) ?? []
  return row === undefined || column === undefined ? undefined : [row, column]
}
