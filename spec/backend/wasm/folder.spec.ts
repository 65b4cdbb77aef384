/** Modules in a folder: found again by the next process, never trusted for being there. */
import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { threadId } from 'node:worker_threads'
import { afterAll, expect, expectTypeOf, test, vi } from 'vitest'
import { pure, wasm, wasmWith } from '../../../src/backend/index.js'
import { alone, backendOver } from '../../../src/backend/wasm/backend.js'
import { folderOf } from '../../../src/backend/wasm/folder.js'
import type { Emitted } from '../../../src/backend/wasm/scheduling/emit.js'
import { constantOf } from '../../../src/program/constant.js'
import { expression } from '../../../src/program/expression.js'
import type { Program } from '../../../src/program/program.js'
import { add, mul } from '../../../src/program/scalar.js'
import { contentOf } from '../../../src/program/simplify/text.js'
import { TenfoldError } from '../../../src/shape/error.js'
import { build, type } from '../../program/build.js'
import { isQuick } from '../../slow.js'

const room = mkdtempSync(join(tmpdir(), 'tenfold-modules-'))
let count = 0
const fresh = (): string => join(room, `${count++}`, 'within')
afterAll(() => rmSync(room, { recursive: true, force: true }))

const engine = { threads: 1, relaxed: false }

const program = (last: number): Program => build([type([3])], ({ emit }) => {
  const constant = emit(constantOf(type([3]), Float32Array.of(1, 2, last)))
  return [emit({ kind: 'map', expression: expression(['f32', 'f32'], (x, y) => add(mul(x, x), y)) }, 0, constant)]
})
const input = [Float32Array.of(2, 3, 4)]
/** Runs in a backend of its own, as another process would; tells whether code was generated for it. */
const made = (cache: string, of = program(3)): boolean => {
  const store = folderOf('wasmWith', cache, engine)
  let generated = false
  const keep: typeof store.keep = (text, emitted) => {
    generated = true
    store.keep(text, emitted)
  }
  expect(backendOver('wasm', engine, alone, { ...store, keep }).compile(of)(input)).toEqual(pure.compile(of)(input))
  return generated
}
const files = (folder: string): readonly string[] => readdirSync(folder).map((name) => join(folder, name))
const only = (folder: string): string => {
  const all = files(folder)
  expect(all).toHaveLength(1)
  return all[0]!
}

test('what was made once is found, by the program and how it is run', () => {
  const folder = fresh()
  expect(made(folder)).toBe(true)
  expect(only(folder)).toMatch(/[0-9a-f]{64}\.module$/)
  expect(made(folder)).toBe(false)
  expect(made(folder, JSON.parse(JSON.stringify(program(3))) as Program)).toBe(false)
  expect(made(folder, program(4))).toBe(true)
  const on = wasmWith({ cache: folder })
  expect(on.compile(program(3))(input)).toEqual(pure.compile(program(3))(input))
  expect(files(folder)).toHaveLength(2)
  on.loop(program(3), 1)
  expect(files(folder)).toHaveLength(3)
})

test('options are left out, and are checked', () => {
  expect(wasmWith()).toBe(wasm)
  expect(wasmWith({})).toBe(wasm)
  expect(wasmWith({ cache: fresh() }).name).toBe('wasm')
  for (const cache of ['', 3, null, {}]) expect(() => wasmWith({ cache: cache as string })).toThrow(TenfoldError)
})

test('any byte that is changed, any end that is missing, and the module is made anew', () => {
  const folder = fresh()
  made(folder)
  const file = only(folder)
  const whole = readFileSync(file)
  const wrong = [
    ...Array.from(whole, (_, i) => Buffer.from(whole.map((byte, j) => (i === j ? byte ^ 1 << i % 8 : byte)))),
    ...Array.from({ length: whole.length }, (_, n) => whole.subarray(0, n)),
    Buffer.concat([whole, Buffer.of(0)]), Buffer.concat([whole, whole]), Buffer.alloc(whole.length), Buffer.from('{}'),
  ]
  const store = folderOf('wasmWith', folder, { threads: 1, relaxed: false })
  const key = `0 carried\n${contentOf(program(3))}`
  expect(store.find(key)).toBeDefined()
  for (const bytes of wrong) {
    writeFileSync(file, bytes)
    expect(store.find(key)).toBeUndefined()
  }
  for (const bytes of [wrong[0]!, wrong[whole.length - 1]!, wrong[whole.length + 7]!, wrong.at(-1)!]) {
    writeFileSync(file, bytes)
    expect(made(folder)).toBe(true)
    expect(readFileSync(file)).toEqual(whole)
    expect(made(folder)).toBe(false)
  }
})

test('the module of another program is not taken for this one', () => {
  const [folder, other] = [fresh(), fresh()]
  made(folder)
  made(other, program(4))
  cpSync(only(other), only(folder))
  expect(made(folder)).toBe(true)
  expect(made(folder)).toBe(false)
})

test('what the engine is like is part of the key', () => {
  const folder = fresh()
  const [one, two] = [false, true].map((relaxed) => folderOf('wasmWith', folder, { threads: 1, relaxed }))
  const emitted: Emitted = { threads: 1, pages: 1, inputs: [256], results: [288], bytes: new Uint8Array([1, 2, 3]), constants: [] }
  one!.keep('a', emitted)
  expect(one!.find('a')).toEqual(emitted)
  expect(two!.find('a')).toBeUndefined()
  expect(one!.find('b')).toBeUndefined()
})

test('constants come back, whatever their elements', () => {
  const store = folderOf('wasmWith', fresh(), { threads: 1, relaxed: false })
  const elements = [Float64Array.of(1, NaN, -0), Int32Array.of(7), new Float32Array(0), new Uint8Array([1, 0, 1])]
  const constants = elements.map((each, at) => ({ at, elements: each }))
  store.keep('a', { threads: 2, pages: 1, inputs: [], results: [], bytes: new Uint8Array([9]), constants })
  const found = store.find('a')!
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength)
  expect(found.constants.map((c) => [c.at, bytes(c.elements)])).toEqual(constants.map((c) => [c.at, bytes(c.elements)]))
})

test('a folder in the place of a file, a link, nothing readable: done without', () => {
  const folder = fresh()
  made(folder)
  const file = only(folder)
  rmSync(file)
  mkdirSync(file)
  expect(made(folder)).toBe(true)
  expect(files(folder)).toEqual([file])
  rmSync(file, { recursive: true })
  symlinkSync(join(room, 'nowhere'), file)
  expect(made(folder)).toBe(true)
  // Put in its place, and not where it led.
  expect(made(folder)).toBe(false)
})

test('a folder that cannot be made is an error that says where', () => {
  const file = join(room, 'file')
  writeFileSync(file, '')
  for (const cache of [file, join(file, 'within'), 'a\0b']) {
    expect(() => wasmWith({ cache })).toThrow(TenfoldError)
    expect(() => wasmWith({ cache })).toThrow(/^wasmWith: cache should be a folder to keep modules in, but .* cannot be one: /)
  }
})

test('a folder that is gone, or that nobody may write to, is done without', () => {
  const folder = fresh()
  const { compile } = wasmWith({ cache: folder })
  rmSync(folder, { recursive: true })
  expect(compile(program(3))(input)).toEqual(pure.compile(program(3))(input))
  const closed = fresh()
  made(closed)
  chmodSync(closed, 0o500)
  try {
    expect(made(closed)).toBe(false)
    made(closed, program(5))
  } finally {
    chmodSync(closed, 0o700)
  }
})

test('a file that a process of the same number has left is not written to', () => {
  const [folder, probe] = [fresh(), fresh()]
  made(probe)
  const key = only(probe).slice(-'.module'.length - 64).slice(0, 64)
  mkdirSync(folder, { recursive: true })
  const left = Array.from({ length: 50 }, (_, i) => join(folder, `${key}.${process.pid}-${threadId}-${i}.module.tmp`))
  for (const file of left) writeFileSync(file, 'left')
  expect(made(folder)).toBe(true)
  expect(made(folder)).toBe(false)
  for (const file of left) expect(readFileSync(file, 'utf8')).toBe('left')
  expect(files(folder)).toHaveLength(left.length + 1)
})

test('what was left half written is removed after a day, and nothing else', () => {
  const folder = fresh()
  mkdirSync(folder, { recursive: true })
  const [old, young, other] = ['a.module.tmp', 'b.module.tmp', 'c.tmp'].map((name) => join(folder, name)) as [string, string, string]
  for (const file of [old, young, other]) writeFileSync(file, '')
  for (const file of [old, other]) utimesSync(file, 1, 1)
  made(folder)
  expect(files(folder).filter((name) => !name.endsWith('.module')).sort()).toEqual([young, other].sort())
})

test.skipIf(isQuick)('several processes at once: each has its bits, and what is kept is whole', async () => {
  const folder = fresh()
  const index = fileURLToPath(new URL('../../../dist/src/index.js', import.meta.url))
  const script = `
    const { backend } = await import(${JSON.stringify(index)})
    const programs = JSON.parse(process.argv[1])
    for (let i = 0; i < 20; i++) for (const program of programs)
      console.log(String(backend.wasmWith({ cache: process.argv[2] }).compile(program)([Float32Array.of(2, 3, 4)])))`
  const programs = [3, 4, 5].map(program)
  const runs = await Promise.all(Array.from({ length: 4 }, () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(programs), folder])))
  const expected = programs.map((each) => String(pure.compile(each)(input)))
  for (const { stdout } of runs) expect(stdout.trim().split('\n')).toEqual(Array.from({ length: 20 }, () => expected).flat())
  expect(files(folder).filter((name) => name.endsWith('.module'))).toHaveLength(3)
  expect(files(folder)).toHaveLength(3)
  for (const each of programs) expect(made(folder, each)).toBe(false)
}, 60_000)

test('in a browser there is the same, and it is an error', async () => {
  const browser = await import('../../../src/backend/wasm/folder.browser.js')
  expectTypeOf<typeof browser>().toEqualTypeOf<typeof import('../../../src/backend/wasm/folder.js')>()
  expect(() => browser.folderOf('wasmWith', 'a', { threads: 1, relaxed: false })).toThrow(/^wasmWith: cache needs folders, which a browser has not/)
  expect(() => browser.folderOf('wasmWith', 'a', { threads: 1, relaxed: false })).toThrow(TenfoldError)
})

test('a host without folders is told so', () => {
  vi.stubGlobal('process', {})
  try {
    expect(() => wasmWith({ cache: 'a' })).toThrow(/^wasmWith: cache needs folders/)
  } finally {
    vi.unstubAllGlobals()
  }
})
