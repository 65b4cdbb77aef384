/**
 * Values by name whose weights, 1 each unless something else is said, add up to at most `limit`; those unused for longest make
 * room. The last one stays, however much it weighs.
 */
export const cache = <A>(limit: number, weigh: (value: A) => number = () => 1) => {
  const held = new Map<string, A>()
  let total = 0
  return (name: string, make: () => A): A => {
    const before = held.get(name)
    const value = before ?? make()
    if (before === undefined) total += weigh(value)
    held.delete(name)
    held.set(name, value)
    for (const [oldest, old] of held) {
      if (total <= limit || oldest === name) break
      held.delete(oldest)
      total -= weigh(old)
    }
    return value
  }
}
