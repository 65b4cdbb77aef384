/** Progress on stderr: a bar in a terminal, else a line now and then. */
import cliProgress from 'cli-progress'
import { hasEscapes } from '../../examples/kit/characters.js'

export interface Progress {
  readonly show: (done: number, of: number) => void
  readonly stop: () => void
}

export const progress = (name: string): Progress => {
  if (!hasEscapes(process.stderr, process.env)) return {
    show: (done, of) => {
      const tenths = Math.floor(10 * done / of)
      if (tenths > Math.floor(10 * (done - 1) / of)) process.stderr.write(`${name}: ${10 * tenths} %\n`)
    },
    stop: () => {},
  }
  const format = `${name} {bar} {percentage} % | {eta_formatted} left`
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true }, cliProgress.Presets.shades_classic)
  bar.start(1, 0)
  return {
    show: (done, of) => { bar.setTotal(of); bar.update(done) },
    stop: () => bar.stop(),
  }
}
