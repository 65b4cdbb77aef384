/** What observers do beside seeing, once all of them have seen a step. */
import { isLater, type AsyncObserver, type Beside } from './seen.js'

/** Of several observers by name, what those do that do something; nothing where none does. */
export const besides = <St>(entries: readonly (readonly [string, AsyncObserver<St, any>])[]): Beside<St, any> | undefined => {
  const some = entries.flatMap(([name, { beside }]) => (beside === undefined ? [] : [[name, beside] as const]))
  if (some.length === 0) return undefined
  return {
    begin: (value, state, whole) =>
      some.map(([name, beside]) => beside.begin?.(value[name], state, whole)).find((reason) => reason !== undefined),
    after: (value, moment, whole) => { for (const [name, beside] of some) beside.after?.(value[name], moment, whole) },
    end: (value, ending, whole) => {
      const later = some.map(([name, beside]) => beside.end?.(value[name], ending, whole)).filter(isLater)
      return later.length === 0 ? undefined : Promise.all(later).then(() => undefined)
    },
  }
}

/** What is done at an end by an error, which comes first: another one is not looked at. */
export const quietly = (close: () => void | Promise<void>): void | Promise<void> => {
  try {
    return close()?.catch(() => {})
  } catch {
    return undefined
  }
}
