/**
 * The types of a primitive's results from those of its operands. Operands have been checked where users meet them (the
 * tensor floor); what fails here is a defect of a rule or a pass, and says so.
 */
import type { Shape } from '../shape/shape.js'
import { broughtBy, type Inferred } from './brought.js'
import type { Kind, Primitive, TensorType, Windows } from './primitive.js'
import { count, typesOf, type Program } from './program.js'

/** `f32[32, 784]`. */
export const printType = ({ shape, dtype }: TensorType): string => `${dtype}[${shape.join(', ')}]`

/** The number of windows along each axis. */
export const positions = (sizes: Shape, { window, stride, dilation }: Windows): Shape =>
  sizes.map((n, i) => Math.floor((n - (window[i]! - 1) * dilation[i]! - 1) / stride[i]!) + 1)

export const same = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/** Whether shape and element type are the same. */
export const sameType = (a: TensorType, b: TensorType): boolean => a.dtype === b.dtype && same(a.shape, b.shape)

/** Updates [...where, ...row] by i32 indices [...where] into rows. */
export const scattered: Inferred<'scatterAdd' | 'scatterMax'>['infer'] = ({ rows }, [updates, where], expect) => {
  const [{ shape, dtype }, { length }] = [updates!, where!.shape]
  expect(where!.dtype === 'i32' && same(where!.shape, shape.slice(0, length)), () => 'updates [...where, ...row] and i32 indices')
  return [{ shape: [rows, ...shape.slice(length)], dtype }]
}

export const infer = (primitive: Primitive, operands: readonly TensorType[]): readonly TensorType[] => {
  const [a, b] = operands as readonly [TensorType, TensorType]
  // What is expected is put into words where it is missing: types are inferred by the ten thousand.
  const expect = (holds: boolean, what: () => string): void => {
    if (!holds) throw new Error(`${primitive.kind} of ${operands.map(printType).join(', ')}: ${what()} expected`)
  }
  switch (primitive.kind) {
    case 'map': {
      const { parameters, nodes } = primitive.expression
      expect(parameters.length === operands.length && operands.length > 0, () => `${parameters.length} operands`)
      expect(
        operands.every((o, i) => o.dtype === parameters[i] && same(o.shape, a.shape)),
        () => `operands of one shape and dtypes ${parameters.join(', ')}`,
      )
      return [{ shape: a.shape, dtype: nodes.at(-1)!.dtype }]
    }
    case 'reduce': {
      expect(primitive.axes.every((axis) => axis >= 0 && axis < a.shape.length), () => 'axes inside the shape')
      const shape = a.shape.filter((_, i) => !primitive.axes.includes(i))
      return [{ shape, dtype: primitive.by === 'argmax' ? 'i32' : a.dtype }]
    }
    case 'contract': {
      const { transposeA, transposeB } = primitive
      const batch = a.shape.slice(0, -2)
      const [m, k] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!]
      const [l, n] = transposeB ? [b.shape.at(-1)!, b.shape.at(-2)!] : [b.shape.at(-2)!, b.shape.at(-1)!]
      expect(
        k === l && a.dtype === b.dtype && same(batch, b.shape.slice(0, -2)),
        () => 'equal batches, inner sizes and dtypes',
      )
      return [{ shape: [...batch, m, n], dtype: a.dtype }]
    }
    case 'unfold': {
      const sizes = a.shape.slice(1, -1)
      expect(sizes.length === primitive.window.length, () => `${primitive.window.length} axes between batch and channels`)
      const places = positions(sizes, primitive)
      expect(places.every((n) => n > 0), () => 'a window that fits')
      return [{ shape: [a.shape[0]!, ...places, ...primitive.window, a.shape.at(-1)!], dtype: a.dtype }]
    }
    case 'fold': {
      const { sizes, window } = primitive
      const expected = [a.shape[0]!, ...positions(sizes, primitive), ...window, a.shape.at(-1)!]
      expect(same(a.shape, expected), () => `[${expected.join(', ')}]`)
      return [{ shape: [a.shape[0]!, ...sizes, a.shape.at(-1)!], dtype: a.dtype }]
    }
    case 'reshape':
      expect(count(a.shape) === count(primitive.shape), () => `${count(primitive.shape)} elements`)
      return [{ shape: primitive.shape, dtype: a.dtype }]
    case 'permute':
      expect(same([...primitive.order].sort((x, y) => x - y), a.shape.map((_, i) => i)), () => 'each axis once')
      return [{ shape: primitive.order.map((i) => a.shape[i]!), dtype: a.dtype }]
    case 'broadcast': {
      const lead = primitive.shape.length - a.shape.length
      expect(
        lead >= 0 && a.shape.every((n, i) => n === 1 || n === primitive.shape[lead + i]),
        () => `sizes that repeat to [${primitive.shape.join(', ')}]`,
      )
      return [{ shape: primitive.shape, dtype: a.dtype }]
    }
    case 'slice': {
      const { start, stop, step } = primitive
      expect(
        a.shape.every((n, i) => start[i]! >= 0 && start[i]! <= stop[i]! && stop[i]! <= n && step[i]! > 0),
        () => 'ranges inside the shape',
      )
      return [{ shape: a.shape.map((_, i) => Math.ceil((stop[i]! - start[i]!) / step[i]!)), dtype: a.dtype }]
    }
    case 'pad': {
      const { low, high, interior } = primitive
      const shape = a.shape.map((n, i) => low[i]! + high[i]! + n + Math.max(0, n - 1) * interior[i]!)
      return [{ shape, dtype: a.dtype }]
    }
    case 'concatenate': {
      const { axis } = primitive
      expect(operands.every((o) => o.dtype === a.dtype && o.shape.length === a.shape.length
        && o.shape.every((n, i) => i === axis || n === a.shape[i])), () => 'equal sizes off the axis')
      const size = operands.reduce((n, o) => n + o.shape[axis]!, 0)
      return [{ shape: a.shape.map((n, i) => (i === axis ? size : n)), dtype: a.dtype }]
    }
    case 'gather':
      expect(b.dtype === 'i32' && a.shape.length > 0, () => 'rows and i32 indices')
      return [{ shape: [...b.shape, ...a.shape.slice(1)], dtype: a.dtype }]
    case 'scatterAdd': return scattered(primitive, operands, expect)
    case 'iota':
      return [{ shape: primitive.shape, dtype: 'i32' }]
    case 'bits':
      expect(
        a.dtype === 'u32' && same(a.shape, [2]) && b.dtype === 'u32' && b.shape.length === 0,
        () => 'a key u32[2] and a start u32[]',
      )
      return [{ shape: primitive.form === 'word' ? primitive.shape : [...primitive.shape, 2], dtype: 'u32' }]
    case 'constant':
      return [primitive.type]
    default: return broughtBy<Inferred<Kind>>(primitive.kind).infer(primitive, operands, expect)
  }
}

/** The types of a program's results. */
export const resultTypes = (program: Program): readonly TensorType[] => {
  const types = typesOf(program)
  return program.results.map((id) => types[id]!)
}
