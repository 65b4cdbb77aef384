// error: 'Tensor<readonly [4, 60, 40], "f32">' is not assignable to parameter of type 'Tensor<readonly [number, number, number, number]
import { augment, random, tensor } from '../../src/index.js'
const spectrograms = tensor.zeros([4, 60, 40])
export const moved = augment.shift({ pixels: 2 })(random.key(0))(spectrograms)
