/** Every bundler in every format: each bundle is loaded where there is nothing but ECMAScript, and learns the same. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { command } from '../conformance/engines/shell.js'
import { train } from './program.js'
import { inPackage, root } from './room.js'
import type { Found } from './run.js'

const entry = join(root, 'dist/spec/hosts/program.js')
export const formats = ['esm', 'cjs', 'iife'] as const
type Format = (typeof formats)[number]

/** Writes a bundle of one file to `file`. */
export type Bundle = (input: string, format: Format, file: string) => Promise<unknown>

/** The parts of the bundlers that are used here. */
interface Esbuild {
  readonly build: (options: object) => Promise<unknown>
}
interface Rollup {
  readonly rollup: (options: object) => Promise<{ readonly write: (options: object) => Promise<unknown>; readonly close: () => Promise<void> }>
}
interface Plugin {
  readonly default: (options?: object) => object
}
const imported = <A>(...path: readonly string[]): Promise<A> => import(pathToFileURL(inPackage(...path)).href) as Promise<A>

export const esbuild: Bundle = async (input, format, file) => (await imported<Esbuild>('esbuild', 'lib', 'main.js'))
  .build({ entryPoints: [input], bundle: true, format, globalName: 'bundled', outfile: file, external: ['node:*'], logLevel: 'silent' })

const bundles: Readonly<Record<string, Bundle>> = {
  esbuild,
  rolldown: async (input, format, file) => {
    const build = await rolldown({ input, external: /^node:/, logLevel: 'silent' })
    await build.write({ file, format, name: 'bundled', codeSplitting: false })
    await build.close()
  },
  rollup: async (input, format, file) => {
    const { rollup } = await imported<Rollup>('rollup', 'dist', 'es', 'rollup.js')
    const { default: commonjs } = await imported<Plugin>('@rollup', 'plugin-commonjs', 'dist', 'es', 'index.js')
    const { default: resolve } = await imported<Plugin>('@rollup', 'plugin-node-resolve', 'dist', 'es', 'index.js')
    const build = await rollup({ input, plugins: [resolve(), commonjs()], external: /^node:/, onwarn: () => undefined })
    await build.write({ file, format, name: 'bundled', inlineDynamicImports: true })
    await build.close()
  },
}

/** What is learned, as it has to come out, and what is said of the default backend. */
export const isSame = (said: { readonly digest?: string; readonly complaint?: string; readonly failed?: string }, complaint: RegExp): { readonly wrong?: string } =>
  said.digest === train('wasm') && complaint.test(said.complaint ?? '') ? {} : { wrong: JSON.stringify(said) }

export const bundlers = async (room: string): Promise<Found> => {
  const all = Object.entries(bundles).flatMap(([name, bundle]) => formats.map((format) => ({ name: `${name} ${format}`, bundle, format })))
  const files = all.map(({ format }, i) => join(room, `${i}.${format}`))
  for (const [i, { bundle, format }] of all.entries()) await bundle(entry, format, files[i]!)
  const given = all.map(({ format }, i) => `${format}=${files[i]}`)
  const { stdout, stderr } = await command(process.execPath, ['--no-warnings', '--experimental-vm-modules', join(root, 'dist/spec/hosts/bare.js'), ...given], 100_000)
  if (stdout === '') return { all: { wrong: stderr } }
  const said = JSON.parse(stdout) as readonly { readonly digest?: string }[]
  return Object.fromEntries(all.map(({ name }, i) => [name, isSame(said[i]!, /^TenfoldError: .* this host has none; backend\.mutable/)]))
}
