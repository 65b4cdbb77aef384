// error: but required in type 'Tensor<readonly [2], "f32">'.
import { tensor, type Tensor } from '../../src/index.js'
const literal: { readonly shape: readonly [2]; readonly dtype: 'f32' } = { shape: [2], dtype: 'f32' }
export const sum: Tensor<readonly [2]> = tensor.exp(literal)
