/** Engines that come from npm, in a folder of their own: nobody else has to download them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { patience } from './engine.js'
import { command } from './shell.js'

/** This file is dist/spec/conformance/engines/packages.js. */
export const folder = fileURLToPath(new URL('../../../../spec/conformance', import.meta.url))

/** A path inside a package that is installed there. */
export const inPackage = (...path: readonly string[]): string => join(folder, 'node_modules', ...path)

/** Installs what a folder's lock file names, where it is not; gives what went wrong. */
export const installIn = async (where: string, ...flags: readonly string[]): Promise<string | undefined> => {
  if (existsSync(join(where, 'node_modules', '.package-lock.json'))) return undefined
  const { code, stderr } = await command('npm', ['ci', ...flags, '--prefix', where, '--no-audit', '--no-fund'], patience)
  return code === 0 ? undefined : `npm ci in ${where} says: ${stderr.trim().split('\n').slice(-2).join(' ')}`
}

/** Installs the engines. Node for another processor comes along by force only. */
export const install = (): Promise<string | undefined> => installIn(folder, '--force')
