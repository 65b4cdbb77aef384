/** Nothing at import time needs the host: modules and bundles are loaded where there is ECMAScript and nothing else. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { runInContext } from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '../examples/program.js'
import { formats } from './bundlers.js'
import { bareContext } from './context.js'
import { names, train } from './program.js'

const room = mkdtempSync(join(tmpdir(), 'tenfold-hosts-'))
afterAll(() => rmSync(room, { recursive: true, force: true }))

test.each(['browser', 'node'] as const)('bundles of rolldown for the platform %s: one digest, in all formats', { timeout: 60_000 }, async (platform) => {
  const build = await rolldown({ input: join(root, 'dist/spec/hosts/program.js'), platform, external: /^node:/, logLevel: 'silent' })
  const files = formats.map((format) => join(room, `${platform}.${format}.js`))
  for (const [i, format] of formats.entries()) await build.write({ file: files[i]!, format, name: 'bundled', codeSplitting: false })
  await build.close()
  const given = formats.map((format, i) => `${format}=${files[i]}`)
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--experimental-vm-modules', join(root, 'dist/spec/hosts/bare.js'), ...given], { encoding: 'utf8' })
  expect(stderr).toBe('')
  const expected = {
    names: names.length, digest: train('wasm'),
    complaint: 'TenfoldError: backend.wasm: WebAssembly with SIMD is needed, but this host has none; backend.mutable comes to the same bits without it',
  }
  expect(JSON.parse(stdout)).toEqual(formats.map(() => expected))
})

describe('every module', () => {
  // Those of tenfold/xla write jobs and start processes: Node is their host.
  const modules = readdirSync(join(root, 'dist/src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.startsWith('xla/'))

  test('is imported where there is nothing but ECMAScript', { timeout: 60_000 }, async () => {
    expect(modules.length).toBeGreaterThan(200)
    const build = await rolldown({
      input: 'all', platform: 'node', external: /^node:/, logLevel: 'silent', treeshake: false,
      plugins: [{
        name: 'all',
        resolveId: (id) => (id === 'all' ? '\0all' : undefined),
        load: (id) => (id === '\0all' ? modules.map((file, i) => `export * as m${i} from ${JSON.stringify(join(root, 'dist/src', file))}`).join('\n') : undefined),
      }],
    })
    const { output: [{ code }] } = await build.generate({ format: 'iife', name: 'bundled', codeSplitting: false })
    await build.close()
    expect(Object.keys(runInContext(`${code};bundled`, bareContext()) as object)).toHaveLength(modules.length)
  })
})
