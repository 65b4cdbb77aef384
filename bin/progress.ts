/** How far a training is: one line that is redrawn in a terminal, else a line now and then. */
import type { World } from './world.js'

export interface Progress {
  /** After each step. */
  readonly step: (seen: { readonly step: number; readonly loss: number; readonly examples: number }) => void
  /** After each validation: its figure by name. */
  readonly validation: (figure: string, value: number) => void
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

export interface Plan {
  /** Steps at most, those before an interruption included. */
  readonly steps: number
  readonly stepsPerEpoch: number
  /** Steps done before. */
  readonly from: number
}

export const progress = ({ say, columns, now }: World, { steps, stepsPerEpoch, from }: Plan): Progress => {
  const epochs = Math.ceil(steps / stepsPerEpoch)
  const begun = now()
  let [mean, seen, at, drawn, validated]: [number | undefined, number, number, number, string] = [undefined, 0, from, -Infinity, '']
  const text = (): string => {
    const seconds = (now() - begun) / 1000
    const rate = seconds > 0 ? [`${Math.round(seen / seconds)} rows/s`, `at most ${clock((steps - at) * seconds / Math.max(1, at - from))} left`] : []
    return [`epoch ${Math.ceil(at / stepsPerEpoch)} of ${epochs}`, `loss ${short(mean ?? NaN)}`, ...(validated === '' ? [] : [validated]), ...rate].join('  ')
  }
  const draw = (): void => {
    if (columns === undefined) return
    drawn = now()
    say(`\r${text().slice(0, Math.max(1, columns - 1))}\x1b[K`)
  }
  const every = Math.max(1, Math.round(epochs / lines)) * stepsPerEpoch
  return {
    step: ({ step, loss, examples }) => {
      mean = mean === undefined ? loss : kept * mean + (1 - kept) * loss
      seen += examples
      at = step
      if (columns === undefined ? false : now() - drawn >= pause) draw()
    },
    validation: (figure, value) => {
      validated = `validation ${figure} ${short(value)}`
      if (columns === undefined && (at % every === 0 || at === steps)) say(`${text()}\n`)
    },
    end: () => { if (columns !== undefined && drawn > -Infinity) say('\r\x1b[K') },
  }
}
