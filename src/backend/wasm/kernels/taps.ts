/**
 * The taps of a place. Along an axis of stride s and dilation d, place x is tap w of position p where x = p·s + w·d: the
 * taps of a place are an arithmetic progression, w = w₀ + j·s/g and p = p₀ - j·d/g with g = gcd(s, d), so that a pointer
 * runs through them by a constant step.
 */
import { bytesOf } from '../../../program/elements.js'
import { positions } from '../../../program/infer.js'
import type { Of, TensorType } from '../../../program/primitive.js'
import { count } from '../../../program/program.js'
import { control, i32, sequence, type I32, type Local, type Statement } from '../assembler/code.js'
import type { Fresh } from '../assembler/module.js'
import { repeat } from './nest.js'

/** An axis that windows slide over. */
export interface Axis {
  readonly size: number
  readonly positions: number
  readonly window: number
  readonly stride: number
  readonly dilation: number
  /** Bytes from one position to the next, and from one tap to the next, in the operand; and between places in the result. */
  readonly positionBytes: number
  readonly tapBytes: number
  readonly placeBytes: number
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** The axes between batch and channels; the dilation of a window of one is of no account. */
export const axesOf = (primitive: Of<'fold'>, { shape, dtype }: TensorType, result: TensorType): readonly Axis[] => {
  const { sizes, window, stride, dilation } = primitive
  const all = positions(sizes, primitive)
  const bytes = (shape: readonly number[], from: number): number => count(shape.slice(from)) * bytesOf[dtype]
  return sizes.map((size, i) => ({
    size, positions: all[i]!, window: window[i]!, stride: stride[i]!,
    dilation: window[i] === 1 ? 1 : dilation[i]!,
    positionBytes: bytes(shape, 2 + i),
    tapBytes: bytes(shape, 2 + sizes.length + i),
    placeBytes: bytes(result.shape, 2 + i),
  }))
}

/** Products, quotients and remainders of whole numbers from 0 on. */
export const times = (a: I32, n: number): I32 => (n === 1 ? a : i32.mul(a, i32.const(n)))
export const over = (a: I32, n: number): I32 => (n === 1 ? a : i32.divU(a, i32.const(n)))
export const modulo = (a: I32, n: number): I32 => (n === 1 ? i32.const(0) : i32.remU(a, i32.const(n)))

/** How many taps a place has along an axis, and how many bytes each is from the one before. */
export interface Taps {
  readonly count: I32
  readonly step: number
}

/** Finds the taps of the place `x`; moves `pointer` to the first. */
export const tapsOf = (fresh: Fresh, axis: Axis, x: I32, pointer: Local<'i32'>): {
  readonly code: Statement
  readonly taps: Taps
} => {
  const { positions, window, stride, dilation } = axis
  const g = gcd(stride, dilation)
  const [tapStep, positionStep] = [stride / g, dilation / g]
  const step = tapStep * axis.tapBytes - positionStep * axis.positionBytes
  const [w, p, first, end] = [fresh('i32'), fresh('i32'), fresh('i32'), fresh('i32')]
  const zero = i32.const(0)
  // w₀·(d/g) = x/g modulo s/g.
  const inverse = Array.from({ length: tapStep }, (_, i) => i).find((i) => (i * positionStep) % tapStep === 1 % tapStep)!
  // Else a place may have no tap at all.
  const some = dilation === 1 || stride === 1
  return {
    code: sequence(
      w.set(modulo(times(over(modulo(x, stride), g), inverse), tapStep)),
      p.set(
        dilation === 1 ? over(x, stride)
        : stride === 1 ? x
        : i32.divS(i32.sub(x, times(w.get, dilation)), i32.const(stride))),
      // From the first up to the end: 0 ≤ p < positions, and w inside the window.
      first.set(i32.sub(p.get, i32.const(positions - 1))),
      first.set(i32.select(i32.ltS(first.get, zero), zero, over(i32.add(first.get, i32.const(positionStep - 1)), positionStep))),
      end.set(i32.add(over(p.get, positionStep), i32.const(1))),
      control.if(
        i32.ltS(bound(w.get, window, tapStep), end.get),
        end.set(bound(w.get, window, tapStep)),
      ),
      ...(some ? [] : [control.if(i32.or(i32.ltS(p.get, zero), modulo(x, g)), end.set(zero))]),
      pointer.set(i32.add(
        i32.add(pointer.get, times(p.get, axis.positionBytes)),
        i32.add(times(w.get, axis.tapBytes), i32.mul(first.get, i32.const(step))))),
      end.set(i32.sub(end.get, first.get)),
    ),
    taps: { count: end.get, step },
  }
}

/** How many taps from w on are inside the window. */
const bound = (w: I32, window: number, tapStep: number): I32 =>
  (tapStep === 1 ? i32.const(window) : over(i32.sub(i32.const(window + tapStep - 1), w), tapStep))

/** The body for every tap, those of the last axis innermost. */
export const forTaps = (fresh: Fresh, list: readonly Taps[], pointer: I32, body: (pointer: I32) => Statement): Statement => {
  const [taps, ...inner] = list
  if (taps === undefined) return body(pointer)
  return control.if(i32.ltS(i32.const(0), taps.count),
    repeat(fresh, taps.count, [pointer], [taps.step], ([at]) => forTaps(fresh, inner, at!, body)))
}
