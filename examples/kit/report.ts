/** The report of a training: a page to look at, and beside it what happened, a line of JSON each. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { pipe, run } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { runFile } from './files.js'

/** Writes a text, whole or not at all. */
const write = async (file: string, text: string): Promise<void> => {
  const beside = `${file}.${process.pid}.part`
  try {
    await writeFile(beside, text)
    await rename(beside, file)
  } finally {
    await rm(beside, { force: true })
  }
}

/** Writes the page of a run and of what came after it, which is added to its events. */
export const writeReport = (file: string, made: run.Run, more: readonly (run.Tested | run.Receipted)[]): TE.TaskEither<Error, void> => {
  const added = [...(made.end === undefined ? [] : [made.end]), ...more]
  const whole = run.of([...(made.start === undefined ? [] : [made.start]), ...made.steps, ...made.validations, ...made.histograms, ...added])
  return pipe(
    run.append(runFile(file))(added),
    TE.mapLeft((error): Error => error),
    TE.chain(() => TE.tryCatch(async () => write(file, (await import('tenfold/report')).html(whole)), E.toError)),
  )
}
