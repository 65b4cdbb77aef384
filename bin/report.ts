/** `tenfold report`: the report of a run, made again from its events. */
import { join } from 'node:path'
import { html } from 'tenfold/report'
import type { commands } from './commands.js'
import { files, writeText } from './folder.js'
import type { Arguments } from './parse.js'
import { runOf } from './runOf.js'
import { told } from './told.js'
import type { World } from './world.js'

export const report = async ({ operands: [folder = ''] }: Arguments<typeof commands.report.options>, world: World): Promise<number> => {
  const made = await runOf(folder)
  await writeText(join(folder, files.report), html(made))
  world.say(`${told(made, world)}${join(folder, files.report)}\n`)
  return 0
}
