// error: Expected 1 arguments, but got 2.
import { exp } from '../../src/program/elementary/functions.js'
import { elementwise, full } from '../../src/tensor/untyped.js'
const x = full([2], 1, 'f32')
elementwise(exp)(x)
elementwise(exp)(x, x)
