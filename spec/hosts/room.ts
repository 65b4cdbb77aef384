/** A folder in which the package is installed, as a user's project has it. */
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder: this file is spec/hosts/room.ts in it, or is built as dist/spec/hosts/room.js. */
export const root = ['../../', '../../../'].map((up) => fileURLToPath(new URL(up, import.meta.url)))
  .find((above) => existsSync(join(above, 'package.json'))) as string

/** What is installed for these checks alone. */
export const folder = join(root, 'spec/hosts')
export const inPackage = (...path: readonly string[]): string => join(folder, 'node_modules', ...path)

/** Installs the package as it is built into a folder, beside what it needs. */
export const install = (room: string): void => {
  const packages = join(room, 'node_modules')
  mkdirSync(join(packages, 'tenfold/dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(packages, 'tenfold/package.json'))
  cpSync(join(root, 'dist/src'), join(packages, 'tenfold/dist/src'), { recursive: true })
  for (const name of ['fp-ts', 'io-ts']) symlinkSync(join(root, 'node_modules', name), join(packages, name))
}

/** Writes files by their names. */
export const write = (room: string, files: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(room, name)), { recursive: true })
    writeFileSync(join(room, name), text)
  }
}
