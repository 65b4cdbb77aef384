/** Modules in a folder of the machine: found there by whoever compiles the same program for the same engine. */
import { codeOf, reason } from '../../io/reason.js'
import { version } from '../../io/version.js'
import { fail } from '../../shape/error.js'
import type { Engine } from './engine.js'
import { emittedIn, entryOf, format } from './entry.js'
import type { Store } from './modules.js'
import { emitter } from './scheduling/emit.js'

/** Node's own modules, which no bundler has to look for. */
const node = () => {
  const { process } = globalThis as { readonly process?: Partial<Pick<NodeJS.Process, 'getBuiltinModule'>> }
  const load = process?.getBuiltinModule
  const [fs, path, hashes, threads] = [load?.('fs'), load?.('path'), load?.('crypto'), load?.('worker_threads')]
  return fs === undefined || path === undefined || hashes === undefined ? undefined : { fs, path, hashes, thread: threads?.threadId ?? 0 }
}

const day = 86_400_000

/** Names that are tried for a file that is to be written. */
const mostTries = 1000

/** The end of the name of a file that somebody is writing. */
const unfinished = '.module.tmp'

/**
 * The modules of a folder, which is made where there is none; where it cannot be, an error. From then on nothing of it is: what
 * cannot be read, or is not whole, is made anew, and what cannot be written is not kept. A file is written beside its place and
 * put there when it is whole, so that those who read never see a part, and of several writers the last one wins.
 */
export const folderOf = (operation: string, folder: string, engine: Engine): Store => {
  const expected = 'a folder to keep modules in'
  const refuse = (message: string): never => fail(operation, { argument: 'cache', expected, received: folder, message })
  const { fs, path, hashes, thread } = node() ?? refuse('cache needs folders, which Node has from 20.16 on')
  const hash = (bytes: Uint8Array | string) => hashes.createHash('sha256').update(bytes)
  const digest = (bytes: Uint8Array): Uint8Array => hash(bytes).digest()
  const where = path.resolve(folder)
  try {
    fs.mkdirSync(where, { recursive: true })
  } catch (error) {
    refuse(`cache should be ${expected}, but ${where} cannot be one: ${reason('write', error)}`)
  }
  const quietly = <A>(f: () => A): A | undefined => {
    try {
      return f()
    } catch {
      return undefined
    }
  }
  let cleared = false
  /** Whoever was killed while it wrote has left a part behind; `now` is the time by the file system's own clock. */
  const clear = (now: number): void => {
    if (cleared) return
    cleared = true
    for (const name of fs.readdirSync(where).filter((name) => name.endsWith(unfinished)))
      if (now - fs.lstatSync(path.join(where, name)).mtimeMs > day) fs.rmSync(path.join(where, name), { force: true })
  }
  const made = JSON.stringify({ format, emitter, version, engine })
  const keyOf = (text: string): string => hash(`${made}\n${text}`).digest('hex')
  const fileOf = (key: string): string => path.join(where, `${key}.module`)
  let written = 0
  /** A new file, which nobody else has: one of that name is another's, or was left behind by a process of the same number. */
  const opened = (stem: string): { readonly name: string; readonly file: number } => {
    for (let tries = mostTries; ; tries--) {
      const name = `${stem}.${process.pid}-${thread}-${written++}${unfinished}`
      try {
        return { name, file: fs.openSync(name, 'wx') }
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || tries === 0) throw error
      }
    }
  }
  return {
    find: (text) => quietly(() => {
      const key = keyOf(text)
      return fs.lstatSync(fileOf(key)).isFile() ? emittedIn(fs.readFileSync(fileOf(key)), key, digest) : undefined
    }),
    keep: (text, emitted) => quietly(() => {
      const key = keyOf(text)
      const { name, file } = opened(path.join(where, key))
      try {
        try {
          fs.writeFileSync(file, entryOf(key, emitted, digest))
          fs.fsyncSync(file)
          quietly(() => clear(fs.fstatSync(file).mtimeMs))
        } finally {
          fs.closeSync(file)
        }
        fs.renameSync(name, fileOf(key))
      } catch {
        fs.rmSync(name, { force: true })
      }
    }),
  }
}
