/** Cloudflare's own runtime, workerd, on this machine: nothing is made into WebAssembly there at run time. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { inPackage as engine } from '../conformance/engines/packages.js'
import { command } from '../conformance/engines/shell.js'
import { esbuild, isSame } from './bundlers.js'
import { inPackage, root } from './room.js'
import type { Found } from './run.js'

/** miniflare needs Node 22 or later. */
export const laterNode = (): string | undefined =>
  (Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath : [24, 26, 22].map((line) => engine(`node${line}`, 'bin', 'node')).find((path) => existsSync(path)))

export const workerd = async (room: string): Promise<Found> => {
  const node = laterNode()
  if (node === undefined) return { 'backend.mutable': { lacks: 'no Node of 22 or later: npm run conformance brings it' } }
  const file = join(room, 'worker.js')
  await esbuild(join(root, 'dist/spec/hosts/worker.js'), 'esm', file)
  const { stdout, stderr } = await command(node, [join(root, 'dist/spec/hosts/workerd.js'), inPackage('miniflare', 'dist', 'src', 'index.js'), file], 60_000)
  if (stdout === '') return { 'backend.mutable': { wrong: stderr } }
  const said = JSON.parse(stdout) as { readonly digest: string }
  return { 'backend.mutable': isSame(said, /^TenfoldError: backend\.wasm: .* does not let it be compiled .*backend\.mutable/) }
}
