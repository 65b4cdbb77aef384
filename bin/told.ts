/** A run in short, for the terminal. */
import type { run } from 'tenfold'
import { short } from './progress.js'
import type { World } from './world.js'

const plural = (n: number, one: string): string => `${n.toLocaleString('en-US')} ${one}${n === 1 ? '' : 's'}`

/** A result in a line: the score beside what can be had without learning. */
export const scoreLine = ({ score, figures, baselines, rows, part }: run.Result): string => {
  const beside = baselines.map(({ name, value }) => `${name} ${short(value)}`)
  return `${score} ${short(figures[score] ?? NaN)} on ${plural(rows, 'row')} ${part}${beside.length === 0 ? '' : ` (${beside.join(', ')})`}`
}

/** The other figures of a result, or nothing. */
export const figuresLine = ({ score, figures }: run.Result): string =>
  Object.entries(figures).filter(([name]) => name !== score).map(([name, value]) => `${name} ${short(value)}`).join(', ')

/** How long it took. */
const wayLine = ({ steps, end }: run.Run): string => {
  const step = end?.step ?? steps.at(-1)?.step ?? 0
  const seconds = end?.seconds === undefined ? '' : ` in ${end.seconds.toFixed(1)} s`
  const kept = end?.kept === undefined || end.kept === step ? '' : `, of which step ${end.kept} was kept`
  return `${plural(step, 'step')}${seconds}${kept}${end === undefined ? ', not ended' : ''}`
}

const levels = ['▁▂▃▄▅▆▇█', '_.:-=+*#'] as const

/** The means of so many parts of some values, as bars. */
export const bars = (values: readonly number[], { ascii }: Pick<World, 'ascii'>, width = 40): string => {
  const known = values.filter(Number.isFinite)
  if (known.length === 0) return ''
  const count = Math.min(width, known.length)
  const means = Array.from({ length: count }, (_, i) => {
    const part = known.slice(Math.floor(i * known.length / count), Math.floor((i + 1) * known.length / count))
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
  const [least, most] = [Math.min(...means), Math.max(...means)]
  const shown = levels[ascii ? 1 : 0]
  return means.map((value) => shown[most === least ? 0 : Math.round((value - least) / (most - least) * (shown.length - 1))]).join('')
}

/** The lines of a run. */
export const told = (made: run.Run, world: Pick<World, 'ascii'>): string => {
  const { start, steps, results } = made
  const losses = steps.map(({ loss }) => loss)
  const result = results.at(-1)
  return [
    ...(start?.title === undefined ? [] : [start.title]),
    ...(result === undefined ? ['not tested'] : [scoreLine(result), figuresLine(result)]),
    ...(losses.length < 2 ? [] : [`loss ${short(losses[0] as number)} ${bars(losses, world)} ${short(losses.at(-1) as number)}`]),
    wayLine(made),
  ].filter((line) => line !== '').map((line) => `${line}\n`).join('')
}
