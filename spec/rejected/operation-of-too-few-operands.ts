// error: Expected 3 arguments, but got 2.
import { add, mul } from '../../src/program/scalar.js'
import { elementwise, full } from '../../src/tensor/untyped.js'
const x = full([2], 1, 'f32')
const affine = elementwise((a, b, c) => add(mul(a, b), c))
affine(x, x, x)
affine(x, x)
