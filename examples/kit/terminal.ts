/**
 * What is expected of a program in a terminal, for whoever imports this: it ends without a word when nobody reads on, as in
 * `npm start | head -1`, with the exit code of a program that the system ends so; and it writes ASCII where the locale is `C`.
 */
import { inAscii, isAscii } from './characters.js'

/** 128 and the number of SIGPIPE. */
const unread = 141

const attend = (stream: NodeJS.WriteStream): void => {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(unread)
    if (stream !== process.stderr) process.stderr.write(`cannot write: ${message}\n`)
    process.exit(1)
  })
  if (!isAscii(process.env)) return
  const write = stream.write.bind(stream) as (text: unknown, ...rest: readonly unknown[]) => boolean
  stream.write = (text: unknown, ...rest: readonly unknown[]) => write(typeof text === 'string' ? inAscii(text) : text, ...rest)
}

attend(process.stdout)
attend(process.stderr)
