/** The options of `npm run prove`: text of a command line in, checked values or one readable sentence out. */
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { names, type Name } from './exact/functions.js'

export const usage = `Checks that a function of f32 gives the nearest f32 for every input.

Usage: npm run prove -- FUNCTION [options]

  FUNCTION       ${names.join(', ')}, or all
  --threads N    how many threads work on it, as many as there are cores by default
  --quick        some inputs of every exponent instead of all
  --engine       of Math.fround(Math.FUNCTION(x)) as this engine has it, which promises nothing
  --json         one JSON object for each function
  --help         this text
`

export interface Options {
  readonly functions: readonly Name[]
  readonly threads: number
  readonly quick: boolean
  readonly engine: boolean
  readonly json: boolean
  readonly help: boolean
}

const isName = (text: string): text is Name => (names as readonly string[]).includes(text)

const functionsOf = (positionals: readonly string[]): E.Either<string, readonly Name[]> => {
  const [text] = positionals
  if (text === undefined || positionals.length > 1) return E.left(`one function expected, received ${positionals.length}`)
  return text === 'all' ? E.right(names)
    : isName(text) ? E.right([text])
    : E.left(`${names.join(', ')} or all expected, received ${JSON.stringify(text)}`)
}

const threadsOf = (text: string): E.Either<string, number> =>
  (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 256 ? E.right(Number(text))
    : E.left(`--threads takes a whole number from 1 to 256, not ${JSON.stringify(text)}`))

const flag = { type: 'boolean' } as const

/** The options of a command line, or what is wrong with it. */
export const parse = (args: readonly string[]): E.Either<string, Options> => pipe(
  E.tryCatch(
    () => parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { threads: { type: 'string' }, quick: flag, engine: flag, json: flag, help: { ...flag, short: 'h' } },
    }),
    (error) => (error as Error).message.split(/\. |\n/)[0] as string,
  ),
  E.chain(({ positionals, values: { threads, quick = false, engine = false, json = false, help = false } }) => pipe(
    help ? E.right([]) : functionsOf(positionals),
    E.chain((functions) => pipe(
      threadsOf(threads ?? String(availableParallelism())),
      E.map((n): Options => ({ functions, threads: n, quick, engine, json, help })),
    )),
  )),
)
