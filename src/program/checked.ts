/** What anyone may ask of a program: the compiler's own functions, of arguments that are checked. */
import { aFunction, anInteger, check, optional } from '../shape/options.js'
import type { Grouped } from './grouped.js'
import { plan as planned, type Plan } from './plan.js'
import type { TensorType } from './primitive.js'
import { aProgram, typesOf as types, type Program } from './program.js'
import type { Evaluate } from './simplify/constants.js'
import { passesWith as made, simplify as simplified, type Pass } from './simplify/simplify.js'
import type { FoundWindows } from './windowPattern.js'
import { windowsOf } from './windows.js'

/**
 * The type of every value, by number.
 *
 * @example
 * typesOf({ inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }) // [{ shape: [2], dtype: 'f32' }]
 */
export const typesOf = (program: Program<unknown>): readonly TensorType[] => {
  check('typesOf', { program }, { program: aProgram })
  return types(program)
}

/**
 * The plan of a program whose first `carried` inputs are its first `carried` results of the run before.
 *
 * @example
 * plan({ inputs: [{ shape: [100], dtype: 'f32' }], instructions: [], results: [0] }).bytes // 416
 */
export const plan = (program: Program<Grouped>, carried = 0): Plan => {
  check('plan', { program, carried }, { program: aProgram, carried: anInteger })
  return planned(program, carried)
}

/**
 * The passes of `simplify`. With a backend's `compile` to evaluate them, small instructions on constants become
 * constants; without, those that one number everywhere makes known.
 *
 * @example
 * passesWith(backend.pure.compile).map(({ name }) => name) // ['common', 'constants', 'algebra', 'movement', 'dead', 'fuse', 'scalars']
 */
export const passesWith = (evaluate?: Evaluate): readonly Pass[] => {
  check('passesWith', { evaluate }, { evaluate: optional(aFunction) })
  return made(evaluate)
}

/**
 * The program in its simplest known form: nothing dead, nothing twice, constants where they are read, movements that move
 * something, elementwise chains fused. Its results are the same to the bit, and it is meant for running: derivatives have
 * been taken before.
 *
 * @example
 * const product: Program = {
 *   inputs: [{ shape: [2, 3], dtype: 'f32' }],
 *   instructions: [
 *     { primitive: { kind: 'permute', order: [1, 0] }, operands: [0], first: 1, types: [{ shape: [3, 2], dtype: 'f32' }] },
 *     {
 *       primitive: { kind: 'contract', transposeA: false, transposeB: false },
 *       operands: [0, 1], first: 2, types: [{ shape: [2, 2], dtype: 'f32' }],
 *     },
 *   ],
 *   results: [2],
 * }
 * console.log(print(simplify(product)))
 * // program (%0: f32[2, 3])
 * //   %1: f32[2, 2] = contract a·bᵀ %0 %0
 * //   result %1
 */
export const simplify = (program: Program, evaluate?: Evaluate): Program => {
  check('simplify', { program, evaluate }, { program: aProgram, evaluate: optional(aFunction) })
  return simplified(program, evaluate)
}

/**
 * The convolutions and pools of a program, forward, their gradients by image and by kernel, and transposed: each with operands,
 * window, stride, dilation, padding and what lies where, as `WindowPattern` defines them. They are found in a program as it was
 * traced: passes take them apart. Bodies of loops are programs of their own.
 *
 * @example
 * const convolution = n.conv2d({ filters: 4, kernel: [3, 3], padding: 'same' })
 * const net = pipe(n.input([8, 8, 1]), convolution, n.maxPool2d([2, 2]), n.flatten, n.dense(2))
 * const recipe = { loss: loss.squaredError(), optimizer: optimizer.sgd({ learningRate: 0.1 }) }
 * const { init, program: traced } = trainer(net)(recipe)
 * const batch = { inputs: t.ones([5, 8, 8, 1]), targets: t.ones([5, 2]) }
 * const { patterns, others } = windows(traced(init(random.key(0)), batch, { simplified: false }))
 * patterns.map(({ kind }) => kind) // ['convolution', 'pool', 'pool', 'maxPoolGradient', 'kernelGradient']
 * patterns[0]?.window // [3, 3]
 * others // []
 */
export const windows = (program: Program): FoundWindows => {
  check('windows', { program }, { program: aProgram })
  return windowsOf(program)
}
