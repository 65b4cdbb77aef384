/** Reading of jobs. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Errors } from 'io-ts'
import { readBytes } from '../dataset/file.js'
import { reason } from '../io/file.js'
import { sha256 } from '../receipt/sha256.js'
import type { TenfoldError } from '../shape/error.js'
import { aBoolean, aString, check, checkOptions } from '../shape/options.js'
import { callSite } from '../shape/site.js'
import { fromUtf8 } from '../shape/utf8.js'
import { contentsCodec } from './codec.js'
import type { Contents, JobFile } from './contents.js'
import { summary, wrong } from './failure.js'
import { digestOf, pathOf } from './files.js'
import { contentsName, type Job } from './job.js'

/** How a job is read. */
export interface LoadOptions {
  /** Whether the digests of all files are checked; false by default. */
  readonly verify?: boolean
}

const operation = 'xla.loadJob'

/** JSON in UTF-8. */
const jsonOf = (by: string, file: string, bytes: Uint8Array): E.Either<TenfoldError, unknown> => pipe(
  E.tryCatch(() => fromUtf8(bytes, { fatal: true }), () => wrong(by, file, 'UTF-8', 'bytes that are none')),
  E.chain((text) => E.tryCatch((): unknown => JSON.parse(text), (error) => wrong(by, file, 'JSON', (error as Error).message))))

/** All files that a job lists. */
export const filesOf = ({ programs, state, data }: Contents): readonly JobFile[] =>
  [...programs, ...programs.flatMap(({ checked }) => checked ?? []), state, ...data.shards, ...data.orders]

/** Reads `job.json` of a folder. */
export const readJob = (by: string, folder: string, at: string | undefined): TE.TaskEither<TenfoldError, Job> => pipe(
  TE.fromTask(() => pathOf(folder, contentsName)),
  TE.chain((file) => pipe(
    readBytes(by, file),
    TE.chainEitherK((bytes) => pipe(
      jsonOf(by, file, bytes),
      E.chain((json) => E.mapLeft((errors: Errors) => wrong(by, file, 'a job', summary(errors), at))(contentsCodec.decode(json))),
      E.map((contents): Job => ({ folder, contents, digest: sha256([bytes]) })))))))

const verified = (job: Job, at: string | undefined): TE.TaskEither<TenfoldError, Job> => async () => {
  for (const { file, digest } of filesOf(job.contents)) {
    const path = await pathOf(job.folder, file)
    try {
      const found = await digestOf(path)
      if (found !== digest)
        return E.left(wrong(operation, path, `the SHA-256 ${digest}`, `${found}: it is not the file that was written`, at))
    } catch (error) {
      return E.left(wrong(operation, path, 'a file that can be read', reason('read', error), at))
    }
  }
  return E.right(job)
}

/**
 * Reads the `job.json` of a folder that `job` has written. A folder without one, a `job.json` with wrong, missing or unknown
 * fields, or with `verify` a file that is damaged, missing or replaced, is a `Left` that names the file.
 *
 * @example
 * await loadJob('no/job', { verify: true })()
 * // Left: xla.loadJob: no/job/job.json: expected a file that can be read, received no such file
 */
export const loadJob = (folder: string, options: LoadOptions = {}): TE.TaskEither<TenfoldError, Job> => {
  check(operation, { folder }, { folder: aString })
  const { verify = false } = checkOptions<LoadOptions>(operation, options, { verify: aBoolean })
  const at = callSite()
  return pipe(readJob(operation, folder, at), TE.chain((job) => (verify ? verified(job, at) : TE.right(job))))
}
