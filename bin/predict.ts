/** `tenfold predict`: answers for new data, on standard output. */
import { answersCsv, answersJson, type Answered } from './answers.js'
import type { commands } from './commands.js'
import { given, wrongData } from './failure.js'
import type { Arguments } from './parse.js'
import { readAs } from './read.js'
import { trainedIn } from './trained.js'
import { classesOf, mediumOf, targetOf } from './understanding.js'
import type { World } from './world.js'

export const predict = async ({ operands: [folder = '', data = ''], values }: Arguments<typeof commands.predict.options>, world: World): Promise<number> => {
  const { model, plan, ...where } = await trainedIn(folder)
  const { examples } = await readAs(plan, data, 'ignored', values, world, where)
  if (examples.length === 0) wrongData(`${data}: expected at least 1 row, received none`)
  // A raw case is a row, or an image or a sound by itself.
  const medium = mediumOf(plan)
  const answers = given(model.predictAll(examples.map(({ values: one }) => (medium === undefined ? one : one[medium] as never))))
  const answered = examples.map(({ file }, i): Answered => ({ ...(file === undefined ? {} : { file }), answer: answers[i] as Answered['answer'] }))
  world.out(values.json === true ? answersJson(answered) : answersCsv(targetOf(plan), classesOf(plan), answered))
  return 0
}
