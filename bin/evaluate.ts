/** `tenfold evaluate`: how well a model predicts data whose answers are known. */
import { basename } from 'node:path'
import { model } from 'tenfold'
import type { commands } from './commands.js'
import { given, wrongData } from './failure.js'
import { labeled } from './lesson.js'
import type { Arguments } from './parse.js'
import { readAs } from './read.js'
import { figuresLine, scoreLine } from './told.js'
import { trainedIn } from './trained.js'
import { targetOf } from './understanding.js'
import type { World } from './world.js'

export const evaluate = async ({ operands: [folder = '', data = ''], values }: Arguments<typeof commands.evaluate.options>, world: World): Promise<number> => {
  const { model: trained, plan, ...where } = await trainedIn(folder)
  const { examples } = await readAs(plan, data, 'needed', values, world, where)
  if (examples.length === 0) wrongData(`${data}: expected at least 1 row with its ${targetOf(plan)}, received none`)
  const part = `of ${data === '-' ? 'standard input' : basename(data)}`
  const result = given(model.evaluate(trained, { part, nameOf: (i) => examples[i]?.name ?? '' })(examples.map(labeled(plan)) as never))
  const { score, figures, baselines, rows, outcome } = result
  world.say([scoreLine(result), figuresLine(result)].filter((line) => line !== '').map((line) => `${line}\n`).join(''))
  if (values.json === true) {
    world.out(`${JSON.stringify({
      data, target: targetOf(plan), kind: outcome.kind, rows, score: figures[score], baseline: baselines[0]?.value ?? null, figures,
    })}\n`)
  }
  return 0
}
