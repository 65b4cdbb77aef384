/** Progress on stderr: a bar in a terminal, else a line now and then. */
import cliProgress from 'cli-progress'
import { hasEscapes } from './characters.js'

/** What is shown of a step. */
export interface Shown {
  readonly step: number
  readonly loss: number
  readonly examplesPerSecond?: number
  /** What the last validation has measured. */
  readonly values?: Readonly<Record<string, number>> | undefined
}

export interface Display {
  readonly show: (shown: Shown) => void
  readonly stop: () => void
}

/** How much the mean that is shown keeps at each step: single losses jump. */
const kept = 0.95

/** `; held back: loss 0.1234, accuracy 0.9750`. */
const metrics = (values: Shown['values'] = {}): string => {
  const [first, ...others] = Object.entries(values).map(([name, value]) => `${name} ${value.toFixed(4)}`)
  return first === undefined ? '' : `; held back: ${[first, ...others].join(', ')}`
}

interface Drawing {
  readonly draw: (step: number, text: string, examplesPerSecond: number | undefined) => void
  readonly stop: () => void
}

const bar = (steps: number, from: number): Drawing => {
  const format = 'training {bar} {percentage} % | step {value} of {total} | {text} | {rate} examples/s | {eta_formatted} left'
  const shown = new cliProgress.SingleBar({ format, etaBuffer: 50 }, cliProgress.Presets.shades_classic)
  shown.start(steps, from, { text: 'loss -', rate: '-' })
  return {
    draw: (step, text, rate) => shown.update(step, { text, rate: rate === undefined ? '-' : String(Math.round(rate)) }),
    stop: () => shown.stop(),
  }
}

const lines = (steps: number): Drawing => {
  const often = Math.max(1, Math.round(steps / 10))
  return {
    draw: (step, text) => {
      if (step % often === 0 || step === steps) process.stderr.write(`step ${step} of ${steps}, ${text}\n`)
    },
    stop: () => {},
  }
}

/** A display of so many steps, of which some have been done before. */
export const display = (steps: number, from = 0): Display => {
  const { draw, stop } = hasEscapes(process.stderr, process.env) ? bar(steps, from) : lines(steps)
  let mean: number | undefined
  return {
    show: ({ step, loss, values, examplesPerSecond }) => {
      mean = mean === undefined ? loss : kept * mean + (1 - kept) * loss
      draw(step, `loss ${mean.toFixed(4)}${metrics(values)}`, examplesPerSecond)
    },
    stop,
  }
}
