/**
 * Reductions, four results or four elements at a time. A sum of floats runs in the contract's eight lanes: they are eight
 * accumulators where results lie side by side, and the lanes of two vectors where the elements of one result do.
 */
import { bytesOf } from '../../../program/elements.js'
import { expression, type Expression } from '../../../program/expression.js'
import type { Reduction, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { add, and, constant, eq, isFloat, lt, max, min, not, or, select } from '../../../program/scalar.js'
import { align, whole, type Factor, type Loop } from '../../../program/view.js'
import type { DType } from '../../../shape/shape.js'
import { i32, sequence, v128, words, type I32, type Local, type Statement, type V128 } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { beginOf, compose, costOf, scaleOf, type Elementwise } from './elementwise.js'
import { writeOne } from './expression.js'
import type { Kernel } from './kernel.js'
import { constantLanes, loadNeighbours, storeNeighbours, storeStrided, storeUpTo, vectorsOf, width, type Lanes } from './lanes.js'
import { weigh } from './map.js'
import { forEach, forRange, repeat } from './nest.js'

/** A reduction of what elementwise work gives, over some axes of its sources. */
export interface Reduced {
  readonly by: Reduction
  readonly work: Elementwise
  readonly dtype: DType
  readonly axes: readonly number[]
  readonly result: TensorType
  readonly operands: number
}

/** What a reduction starts from. */
const identities: Readonly<Record<Exclude<Reduction, 'sum'>, Readonly<Record<DType, number>>>> = {
  max: { f32: -Infinity, f64: -Infinity, i32: -2147483648, u32: 0, bool: 0 },
  argmax: { f32: -Infinity, f64: -Infinity, i32: -2147483648, u32: 0, bool: 0 },
  min: { f32: Infinity, f64: Infinity, i32: 2147483647, u32: 4294967295, bool: 1 },
}
const identity = (by: Reduction, dtype: DType): number => (by === 'sum' ? 0 : identities[by][dtype])

/** An accumulator and an element become the next accumulator. */
const combining = (by: Exclude<Reduction, 'argmax'>, dtype: DType): Expression => expression([dtype, dtype], (a, x) =>
  by === 'sum' ? add(a, x) : dtype === 'bool' ? (by === 'max' ? or(a, x) : and(a, x)) : by === 'max' ? max(a, x) : min(a, x))

/** Whether element x takes the place of the greatest so far: it is greater, or the first NaN. */
const better = (dtype: DType): Expression => expression([dtype, dtype], (best, x) =>
  (isFloat(dtype) ? and(eq(best, best), or(lt(best, x), not(eq(x, x)))) : lt(best, x)))

/** Elements of which a loop writes out each step. */
const written = 16

/** Accumulators of one reduction in locals. */
interface Accumulators {
  readonly before: Statement
  readonly begin: Statement
  /** Takes in the value of one step: `lane` counts elements modulo 8 where that is known. */
  readonly take: (value: Lanes, lane: number) => Statement
  readonly end: { readonly code: Statement; readonly lanes: Lanes }
}

const placesOf = (fresh: Fresh, dtype: DType): readonly Local<'v128'>[] => Array.from({ length: vectorsOf(dtype) }, () => fresh('v128'))
const put = (places: readonly Local<'v128'>[], lanes: Lanes): Statement => sequence(...places.map((p, i) => p.set(lanes[i] as V128)))
const got = (places: readonly Local<'v128'>[]): Lanes => places.map((p) => p.get)

/** Some accumulators, joined pairwise at the end: (l, l+n/2), …, (l, l+1). */
const accumulators = (fresh: Fresh, by: Exclude<Reduction, 'argmax'>, dtype: DType, n: number): Accumulators => {
  const combine = writeOne(fresh, combining(by, dtype))
  const places = Array.from({ length: n }, () => placesOf(fresh, dtype))
  const into = (target: number, a: Lanes, b: Lanes): Statement => {
    const { code, result } = combine.run([a, b])
    return sequence(code, put(places[target]!, result))
  }
  const joins: Statement[] = []
  for (let half = n / 2; half >= 1; half /= 2)
    for (let l = 0; l < half; l++) joins.push(into(l, got(places[l]!), got(places[l + half]!)))
  return {
    before: combine.before,
    begin: sequence(...places.map((p) => put(p, constantLanes(dtype, identity(by, dtype))))),
    take: (value, lane) => into(lane % n, got(places[lane % n]!), value),
    end: { code: sequence(...joins), lanes: got(places[0]!) },
  }
}

/** The greatest so far, where it was, and where the next element is. */
const position = (fresh: Fresh, dtype: DType): Accumulators => {
  const wins = writeOne(fresh, better(dtype))
  const choose = writeOne(fresh, expression(['bool', dtype, dtype], (c, x, best) => select(c, x, best)))
  const [best, at, here] = [placesOf(fresh, dtype), fresh('v128'), fresh('v128')]
  const next = writeOne(fresh, expression(['i32'], (i) => add(i, constant('i32', 1))))
  return {
    before: sequence(wins.before, choose.before, next.before),
    begin: sequence(
      put(best, constantLanes(dtype, identity('argmax', dtype))),
      ...[at, here].map((p) => p.set(constantLanes('i32', 0)[0] as V128))),
    take: (value) => {
      const win = wins.run([got(best), value])
      const chosen = choose.run([win.result, value, got(best)])
      const after = next.run([[here.get]])
      return sequence(win.code, at.set(v128.bitselect(here.get, at.get, win.result[0] as V128)), chosen.code, put(best, chosen.result),
        after.code, here.set(after.result[0] as V128))
    },
    end: { code: sequence(), lanes: [at.get] },
  }
}

/** Kept and reduced loops: strides of the result, or of the element's number, come first. */
const loopsFor = ({ work, axes, result }: Reduced) => {
  const shape = work.sources[0]!.view.axes.map((factors) => count(factors.map((f) => f.size)))
  const reduced = (axis: number): boolean => axes.includes(axis)
  const pick = (keep: boolean): readonly (readonly Factor[])[] =>
    work.sources.map(({ view }) => view.axes.filter((_, i) => reduced(i) !== keep).flat())
  const n = count(shape.filter((_, i) => reduced(i)))
  return {
    n,
    kept: align([whole(result.shape).axes.flat(), ...pick(true)]),
    over: n === 0 ? [] : align([[{ size: n, stride: 1 }], ...pick(false)]),
  }
}

export const reduce = (reduced: Reduced): Kernel => {
  const { work, by, dtype, result } = reduced
  const { n, kept, over } = loopsFor(reduced)
  if (kept === undefined || over === undefined) throw new Error('reduce: views that cannot be walked together')
  const ordered = by === 'sum' && isFloat(dtype)
  const sideBySide = by !== 'argmax' && over.length === 1 && n >= 2 * width
    && over[0]!.strides.slice(1).every((s) => s <= 1) && over[0]!.strides.slice(1).includes(1)
  const cost = count(result.shape) * n / width * (costOf(work, weigh) + vectorsOf(dtype))
  return { cost, ...(sideBySide ? alongRow(reduced, by, n, kept, over[0]!, ordered) : acrossResults(reduced, n, kept, over, ordered)) }
}

/** The elements of one result are neighbours: vectors run along them. */
const alongRow = (
  { work, dtype, result, operands }: Reduced, by: Exclude<Reduction, 'argmax'>, n: number, kept: readonly Loop[], row: Loop, ordered: boolean,
): Omit<Kernel, 'cost'> => {
  // What may be taken in any order is taken by four at a time: each waits for what it had before.
  const groups = ordered ? 2 : 4
  const [rounds, rest] = [Math.floor(n / (groups * width)), n % (groups * width)]
  const scales = work.sources.map(scaleOf)
  const steps = row.strides.slice(1)
  return {
    units: kept[0]?.size ?? 1,
    emit: ({ fresh, addresses, from, to, wider = false }) => {
      const { before, run } = compose(fresh, work, wider)
      const sums = accumulators(fresh, by, dtype, groups)
      const combine = writeOne(fresh, combining(by, dtype))
      const total = placesOf(fresh, dtype)
      const group = (at: readonly I32[], g: number, valid: number): Statement => {
        const { lines, values } = run(at.map((p, i) => i32.add(p, i32.const(g * width * steps[i]! * scales[i]!))), steps, 0)
        const value = values.at(-1)!
        const masked = valid >= width ? value : value.map((v, i) => v128.bitselect(v, constantLanes(dtype, identity(by, dtype))[i]!,
          v128.const([0, 1, 2, 3].map((w) => ((dtype === 'f64' ? 2 * i + (w >> 1) : w) < valid ? -1 : 0)) as [number, number, number, number])))
        return sequence(...lines, sums.take(masked, g))
      }
      const round = (at: readonly I32[], left: number): Statement => sequence(
        ...Array.from({ length: groups }, (_, g) => g).filter((g) => left > g * width).map((g) => group(at, g, left - g * width)))
      /** The lanes of four moved down by two, or by one. */
      const lower = (lanes: Lanes, by: 2 | 1): Lanes => {
        const [v, w] = lanes as readonly [V128, V128]
        if (dtype === 'f64') return by === 2 ? [w, w] : [v128.shuffle(v, v, words(2, 3, 2, 3)), w]
        return [v128.shuffle(v, v, by === 2 ? words(2, 3, 2, 3) : words(1, 1, 1, 1))]
      }
      const across = ([2, 1] as const).map((distance) => {
        const { code, result: sum } = combine.run([got(total), lower(got(total), distance)])
        return sequence(code, put(total, sum))
      })
      const one = (at: readonly I32[]): Statement => {
        const sources = at.slice(1)
        const bytes = steps.map((s, i) => s * groups * width * scales[i]!)
        return sequence(
          sums.begin,
          rounds === 0 ? sequence() : repeat(fresh, i32.const(rounds), sources, bytes, (p) => round(p, groups * width)),
          rest === 0 ? sequence() : round(sources.map((p, i) => i32.add(p, i32.const(rounds * bytes[i]!))), rest),
          sums.end.code, put(total, sums.end.lanes), ...across,
          storeStrided(result.dtype, at[0]!, got(total), 0, 1),
        )
      }
      const begins = [addresses[operands]!, ...work.sources.map((s) => beginOf(s, addresses))]
      return sequence(before, sums.before, combine.before, forRange(fresh, kept, begins, [bytesOf[result.dtype], ...scales], from, to, one))
    },
  }
}

/** Vectors run across the results. */
const acrossResults = (
  { work, by, dtype, result, operands }: Reduced, n: number, kept: readonly Loop[], over: readonly Loop[], ordered: boolean,
): Omit<Kernel, 'cost'> => {
  const scales = work.sources.map(scaleOf)
  const inner: Loop = kept.at(-1) ?? { size: 1, strides: [0, ...scales.map(() => 0)] }
  const outer = kept.slice(0, -1)
  const steps = inner.strides.slice(1)
  const tail = inner.size % width
  const vectors = Math.ceil(inner.size / width)
  const n8 = ordered ? 8 : 1
  const last: Loop = over.at(-1) ?? { size: 1, strides: [1, ...scales.map(() => 0)] }
  const [far, near] = [over.slice(0, -1), last.size]
  // Which of the eight accumulators a step belongs to is known while writing, unless rows end in the middle of eight.
  const known = n8 === 1 || n <= written || far.length === 0 || near % n8 === 0
  return {
    units: outer[0]?.size ?? vectors,
    scratch: known ? 0 : 8 * 32,
    emit: ({ fresh, addresses, scratch, from, to, wider = false }) => {
      const { before, run } = compose(fresh, work, wider)
      const acc = by === 'argmax' ? position(fresh, dtype) : accumulators(fresh, by, dtype, n8)
      const value = (at: readonly I32[], left: I32): { readonly code: Statement; readonly lanes: Lanes } => {
        const { lines, values } = run(at, steps, tail, left)
        return { code: sequence(...lines), lanes: values.at(-1)! }
      }
      const take = (at: readonly I32[], lane: number, left: I32): Statement => {
        const { code, lanes } = value(at, left)
        return sequence(code, acc.take(lanes, lane))
      }
      const moved = (at: readonly I32[], loop: Loop, i: number): readonly I32[] =>
        at.map((p, s) => i32.add(p, i32.const(i * loop.strides[s + 1]! * scales[s]!)))
      const inOrder = (at: readonly I32[], loop: Loop, some: number, left: I32, from = 0): Statement =>
        sequence(...Array.from({ length: some }, (_, i) => take(moved(at, loop, i), from + i, left)))
      /** All steps written out. */
      const flat = (at: readonly I32[], loops: readonly Loop[], index: number, left: I32): Statement => {
        const [loop, ...rest] = loops
        if (loop === undefined) return take(at, index, left)
        return sequence(...Array.from({ length: loop.size }, (_, i) => flat(moved(at, loop, i), rest, index + i * loop.strides[0]!, left)))
      }
      const sourceLoops = (loops: readonly Loop[]): readonly Loop[] => loops.map((l) => ({ size: l.size, strides: l.strides.slice(1) }))
      const eights = (at: readonly I32[], left: I32): Statement => {
        const group = n8 === 1 ? 4 : 8
        const [rounds, rest] = [Math.floor(near / group), near % group]
        const bytes = last.strides.slice(1).map((s, i) => s * group * scales[i]!)
        return sequence(
          rounds === 0 ? sequence() : repeat(fresh, i32.const(rounds), at, bytes, (p) => inOrder(p, last, group, left)),
          inOrder(at.map((p, i) => i32.add(p, i32.const(rounds * bytes[i]!))), last, rest, left),
        )
      }
      /** Accumulators in memory, taken in turn. */
      const inTurn = (at: readonly I32[], left: I32): Statement => {
        const lane = fresh('i32')
        const place = i32.add(scratch, lane.get)
        const combine = writeOne(fresh, combining('sum', dtype))
        const slots = Array.from({ length: 8 }, (_, l) => i32.add(scratch, i32.const(32 * l)))
        return sequence(
          ...slots.map((s) => storeNeighbours(dtype, s, constantLanes(dtype, 0))),
          combine.before,
          lane.set(i32.const(0)),
          forEach(fresh, sourceLoops(over), at, scales, (p) => {
            const next = value(p, left)
            const sum = combine.run([loadNeighbours(dtype, place), next.lanes])
            return sequence(next.code, sum.code, storeNeighbours(dtype, place, sum.result),
              lane.set(i32.and(i32.add(lane.get, i32.const(32)), i32.const(255))))
          }),
          ...slots.map((s, l) => acc.take(loadNeighbours(dtype, s), l)),
        )
      }
      const one = (at: readonly I32[], left: I32): Statement => {
        const sources = at.slice(1)
        const { code, lanes } = acc.end
        return sequence(
          acc.begin,
          n === 0 ? sequence()
          : n <= written ? flat(sources, over, 0, left)
          : known ? forEach(fresh, sourceLoops(far), sources, scales, (p) => eights(p, left))
          : inTurn(sources, left),
          code,
          storeUpTo(result.dtype, at[0]!, lanes, left, tail),
        )
      }
      const begins = [addresses[operands]!, ...work.sources.map((s) => beginOf(s, addresses))]
      const all = [bytesOf[result.dtype], ...scales]
      const vectorSteps = inner.strides.map((s, i) => (i === 0 ? 1 : s) * width * all[i]!)
      const left = fresh('i32')
      const next = (p: readonly I32[]): Statement => sequence(one(p, left.get), left.set(i32.sub(left.get, i32.const(width))))
      const prologue = sequence(before, acc.before)
      if (outer.length > 0) return sequence(prologue, forRange(fresh, outer, begins, all, from, to, (at) =>
        sequence(left.set(i32.const(inner.size)), repeat(fresh, i32.const(vectors), at, vectorSteps, next))))
      return sequence(
        prologue,
        left.set(i32.sub(i32.const(inner.size), i32.mul(from, i32.const(width)))),
        forRange(fresh, [{ size: vectors, strides: vectorSteps }], begins, all.map(() => 1), from, to, next),
      )
    },
  }
}
