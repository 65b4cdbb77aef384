/** TypeScript's settings: types are there, a shape that does not fit is found, and what is made of it runs. */
import { join } from 'node:path'
import { command } from '../conformance/engines/shell.js'
import { inPackage, write } from './room.js'
import type { Found } from './run.js'

const source = `
import { network as n, pipe, random, tensor, type Tensor } from 'tenfold'
import { parseCsv } from 'tenfold/csv'
import { readTitanic } from 'tenfold/datasets'
import { parseParquet } from 'tenfold/parquet'
const x: Tensor<readonly [2]> = tensor.of([2], [1, 2])
// @ts-expect-error: other shapes are found
const y: Tensor<readonly [3]> = x
const net = pipe(n.input([2]), n.dense(1))
const shape: readonly [1, 1] = net.apply(net.init(random.key(0)))(tensor.ones([1, 2])).shape
declare const console: { log: (...all: unknown[]) => void }
console.log([shape, y.shape, ...[parseCsv, readTitanic, parseParquet].map((f) => typeof f)].join())
`
const expected = '1,1,2,function,function,function\n'

/** `module`, `moduleResolution`, and the name of the file, whose end decides what it is. */
const settings = [
  ['commonjs', 'node10', 'use.ts'], ['es2022', 'bundler', 'use.mts'], ['preserve', 'bundler', 'use.mts'],
  ['node16', 'node16', 'use.cts'], ['node16', 'node16', 'use.mts'], ['nodenext', 'nodenext', 'use.cts'], ['nodenext', 'nodenext', 'use.mts'],
] as const

type Setting = readonly [module: string, resolution: string, file: string]

/** What a compiler makes of each setting, in a folder where the package is installed. */
export const compiled = async (room: string, tsc: string, all: readonly Setting[]): Promise<Found> => {
  write(room, { 'package.json': '{ "name": "user" }' })
  const found: Record<string, { readonly wrong?: string }> = {}
  for (const [module, resolution, file] of all) {
    const out = `${module}-${resolution}-${file.replace('.', '-')}`
    write(room, { [`${out}/${file}`]: source })
    const options = { module, moduleResolution: resolution, target: 'es2022', lib: ['es2023'], strict: true, types: [], skipLibCheck: true, outDir: 'made' }
    write(room, { [`${out}/tsconfig.json`]: JSON.stringify({ compilerOptions: options, files: [file] }) })
    const checked = await command(process.execPath, [tsc, '-p', join(room, out)], 60_000)
    const ran = await command(process.execPath, ['--no-warnings', join(room, out, 'made', file.replace('ts', 'js'))], 60_000)
    const said = `${checked.stdout}${ran.stdout}${ran.stderr}`
    found[`module ${module}, moduleResolution ${resolution}, ${file}`] = said === expected ? {} : { wrong: said.slice(0, 500) }
  }
  return found
}

export const compilers = (room: string): Promise<Found> => compiled(room, inPackage('typescript', 'bin', 'tsc'), settings)
