/** A training of drawn digits, small as it is: from its first step to a file of its events. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { dataset, loss, metric, network as n, observe, optimizer, random, receipt, run, trainer } from '../../src/index.js'
import { toBase64 } from '../../src/program/base64.js'
import { softmax } from '../../src/tensor/softmax.js'
import { elements } from '../../src/tensor/tensor.js'

const right = <A>(either: E.Either<Error, A>): A => pipe(either, E.getOrElse((error): A => { throw error }))
const [rows, classes, pixels] = [60, 10, 28 * 28] as const

/** Trains, writes `run.jsonl` and reads it again. */
export const trained = async (file: string) => {
  const [data, heldBack] = [dataset.drawnDigits({ count: 240, key: random.key(1) }), dataset.drawnDigits({ count: rows, key: random.key(2) })]
  const net = pipe(n.input([28, 28, 1]), n.flatten, n.dense(32), n.relu, n.dense(classes))
  const training = trainer(net)({ loss: loss.sparseSoftmaxCrossEntropy(), optimizer: optimizer.adam({ learningRate: 0.01 }) })
  const evaluate = (state: ReturnType<typeof training.init>) => training.evaluate(state, heldBack, { loss: metric.loss, accuracy: metric.accuracy })
  const watched = training.observe(observe.all({ losses: observe.history(), checks: observe.validation({ every: 4, evaluate }) }))
  const start = training.init(random.key(0))
  const { state, seen } = watched.fold(start, pipe(data, dataset.batches({ size: 20, epochs: 2 })))
  const outputs = softmax(training.predict(state, heldBack.inputs))
  const [values, images, truths] = [elements(outputs), elements(heldBack.inputs), Array.from(elements(heldBack.targets))]
  const outcome: run.ClassOutcome = {
    kind: 'classes', names: Array.from({ length: classes }, (_, c) => String(c)), truths,
    probabilities: truths.map((_, i) => Array.from(values.subarray(i * classes, (i + 1) * classes))),
  }
  const made = receipt.of({
    configuration: { seed: 0 }, data: receipt.digest(data), initial: receipt.digest(start), program: receipt.digest({}), steps: state.step, final: receipt.digest(state),
  })
  const events: readonly run.RunEvent[] = [
    { event: 'start', step: 0, steps: seen.losses.length, title: 'digit from drawn digits', data: { rows: 240 + rows }, network: run.network(net) },
    ...seen.losses.map(({ step, loss: value }): run.Step => ({ event: 'step', step, loss: value, examples: 20 })),
    ...seen.checks.map(({ step, values: found }): run.Validation => ({ event: 'validation', step, values: found })),
    { event: 'end', step: state.step },
    {
      event: 'result',
      ...run.result({ part: 'held back', outcome, caseAt: (i) => ({
        name: `digit ${i}`,
        shown: {
          kind: 'image', height: 28, width: 28, channels: 1,
          pixels: toBase64(Uint8Array.from(images.subarray(i * pixels, (i + 1) * pixels), (x) => Math.round(x * 255))),
        },
      }) }),
    },
    { event: 'receipt', receipt: receipt.codec.encode(made) as run.Receipted['receipt'] },
  ]
  right(await run.append(file)(events)())
  return { run: right(await run.read(file)()), receipt: made, rows }
}
