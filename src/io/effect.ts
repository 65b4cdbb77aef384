/** What is done with files, said once and done at once or in time: a generator that gives each result to be waited for. */

/** Steps that come to an `A`. */
export type Effect<A> = Generator<unknown, A, unknown>

/** A result, once it is there. */
export function* result<A>(x: A | Promise<A>): Effect<A> {
  return (yield x) as A
}

/** What `f` comes to, or, where that fails, what `otherwise` makes of the error. */
export function* attempt<A, B>(f: () => Effect<A>, otherwise: (error: unknown) => B): Generator<unknown, A | B, unknown> {
  try {
    return yield* f()
  } catch (error) {
    return otherwise(error)
  }
}

/** Does it at once: no result may have to be waited for. */
export const now = <A>(effect: Effect<A>): A => {
  let next = effect.next()
  while (next.done !== true) next = effect.next(next.value)
  return next.value
}

/** Does it in time. */
export const inTime = async <A>(effect: Effect<A>): Promise<A> => {
  let next = effect.next()
  while (next.done !== true) {
    let given: { readonly value: unknown } | { readonly error: unknown }
    try {
      given = { value: await next.value }
    } catch (error) {
      given = { error }
    }
    next = 'error' in given ? effect.throw(given.error) : effect.next(given.value)
  }
  return next.value
}
