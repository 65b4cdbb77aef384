// error: scalars: readonly [AnyTensor]] | readonly [trees: readonly [x: { weights: AnyTensor; }, dx: { weights: AnyTensor; }, by: { weights: AnyTensor; }], scalars?: readonly []]'
import { mul, sub } from '../../src/program/scalar.js'
import { leafwise } from '../../src/optimizer/leafwise.js'
import { full } from '../../src/tensor/untyped.js'
const [p, g, rate] = [full([2], 1, 'f32'), full([2], 1, 'f32'), full([], 0.1, 'f64')]
const step = leafwise((x, dx, by) => sub(x, mul(by, dx)))
step([{ weights: p }, { weights: g }], [rate])
step([{ weights: p }, { weights: g }, { weights: g }])
step([{ weights: p }], [rate])
