/** What a search is after: figures of a configuration. */
import { concrete, elements } from '../tensor/tensor.js'
import { elementsOf } from '../program/elements.js'
import { aFunction, aMaker, aString, check, checkOptions } from '../shape/options.js'
import type { Key } from '../random/key.js'
import { dimensionsOf, type Config, type Space } from './space.js'
import type { Trial } from './trial.js'

/** What came out of a trial: numbers by name. */
export type Figures = Readonly<Record<string, number>>

/** A trial as it travels: plain data. */
export interface Request extends Omit<Trial<unknown>, 'key'> {
  readonly key: Uint32Array
}

/** What comes back: figures, or why there are none. */
export type Reply = { readonly figures: Figures } | { readonly failure: string }

/** A function of trials, with the space of their configurations. */
export interface Objective<S extends Space, M extends Figures> {
  readonly space: S
  /** The URL of the module that exports it, for workers. */
  readonly module: string | undefined
  readonly evaluate: (trial: Trial<Config<S>>) => M | Promise<M>
  /** The same between threads; it answers whatever happens. */
  readonly answer: (request: Request) => Promise<Reply>
}

export const anObjective = aMaker('an objective, as search.objective makes it', 'evaluate', 'answer')

/** A trial as plain data. */
export const requestOf = ({ key, ...rest }: Trial<unknown>): Request => ({ ...rest, key: elements(key) as Uint32Array })

/** An error in one line. */
export const textOf = (error: unknown): string => {
  try {
    const lines = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n')
    return lines.map((line) => line.trim()).filter((line) => line !== '').join(' ')
  } catch {
    return 'something that has no text'
  }
}

const replyOf = (figures: unknown): Reply => {
  const isRecord = typeof figures === 'object' && figures !== null && Object.getPrototypeOf(figures) === Object.prototype
  const entries = isRecord ? Object.entries(figures) : []
  const odd = entries.find(([, value]) => typeof value !== 'number')
  if (odd !== undefined) return { failure: `expected numbers by name, received ${typeof odd[1]} as ${odd[0]}` }
  return entries.length > 0 ? { figures: Object.fromEntries(entries) } : { failure: 'expected numbers by name, received none' }
}

/**
 * A function that evaluates a configuration, by a key: most often it trains, and measures what was learned. It is to depend on
 * its trial alone, and leave nothing behind. Workers import it from its module, which exports it under the name `objective`:
 * there, `module` is `import.meta.url`, or the URL to which a bundler moves it.
 *
 * @example
 * const parabola = objective({ space: { x: uniform(-2, 2) } }, ({ config }) => ({ y: (config.x - 1) * (config.x - 1) }))
 * const [trial] = grid({ x: oneOf([3]) }, { key: random.key(0) })
 * trial && parabola.evaluate(trial) // { y: 4 }
 */
export const objective = <S extends Space, M extends Figures>(
  options: { readonly space: S; readonly module?: string },
  evaluate: (trial: Trial<Config<S>>) => M | Promise<M>,
): Objective<S, M> => {
  const { space, module } = checkOptions<typeof options>('search.objective', options, { space: true, module: aString })
  check('search.objective', { evaluate }, { evaluate: aFunction })
  dimensionsOf('search.objective', space)
  const answer = async ({ key, ...rest }: Request): Promise<Reply> => {
    try {
      const trial = { ...rest, key: concrete({ shape: [2], dtype: 'u32' }, elementsOf('u32', key)) as Key }
      // It was a trial of this space before it travelled.
      return replyOf(await evaluate(Object.freeze(trial) as Trial<Config<S>>))
    } catch (error) {
      return { failure: textOf(error) }
    }
  }
  return Object.freeze({ space, module, evaluate, answer })
}
