import { describe, it } from 'vitest'
import { expandDims, permute, reduce, squeeze } from '../../src/shape/axes.js'
import type { ExpandDims, Permute, Reduce, Squeeze } from '../../src/shape/axes.js'
import type { Same } from '../../src/shape/fits.js'
import { proven, twin } from './twin.js'
import type { R } from './twin.js'

describe('axes', () => {
  it('reduce: the compiler and run time agree', () => {
    twin<Reduce<R<[32, 784]>, R<[2]>, false>>()(reduce([32, 784], [2], false), 'axis 2 is out of range: [32, 784] has 2 axes')
    twin<Reduce<R<[32, 784]>, R<[-3]>, false>>()(reduce([32, 784], [-3], false), 'axis -3 is out of range: [32, 784] has 2 axes')
    twin<Reduce<R<[32, 784]>, R<[-1]>, false>>()(reduce([32, 784], [-1], false), [32])
    twin<Reduce<R<[32, 784]>, R<[-1]>, true>>()(reduce([32, 784], [-1], true), [32, 1])
    twin<Reduce<R<[32, 784]>, undefined, true>>()(reduce([32, 784], undefined, true), [1, 1])
    twin<Reduce<R<[32, 784]>, undefined, false>>()(reduce([32, 784], undefined, false), [])
    twin<Reduce<R<[32, 784]>, R<[0, -2]>, false>>()(reduce([32, 784], [0, -2], false), 'axis 0 of [32, 784] is given twice')
    twin<Reduce<R<[32, 784, 3]>, R<[0, -1]>, false>>()(reduce([32, 784, 3], [0, -1], false), [784])
    twin<Reduce<R<[32, 784]>, R<[]>>>()(reduce([32, 784], []), [32, 784])
  })
  it('permute: the compiler and run time agree', () => {
    twin<Permute<R<[2, 3, 4]>, R<[2, 0, 1]>>>()(permute([2, 3, 4], [2, 0, 1]), [4, 2, 3])
    twin<Permute<R<[2, 3, 4]>, R<[-1, 0, 1]>>>()(permute([2, 3, 4], [-1, 0, 1]), [4, 2, 3])
    twin<Permute<R<[2, 3, 4]>, R<[0, 1]>>>()(permute([2, 3, 4], [0, 1]), 'order [0, 1] names 2 axes: [2, 3, 4] has 3 axes')
    twin<Permute<R<[2, 3]>, R<[1, 1]>>>()(permute([2, 3], [1, 1]), 'axis 1 of [2, 3] is given twice')
    twin<Permute<R<[2, 3]>, R<[1, 2]>>>()(permute([2, 3], [1, 2]), 'axis 2 is out of range: [2, 3] has 2 axes')
  })
  it('expandDims: the compiler and run time agree', () => {
    twin<ExpandDims<R<[2, 3]>, -1>>()(expandDims([2, 3], -1), [2, 3, 1])
    twin<ExpandDims<R<[2, 3]>, 0>>()(expandDims([2, 3], 0), [1, 2, 3])
    twin<ExpandDims<R<[2, 3]>, 4>>()(expandDims([2, 3], 4), 'axis 4 is out of range: a new axis of [2, 3] is one of -3 to 2')
  })
  it('squeeze: the compiler and run time agree', () => {
    twin<Squeeze<R<[2, 1, 3, 1]>, R<[1]>>>()(squeeze([2, 1, 3, 1], [1]), [2, 3, 1])
    twin<Squeeze<R<[2, 1, 3, 1]>, undefined>>()(squeeze([2, 1, 3, 1], undefined), [2, 3])
    twin<Squeeze<R<[2, 1]>, R<[0]>>>()(squeeze([2, 1], [0]), 'cannot squeeze axis 0 of [2, 1]: its size is 2, not 1')
  })

  it('sizes that are not literals', () => {
    proven<Same<Reduce<R<[32, 784]>, R<[number]>, true>, R<[number, number]>>>()
  })
})
