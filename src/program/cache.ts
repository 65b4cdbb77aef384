/** At most `limit` values by name; the one unused for longest makes room. */
export const cache = <A>(limit: number) => {
  const held = new Map<string, A>()
  return (name: string, make: () => A): A => {
    const value = held.has(name) ? (held.get(name) as A) : make()
    held.delete(name)
    held.set(name, value)
    const [oldest] = held.keys()
    if (held.size > limit && oldest !== undefined) held.delete(oldest)
    return value
  }
}
