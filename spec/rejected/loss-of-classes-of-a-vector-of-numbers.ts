// error: "a loss of classes needs outputs [..., classes], received []"
import { loss, tensor } from '../../src/index.js'
export const mean = loss.sparseSoftmaxCrossEntropy().of(tensor.zeros([3]), tensor.zeros([3], 'i32'))
