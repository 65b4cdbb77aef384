/** Linear models of prepared inputs, in closed form: what a network has to be better than. */
import { solveSystem } from '../linalg/solve.js'
import { concrete, elements, type AnyTensor } from '../tensor/tensor.js'

/** Inputs of more places are left without: the matrix that is solved has as many rows and columns. */
const mostPlaces = 400

/** The penalty on each squared weight, by the number of examples: enough that columns which are sums of others have a solution. */
const ridge = 1e-6

/**
 * Ridge regression (Hoerl and Kennard 1970): the weights [places + 1, outputs] that make Σ (x·w + b - y)² + λ·n·Σ w² least, constants
 * last; of classes, y is 1 for an example's own and 0 for the others. `undefined` for inputs of too many places.
 */
export const fitLinear = (inputs: AnyTensor, targets: readonly number[], outputs: number, isClass: boolean): AnyTensor | undefined => {
  const n = inputs.shape[0] as number
  const x = elements(inputs)
  const width = x.length / n
  if (width > mostPlaces) return undefined
  const size = width + 1
  const gram = new Float64Array(size * size)
  const right = new Float64Array(size * outputs)
  const one = new Float64Array(size)
  one[width] = 1
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < width; i++) one[i] = x[row * width + i] as number
    const y = targets[row] as number
    for (let i = 0; i < size; i++) {
      const xi = one[i] as number
      if (xi === 0) continue
      for (let j = 0; j < size; j++) gram[i * size + j] = (gram[i * size + j] as number) + xi * (one[j] as number)
      const at = isClass ? i * outputs + y : i * outputs
      right[at] = (right[at] as number) + (isClass ? xi : xi * y)
    }
  }
  for (let i = 0; i < width; i++) gram[i * size + i] = (gram[i * size + i] as number) + ridge * n
  const solved = solveSystem(
    concrete({ shape: [1, size, size], dtype: 'f64' }, gram), concrete({ shape: [1, size, outputs], dtype: 'f64' }, right))
  return concrete({ shape: [size, outputs], dtype: 'f64' }, elements(solved))
}

/** What a linear model gives for prepared inputs: a list of outputs for each. */
export const linearly = (weights: AnyTensor, inputs: AnyTensor): readonly (readonly number[])[] => {
  const [size, outputs] = weights.shape as unknown as readonly [number, number]
  const [w, x] = [elements(weights), elements(inputs)]
  const width = size - 1
  return Array.from({ length: inputs.shape[0] as number }, (_, row) => Array.from({ length: outputs }, (_, k) => {
    let sum = w[width * outputs + k] as number
    for (let i = 0; i < width; i++) sum += (x[row * width + i] as number) * (w[i * outputs + k] as number)
    return sum
  }))
}
