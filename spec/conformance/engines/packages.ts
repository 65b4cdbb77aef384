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

/** Installs them where they are not; gives what went wrong. Node for another processor comes along by force only. */
export const install = async (): Promise<string | undefined> => {
  if (existsSync(inPackage('.package-lock.json'))) return undefined
  const { code, stderr } = await command('npm', ['ci', '--force', '--prefix', folder, '--no-audit', '--no-fund'], patience)
  return code === 0 ? undefined : `npm ci in spec/conformance says: ${stderr.trim().split('\n').slice(-2).join(' ')}`
}
