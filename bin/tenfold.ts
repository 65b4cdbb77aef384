#!/usr/bin/env node
/** The program `tenfold`: `run`, in the world of a process. */
import { run } from './run.js'
import type { World } from './world.js'

/** 128 and the number of SIGPIPE: of a program whose reader has gone. */
const unread = 141

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(unread)
    if (stream !== process.stderr) process.stderr.write(`tenfold: cannot write: ${message}\n`)
    process.exit(1)
  })
}

const { TERM, NO_COLOR = '', LC_ALL, LC_CTYPE, LANG } = process.env
const locale = [LC_ALL, LC_CTYPE, LANG].find((name) => name !== undefined && name !== '')
const args = process.argv.slice(2)
const interrupt = new AbortController()
/** A training saves and ends; what else there is, and a training that is told twice, ends at once. */
const onSignal = (code: number) => (): void => {
  if (args[0] !== 'train' || interrupt.signal.aborted) process.exit(code)
  interrupt.abort()
}
process.on('SIGINT', onSignal(130))
process.on('SIGTERM', onSignal(143))

const world: World = {
  out: (text) => void process.stdout.write(text),
  say: (text) => void process.stderr.write(text),
  ...(process.stderr.isTTY && TERM !== 'dumb' && NO_COLOR === '' ? { columns: process.stderr.columns || 80 } : {}),
  ascii: locale !== undefined && !/utf-?8/i.test(locale),
  input: process.stdin,
  now: () => performance.now(),
  signal: interrupt.signal,
}

process.exitCode = await run(args, world)
