/** The command, called as a function in a folder of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { run as runs } from 'tenfold'
import { files } from '../../bin/folder.js'
import { run } from '../../bin/run.js'
import { written, type Given } from './world.js'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly said: string
}

export interface CommandRoom {
  readonly path: (...names: readonly string[]) => string
  readonly put: (name: string, content: string | Uint8Array) => string
  /** How a command ended, with the room's name taken out of what it said. */
  readonly tenfold: (args: readonly string[], given?: Given) => Promise<Ended>
  /** Interrupts a command when it says these words. */
  readonly interrupted: (args: readonly string[], words: string) => Promise<Ended>
  readonly runIn: (folder: string) => Promise<runs.Run>
  readonly digestIn: (folder: string) => string
  readonly remove: () => void
}

/** Options of a short training. */
export const few = ['--epochs', '6', '--hidden', '8']
/** What a run that has ended leaves. */
export const made = Object.values(files).filter((name) => name !== files.checkpoint).sort()

/** What is right, or the error thrown. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw either.left
  return either.right
}

export const commandRoom = (): CommandRoom => {
  const room = mkdtempSync(join(tmpdir(), 'tenfold-command-'))
  const path = (...names: readonly string[]): string => join(room, ...names)
  const tenfold = async (args: readonly string[], given: Given = {}): Promise<Ended> => {
    const { world, out, said } = written(given)
    const code = await run(args, world)
    return { code, out: out(), said: said().replaceAll(`${room}/`, '') }
  }
  return {
    path, tenfold,
    put: (name, content) => {
      mkdirSync(dirname(path(name)), { recursive: true })
      writeFileSync(path(name), content)
      return path(name)
    },
    interrupted: (args, words) => {
      const interrupt = new AbortController()
      return tenfold(args, { signal: interrupt.signal, hears: (text) => { if (text.includes(words)) interrupt.abort() } })
    },
    runIn: async (folder) => right(await runs.read(path(folder, files.events))()),
    digestIn: (folder) => JSON.parse(readFileSync(path(folder, files.receipt), 'utf8')).final,
    remove: () => rmSync(room, { recursive: true, force: true }),
  }
}
