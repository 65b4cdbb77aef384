/** How far a training is: one line that is redrawn in a terminal, else a line now and then. */
import type { run } from 'tenfold'
import type { World } from './world.js'

export interface Progress {
  /** What happens in the training. */
  readonly event: (event: run.RunEvent) => void
  /** Clears the line. */
  readonly end: () => void
}

/** How much the mean that is shown keeps at each step: single losses jump. */
const kept = 0.95
/** Milliseconds between two drawings of the line, and how many lines there are where there is no terminal. */
const [pause, lines] = [100, 10]

/** 75 as `1:15`. */
export const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, '0')]
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** A number with about four digits. */
export const short = (value: number): string =>
  !Number.isFinite(value) ? String(value)
  : value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e6) ? value.toExponential(2)
  : Math.abs(value) >= 1000 ? value.toFixed(0) : Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(4)

/** The progress of a training of at most so many epochs. */
export const progress = ({ say, columns, now }: World, epochs: number): Progress => {
  let [begun, from, steps, at] = [now(), 0, 0, 0]
  let [mean, seen, drawn, validated]: [number | undefined, number, number, string] = [undefined, 0, -Infinity, '']
  const text = (): string => {
    const seconds = (now() - begun) / 1000
    const rate = seconds > 0 ? [`${Math.round(seen / seconds)} rows/s`, `at most ${clock((steps - at) * seconds / Math.max(1, at - from))} left`] : []
    return [`epoch ${Math.ceil(at * epochs / steps)} of ${epochs}`, `loss ${short(mean ?? NaN)}`, ...(validated === '' ? [] : [validated]), ...rate].join('  ')
  }
  const draw = (): void => {
    if (columns === undefined) return
    drawn = now()
    say(`\r${text().slice(0, Math.max(1, columns - 1))}\x1b[K`)
  }
  const event = (happened: run.RunEvent): void => {
    if (happened.event === 'start') {
      [begun, from, steps, at] = [now(), happened.step, happened.steps ?? 0, happened.step]
    } else if (happened.event === 'step') {
      const { step, loss, examples } = happened
      mean = mean === undefined ? loss : kept * mean + (1 - kept) * loss
      seen += examples
      at = step
      if (columns !== undefined && now() - drawn >= pause) draw()
    } else if (happened.event === 'validation') {
      const [figure = 'loss'] = Object.keys(happened.values).filter((name) => name !== 'loss')
      validated = `validation ${figure} ${short(happened.values[figure] ?? NaN)}`
      const every = Math.max(1, Math.round(epochs / lines)) * steps / epochs
      if (columns === undefined && (at % every === 0 || at === steps)) say(`${text()}\n`)
    }
  }
  return { event, end: () => { if (columns !== undefined && drawn > -Infinity) say('\r\x1b[K') } }
}
