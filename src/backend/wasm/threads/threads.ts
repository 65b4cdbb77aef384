/** The threads of a backend: begun with it, and asked for what the place allows. */
import { fail, TenfoldError } from '../../../shape/error.js'
import type { Backend } from '../../backend.js'
import { v128 } from '../assembler/code.js'
import { bodyOf, define, encode } from '../assembler/module.js'
import { compile } from '../assembler/webAssembly.js'
import { backendOver } from '../backend.js'
import type { Engine } from '../engine.js'
import { barrier } from '../scheduling/barrier.js'
import { poolOf } from './pool.js'
import { begin, type Begin } from './thread.js'

/** As many as anybody has cores. */
const most = 256

/** A page may not sleep; Node and workers may. */
const sleeps = (): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0)
    return true
  } catch {
    return false
  }
}

const expectShared = (): void => {
  const { SharedArrayBuffer: shared, crossOriginIsolated: isolated } = globalThis as { SharedArrayBuffer?: unknown; crossOriginIsolated?: boolean }
  if (shared !== undefined && isolated !== false) return
  const expected = 'memory that threads share'
  throw new TenfoldError('wasmThreads', {
    argument: 'SharedArrayBuffer', expected, received: shared,
    message: 'threads need memory that they share, which a page has when it is cross-origin isolated: serve it with the headers '
      + 'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
  })
}

/** What no program can do without, asked for before there is one. */
const expectVectors = (): void => {
  const body = bodyOf(define(0, (fresh) => fresh('v128').set(v128.const([0, 0, 0, 0]))))
  compile(encode([{ name: '', parameters: 0, body }], { pages: 0, shared: false }))
}

/** The backend of an engine, its threads begun as `start` has it, and waited for as `patience` has it where nobody knows of their end. */
export const threadsOn = async (engine: Engine, start: Begin = begin, patience?: number): Promise<Backend & { readonly close: () => Promise<void> }> => {
  const { threads } = engine
  if (!Number.isInteger(threads) || threads < 1 || threads > most)
    fail('wasmThreads', { argument: 'threads', expected: `a whole number from 1 to ${most}`, received: threads })
  expectVectors()
  if (threads > 1) expectShared()
  const sleeping = engine.sleeps ?? (threads > 1 && sleeps())
  const { launch, close } = await poolOf(threads, sleeping, start, patience)
  return { ...backendOver(`wasm threads${engine.relaxed ? ' relaxed' : ''}`, { ...engine, sleeps: sleeping, barrier }, launch), close }
}
