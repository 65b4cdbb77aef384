/** Lists become tensors of their shape. */
import { describe, expect, it } from 'vitest'
import { tensor as t, type Tensor } from '../../src/index.js'
import type { AnyTensor } from '../../src/tensor/tensor.js'
import { complaint } from '../complaint.js'

const told = (x: AnyTensor) => ({ shape: x.shape, dtype: x.dtype, values: t.toNested(x) })

describe('a tensor of lists', () => {
  it('has their shape, in its type as well', () => {
    const matrix: Tensor<readonly [2, 2]> = t.from([[1, 2], [3, 4]])
    const one: Tensor<readonly []> = t.from(3)
    const truth: Tensor<readonly [2], 'bool'> = t.from([true, false])
    const integers: Tensor<readonly [3], 'i32'> = t.from([1, 2, 3], 'i32')
    const rows: readonly (readonly number[])[] = [[1, 2], [3, 4]]
    const unknown: Tensor<readonly [number, number]> = t.from(rows)
    const typed: Tensor<readonly [number], 'f64'> = t.from(Float64Array.of(0.1))
    const empty: Tensor<readonly [2, 0]> = t.from([[], []])
    const none: Tensor<readonly [0]> = t.from([])
    expect([matrix, one, truth, integers, unknown, typed, empty, none].map(told)).toEqual([
      { shape: [2, 2], dtype: 'f32', values: [[1, 2], [3, 4]] }, { shape: [], dtype: 'f32', values: 3 },
      { shape: [2], dtype: 'bool', values: [1, 0] }, { shape: [3], dtype: 'i32', values: [1, 2, 3] },
      { shape: [2, 2], dtype: 'f32', values: [[1, 2], [3, 4]] }, { shape: [1], dtype: 'f64', values: [0.1] },
      { shape: [2, 0], dtype: 'f32', values: [[], []] }, { shape: [0], dtype: 'f32', values: [] },
    ])
  })
  it('copies a typed array', () => {
    const list = Float32Array.of(1, 2)
    const x = t.from(list)
    list[0] = 5
    expect(t.toArray(x)).toEqual([1, 2])
  })
  it('says where a list is of another length or kind', () => {
    const said = (values: unknown, dtype?: 'i32'): string => complaint(() => t.from(values as never, dtype)).message
    expect(said([[1, 2], [3]])).toContain('from: values[1] should be a list of 2, as [2, 2] says, but has 1')
    expect(said([[1, 2], 3])).toContain('from: values[1] should be a list of 2')
    expect(said([1, [2]])).toContain('from: values[1] should be a value of f32')
    expect(said([[1, 'a']])).toContain('from: values[0][1] should be a value of f32')
    expect(said([true, 1])).toContain('from: values[1] should be true or false, as the first value is, but is 1')
    expect(said([1, true])).toContain('from: values[1] should be a value of f32, but is true')
    expect(said([1.5], 'i32')).toContain('from: values[0] should be a value of i32, but is 1.5')
    const endless: unknown[] = []
    endless.push(endless)
    expect(said(endless)).toContain('from: values should be lists of at most 32 axes')
  })
})
