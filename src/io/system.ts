/** The host's files: in time, and at once. */
import type { FileHandle } from 'node:fs/promises'
import { nodeModules } from './node.js'

type Promises = typeof import('node:fs/promises')

/** What comes at once or in time. */
type Either<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => R | Promise<R> : never

/** What the system tells of a file. */
export type Stats = Extract<Awaited<ReturnType<FileHandle['stat']>>, { readonly mode: number }>

/** A file that is open. */
export interface Handle {
  readonly stat: () => Stats | Promise<Stats>
  readonly chown: Either<FileHandle['chown']>
  readonly chmod: Either<FileHandle['chmod']>
  readonly sync: Either<FileHandle['sync']>
  readonly close: Either<FileHandle['close']>
  readonly write: (bytes: Uint8Array, at: number, length: number) => { readonly bytesWritten: number } | Promise<{ readonly bytesWritten: number }>
}

/** Files, paths and the process of a host. */
export interface System {
  readonly path: typeof import('node:path')
  readonly process: Pick<NodeJS.Process, 'cwd' | 'geteuid' | 'kill' | 'pid'>
  readonly constants: Promises['constants']
  readonly access: (path: string, mode: number) => void | Promise<void>
  readonly lstat: (path: string) => Stats | Promise<Stats>
  readonly stat: (path: string) => Stats | Promise<Stats>
  readonly readText: (path: string) => string | Promise<string>
  readonly readdir: (path: string) => readonly string[] | Promise<readonly string[]>
  readonly readlink: (path: string) => string | Promise<string>
  readonly rename: (from: string, to: string) => void | Promise<void>
  /** Removes a file, if it is there. */
  readonly remove: (path: string) => void | Promise<void>
  readonly open: (path: string, flags: string, mode?: number) => Handle | Promise<Handle>
}

/** Files whose answers come in time. */
export const systemInTime = async (): Promise<System> => {
  const { access, constants, lstat, open, readdir, readFile, readlink, rename, rm, stat } = await import('node:fs/promises')
  const [path, { cwd, geteuid, kill, pid }] = await Promise.all([import('node:path'), import('node:process')])
  const process = { cwd, kill, pid, ...(geteuid === undefined ? {} : { geteuid }) }
  return {
    path, process, constants, access, lstat, stat, readdir, readlink, rename, open,
    readText: (file) => readFile(file, 'utf8'),
    remove: (file) => rm(file, { force: true }),
  }
}

/** Files whose answers come at once; an error where the host has none. */
export const systemNow = (): System => {
  const { fs, path, process } = nodeModules()
  return {
    path, process, constants: fs.constants,
    access: fs.accessSync, lstat: (file) => fs.lstatSync(file), stat: (file) => fs.statSync(file), readdir: (folder) => fs.readdirSync(folder),
    readlink: (file) => fs.readlinkSync(file), rename: fs.renameSync,
    readText: (file) => fs.readFileSync(file, 'utf8'),
    remove: (file) => fs.rmSync(file, { force: true }),
    open: (file, flags, mode) => {
      const opened = fs.openSync(file, flags, mode)
      return {
        stat: () => fs.fstatSync(opened),
        chown: (user, group) => fs.fchownSync(opened, user, group),
        chmod: (bits) => fs.fchmodSync(opened, bits),
        sync: () => fs.fsyncSync(opened),
        close: () => fs.closeSync(opened),
        write: (bytes, at, length) => ({ bytesWritten: fs.writeSync(opened, bytes, at, length) }),
      }
    },
  }
}
