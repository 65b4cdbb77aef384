/** `node dist/examples/models.js [name…] [--steps N]`: trains the models of `models/`, or those named, and tells how far they came. */
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'tenfold'
import { whole, written } from './kit/field.js'
import './kit/terminal.js'
import './kit/wider.js'
import * as all from './models/index.js'
import type { Model } from './models/model.js'

const models: ReadonlyMap<string, Model> = new Map(Object.entries(all))
const usage = `Usage: node dist/examples/models.js [name…] [--steps N] [--narrow]

  name      a model, all by default: ${[...models.keys()].join(', ')}
  --steps N how many steps each is trained, 100 by default
  --narrow  leaves V8 at vectors of 128 bits: the same numbers, later
`
interface Asked { readonly names: readonly string[]; readonly steps: number; readonly help: boolean }

/** What a command line asks for, or what is wrong with it. */
const parse = (args: readonly string[]): E.Either<string, Asked> => pipe(
  E.tryCatch(
    () => parseArgs({
      args: [...args],
      options: { steps: { type: 'string' }, narrow: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    }),
    (error) => (error as Error).message.split(/\. |\n/)[0] as string,
  ),
  E.chain(({ values: { steps = '100', help = false }, positionals: names }) => {
    const unknown = names.find((name) => !models.has(name))
    if (unknown !== undefined) return E.left(`there is no model ${unknown}`)
    const field = written(whole(1))
    return pipe(
      field.decode(steps),
      E.bimap(() => `--steps takes ${field.name}, not ${JSON.stringify(steps)}`, (n) => ({ names, steps: n, help })),
    )
  }),
)

const told = (n: number): string => n.toPrecision(4)

pipe(parse(process.argv.slice(2)), E.match(
  (message) => {
    process.stderr.write(`${message}\n\n${usage}`)
    process.exitCode = 2
  },
  ({ names, steps, help }) => {
    if (help) return void process.stdout.write(usage)
    const width = Math.max(...[...models.keys()].map((name) => name.length))
    for (const [name, { shows, train }] of models) {
      if (names.length > 0 && !names.includes(name)) continue
      const { first, last } = train(steps)
      console.log(`${name.padEnd(width)}  ${`${told(first)} → ${told(last)}`.padEnd(20)}  ${shows}`)
    }
  },
))
