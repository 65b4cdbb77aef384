/** Lines of JSON added at the end of a file, at once: each is there, whole, before the next one begins. */
import { fromUtf8, toUtf8 } from '../shape/utf8.js'
import { nodeModules } from './node.js'

const newline = 0x0a

/** Bytes that are looked through at a time for the end of a line. */
const piece = 65_536

/**
 * Adds lines at the end of a file, which is made where there is none. A line there that is no JSON and has no end was cut off when its
 * writer was killed: it is removed before the first is added. What is there and no regular file throws.
 */
export const appendLines = (path: string): ((lines: string) => void) => {
  const { fs } = nodeModules()
  /** Where the last whole line of an open file ends. */
  const wholeLength = (file: number, length: number): number => {
    const memory = new Uint8Array(Math.min(piece, length))
    for (let end = length; end > 0;) {
      const begin = Math.max(end - memory.length, 0)
      const read = fs.readSync(file, memory, 0, end - begin, begin)
      const found = memory.subarray(0, read).lastIndexOf(newline)
      if (found >= 0) return begin + found + 1
      end = begin
    }
    return 0
  }
  /** Whether what stands behind the last whole line is no JSON. */
  const isCutOff = (file: number, begin: number, end: number): boolean => {
    const rest = new Uint8Array(end - begin)
    fs.readSync(file, rest, 0, rest.length, begin)
    try {
      JSON.parse(fromUtf8(rest))
      return false
    } catch {
      return true
    }
  }
  let isWhole = false
  return (lines) => {
    const { constants: { O_CREAT, O_NONBLOCK = 0, O_RDWR } } = fs
    // Not even a pipe is waited for.
    const file = fs.openSync(path, O_RDWR | O_CREAT | O_NONBLOCK, 0o666)
    try {
      const found = fs.fstatSync(file)
      if (!found.isFile()) throw new Error('no regular file')
      let at = found.size
      let text = lines
      if (!isWhole) {
        const end = wholeLength(file, at)
        if (isCutOff(file, end, at)) fs.ftruncateSync(file, at = end)
        else if (at > end) text = `\n${lines}`
        isWhole = true
      }
      const bytes = toUtf8(text)
      for (let done = 0; done < bytes.length;) done += fs.writeSync(file, bytes, done, bytes.length - done, at + done)
    } finally {
      fs.closeSync(file)
    }
  }
}
