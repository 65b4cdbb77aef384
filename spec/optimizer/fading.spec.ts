/** What an optimizer remembers fades to 0, and never into subnormal numbers. */
import { expect, test } from 'vitest'
import * as optimizer from '../../src/optimizer/index.js'
import { zeros, of, toArray } from '../../src/tensor/index.js'
import { leaves } from '../../src/tensor/tree.js'
import { elements } from '../../src/tensor/tensor.js'

const leastNormal = { f32: 1.1754943508222875e-38, f64: 2.2250738585072014e-308 }

test.each(['f32', 'f64'] as const)('after one gradient and many of 0, %s', (dtype) => {
  const params = zeros([2], dtype)
  const past = dtype === 'f32' ? 1e-30 : 1e-300
  for (const { init, update } of [
    optimizer.scaleByAdam({ beta1: 0.5, beta2: 0.5 }),
    optimizer.trace({ decay: 0.5 }),
  ] as readonly optimizer.OptimizerOf<typeof params, object>[]) {
    let [step, state] = update(of([2], [past, -past], dtype) as typeof params, init(params), params, { loss: zeros([]) })
    const seen = new Set<number>()
    for (let i = 0; i < 60; i++) {
      ;[step, state] = update(params, state, params, { loss: zeros([]) })
      for (const { tensor } of leaves(state)) if (tensor.dtype === dtype) for (const x of elements(tensor)) seen.add(Math.abs(x))
    }
    expect([...seen].filter((x) => x > 0 && x < leastNormal[dtype])).toEqual([])
    expect(seen.has(0)).toBe(true)
    expect(toArray(step)).toEqual([0, 0])
  }
})
