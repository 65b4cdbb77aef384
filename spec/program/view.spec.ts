/** A view reads what `pure` copies. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pure } from '../../src/backend/pure.js'
import { accesses, isWhole } from '../../src/program/access.js'
import { elementsOf } from '../../src/program/elements.js'
import type { Primitive } from '../../src/program/primitive.js'
import { count, type Id, type Program } from '../../src/program/program.js'
import { align, cut, joined, pitch, through, whole, type Factor, type Loop, type View } from '../../src/program/view.js'
import { choicesOf, numRuns, type Choices } from '../backend/arbitrary.js'
import { build, type, type Builder } from './build.js'

/** Where some loops come by, in order. */
const walk = (factors: readonly Factor[], from = 0): readonly number[] => factors.reduce<readonly number[]>(
  (places, { size, stride }) => places.flatMap((p) => Array.from({ length: size }, (_, i) => p + i * stride)), [from])
const places = ({ offset, axes }: View): readonly number[] => walk(axes.flat(), offset)
const sizesOf = ({ axes }: View): readonly number[] => axes.map((factors) => count(factors.map((f) => f.size)))

const input = type([2, 3, 4, 2], 'i32')
const numbers = Array.from({ length: 48 }, (_, i) => i)

/** The elements of the last value of a program over 0, 1, 2, …, copied step by step, and read through its view. */
const both = (program: Program): readonly [copied: readonly number[], read: readonly number[] | undefined] => {
  const [id] = program.results as readonly [Id]
  const { root, view } = accesses(program)[id]!
  const n = count(program.inputs[0]!.shape)
  const [copied] = pure.compile(program)([elementsOf('i32', numbers.slice(0, n))])
  return [[...copied!], root === 'position' || root === 0 ? places(view) : undefined]
}

describe('each primitive', () => {
  test.each<readonly [string, readonly Primitive[]]>([
    ['reshape', [{ kind: 'reshape', shape: [6, 8] }]],
    ['permute', [{ kind: 'permute', order: [2, 0, 3, 1] }]],
    ['broadcast', [{ kind: 'reshape', shape: [48, 1] }, { kind: 'broadcast', shape: [2, 48, 3] }]],
    ['slice', [{ kind: 'slice', start: [1, 0, 1, 0], stop: [2, 3, 4, 2], step: [1, 2, 2, 1] }]],
    ['unfold', [{ kind: 'unfold', window: [2, 2], stride: [1, 2], dilation: [1, 1] }]],
    ['unfold, dilated', [{ kind: 'unfold', window: [2, 2], stride: [1, 1], dilation: [2, 3] }]],
    ['iota', [{ kind: 'iota', shape: [3, 4, 2], axis: 1 }, { kind: 'permute', order: [1, 0, 2] }]],
    ['permute, then axes joined', [{ kind: 'permute', order: [3, 0, 1, 2] }, { kind: 'reshape', shape: [2, 24] }]],
    ['permute, then axes cut', [{ kind: 'permute', order: [3, 0, 1, 2] }, { kind: 'reshape', shape: [2, 2, 3, 2, 2] }]],
    ['windows of a slice, as a matrix', [
      { kind: 'slice', start: [0, 0, 1, 0], stop: [2, 3, 4, 2], step: [1, 1, 1, 1] },
      { kind: 'unfold', window: [2, 2], stride: [1, 1], dilation: [1, 1] }, { kind: 'reshape', shape: [8, 8] },
    ]],
    ['a slice beside an axis of two loops', [{ kind: 'permute', order: [1, 0, 2, 3] }, { kind: 'reshape', shape: [6, 4, 2] }, { kind: 'slice', start: [0, 1, 0], stop: [6, 4, 2], step: [1, 2, 1] }]],
    ['one element', [{ kind: 'slice', start: [1, 2, 3, 1], stop: [2, 3, 4, 2], step: [1, 1, 1, 1] }, { kind: 'reshape', shape: [] }]],
  ])('%s', (_, list) => {
    const [copied, read] = both(build([input], ({ emit, size }) => {
      let at = 0
      for (const primitive of list) at = primitive.kind === 'iota' ? emit(primitive) : emit(primitive, at)
      expect(size()).toBe(1 + list.length)
      return [at]
    }))
    expect(read).toEqual(copied)
  })

  test.each<readonly [string, readonly Primitive[]]>([
    ['an axis cut across its loops', [{ kind: 'permute', order: [1, 0, 2, 3] }, { kind: 'reshape', shape: [6, 8] }, { kind: 'reshape', shape: [4, 12] }]],
    ['a slice of an axis of two loops', [{ kind: 'permute', order: [1, 0, 2, 3] }, { kind: 'reshape', shape: [6, 8] }, { kind: 'slice', start: [1, 0], stop: [6, 8], step: [1, 1] }]],
    ['nothing', [{ kind: 'slice', start: [0, 0, 0, 0], stop: [0, 3, 4, 2], step: [1, 1, 1, 1] }]],
    ['what is computed', [{ kind: 'reduce', by: 'max', axes: [0] }]],
  ])('no view: %s', (_, list) => {
    expect(both(build([input], ({ emit }) => [list.reduce((at, primitive) => emit(primitive, at), 0)]))[1]).toBeUndefined()
  })
})

const divisor = ({ pick }: Choices, n: number): number => pick(Array.from({ length: n }, (_, i) => n - i).filter((d) => n % d === 0))

/** Sizes whose product is `n`. */
const factored = (choices: Choices, n: number): readonly number[] => {
  const size = divisor(choices, n)
  return size === n ? [n] : [size, ...factored(choices, n / size)]
}

/** Adds one more view of a value. */
const someView = (choices: Choices, { emit, typeOf }: Builder, at: Id): Id => {
  const { below, pick } = choices
  const { shape } = typeOf(at)
  const n = count(shape)
  switch (pick(['reshape', 'permute', 'broadcast', 'slice', 'unfold'] as const)) {
    case 'reshape': return emit({ kind: 'reshape', shape: [...factored(choices, n), ...(below(3) === 0 ? [1] : [])] }, at)
    case 'permute': {
      const order: number[] = []
      shape.forEach((_, i) => { order.splice(below(i + 1), 0, i) })
      return emit({ kind: 'permute', order }, at)
    }
    case 'broadcast': return n > 100 ? at : emit({ kind: 'broadcast', shape: [...(below(2) === 0 ? [2] : []), ...shape.map((size) => (size === 1 ? 1 + below(3) : size))] }, at)
    case 'slice': {
      const start = shape.map((size) => below(size))
      return emit({ kind: 'slice', start, stop: shape.map((size, i) => start[i]! + 1 + below(size - start[i]!)), step: shape.map(() => 1 + below(2)) }, at)
    }
    case 'unfold': {
      if (shape.length < 3 || n > 200) return at
      const inner = shape.slice(1, -1)
      const window = inner.map((size) => 1 + below(Math.min(3, size)))
      const dilation = inner.map((size, i) => (window[i] === 1 ? 1 : 1 + below(Math.floor((size - 1) / (window[i]! - 1)))))
      return emit({ kind: 'unfold', window, stride: inner.map(() => 1 + below(2)), dilation }, at)
    }
  }
}

const choices = fc.array(fc.nat(), { minLength: 20, maxLength: 80, size: 'max' }).map(choicesOf)

test('chains read what copies give', () => {
  let read = 0
  fc.assert(fc.property(choices, (some) => {
    const program = build([input], (builder) => {
      let at = 0
      for (let i = 0; i < 1 + some.below(5); i++) at = someView(some, builder, at)
      return [at]
    })
    const [copied, through] = both(program)
    if (through === undefined) return
    read++
    expect(through).toEqual(copied)
    const { view } = accesses(program)[program.results[0]!]!
    expect(isWhole(view, [48])).toBe(copied.length === 48 && copied.every((x, i) => x === i))
  }), { numRuns: 4 * numRuns })
  expect(read).toBeGreaterThan(2 * numRuns)
})

/** Loops with strides that sometimes go on from one to the next. */
const someFactors = ({ below, pick }: Choices, sizes: readonly number[]): readonly Factor[] => {
  let inner = pick([0, 1, 1, 2, 5])
  return sizes.toReversed().map((size) => {
    const stride = inner
    inner = pick([stride * size, stride * size, 0, below(20)])
    return { size, stride }
  }).toReversed()
}

describe('laws', () => {
  const holds = (law: (some: Choices) => void): void => fc.assert(fc.property(choices, law), { numRuns: 2 * numRuns })
  const total = (some: Choices): number => some.pick([1, 2, 6, 12, 24, 30, 36])

  test('joined: the same walk, and no two neighbours that are one', () => holds((some) => {
    const factors = someFactors(some, factored(some, total(some)))
    const made = joined(factors)
    expect(walk(made)).toEqual(walk(factors))
    expect(joined(made)).toEqual(made)
  }))

  test('cut: both parts walk like the whole; a single loop is cut wherever the size divides it', () => holds((some) => {
    const n = total(some)
    const factors = joined(someFactors(some, factored(some, n)))
    const size = 1 + some.below(n)
    const parts = cut(factors, size)
    if (parts !== undefined) {
      expect(walk(parts[0]).flatMap((from) => walk(parts[1], from))).toEqual(walk(factors))
      expect(walk(parts[1])).toHaveLength(size)
    }
    if (factors.length <= 1) expect(parts === undefined).toBe(n % size !== 0)
  }))

  test('align: every list walks as it does alone, in no more loops than needed', () => holds((some) => {
    const n = total(some)
    const lists = Array.from({ length: 1 + some.below(3) }, () => someFactors(some, factored(some, n)))
    const loops = align(lists)
    if (lists.length === 1) expect(loops).toEqual(joined(lists[0]!).map(({ size, stride }) => ({ size, strides: [stride] })))
    if (loops === undefined) return
    lists.forEach((list, i) => expect(walk(loops.map((l: Loop) => ({ size: l.size, stride: l.strides[i]! })))).toEqual(walk(list)))
    loops.slice(1).forEach((inner, i) => expect(loops[i]!.strides.every((s, j) => s === inner.strides[j]! * inner.size)).toBe(false))
  }))

  test('align: with a whole value always, and never what cuts across', () => holds((some) => {
    const n = total(some)
    expect(align([[{ size: n, stride: 1 }], someFactors(some, factored(some, n))])).toBeDefined()
    expect(align([[{ size: 2, stride: 9 }, { size: 3, stride: 1 }], [{ size: 3, stride: 9 }, { size: 2, stride: 1 }]])).toBeUndefined()
  }))

  test('pitch: rows and columns lie so far apart; whatever lies so is found', () => holds((some) => {
    const n = total(some)
    const columns = divisor(some, n)
    const factors = someFactors(some, factored(some, n))
    const made = pitch({ offset: 7, axes: [factors] }, columns)
    const at = walk(factors)
    const [row, column] = [n === columns ? 0 : at[columns]!, columns === 1 ? 0 : at[1]!]
    const regular = at.every((place, i) => place === Math.floor(i / columns) * row + (i % columns) * column)
    expect(made).toEqual(regular ? [row, column] : undefined)
  }))

  test('pitch of a whole value, a row, a column and a transposed one', () => {
    const broadcast = (shape: readonly number[]): View => through({ kind: 'broadcast', shape: [4, 3] }, whole(shape), [4, 3])!
    expect(pitch(whole([4, 3]), 3)).toEqual([3, 1])
    expect(pitch(broadcast([3]), 3)).toEqual([0, 1])
    expect(pitch(broadcast([4, 1]), 3)).toEqual([1, 0])
    expect(pitch(through({ kind: 'permute', order: [1, 0] }, whole([3, 4]), [4, 3])!, 3)).toEqual([1, 4])
    expect(pitch(whole([2, 6]), 4)).toEqual([4, 1])
  })

  test('a whole view has the sizes of its shape, and of no other number of elements', () => {
    expect(sizesOf(whole([2, 3, 4]))).toEqual([2, 3, 4])
    expect(isWhole(whole([2, 3, 4]), [24])).toBe(true)
    expect(isWhole(whole([2, 3, 4]), [12])).toBe(false)
    expect(isWhole(whole([]), [1])).toBe(true)
    expect(isWhole({ offset: 1, axes: [] }, [1])).toBe(false)
  })
})
