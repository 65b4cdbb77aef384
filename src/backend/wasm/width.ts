/** Whether vectors are wider in this process: known to the thread that had them made so, and told to those that it begins later. */

const key = 'tenfold: wider'
type Threads = Pick<typeof import('node:worker_threads'), 'getEnvironmentData' | 'setEnvironmentData'>

const threads = (): Threads | undefined => {
  const { process } = globalThis as { readonly process?: { readonly getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.('worker_threads') as Threads | undefined
}

let wide: boolean | undefined

/** Whether they are. */
export const isWide = (): boolean => (wide ??= threads()?.getEnvironmentData?.(key) === true)

/** They are, from here on. */
export const setWide = (): void => {
  wide = true
  threads()?.setEnvironmentData(key, true)
}
