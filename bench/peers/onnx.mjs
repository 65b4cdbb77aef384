/** Workloads as ONNX models, byte for byte; the numbers of fields are those of https://github.com/onnx/onnx, onnx.proto. */
import { bytes, whole } from './protobuf.mjs'

const float = 1

/** A value's name and type, f32. */
const value = (field, name, shape) => {
  const dims = shape.map((n) => bytes(1, [whole(1, n)]))
  return bytes(field, [bytes(1, name), bytes(2, [bytes(1, [whole(1, float), bytes(2, dims)])])])
}

const initializer = (name, { shape, values }) => bytes(5, [
  ...shape.map((n) => whole(1, n)), whole(2, float), bytes(8, name),
  bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
])

/** Whole numbers as an attribute. */
const attribute = (name, list) => bytes(5, [bytes(1, name), ...list.map((n) => whole(8, n)), whole(20, 7)])

const node = (type, inputs, output, attributes = {}) => bytes(1, [
  ...inputs.map((name) => bytes(1, name)), bytes(2, output), bytes(4, type),
  ...Object.entries(attributes).map(([name, list]) => attribute(name, list)),
])

const model = (fields) => Buffer.concat([whole(1, 8), bytes(8, [bytes(1, ''), whole(2, 17)]), bytes(7, fields)])

/** Axes in another order. */
const permuted = ({ shape, values }, order) => {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
  const to = order.map((axis) => shape[axis])
  const out = new Float32Array(values.length)
  for (let i = 0; i < out.length; i++) {
    let [rest, at] = [i, 0]
    for (let axis = to.length - 1; axis >= 0; axis--) {
      at += rest % to[axis] * strides[order[axis]]
      rest = Math.floor(rest / to[axis])
    }
    out[i] = values[at]
  }
  return { shape: to, values: out }
}

/** A network at inference, channels first; its outputs are `y`. */
export const networkModel = ({ input, layers }, tensors, batch) => {
  const shape = input.length === 3 ? [batch, input[2], input[0], input[1]] : [batch, ...input]
  let weighted = 0
  const given = (name) => tensors[`params.${weighted}.${name}`]
  const fields = layers.flatMap(({ kind, window, kernel, padding }, i) => {
    const [x, y] = [i === 0 ? 'x' : `y${i - 1}`, i === layers.length - 1 ? 'y' : `y${i}`]
    const [w, b] = [`w${i}`, `b${i}`]
    if (kind === 'dense' || kind === 'conv2d') {
      const weights = kind === 'dense' ? given('weights') : permuted(given('kernel'), [3, 2, 0, 1])
      const own = [initializer(w, weights), initializer(b, given('bias'))]
      weighted++
      if (kind === 'dense') return [...own, node('Gemm', [x, w, b], y)]
      const around = kernel.map((size) => (padding === 'same' ? (size - 1) / 2 : 0))
      return [...own, node('Conv', [x, w, b], y, { pads: [...around, ...around] })]
    }
    if (kind === 'maxPool2d') return [node('MaxPool', [x], y, { kernel_shape: window, strides: window })]
    // The file's order of the dense layer's inputs is height, width, channels.
    if (kind === 'flatten') return [node('Transpose', [x], `t${i}`, { perm: [0, 2, 3, 1] }), node('Flatten', [`t${i}`], y)]
    return [node('Relu', [x], y)]
  })
  const ends = [value(11, 'x', shape), value(12, 'y', [batch, layers.at(-1).units])]
  return { shape, model: model([...fields, bytes(2, 'network'), ...ends]) }
}

/** A product of two matrices that are both given at run time. */
export const productModel = ({ m, k, n }) => model([
  node('MatMul', ['a', 'b'], 'y'), bytes(2, 'product'),
  value(11, 'a', [m, k]), value(11, 'b', [k, n]), value(12, 'y', [m, n]),
])
