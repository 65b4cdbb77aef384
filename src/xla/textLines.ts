/** Characters of a line at most; what is longer comes in pieces. */
const most = 1_048_576

/** The lines of a stream of UTF-8, without line ends; the last one need not have one. */
export async function* textLines(stream: NodeJS.ReadableStream, longest = most): AsyncGenerator<string> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const piece of stream) {
    const lines = `${rest}${String(piece)}`.split('\n')
    rest = lines.pop() as string
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line
    if (rest.length >= longest) {
      yield rest
      rest = ''
    }
  }
  if (rest !== '') yield rest
}
