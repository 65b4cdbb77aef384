/** A run in some lines of a terminal: the numbers of its page, in short. */
import type { Run } from '../run/index.js'
import { shortened } from '../shape/error.js'
import { check } from '../shape/options.js'
import { columns } from './columns.js'
import { aRun } from './run.js'
import { sparkline } from './sparkline.js'

const text = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(4))) : String(x))
/** Names of data on one line, without what a terminal would take for a command. */
const line = (name: string): string => shortened(name.replace(/[\0-\x1f\x7f-\x9f]/g, ' '), 60)

/** First and last value, and how it went from one to the other. */
const row = (name: string, values: readonly number[]): readonly (readonly string[])[] =>
  (values.length === 0 ? [] : [[line(name), text(values[0] as number), '→', text(values.at(-1) as number), sparkline(values)]])

/**
 * A run in some lines: its loss and metrics from first to last, the results of its tests beside what can be had without learning. Measured
 * times are not among them.
 *
 * @example
 * const steps = [4, 2, 1].map((loss, i) => ({ event: 'step' as const, step: i + 1, loss, examples: 32 }))
 * console.log(summary({ start: undefined, steps, validations: [], histograms: [], results: [], end: undefined, receipt: undefined }))
 * // 3 steps
 * // loss  4  →  1  █▃▁
 */
export const summary = (run: Run): string => {
  check('report.summary', { run }, { run: aRun })
  const { start, steps, validations, results, end } = run
  const last = Math.max(steps.at(-1)?.step ?? 0, end?.step ?? 0)
  const metrics = [...new Set(validations.flatMap(({ values }) => Object.keys(values)))]
  const rows = [
    ...row('loss', steps.map(({ loss }) => loss)),
    ...metrics.flatMap((name) => row(name === 'loss' ? 'validation' : name, validations.flatMap(({ values }) => values[name] ?? []))),
  ]
  return [
    ...(start?.title === undefined ? [] : [line(start.title)]),
    `${last} ${last === 1 ? 'step' : 'steps'}${end?.kept === undefined ? '' : `, that of step ${end.kept} kept`}${end?.stopped === undefined ? '' : `: ${line(end.stopped)}`}`,
    ...(rows.length === 0 ? [] : [columns(rows)]),
    ...results.map(({ part, rows: n, score, figures, baselines }) => [
      `${line(part)}, ${n} rows: ${line(score)} ${text(figures[score] ?? NaN)}`,
      ...baselines.map(({ name, value }) => `${line(name)} ${text(value)}`),
    ].join('; ')),
  ].join('\n')
}
