/** What the compiler says of these is what an editor shows: `hover.spec.ts` reads it. */
import { network as n, pipe, tensor as t } from '../../src/index.js'

export const net = pipe(n.input([28, 28, 1]), n.conv2d({ filters: 8, kernel: [5, 5] }), n.relu, n.flatten, n.dense(10))
export const layer = n.dense(10)
export const convolution = n.conv2d({ filters: 8, kernel: [5, 5] })
export const block = n.sequential(n.dense(32), n.layerNorm(), n.relu)
export const residual = n.residual(block)
export const encoder = pipe(n.input([784]), n.named('encoder', n.sequential(n.dense(64), n.relu)), n.dense(10))
export const part = n.named('encoder', n.dense(64))
export const branches = n.parallel(n.dense(8), n.dense(16))
export const repeated = n.repeat(3, n.dense(8))
export const conv = <const F extends number>(filters: F) => n.sequential(n.conv2d({ filters, kernel: [3, 3] }), n.relu)
export const means = t.mean([-1], { keepDims: true })
export const shifted = t.add(t.zeros([10]))
export const image = t.reshape([28, 28])
export const exp = t.exp
