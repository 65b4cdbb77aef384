/**
 * `f`, asked once for each argument, for as long as the function that comes back is held.
 *
 * @example
 * const twice = memo((n: number) => [n, n])
 * twice(3) === twice(3) // true
 */
export const memo = <A, B extends NonNullable<unknown>>(f: (argument: A) => B): ((argument: A) => B) => {
  const known = new Map<A, B>()
  return (argument) => {
    const result = known.get(argument) ?? f(argument)
    known.set(argument, result)
    return result
  }
}

/** What is made under each text, made once. */
export const keyed = <B extends NonNullable<unknown>>() => {
  const known = new Map<string, B>()
  return (text: string, make: () => B): B => {
    const result = known.get(text) ?? make()
    known.set(text, result)
    return result
  }
}

/** The function that works once on each object, for as long as it is there. */
export const remembered = <A extends WeakKey, B>(f: (argument: A) => B): ((argument: A) => B) => {
  const known = new WeakMap<A, { readonly result: B }>()
  return (argument) => {
    const before = known.get(argument)
    if (before !== undefined) return before.result
    const result = f(argument)
    known.set(argument, { result })
    return result
  }
}
