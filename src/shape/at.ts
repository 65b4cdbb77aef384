import type { Add, CeilDivide, LessThan, Subtract } from './arithmetic.js'
import type { Shape } from './shape.js'
import { axesText, shapeText } from './text.js'
import type { AxesText, ShapeText } from './text.js'

/** Bounds of a range of positions: `null` stands for the end that the step comes from, or goes to. */
export type Bounds =
  | readonly [start: number | null, stop: number | null]
  | readonly [start: number | null, stop: number | null, step: number]

/**
 * What is taken along one axis: the element of a position, whose axis goes (a number, from the end where it is negative); all
 * of it (`null`); or a range from `start` up to and without `stop`, every `step`-th, backward where the step is negative.
 * `'...'` stands for as many axes as the others leave, `'newAxis'` for a new one of size 1.
 */
export type Position = number | null | '...' | 'newAxis' | Bounds

/**
 * The shape at some positions, by one for each axis; axes behind them are taken whole. No position reaches beyond its axis.
 *
 * @example
 * type Row = At<readonly [32, 784], readonly [-1]> // readonly [784]
 * type Backward = At<readonly [5, 3], readonly ['...', readonly [null, null, -2]]> // readonly [5, 2]
 * at([32, 784], [null, 784]) // 'position 784 of axis 1 does not fit [32, 784]'
 */
export type At<S extends Shape, P extends readonly Position[]> =
  0 extends 1 & S ? readonly number[] : number extends P['length'] ? readonly number[] : Front<S, P, S, P>

/** Positions in front of `'...'`. `Before` are the axes that have been dealt with. */
type Front<
  S extends Shape, P extends readonly Position[], Whole extends Shape, All extends readonly Position[],
  R extends Shape = readonly [], Before extends Shape = readonly [],
> =
  P extends readonly [infer H extends Position, ...infer Rest extends readonly Position[]]
    ? H extends '...' ? Back<S, Rest, Whole, All, R, Before>
    : H extends 'newAxis' ? Front<S, Rest, Whole, All, readonly [...R, 1], Before>
    : S extends readonly [infer N extends number, ...infer T extends Shape]
      ? Left<N, H> extends readonly [infer L extends number] ? Front<T, Rest, Whole, All, readonly [...R, L], readonly [...Before, N]>
        : Left<N, H> extends readonly [] ? Front<T, Rest, Whole, All, R, readonly [...Before, N]>
        : Wrong<H, Before['length'], Left<N, H>, Whole>
      : number extends S['length'] ? readonly number[] : TooMany<All, Whole>
    : readonly [...R, ...S]

/** Positions behind `'...'`, from the last one on. */
type Back<
  S extends Shape, P extends readonly Position[], Whole extends Shape, All extends readonly Position[],
  R extends Shape, Before extends Shape, Q extends Shape = readonly [],
> =
  P extends readonly [...infer Rest extends readonly Position[], infer H extends Position]
    ? H extends '...' ? "'...' is given twice"
    : H extends 'newAxis' ? Back<S, Rest, Whole, All, R, Before, readonly [1, ...Q]>
    : S extends readonly [...infer T extends Shape, infer N extends number]
      ? Left<N, H> extends readonly [infer L extends number] ? Back<T, Rest, Whole, All, R, Before, readonly [L, ...Q]>
        : Left<N, H> extends readonly [] ? Back<T, Rest, Whole, All, R, Before, Q>
        : Wrong<H, [...Before, ...T]['length'], Left<N, H>, Whole>
      : number extends S['length'] ? readonly number[] : TooMany<All, Whole>
    : readonly [...R, ...S, ...Q]

type Wrong<H, Axis extends number, L, Whole extends Shape> =
  H extends number ? `position ${H} of axis ${Axis} ${L & string} ${ShapeText<Whole>}`
  : `range ${BoundsText<H>} of axis ${Axis} ${L & string} ${ShapeText<Whole>}`
type BoundsText<G> =
  G extends readonly [infer A extends number | null, infer B extends number | null, ...infer K extends Shape]
    ? `[${A}, ${B}${K extends readonly [infer N extends number] ? `, ${N}` : ''}]` : string
type TooMany<P extends readonly Position[], S extends Shape> =
  `${OfAxes<P>['length'] & number} positions for ${ShapeText<S>}, which has ${AxesText<S['length']>}`
/** The positions that are an axis' own. */
type OfAxes<P extends readonly Position[], R extends 0[] = []> =
  P extends readonly [infer H, ...infer T extends readonly Position[]] ? OfAxes<T, H extends '...' | 'newAxis' ? R : [...R, 0]> : R

/** What is left of an axis of size `N`: no axis, or one of some size; or what is wrong. Whole axes may be type parameters. */
type Left<N extends number, H> =
  H extends null ? readonly [N]
  : H extends number ? Inside<N, H> extends false ? 'does not fit' : readonly []
  : H extends readonly [infer A, infer B, ...infer K]
    ? K extends readonly [infer Step extends number]
      ? `${Step}` extends '0' ? 'has no step in'
      : `${Step}` extends `-${infer Back extends number}` ? Backward<N, A, B, Back> : Forward<N, A, B, Step>
      : Forward<N, A, B, 1>
    : never

/** Whether a position is one of an axis' elements. */
type Inside<N extends number, A extends number> =
  `${A}` extends `-${infer M extends number}` ? LessThan<N, M> extends true ? false : true : LessThan<A, N>
/** A bound from the start; what no number is, is another bound's default. */
type Place<N extends number, A, Default extends number> =
  A extends number ? `${A}` extends `-${infer M extends number}` ? Subtract<N, M> : A : Default

type Forward<N extends number, A, B, Step extends number> =
  readonly [A, B] extends readonly [null, null] ? readonly [CeilDivide<N, Step>]
  : Counted<Place<N, A, 0>, Place<N, B, N>, N, Step>
type Counted<From extends number, To extends number, N extends number, Step extends number> =
  `${From},${To}` extends `${string}-${string}` ? 'does not fit'
  : LessThan<N, From> extends true ? 'does not fit'
  : LessThan<N, To> extends true ? 'does not fit'
  : LessThan<To, From> extends true ? 'ends before it starts in'
  : readonly [CeilDivide<Subtract<To, From>, Step>]

/** Backward from A down to and without B is, mirrored, forward over the elements from B + 1 to A. */
type Backward<N extends number, A, B, Step extends number> =
  readonly [A, B] extends readonly [null, null] ? readonly [CeilDivide<N, Step>]
  : A extends number ? Inside<N, A> extends false ? 'does not fit' : Mirrored<N, A, B, Step>
  : Mirrored<N, A, B, Step>
type Mirrored<N extends number, A, B, Step extends number> =
  B extends number
    ? Inside<N, B> extends false ? 'does not fit'
      : A extends number ? Counted<Add<Place<N, B, 0>, 1>, Add<Place<N, A, 0>, 1>, N, Step> : Counted<Add<Place<N, B, 0>, 1>, N, N, Step>
    : A extends number ? Counted<0, Add<Place<N, A, 0>, 1>, N, Step> : never

/** What is taken along one axis, counted from the start: `size` elements from `start` on, each `step` from the last. */
export interface Taken {
  readonly start: number
  readonly step: number
  readonly size: number
  /** Whether the axis goes. */
  readonly isOne: boolean
}

/** What a position takes of an axis, or what is wrong with it. */
const taken = (n: number, position: number | null | Bounds): Taken | string => {
  const place = (i: number): number => (i < 0 ? n + i : i)
  const isInside = (i: number): boolean => Number.isInteger(i) && i >= 0 && i < n
  if (typeof position === 'number') {
    const start = place(position)
    return isInside(start) ? { start, step: 1, size: 1, isOne: true } : 'does not fit'
  }
  const [first, last, step = 1] = position ?? [null, null]
  if (!Number.isInteger(step) || step === 0) return 'has no step in'
  const backward = step < 0
  const start = first === null ? (backward ? n - 1 : 0) : place(first)
  const stop = last === null ? (backward ? -1 : n) : place(last)
  const fits = (i: number | null, at: number): boolean =>
    i === null || (backward ? isInside(at) : Number.isInteger(at) && at >= 0 && at <= n)
  if (!fits(first, start) || !fits(last, stop)) return 'does not fit'
  const length = backward ? start - stop : stop - start
  return length < 0 ? 'ends before it starts in' : { start, step, size: Math.ceil(length / Math.abs(step)), isOne: false }
}

const isOfAxis = (position: Position): position is number | null | Bounds => position !== '...' && position !== 'newAxis'

/** What each axis gives, and the shape of the whole with new axes. */
interface Found {
  readonly axes: readonly Taken[]
  readonly shape: Shape
}

const axisOf = ({ size, isOne }: Taken): Shape => (isOne ? [] : [size])

/** What each axis gives, and the shape of the whole with new axes; or a message. Positions behind `'...'` are found from the last. */
export const takenAt = (shape: Shape, positions: readonly Position[]): Found | string => {
  const rest = positions.indexOf('...')
  const found = (axis: number, position: number | null | Bounds): Taken | string => {
    const part = taken(shape[axis] as number, position)
    return typeof part !== 'string' ? part
      : typeof position === 'number' ? `position ${position} of axis ${axis} ${part} ${shapeText(shape)}`
      : `range [${position?.map(String).join(', ')}] of axis ${axis} ${part} ${shapeText(shape)}`
  }
  const tooMany = `${positions.filter(isOfAxis).length} positions for ${shapeText(shape)}, which has ${axesText(shape.length)}`
  let front: Found = { axes: [], shape: [] }
  for (const position of rest < 0 ? positions : positions.slice(0, rest)) {
    if (!isOfAxis(position)) front = { ...front, shape: [...front.shape, 1] }
    else {
      if (front.axes.length === shape.length) return tooMany
      const part = found(front.axes.length, position)
      if (typeof part === 'string') return part
      front = { axes: [...front.axes, part], shape: [...front.shape, ...axisOf(part)] }
    }
  }
  let back: Found = { axes: [], shape: [] }
  for (const position of rest < 0 ? [] : positions.slice(rest + 1).reverse()) {
    if (position === '...') return "'...' is given twice"
    if (!isOfAxis(position)) back = { ...back, shape: [1, ...back.shape] }
    else {
      const axis = shape.length - 1 - back.axes.length
      if (axis < front.axes.length) return tooMany
      const part = found(axis, position)
      if (typeof part === 'string') return part
      back = { axes: [part, ...back.axes], shape: [...axisOf(part), ...back.shape] }
    }
  }
  const whole = shape.slice(front.axes.length, shape.length - back.axes.length)
  const all = whole.map((size): Taken => ({ start: 0, step: 1, size, isOne: false }))
  return { axes: [...front.axes, ...all, ...back.axes], shape: [...front.shape, ...whole, ...back.shape] }
}

export const at = (shape: Shape, positions: readonly Position[]): Shape | string => {
  const found = takenAt(shape, positions)
  return typeof found === 'string' ? found : found.shape
}
