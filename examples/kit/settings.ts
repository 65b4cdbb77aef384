/** Settings, chosen on a command line or kept in a receipt. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { explainErrors, pipe } from 'tenfold'
import { path } from './field.js'
import { common, type Common, type Fields, type Settings, type Some, type Source, type Task } from './task.js'

/** What of the options decides what is learned. */
export type Chosen<F extends Fields> = Some<F & Common> & { readonly data?: string; readonly count?: number }

/** All settings, from those that were chosen. */
export const settings = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>, chosen: Chosen<F>): Settings<F> => {
  const source: Source = chosen.data === undefined ? { count: chosen.count ?? task.count.initial } : { data: chosen.data }
  const initial = { ...task.initial(chosen, source), seed: 0 }
  const picked = Object.entries(initial).map(([name, value]) => [name, chosen[name] ?? value])
  return { ...source, ...Object.fromEntries(picked) } as Settings<F>
}

/** The settings in a receipt's configuration, or what is wrong with them. */
export const decode = <F extends Fields, D, G extends Fields>(task: Task<F, D, G>) =>
  (configuration: unknown): E.Either<string, Settings<F>> => {
    const stored = typeof configuration === 'object' && configuration !== null && 'data' in configuration
    const codec = t.strict({ ...(stored ? { data: path } : { count: task.count.field }), ...task.fields, ...common })
    return pipe(
      codec.decode(configuration),
      E.bimap((errors) => explainErrors(errors).join('; '), (found) => found as unknown as Settings<F>),
    )
  }
