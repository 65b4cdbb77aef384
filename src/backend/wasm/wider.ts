/**
 * Vectors of 256 bits where V8 can join neighbouring ones of 128, as Node from 24 on does when it is told to: a flag of the
 * whole process, so of its threads, too. The modules are the same, and so are the bits.
 */
import type { ExecFileException } from 'node:child_process'
import { compiled } from './assembler/webAssembly.js'
import { alone, backendOver } from './backend.js'
import { digest, inputs, program } from './proof.js'
import { compileAnew } from './modules.js'
import { setWide } from './width.js'

/** What `wider` did: whether vectors are wider from here on, by which flag; or why nothing was changed. */
export type Wider =
  | {
    readonly wider: true
    /** What V8 was told. */
    readonly flag: string
    /** Modules that this thread had compiled before: V8 goes on with what it has made of them, until it makes them anew. */
    readonly compiledBefore: number
    /** SHA-256 of what a small program gave with wider vectors: the same as on every backend. */
    readonly digest: string
  }
  | { readonly wider: false; readonly why: string }

/** The part of Node's `process` that is used here. */
export interface Host {
  readonly arch: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly execPath: string
  readonly execArgv: readonly string[]
  readonly versions: Readonly<Record<string, string | undefined>>
  /** Node's own modules: no bundler looks for them. */
  readonly getBuiltinModule: unknown
}

const builtin = ({ getBuiltinModule }: Host) => getBuiltinModule as NodeJS.Process['getBuiltinModule']

const narrow = (why: string): Wider => ({ wider: false, why })

/** This host, if it is Node itself: what takes its place (Bun, Deno, Electron, a program with Node in it) may not have its options. */
const node = (): Host | undefined => {
  const { process } = globalThis as { readonly process?: Partial<Host> }
  const { versions, getBuiltinModule, execPath = '' } = process ?? {}
  if (versions?.['v8'] === undefined || getBuiltinModule === undefined) return undefined
  if (['bun', 'deno', 'electron'].some((other) => other in versions) || !/(^|[\\/])node(js)?(\.exe)?$/.test(execPath)) return undefined
  const own = process as Host
  return builtin(own)('node:sea')?.isSea() === true ? undefined : own
}

/** V8's name for it, with `experimental` or, as newer ones have it, without. */
const pattern = /^[ \t]*(--(?:experimental-)?wasm-revectorize)\b/m

/** Whether this V8 has such a flag is asked of a process that prints all of them and ends: an unknown one would be complained about. */
const flagOf = (host: Host): Promise<string | undefined> => new Promise((resolve, reject) => {
  const said = (error: ExecFileException | null, options: string): void => (error === null ? resolve(pattern.exec(options)?.[1]) : reject(error))
  const options = { timeout: 10_000, windowsHide: true, env: { ...host.env, NODE_OPTIONS: '' } }
  builtin(host)('child_process').execFile(host.execPath, ['--v8-options'], options, said)
})

/** Whether the processor is known to have no vectors of 256 bits; only Linux says. */
const hasNone = (host: Host): boolean => {
  try {
    const [flags] = /^flags\s*:.*$/m.exec(builtin(host)('fs').readFileSync('/proc/cpuinfo', 'utf8')) ?? []
    return flags !== undefined && !/\bavx2\b/.test(flags)
  } catch {
    return false
  }
}

/** As programs are emitted from then on. */
const wide = /* @__PURE__ */ backendOver('wasm', { threads: 1, relaxed: false, wider: true }, alone)

/** The digest of what V8's best code gives, compiled at once and not when the program has run for a while. */
const proved = (host: Host): string => {
  const { setFlagsFromString: tell } = builtin(host)('v8')
  const chosen = host.execArgv.some((flag) => flag.includes('liftoff'))
  if (!chosen) tell('--no-liftoff')
  try {
    const hash = builtin(host)('crypto').createHash('sha256')
    for (const { buffer, byteOffset, byteLength } of wide.compile(program())(inputs())) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
    return hash.digest('hex')
  } finally {
    if (!chosen) tell('--liftoff')
  }
}

/** The same on a host. */
export const widen = async (host: Host | undefined, expected: string = digest): Promise<Wider> => {
  if (host === undefined) return narrow('this is not Node')
  const { arch, versions: { v8 = '' } } = host
  if (arch !== 'x64' || hasNone(host)) return narrow(`this processor, ${arch}, has no AVX2`)
  try {
    const flag = await flagOf(host)
    if (flag === undefined) return narrow(`V8 ${v8} has no --wasm-revectorize`)
    // That of V8 12 (Node 22) has shuffles that it cannot compile, and ends the process at them.
    if (Number.parseInt(v8) < 13) return narrow(`V8 ${v8} cannot compile all vectors that ${flag} joins`)
    const compiledBefore = compiled()
    const { setFlagsFromString: tell } = builtin(host)('v8')
    tell(flag)
    compileAnew()
    const found = proved(host)
    if (found === expected) return { wider: true, flag, compiledBefore, digest: found }
    tell(flag.replace('--', '--no-'))
    compileAnew()
    return narrow(`with ${flag}, V8 ${v8} comes to ${found} and not to ${expected}`)
  } catch (error) {
    return narrow(`V8 ${v8} could not be asked for its options: ${error instanceof Error ? error.message : String(error)}`)
  }
}

let asked: Promise<Wider> | undefined

const first = async (): Promise<Wider> => {
  const answer = await widen(node())
  if (answer.wider) setWide()
  return answer
}

/**
 * Has V8 join neighbouring vectors of 128 bits to ones of 256, in this thread and in all others of the process, those of
 * `wasmThreads` among them: the same bits, sooner. To be awaited before the first program is compiled. Node from 24 on can, on
 * x64 with AVX2; elsewhere nothing is changed, and the answer says why. Asked again, it is the first answer.
 *
 * @example
 * const answer = await wider()
 * 'flag' in answer === answer.wider // true
 */
export const wider = (): Promise<Wider> => (asked ??= first())
