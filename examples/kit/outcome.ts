/** What was predicted of a test, as a report wants it: metrics of which each gives an outcome, and what cases look like. */
import { pipe, tensor as t, type metric, type run } from 'tenfold'

/** Rows of so many numbers each. */
const rowsOf = (values: readonly number[], width: number): readonly (readonly number[])[] =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width))

/** Classes of these names, by logits. */
export const classes = (names: readonly string[]): metric.Metric<run.ClassOutcome> => ({
  name: 'outcome',
  of: ({ predictions, targets }) => ({
    kind: 'classes', names, truths: t.toArray(targets), probabilities: rowsOf(t.toArray(pipe(predictions, t.softmax)), names.length),
  }),
})

/** The loss of every target, in nats, by logits: one list for each row of them. */
export const losses: metric.Metric<readonly (readonly number[])[]> = {
  name: 'losses',
  of: ({ predictions, targets }) => {
    const [classes, length] = [predictions.shape.at(-1) as number, targets.shape.at(-1) as number]
    const logs = t.toArray(pipe(predictions, t.logSoftmax))
    return rowsOf(t.toArray(targets).map((target, i) => -(logs[i * classes + target] as number)), length)
  },
}

/** A picture of numbers from 0 to 1, row by row. */
export const picture = (kind: 'image' | 'spectrogram', [height, width]: readonly [number, number], values: readonly number[]): run.Shown => ({
  kind, height, width, channels: 1,
  pixels: Buffer.from(values.map((x) => Math.round(255 * Math.min(1, Math.max(0, x))))).toString('base64'),
})
