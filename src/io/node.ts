/** Node's own modules at once, which no bundler has to look for. */

/** Files, paths, hashes and the process, where the host has them; else an error that says so. */
export const nodeModules = () => {
  const { process } = globalThis as { readonly process?: NodeJS.Process }
  const load = process?.getBuiltinModule as NodeJS.Process['getBuiltinModule'] | undefined
  const [fs, path, hashes] = [load?.('fs'), load?.('path'), load?.('crypto')]
  if (process === undefined || fs === undefined || path === undefined || hashes === undefined)
    throw new Error('no file system that answers at once: Node has it from 20.16 on')
  return { fs, path, hashes, process }
}
