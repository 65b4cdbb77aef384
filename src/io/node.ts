/** Node's own modules at once, which no bundler has to look for. */

/** Files, where the host has them; else an error that says so. */
export const nodeFiles = () => {
  const { process } = globalThis as { readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> }
  const load = process?.getBuiltinModule
  const [fs, path, hashes] = [load?.('fs'), load?.('path'), load?.('crypto')]
  if (fs === undefined || path === undefined || hashes === undefined)
    throw new Error('no file system that answers at once: Node has it from 20.16 on')
  return { fs, path, hashes }
}
