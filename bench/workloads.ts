/** The four networks whose training step is measured, by us and by others: f32, sparse softmax cross-entropy, Adam at 1e-3. */
import { loss, network as n, optimizer, pipe, random, tensor, trainer, type backend, type Shape } from '../src/index.js'
import { simplified } from '../src/jit/prepare.js'
import type { Elements } from '../src/program/elements.js'
import type { Program } from '../src/program/program.js'
import { elements } from '../src/tensor/tensor.js'
import { trace } from '../src/tensor/trace.js'
import * as tree from '../src/tensor/tree.js'
import { sessions } from '../src/trainer/session.js'
import { stepOf, tracedStep } from '../src/trainer/step.js'
import { networkTask } from '../src/trainer/task.js'
import { cnn } from './hand/cnn.js'
import type { ByHand } from './hand/hand.js'
import { mlp } from './hand/mlp.js'

/** Different batches that the steps go through in turn. */
const batches = 10
/** After so many steps training begins anew: every sample is of the same work, and no average fades into subnormals. */
const stepsPerTraining = 500

/** Runs one step; gives its loss. */
export type Step = () => number

/** A network, its batches, and its training step in every form. */
export interface Workload {
  readonly batch: number
  /** The step on a backend, its state carried from call to call. */
  readonly on: (backend: backend.Backend) => Step
  /** The same program on a backend, its kernels driven by hand: batches copied in, no look at anything. */
  readonly driven: (backend: backend.Backend) => Step
  /** The same step written by hand. */
  readonly byHand: () => Step
  /** The step traced, before any pass. */
  readonly trace: () => Program
  /** The step as a trainer hands it to a backend. */
  readonly program: () => Program
  /** How many inputs of the program are carried from step to step. */
  readonly carried: number
  /** The program's inputs at the first step. */
  readonly inputs: readonly Elements[]
}

/** A workload, made when it is called for: drawing the data takes a moment. */
export const workload = <P, I extends Shape, C extends number>(
  net: n.Network<P, I, readonly [C]>, batch: number, hand: ByHand,
) => (): Workload => {
  const recipe = { loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 1e-3 }) }
  const initial = trainer(net)(recipe).init(random.key(0))
  const task = networkTask<P, typeof initial.optimizer>(net, recipe)
  const draw = (i: number) => ({
    inputs: random.uniform(random.key(2 * i + 1), [batch, ...net.input]),
    targets: random.integers(random.key(2 * i + 2), [batch], { low: 0, high: net.output[0] }),
  })
  const data = () => Array.from({ length: batches }, (_, i) => draw(i))
  const carried = { params: initial.params, optimizer: initial.optimizer }
  const given = { key: initial.key, step: tensor.scalar(0, 'u32'), batch: draw(0) }
  return {
    batch,
    on: (backend) => {
      const open = sessions<P, typeof initial.optimizer>(task, backend)
      const drawn = data()
      let session = open(initial)
      let done = 0
      return () => {
        if (done === stepsPerTraining) {
          session.end()
          session = open(initial)
          done = 0
        }
        return session.step(drawn[done++ % batches]!)
      }
    },
    driven: (backend) => {
      const initially = tree.tensors(carried).map(elements)
      const loop = backend.loop(simplified(tracedStep(task, carried, given).program), initially.length)(initially)
      const taken = data().map((batch) => tree.tensors(batch).map(elements))
      const [key, count] = [elements(initial.key), new Uint32Array(1)]
      return () => {
        if (count[0] === stepsPerTraining) {
          loop.load(initially)
          count[0] = 0
        }
        const [value] = loop.step([key, count, ...taken[count[0]! % batches]!])
        count[0]!++
        return value![0]!
      }
    },
    byHand: () => {
      const { step, reset } = hand(tree.tensors(initial.params).map((p) => elements(p) as Float32Array), batch)
      const taken = data().map(({ inputs, targets }) =>
        [elements(inputs) as Float32Array, elements(targets) as Int32Array] as const)
      let done = 0
      return () => {
        if (done === stepsPerTraining) {
          reset()
          done = 0
        }
        const [inputs, targets] = taken[done++ % batches]!
        return step(inputs, targets)
      }
    },
    trace: () => {
      const step = stepOf(task)
      return trace(([c, g]: readonly [typeof carried, typeof given]) => step({ ...c, ...g }), [carried, given] as const).program
    },
    program: () => simplified(tracedStep(task, carried, given).program),
    carried: tree.tensors(carried).length,
    inputs: tree.tensors([carried, given]).map(elements),
  }
}

/** All of them, by name. */
export const workloads = {
  tiny: workload(
    pipe(n.input([2]), n.dense(16), n.relu, n.dense(16), n.relu, n.dense(2)), 32, mlp(2, 16, 16, 2)),
  'mlp-small': workload(
    pipe(n.input([784]), n.dense(128), n.relu, n.dense(10)), 32, mlp(784, 128, 10)),
  'mlp-large': workload(
    pipe(n.input([784]), n.dense(512), n.relu, n.dense(512), n.relu, n.dense(10)), 128, mlp(784, 512, 512, 10)),
  cnn: workload(
    pipe(
      n.input([28, 28, 1]), n.conv2d({ filters: 8, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]),
      n.conv2d({ filters: 16, kernel: [5, 5] }), n.relu, n.maxPool2d([2, 2]), n.flatten, n.dense(10),
    ), 32, cnn(28, [8, 16], 10)),
} as const satisfies Readonly<Record<string, () => Workload>>
