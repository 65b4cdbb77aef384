/** Figures of several test parts: each, and their mean and spread. */
import { tensor as t, type metric } from 'tenfold'

/** Values by name. */
type Figures = Readonly<Record<string, number>>

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The deviation of values from their mean, estimated from a sample: √(Σ (x - mean)² / (n - 1)). */
export const spread = (values: readonly number[]): number => {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (values.length - 1))
}

const places = (value: number): number => (Math.abs(value) < 10 ? 4 : Math.abs(value) < 1000 ? 1 : 0)

/** Small numbers with four places, large ones without. */
export const shown = (value: number): string => value.toFixed(places(value))

/** `0.8300 ± 0.0400`, or the value of a single part. */
export const summary = (values: readonly number[]): string => {
  const centre = mean(values)
  return values.length > 1 ? `${shown(centre)} ± ${spread(values).toFixed(places(centre))}` : shown(centre)
}

const width = 21

/** A line for each part, then their mean and spread; parts have figures of the same names. */
export const each = (parts: readonly Figures[]): string => {
  const names = Object.keys(parts[0] ?? {})
  const line = (label: string, cell: (name: string) => string): string =>
    [label.padEnd(9), ...names.map((name) => cell(name).padStart(width))].join('')
  const over = (of: (values: readonly number[]) => number) => (name: string): string =>
    shown(of(parts.map((part) => part[name] as number)))
  return [
    line('fold', (name) => name),
    ...parts.map((part, i) => line(String(i + 1), (name) => shown(part[name] as number))),
    line('mean', over(mean)),
    line('spread', over(spread)),
  ].join('\n')
}

/** The rows of all parts as one. */
export const together = (parts: readonly metric.Evidence[]): metric.Evidence => ({
  predictions: t.concatenate(0)(parts.map(({ predictions }) => predictions)),
  targets: t.concatenate(0)(parts.map(({ targets }) => targets)),
  loss: mean(parts.map(({ loss }) => loss)),
})

/** The means for `--json`, and where there are several parts the values of the first figure in each, and their spread. */
export const figures = (parts: readonly Figures[]): Readonly<Record<string, unknown>> => {
  const names = Object.keys(parts[0] ?? {})
  const values = (name: string): readonly number[] => parts.map((part) => part[name] as number)
  const first = values(names[0] as string)
  return {
    ...Object.fromEntries(names.map((name) => [name, mean(values(name))])),
    ...(parts.length > 1 ? { spread: spread(first), folds: first } : {}),
  }
}
