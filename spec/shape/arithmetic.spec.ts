import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, ceilDivide, floorDivide, lessThan, multiply, remainder, subtract } from '../../src/shape/arithmetic.js'
import type { Add, CeilDivide, FloorDivide, LessThan, Multiply, Remainder, Subtract } from '../../src/shape/arithmetic.js'
import type { Same } from '../../src/shape/fits.js'
import { size } from '../../src/shape/size.js'
import type { Size } from '../../src/shape/size.js'
import { shapeText } from '../../src/shape/text.js'
import type { ShapeText } from '../../src/shape/text.js'
import { proven, twin } from './twin.js'
import type { Batch, R } from './twin.js'

describe('arithmetic', () => {
  it('the compiler and run time agree', () => {
    twin<Add<784, 512>>()(add(784, 512), 1296)
    twin<Add<999, 1>>()(add(999, 1), 1000)
    twin<Add<0, 0>>()(add(0, 0), 0)
    twin<Add<1, 99999>>()(add(1, 99999), 100000)
    twin<Subtract<1000, 1>>()(subtract(1000, 1), 999)
    twin<Subtract<7, 7>>()(subtract(7, 7), 0)
    twin<Subtract<1, 1000>>()(subtract(1, 1000), -999)
    twin<Multiply<784, 512>>()(multiply(784, 512), 401408)
    twin<Multiply<60000, 784>>()(multiply(60000, 784), 47040000)
    twin<Multiply<2147483647, 4194304>>()(multiply(2147483647, 4194304), 9007199250546688)
    twin<Multiply<0, 784>>()(multiply(0, 784), 0)
    twin<FloorDivide<783, 28>>()(floorDivide(783, 28), 27)
    twin<FloorDivide<5, 28>>()(floorDivide(5, 28), 0)
    twin<CeilDivide<783, 28>>()(ceilDivide(783, 28), 28)
    twin<CeilDivide<0, 2>>()(ceilDivide(0, 2), 0)
    twin<Remainder<783, 28>>()(remainder(783, 28), 27)
    twin<Remainder<784, 28>>()(remainder(784, 28), 0)
    twin<LessThan<27, 1000>>()(lessThan(27, 1000), true)
    twin<LessThan<28, 28>>()(lessThan(28, 28), false)
  })

  it('is number where a size is not a literal, or too large', () => {
    proven<Same<Add<number, 1>, number>>()
    proven<Same<Multiply<784, Batch>, number>>()
    proven<Same<Multiply<Batch, 1>, Batch>>()
    proven<Same<Subtract<Batch, 1>, number>>()
    proven<Same<FloorDivide<number, 2>, number>>()
    proven<Same<FloorDivide<4, 0>, number>>()
    proven<Same<LessThan<number, 1000>, boolean>>()
    proven<Same<Add<0.5, 1>, number>>()
    proven<Same<Multiply<2147483647, 2147483647>, number>>()
  })
})

describe('size', () => {
  it('the compiler and run time agree', () => {
    twin<Size<R<[]>>>()(size([]), 1)
    twin<Size<R<[12, 12, 8]>>>()(size([12, 12, 8]), 1152)
    twin<Size<R<[5, 0]>>>()(size([5, 0]), 0)
  })

  it('sizes that are not literals', () => {
    proven<Same<Size<R<[Batch]>>, Batch>>()
    proven<Same<Size<R<[number, 3]>>, number>>()
    proven<Same<Size<readonly number[]>, number>>()
  })

  it('of shapes in a row is the product of their sizes', () => {
    const shape = fc.array(fc.nat(9), { maxLength: 4 })
    fc.assert(fc.property(shape, shape, (a, b) => { expect(size([...a, ...b])).toBe(size(a) * size(b)) }))
  })
})

describe('text', () => {
  it('the compiler and run time agree', () => {
    twin<ShapeText<R<[]>>>()(shapeText([]), '[]')
    twin<ShapeText<R<[32, 784]>>>()(shapeText([32, 784]), '[32, 784]')
  })

  it('sizes that are not literals', () => {
    proven<Same<ShapeText<R<[number, Batch, 3]>>, '[number, Batch, 3]'>>()
    proven<Same<ShapeText<readonly number[]>, '[...]'>>()
  })
})
