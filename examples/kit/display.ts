/** Progress on stderr: a bar in a terminal, else a line now and then. */
import cliProgress from 'cli-progress'
import { hasEscapes } from './characters.js'

export interface Display {
  readonly show: (step: number, loss: number) => void
  readonly stop: () => void
}

/** How much the mean that is shown keeps at each step: single losses jump. */
const kept = 0.95

const bar = (steps: number): ((step: number, loss: string) => void) & { stop?: () => void } => {
  const format = 'training {bar} {percentage} % | step {value} of {total} | loss {loss} | {eta_formatted} left'
  const shown = new cliProgress.SingleBar({ format, etaBuffer: 50 }, cliProgress.Presets.shades_classic)
  shown.start(steps, 0, { loss: '-' })
  return Object.assign((step: number, loss: string) => shown.update(step, { loss }), { stop: () => shown.stop() })
}

const lines = (steps: number): ((step: number, loss: string) => void) & { stop?: () => void } => {
  const often = Math.max(1, Math.round(steps / 10))
  return (step, loss) => {
    if (step % often === 0 || step === steps) process.stderr.write(`step ${step} of ${steps}, loss ${loss}\n`)
  }
}

/** A display of so many steps. */
export const display = (steps: number): Display => {
  const draw = hasEscapes(process.stderr, process.env) ? bar(steps) : lines(steps)
  let mean: number | undefined
  return {
    show: (step, loss) => {
      mean = mean === undefined ? loss : kept * mean + (1 - kept) * loss
      draw(step, mean.toFixed(4))
    },
    stop: () => draw.stop?.(),
  }
}
