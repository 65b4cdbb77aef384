import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { backend } from '../../src/index.js'
import { digest, inputs, program } from '../../src/backend/wasm/proof.js'
import { widen, type Host } from '../../src/backend/wasm/wider.js'
import { root } from '../examples/program.js'
import { backends } from './each.js'

test.each(backends.map((each) => [each.name, each] as const))('%s comes to the digest that wider vectors have to come to', (_, on) => {
  const hash = createHash('sha256')
  for (const values of on.compile(program())(inputs())) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  expect(hash.digest('hex')).toBe(digest)
})

/** A Node whose V8 has these options, and what is told to it. */
const made = (options: string | Error, given: Partial<Host> & { readonly processor?: string } = {}) => {
  const told: string[] = []
  const modules: Readonly<Record<string, unknown>> = {
    child_process: {
      execFile: (_: string, args: readonly string[], __: unknown, said: (error: Error | null, stdout: string) => void) => {
        expect(args).toEqual(['--v8-options'])
        if (typeof options === 'string') said(null, options)
        else said(options, '')
      },
    },
    crypto: { createHash },
    fs: { readFileSync: () => given.processor ?? 'flags\t\t: fpu avx2' },
    v8: { setFlagsFromString: (flag: string) => { told.push(flag) } },
  }
  const host: Host = {
    arch: 'x64', env: {}, execPath: '/usr/bin/node', execArgv: [], versions: { v8: '99.1' },
    getBuiltinModule: (name: string) => modules[name], ...given,
  }
  return { host, told }
}
const known = 'Options:\n  --experimental-wasm-revectorize (enable)\n        type: bool\n  --trace-wasm-revectorize (trace)\n'

describe('V8', () => {
  test.each(['--experimental-wasm-revectorize', '--wasm-revectorize'])('is told %s where it has it', async (flag) => {
    const { host, told } = made(known.replace('--experimental-wasm-revectorize', flag))
    const answer = await widen(host)
    expect(answer).toEqual({ wider: true, flag, compiledBefore: expect.any(Number), digest })
    expect(told).toEqual([flag, '--no-liftoff', '--liftoff'])
    // This thread has compiled the modules of `wasm` by now.
    expect((await widen(host)) as object).toMatchObject({ compiledBefore: (answer as { readonly compiledBefore: number }).compiledBefore + 1 })
  })
  test('keeps the compiler that was chosen for it', async () => {
    const { host, told } = made(known, { execArgv: ['--no-liftoff'] })
    await widen(host)
    expect(told).toEqual(['--experimental-wasm-revectorize'])
  })
  test('is told to leave it again where the digest is another one', async () => {
    const { host, told } = made(known)
    const answer = await widen(host, 'abc')
    expect(answer).toEqual({ wider: false, why: `with --experimental-wasm-revectorize, V8 99.1 comes to ${digest} and not to abc` })
    expect(told.at(-1)).toBe('--no-experimental-wasm-revectorize')
  })
  test.each([
    ['has no such flag', made('  --trace-wasm-revectorize (trace)\n'), 'V8 99.1 has no --wasm-revectorize'],
    ['does not say', made(new Error('not allowed')), 'V8 99.1 could not be asked for its options: not allowed'],
    ['has one that does not know all that it joins', made(known, { versions: { v8: '12.4.254' } }),
      'V8 12.4.254 cannot compile all vectors that --experimental-wasm-revectorize joins'],
    ['runs on another processor', made(known, { arch: 'arm64' }), 'this processor, arm64, has no AVX2'],
    ['runs on an old one', made(known, { processor: 'flags\t\t: fpu avx' }), 'this processor, x64, has no AVX2'],
  ])('is told nothing where it %s', async (_, { host, told }, why) => {
    expect(await widen(host)).toEqual({ wider: false, why })
    expect(told).toEqual([])
  })
  test('is no matter where there is no Node', async () => {
    expect(await widen(undefined)).toEqual({ wider: false, why: 'this is not Node' })
  })
})

const engines = [process.execPath, ...[20, 22, 24, 26].map((line) => join(root, `spec/conformance/node_modules/node${line}/bin/node`))]
const script = `
const { backend } = await import(process.argv[1])
const copy = { inputs: [{ shape: [2], dtype: 'f32' }], instructions: [], results: [0] }
if (process.argv[2] === 'late') backend.wasm.compile(copy)
const answers = [await backend.wider(), await backend.wider()]
console.log(JSON.stringify({ answers, same: answers[0] === answers[1] }))
`

describe.each(engines.filter((path) => existsSync(path)))('%s', (path) => {
  const said = (...args: readonly string[]): string => spawnSync(path, args, { encoding: 'utf8' }).stdout
  const has = /^\s*--(experimental-)?wasm-revectorize\b/m.test(said('--v8-options')) && Number.parseInt(said('-p', 'process.versions.v8')) > 12
  test.each([['early', 0], ['late', 1]] as const)('says what it did, %s, and complains of nothing', (when, compiledBefore) => {
    const { stdout, stderr } = spawnSync(
      path, ['--input-type=module', '--eval', script, join(root, 'dist/src/index.js'), when], { encoding: 'utf8' })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual({ same: true, answers: Array(2).fill(has
      ? { wider: true, flag: expect.stringMatching(/^--(experimental-)?wasm-revectorize$/), compiledBefore, digest }
      : { wider: false, why: expect.stringMatching(/^V8 (\S+ has no --wasm-revectorize|12\.\S+ cannot compile all vectors that \S+ joins)$/) }) })
  })
})

test('nothing is told to V8 at import', () => {
  const asks = `import v8 from 'node:v8'
let told = 0
v8.setFlagsFromString = () => { told++ }
await import(process.argv[1])
console.log(told)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', asks, join(root, 'dist/src/index.js')], { encoding: 'utf8' })
  expect(stdout).toBe('0\n')
  expect(backend.wider).toBeTypeOf('function')
})
