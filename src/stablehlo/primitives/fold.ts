import { splat } from '../constant.js'
import type { Lower } from '../lower.js'
import { elementwise, moveAxis, pad, reshape, slice } from '../operations.js'
import type { Value } from '../value.js'

/**
 * The adjoint of `unfold`, from the last axis on: the slice at each tap, or in each window, whichever are fewer, is padded to its
 * positions with zeros, and all are added.
 */
export const fold: Lower<'fold'> = ({ sizes, window, stride, dilation }, [x], _, { to }) =>
  [sizes.reduceRight((before: Value, size, i) => {
    const [axis, last] = [1 + i, before.type.shape.length - 1]
    const [places, taps] = [before.type.shape[axis]!, window[i]!]
    const byTap = taps <= places
    // The axis that is cut into slices.
    const from = byTap ? before : moveAxis(before, last - 1, axis + 1, to)
    const taken = byTap ? last - 1 : axis
    const { shape, dtype } = from.type
    const zero = splat(0, { shape: [], dtype }, to)
    const parts = Array.from({ length: byTap ? taps : places }, (_none, k) => {
      const at = (value: number) => (size: number, a: number): number => (a === taken ? value : size)
      const cut = slice(from, shape.map(() => 0).map(at(k)), shape.map(at(k + 1)), shape.map(() => 1), to)
      const flat = reshape(cut, cut.type.shape.toSpliced(taken, 1), to)
      const [low, step, n] = byTap ? [k * dilation[i]!, stride[i]!, places] : [k * stride[i]!, dilation[i]!, taps]
      const along = (value: number): readonly number[] => flat.type.shape.map((_n, a) => (a === axis ? value : 0))
      return pad(flat, zero, along(low), along(size - low - (n - 1) * step - 1), along(step - 1), to)
    })
    return parts.reduce((a, b) => elementwise('add', [a, b], to))
  }, x!)]
