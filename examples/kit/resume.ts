/** `--resume`: what a checkpoint says of its training, and whether the options go with it. */
import { existsSync } from 'node:fs'
import { checkpoint, pipe } from 'tenfold'
import * as E from 'fp-ts/lib/Either.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { Fault } from './fault.js'
import { checkpointFile, stateFile } from './files.js'
import type { Options } from './options.js'
import { decode, settings as settingsOf } from './settings.js'
import { common, type Fields, type Settings, type Task } from './task.js'

/** How a training begins: with which settings, and where its data lies now. */
export interface Begin<F extends Fields> {
  readonly settings: Settings<F>
  readonly source: Settings<F>
  readonly trail: boolean
  /** The digest of the data of the checkpoint that it goes on from. */
  readonly resumes?: string
}

/** What a checkpoint says of its training. */
export const described = (settings: object, trail: boolean): Readonly<Record<string, string>> =>
  ({ training: JSON.stringify({ settings, trail }) })

const read = (text: string | undefined): { readonly settings?: unknown; readonly trail?: unknown } => {
  const found: unknown = E.toUnion(E.tryCatch((): unknown => JSON.parse(text ?? 'null'), () => null))
  return typeof found === 'object' && found !== null ? found : {}
}

/** The first of the options that says something else than the checkpoint. */
const differing = <F extends Fields, D, G extends Fields>(
  { fields }: Task<F, D, G>, options: Options<F, G>, settings: Settings<F>,
): string | undefined => {
  const [chosen, made]: readonly Readonly<Record<string, unknown>>[] = [options, settings]
  const other = ['count', ...Object.keys(fields), ...Object.keys(common)]
    .find((name) => chosen?.[name] !== undefined && chosen[name] !== made?.[name])
  if (other !== undefined)
    return `--${other} ${String(chosen?.[other])} is another training: the checkpoint's has ${String(made?.[other] ?? 'none')}`
  return options.data !== undefined && !('data' in settings) ? '--data is another training: the checkpoint\'s has none' : undefined
}

/** The settings of the checkpoint, which the options may repeat, and not change. */
const resumed = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, options: Options<F, G>, file: string) =>
  (metadata: ReadonlyMap<string, string>): E.Either<Fault, Begin<F>> => {
    const { settings: found, trail } = read(metadata.get('training'))
    const decoded = decode(task)(found)
    if (E.isLeft(decoded)) return E.left(new Fault(`--resume: ${file} is no checkpoint of ${task.command.replace(/ --$/, '')}: ${decoded.left}`, 2))
    const settings = decoded.right
    const other = differing(task, options, settings) ?? (options.trail === true && trail !== true
      ? '--trail is another training: the checkpoint\'s has none' : undefined)
    if (other !== undefined) return E.left(new Fault(`--resume goes on with ${file}, and ${other}`, 2))
    const source = 'data' in settings ? { ...settings, data: options.data ?? settings.data } : settings
    return E.right({ settings, source, trail: trail === true, resumes: metadata.get('data') ?? 'none' })
  }

/** How the training of the options begins: anew, or with what its checkpoint says. */
export const begin = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, options: Options<F, G>): TE.TaskEither<Error, Begin<F>> => {
  const { resume = false, trail = false, save = stateFile(task.name) } = options
  if (!resume) {
    const settings = settingsOf(task, options)
    return TE.right({ settings, source: settings, trail })
  }
  const file = checkpointFile(save)
  return existsSync(file)
    ? pipe(checkpoint.read(file), TE.chainEitherKW(({ metadata }) => resumed(task, options, file)(metadata)))
    : TE.left(new Fault(`--resume: there is no checkpoint ${file} to go on from; without --resume a training begins`, 2))
}
