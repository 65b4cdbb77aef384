/** A semaphore of the processor's cores, first come, first served. */

export interface Cores {
  readonly count: number
  /** Runs a task that keeps `cores` cores busy, once they are free. */
  readonly use: <A>(cores: number, work: () => Promise<A>) => Promise<A>
}

export const coresOf = (count: number): Cores => {
  let free = count
  const waiting: { readonly cores: number, readonly start: () => void }[] = []
  const serve = (): void => {
    while (waiting.length > 0 && waiting[0]!.cores <= free) {
      const { cores, start } = waiting.shift()!
      free -= cores
      start()
    }
  }
  return {
    count,
    use: async (asked, work) => {
      const cores = Math.min(asked, count)
      await new Promise<void>((start) => {
        waiting.push({ cores, start })
        serve()
      })
      try {
        return await work()
      } finally {
        free += cores
        serve()
      }
    },
  }
}
