/** Nothing in the package may depend on the engine's mathematics, a clock, chance or a language: every source is looked through. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { allowed, offences } from './offence.js'

const src = fileURLToPath(new URL('../../src/', import.meta.url))
const files = readdirSync(src, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.ts')).sort()

/** What does not come to a result: options of the engine, measured time. */
const excused: Readonly<Record<string, readonly string[]>> = {
  'backend/wasm/wider.ts': ['import node:child_process'],
  'inspect/profile.ts': ['performance'],
  // When others have their turn.
  'jit/turns.ts': ['Date', 'performance', 'setImmediate', 'setTimeout'],
  // Another engine, in processes of this machine.
  'xla/freePort.ts': ['import node:net'],
  'xla/processes.ts': ['import node:child_process', 'setTimeout'],
  'xla/python.ts': ['import node:child_process'],
  'xla/trainModel.ts': ['import node:os'],
}

describe('the sources', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(100))
  it.each(files)('%s', (file) => {
    // Each excuse is needed.
    expect([...new Set(offences(readFileSync(`${src}${file}`, 'utf8')))].sort()).toEqual([...excused[file] ?? []].sort())
  })
})

/** "Implementation-approximated" in ECMAScript 2025, section 21.3.2, and chance. */
const approximated = [
  'acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp', 'expm1', 'hypot', 'log', 'log10', 'log1p',
  'log2', 'pow', 'random', 'sin', 'sinh', 'tan', 'tanh',
]

describe('what is looked for', () => {
  it('is all of Math that is not exact, also what this engine has besides', () => {
    const others = Object.getOwnPropertyNames(Math).filter((name) => !allowed.includes(name))
    expect(others).toEqual(expect.arrayContaining(approximated))
    for (const name of [...approximated, ...others]) expect(offences(`Math.${name}(x)`)).toEqual([`Math.${name}`])
  })

  describe.each(approximated)('%s', (name) => {
    it.each([
      `y = Math.${name}(x)`, `y = Math?.${name}(x)`, `y = Math['${name}'](x)`, `y = Math[\`${name}\`](x)`, `y = Math[name](x)`, `y = xs.map(Math.${name})`,
      `const { ${name} } = Math`, `const { ${name}: f } = Math`, `const m = Math; m.${name}(x)`, `const { ...m } = Math`, `f(Math)`, `Reflect.get(Math, '${name}')`,
      `y = globalThis.Math.${name}(x)`, `y = globalThis['Math'].${name}(x)`, `const { Math: m } = globalThis`, `const { Math: m } = globalThis as Scope`,
      `const g = globalThis; g.Math.${name}(x)`, `y = globalThis[global].${name}(x)`, `y = (Math as Any).${name}(x)`, `y = Math!.${name}(x)`, `const f = Math.${name} satisfies F`,
      `const text = 'y = Math.${name}(x)'`, `const text = \`\${y} = Math.${name}(\${x})\``, `const text = \`Math.\${name}(x)\``, `const text = 'Math[f](x)'`,
      `class A { f = Math.${name} }`, `const a = { f: Math.${name} }`, `const f = (g = Math.${name}) => g(x)`, `type T = 1; export const f = Math.${name}`,
    ])('%s', (source) => { expect(offences(source)).not.toEqual([]) })
  })

  it.each([
    ['x ** 2', '**'], ['x **= 2', '**'], ['const t = "a ** b"', '**'], ['const t = `(${a}) ** 2`', '**'], ['const t = "f(a)**b"', '**'],
    ['Date.now()', 'Date'], ['new Date()', 'Date'], ['const D = Date', 'Date'], ['globalThis.Date.now()', 'Date'], ['const { Date: D } = globalThis', 'Date'],
    ['const t = "Date.now()"', 'Date'], ['const t = "new Date()"', 'Date'], ['Temporal.Now.instant()', 'Temporal'],
    ['performance.now()', 'performance'], ['const { performance: p } = globalThis', 'performance'], ['performance["now"]()', 'performance'], ['performance.eventLoopUtilization().idle', 'performance'],
    ['worker.performance.eventLoopUtilization().active', 'performance'], ['worker.performance.now().idle', 'performance'],
    ['process.hrtime.bigint()', 'hrtime'], ['process["hrtime"]()', 'hrtime'], ['const { hrtime } = process', 'hrtime'], ['process.uptime()', 'uptime'],
    ['process.cpuUsage()', 'cpuUsage'], ['event.timeStamp', 'timeStamp'],
    ['setTimeout(f, 1)', 'setTimeout'], ['setInterval(f)', 'setInterval'], ['setImmediate(f)', 'setImmediate'], ['requestAnimationFrame(f)', 'requestAnimationFrame'],
    ['crypto.getRandomValues(x)', 'crypto'], ['globalThis.crypto', 'crypto'], ['webcrypto.getRandomValues(x)', 'getRandomValues'], ['x.randomUUID()', 'randomUUID'],
    ['import { randomBytes } from "node:crypto"', 'import node:crypto'], ['import c from "crypto"', 'import crypto'], ['import "node:perf_hooks"', 'import node:perf_hooks'],
    ['export * from "node:crypto"', 'import node:crypto'], ['export { webcrypto } from "crypto"', 'import crypto'], ['await import("node:timers/promises")', 'import node:timers/promises'],
    ['await import(name)', 'import …'], ['process.getBuiltinModule("crypto")', 'import crypto'], ['process?.getBuiltinModule?.("node:os")', 'import node:os'], ['require("crypto")', 'require'],
    ['import { nanoid } from "nanoid"', 'import nanoid'], ['const { createHash, randomInt } = await import("node:crypto")', 'import node:crypto'],
    ['const { createHash = Math.random } = await import("node:crypto")', 'Math.random'], ['const { randomInt } = await import("node:crypto")', 'import node:crypto'],
    ['const c = await import("node:crypto")', 'import node:crypto'], ['const { ...createHash } = await import("node:crypto")', 'import node:crypto'],
    ['x.toLocaleString()', 'toLocaleString'], ['x?.toLocaleUpperCase()', 'toLocaleUpperCase'], ['x["toLocaleLowerCase"]()', 'toLocaleLowerCase'],
    ['a.localeCompare(b)', 'localeCompare'], ['new Intl.NumberFormat()', 'Intl'], ['const { Intl: i } = globalThis', 'Intl'], ['const t = "a.localeCompare(b)"', 'localeCompare'],
    ['eval("1")', 'eval'], ['new Function("return 1")', 'Function'], ['globalThis[name]', 'globalThis[…]'],
  ])('%s', (source, offence) => { expect(offences(source)).toContain(offence) })
})

describe('what may be', () => {
  it.each([
    ...allowed.map((name) => `y = Math.${name}`), 'Math.fround(Math.sqrt(x))', 'const t = "Math.fround(a * b)"', '({ performance: 1, exp: 2, Date: 3 })', 'program.exp(x)', 'random.key(1)',
    'const { exp } = elementary', 'const x: Date = y', 'interface A { readonly performance: number; readonly f: typeof Math.exp }', 'type F = (x: Function) => Date',
    'import { pipe } from "fp-ts/lib/function.js"', 'const { createHash } = await import("node:crypto")', 'const gone = worker.performance?.eventLoopUtilization().idle < 0', 'import type { FileHandle } from "node:fs/promises"', '// Math.exp(x) ** 2', '/** Date.now() */ f()', 'const t = "the date."',
  ])('%s', (source) => { expect(offences(source)).toEqual([]) })
})
