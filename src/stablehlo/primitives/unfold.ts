import type { Lower } from '../lower.js'
import { concatenate, moveAxis, reshape, slice } from '../operations.js'

/**
 * im2col, one axis after the other: the slices at its taps, or those of its windows, whichever are fewer, concatenated along an
 * axis of their own.
 */
export const unfold: Lower<'unfold'> = ({ window, stride, dilation }, [x], [result], { to }) =>
  [window.reduce((from, taps, i) => {
    const { shape } = from.type
    const [axis, last] = [1 + i, shape.length - 1]
    const places = result!.shape[axis]!
    const byTap = taps <= places
    const beside = byTap ? last : axis
    const along = <A>(value: A, others: (size: number) => A): readonly A[] =>
      shape.map((size, a) => (a === axis ? value : others(size)))
    const slices = Array.from({ length: byTap ? taps : places }, (_, k) => {
      const [start, step, n] = byTap ? [k * dilation[i]!, stride[i]!, places] : [k * stride[i]!, dilation[i]!, taps]
      const cut = slice(from, along(start, () => 0), along(start + (n - 1) * step + 1, (size) => size), along(step, () => 1), to)
      return reshape(cut, cut.type.shape.toSpliced(beside, 0, 1), to)
    })
    const all = concatenate(slices, beside, to)
    // The window's axis stands before the channels.
    return byTap ? all : moveAxis(all, axis + 1, last, to)
  }, x!)]
