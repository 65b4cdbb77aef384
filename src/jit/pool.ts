/** At most `limit` values by name, each for one user at a time; what is not given back is forgotten. */
export const pool = <A>(limit: number) => {
  let idle: readonly { readonly name: string; readonly value: A }[] = []
  return {
    take: (name: string): A | undefined => {
      const found = idle.find((held) => held.name === name)
      idle = idle.filter((held) => held !== found)
      return found?.value
    },
    /** Makes room by forgetting what was given back first. */
    give: (name: string, value: A): void => { idle = [{ name, value }, ...idle].slice(0, limit) },
  }
}
