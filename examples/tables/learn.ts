/**
 * Learning from a table, and testing on rows that were not learned from.
 *
 * A table in folds is learned from once more for each fold, by the same settings, without the rows of the fold: the score is
 * that of the folds, and the state that is saved has seen every row. Else a share of the rows is held back for the test.
 */
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  dataset, metric, network as n, optimizer, pipe, random, receipt, run, tensor as t, trainer, type Key, type loss, type Shape,
} from 'tenfold'
import { fit } from '../kit/fit.js'
import type { Learned, Lesson } from '../kit/task.js'
import { cells, unnamed } from './cells.js'
import type { fields } from './fields.js'
import type { Table } from './kind.js'
import { prepare } from './prepare.js'
import type { Model } from './problem.js'

/** How to learn, without what from. */
export type Manner = Omit<Lesson<typeof fields, unknown>, 'data'>

/** Trainers for so many features and steps. Folds of one size have one in common, which is compiled once. */
const trainers = <P, O extends Shape, L extends loss.LossRule>(
  { network, kind }: Model<P, O, L>, { settings: { 'learning-rate': initial, 'weight-decay': weightDecay }, on }: Manner,
) => {
  const make = (features: number, steps: number) => trainer(network(features), { backend: on })({
    loss: kind.loss,
    optimizer: optimizer.adamw({ learningRate: optimizer.schedule.cosineDecay({ initial, steps }), weightDecay }),
  })
  const made = new Map<string, ReturnType<typeof make>>()
  return (features: number, steps: number): ReturnType<typeof make> => {
    const name = `${features} ${steps}`
    const learner = made.get(name) ?? make(features, steps)
    made.set(name, learner)
    return learner
  }
}

/** Preprocessing and training on some rows: all that is fitted is fitted to them. */
const coursesOf = <P, O extends Shape, L extends loss.LossRule>(model: Model<P, O, L>, manner: Manner) => {
  const learnerFor = trainers(model, manner)
  const { epochs, 'batch-size': size } = manner.settings
  return (train: Table<O, L>, key: Key) => {
    const rows = prepare(model.stages)(train.inputs)
    const scale = model.kind.scale(train.targets)
    const ready: Table<O, L> = { ...train, inputs: rows.apply(train.inputs), targets: scale.of(train.targets) }
    const batches = pipe(ready, dataset.batches({ size, epochs, shuffle: random.foldIn(key, 1) }))
    const learner = learnerFor(ready.inputs.shape[1], batches.length)
    const start = learner.init(random.foldIn(key, 2))
    type Trained = typeof start
    return {
      course: {
        learner, start, batches, data: receipt.digest(train),
        facts: {
          title: model.about, data: { rows: train.size, columns: train.inputs.shape[1] }, network: run.network(model.network(ready.inputs.shape[1])),
        },
        metadata: { inputs: JSON.stringify(rows.fitted), targets: JSON.stringify(scale.fitted) },
      },
      /** Of other rows, in the targets' own units. */
      test: (state: Trained, { inputs, targets }: Table<O, L>): metric.Evidence =>
        ({
          // Targets of a loss for one output are one tensor.
          predictions: scale.back(learner.predict(state, rows.apply(inputs))), targets: targets as metric.Evidence['targets'], loss: state.loss,
        }),
    }
  }
}

/** The parts of a table: rows to learn from at last, and how the test goes on. */
const partsOf = <P, O extends Shape, L extends loss.LossRule>({ test, kind }: Model<P, O, L>, key: Key) =>
  (table: Table<O, L>) => {
    if ('folds' in test) return { train: table, folds: kind.folds(test.folds, key)(table) }
    const [train, held] = pipe(table, dataset.shuffle(key), dataset.split(1 - test.share))
    return { train, held, folds: [] }
  }

/** What is told before: the rows, the test, and the network. */
export const introduce = <P, O extends Shape, L extends loss.LossRule>(
  { about, stages, network, test }: Model<P, O, L>, table: Table<O, L>,
): string => {
  // Fitted to all rows, and forgotten: how many features there are depends on none of them.
  const features = prepare(stages)(table.inputs).apply(table.inputs).shape[1]
  const how = 'folds' in test ? `tested in ${test.folds} folds` : `${100 * test.share} % of them held back for the test`
  return `${about}: ${table.size} rows, ${how}\n\n${n.summary(network(features))}`
}

/** Learns from a table. */
export const learn = <P, O extends Shape, L extends loss.LossRule>(model: Model<P, O, L>, manner: Manner) =>
  (table: Table<O, L>): TE.TaskEither<Error, Learned> => {
    const key = random.key(manner.settings.seed)
    const { train, folds, held } = partsOf(model, random.foldIn(key, 0))(table)
    const courseOf = coursesOf(model, manner)
    const { course, test } = courseOf(train, random.foldIn(key, 1))
    const testFold = (fold: dataset.Fold<readonly [number], loss.TargetShape<L, O>, L['dtype']>, i: number): metric.Evidence => {
      const { course: { learner, start, batches }, test: testOn } = courseOf(fold.train, random.foldIn(random.foldIn(key, 2), i))
      const part = testOn(learner.fold(start, batches), fold.test)
      process.stderr.write(`fold ${i + 1} of ${folds.length}: ${model.kind.line(part)}\n`)
      return part
    }
    return pipe(fit(manner)(course), TE.map(({ state, ...learned }) => {
      let tested: readonly metric.Evidence[] | undefined
      // Folds take their time: each is learned from once, whatever is told of it.
      const parts = (): readonly metric.Evidence[] => (tested ??= held === undefined ? folds.map(testFold) : [test(state, held)])
      return {
        ...learned,
        result: () => {
          const rows = held === undefined ? folds.map((fold) => fold.test.inputs) : [held.inputs]
          const width = train.inputs.shape[1]
          const values = rows.flatMap((inputs) => t.toArray(inputs))
          const { features = unnamed(width) } = model
          return run.result({
            part: held === undefined ? `tested in ${folds.length} folds` : 'held back',
            outcome: model.kind.outcome(parts()),
            learned: t.toArray(train.targets as metric.Evidence['targets']),
            caseAt: (i) => ({ shown: { kind: 'row', cells: cells(features, values.slice(i * width, (i + 1) * width)) } }),
          })
        },
        measure: () => {
          const { text, score, figures } = model.kind.tell(parts())
          const where = held === undefined ? `in ${folds.length} folds` : `on ${held.size} rows`
          return { text, score: `${score} ${where}`, figures: { task: manner.settings.task, rows: table.size, ...figures } }
        },
      }
    }))
  }
