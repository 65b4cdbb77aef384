/** What reaches values through their uses: added in the forward order of these, whatever the order in which it arrives. */
export const arrivals = <K, A>(add: (a: A, b: A) => A) => {
  const lists = new Map<K, { readonly place: number; readonly share: A }[]>()
  const totals = new Map<K, A | undefined>()
  return {
    /** A share that reaches a value, and the place of the use through which it does. */
    arrive: (at: K, place: number, share: A): void => {
      const list = lists.get(at) ?? []
      list.push({ place, share })
      lists.set(at, list)
    },
    /** The sum of what has reached a value until it is first asked for; nothing where nothing has. */
    total: (at: K): A | undefined => {
      if (!totals.has(at))
        totals.set(at, lists.get(at)?.toSorted((a, b) => a.place - b.place).map(({ share }) => share).reduce((a, b) => add(a, b)))
      return totals.get(at)
    },
  }
}
