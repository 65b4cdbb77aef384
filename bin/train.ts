/** `tenfold train`: from data to a folder with a model, a report and a receipt. */
import { rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { html } from 'tenfold/report'
import { model, receipt, type run } from 'tenfold'
import type { commands } from './commands.js'
import { named } from './data/index.js'
import { codes, given, wrongData, wrongOptions } from './failure.js'
import { clear, clearJobs, defaultFolder, expectFree, files, look, make, writeText } from './folder.js'
import { heldText } from './held.js'
import { learn, type Manner } from './learn.js'
import { lessonOf, type Lesson } from './lesson.js'
import type { Arguments } from './parse.js'
import { programText } from './program.js'
import { recording } from './record.js'
import { resultOf, runOf } from './runOf.js'
import { chosen, decodeSettings, sameSettings, settled, type Settings } from './settings.js'
import { told } from './told.js'
import { classesOf, isTable, targetOf } from './understanding.js'
import type { World } from './world.js'

type Given = Arguments<typeof commands.train.options>

/** What `--json` prints. */
const summary = (data: string, made: run.Run): object => {
  const { start, end } = made
  const result = resultOf(made)
  const { final } = made.receipt as { readonly final: string }
  return {
    data, target: start?.data?.['target'] ?? null, kind: result?.outcome.kind ?? null, rows: result?.rows ?? 0,
    score: result?.figures[result.score] ?? null, baseline: result?.baselines[0]?.value ?? null, figures: result?.figures ?? {},
    steps: end?.step ?? 0, seconds: Number((end?.seconds ?? 0).toFixed(3)), digest: final,
  }
}

/** What the first event of a run says of the data. */
const startOf = ({ name, plan, learned, held, columns, digests, settings }: Lesson) => ({
  title: `${named(targetOf(plan))} from ${named(name)}`,
  data: {
    target: targetOf(plan), rows: learned.length, 'held back': held.length,
    ...(columns === undefined ? {} : { columns: columns.length }),
    ...(isTable(plan) ? { inputs: plan.inputs.length } : {}),
    ...(classesOf(plan).length === 0 ? {} : { classes: classesOf(plan).length }),
    ...digests,
  },
  settings: settings as never,
})

/** Where data lies, seen from the folder of the run; standard input lies nowhere. */
const placesOf = (folder: string, data: string, { test }: Settings): Readonly<Record<string, string>> => Object.fromEntries(
  Object.entries({ data, ...(typeof test === 'string' ? { test } : {}) }).map(([name, path]) => [name, path === '-' ? '-' : relative(resolve(folder), resolve(path))]))

/** Options for those who train by processes. */
const elsewhere = ['python', 'processes', 'devices', 'mesh', 'shard'] as const

/** The processes that take the steps. */
const processesOf = (values: Given['values'], { engine }: Settings) => {
  const given = elsewhere.filter((name) => values[name] !== undefined)
  if (engine === undefined && given.length > 0) wrongOptions(`--${given[0]} needs --engine xla`)
  return Object.fromEntries(given.map((name) => [name, values[name]])) as NonNullable<Manner['processes']>
}

export const train = async ({ operands: [data = ''], values }: Given, world: World): Promise<number> => {
  const folder = values.out ?? defaultFolder(data)
  const at = (name: keyof typeof files): string => join(folder, files[name])
  const found = await look(folder)
  expectFree(folder, found, values)
  const before = values.resume === true ? await runOf(folder) : undefined
  const begun = before?.start === undefined ? undefined : decodeSettings(at('events'), before.start.settings)
  const settings = settled(begun === undefined ? chosen(values) : sameSettings(begun, chosen(values)))
  const processes = processesOf(values, settings)
  if (found === 'ended' && before !== undefined) {
    world.say(`the run in ${folder} has ended: nothing is left to do\n${told(before, world)}`)
    if (values.json === true) world.out(`${JSON.stringify(summary(data, before))}\n`)
    return 0
  }
  const lesson = await lessonOf(data, settings, world)
  const odd = Object.entries(lesson.digests).find(([name, digest]) => before?.start?.data?.[name] !== undefined && before.start.data[name] !== digest)
  if (odd !== undefined) wrongData(`${data}: expected the data that the run in ${folder} began with, received other data`)
  if (settings.engine !== undefined) given(await (await import('tenfold/xla')).ready(values.python === undefined ? {} : { python: values.python })())
  if (world.signal.aborted) return codes.interrupted
  if (values.force === true) await clear(folder)
  await make(folder)
  await clearJobs(folder)
  const kept = recording(at('events'))
  const learned = await learn(lesson, {
    threads: values.threads ?? 1, processes, places: placesOf(folder, data, settings), world,
    keeping: { checkpoint: at('checkpoint'), resume: values.resume === true, recording: kept, start: startOf(lesson) },
  })
  if (learned === undefined) {
    world.say(`interrupted; --resume goes on with the run in ${folder}\n`)
    return codes.interrupted
  }
  given(await model.save(at('model'))(learned.model)())
  await writeText(at('held'), heldText(lesson))
  await writeText(at('program'), programText(lesson.plan, lesson.held[0]?.values ?? {}))
  for (const event of [{ event: 'result', ...learned.result }, { event: 'receipt', receipt: learned.receipt as never }] as const) kept.add(event)
  kept.flush()
  const made = await runOf(folder)
  await writeText(at('report'), html(made))
  given(await receipt.save(at('receipt'))(learned.receipt)())
  await rm(at('checkpoint'), { force: true })
  world.say(`${told(made, world)}${folder}: ${Object.entries(files).filter(([name]) => name !== 'checkpoint').map(([, name]) => name).join(', ')}\n`)
  if (values.json === true) world.out(`${JSON.stringify(summary(data, made))}\n`)
  return 0
}
