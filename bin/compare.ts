/** `tenfold compare`: runs side by side. */
import { basename, resolve } from 'node:path'
import type { run } from 'tenfold'
import { inColumns } from './columns.js'
import type { commands } from './commands.js'
import type { Arguments } from './parse.js'
import { short } from './progress.js'
import { resultOf, runOf } from './runOf.js'
import { settingText } from './settings.js'
import type { World } from './world.js'

type Cells = Readonly<Record<string, string>>

const settingsOf = ({ start }: run.Run): Cells => {
  const { settings } = start ?? {}
  return typeof settings === 'object' && settings !== null && !Array.isArray(settings)
    ? Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, settingText(value)])) : {}
}

/** What all runs have in the same way is left out. */
const differing = (all: readonly Cells[]): readonly string[] =>
  [...new Set(all.flatMap((cells) => Object.keys(cells)))].filter((name) => new Set(all.map((cells) => cells[name])).size > 1)

const scoreOf = (made: run.Run): number | undefined => {
  const result = resultOf(made)
  return result?.figures[result.score]
}

const baselineOf = (made: run.Run): number | undefined => resultOf(made)?.baselines[0]?.value
const stepsOf = ({ steps, end }: run.Run): number | undefined => end?.step ?? steps.at(-1)?.step
const numeral = (value: number | undefined, show: (n: number) => string): string => (value === undefined ? '-' : show(value))

export const compare = async ({ operands, values }: Arguments<typeof commands.compare.options>, { out }: World): Promise<number> => {
  const runs: run.Run[] = []
  for (const folder of operands) runs.push(await runOf(folder))
  const settings = runs.map(settingsOf)
  const names = differing(settings)
  if (values.json === true) {
    runs.forEach((made, i) => out(`${JSON.stringify({
      run: operands[i], score: scoreOf(made) ?? null, figure: resultOf(made)?.score ?? null, baseline: baselineOf(made) ?? null,
      steps: stepsOf(made) ?? null, seconds: made.end?.seconds ?? null, settings: Object.fromEntries(names.map((name) => [name, settings[i]?.[name] ?? null])),
    })}\n`))
    return 0
  }
  const figures = [...new Set(runs.map((made) => resultOf(made)?.score ?? 'score'))]
  const isShort = new Set(operands.map((folder) => basename(resolve(folder)))).size === operands.length
  out(inColumns([
    ['run', ...figures, 'baseline', 'steps', 'seconds', ...names],
    ...runs.map((made, i) => [
      isShort ? basename(resolve(operands[i] as string)) : operands[i] as string,
      ...figures.map((figure) => (figure === (resultOf(made)?.score ?? 'score') ? numeral(scoreOf(made), short) : '-')),
      numeral(baselineOf(made), short), numeral(stepsOf(made), String), numeral(made.end?.seconds, (n) => n.toFixed(1)),
      ...names.map((name) => settings[i]?.[name] ?? '-'),
    ]),
  ]))
  return 0
}
