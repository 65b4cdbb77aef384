/** `node saver.js FILE K` writes contents K over a file, then K + 1, until it is killed; each k is a line when it is written. */
import { write } from '../../src/checkpoint/index.js'
import { filled } from './filled.js'

const [file = '', first] = process.argv.slice(2)
for (let k = Number(first); ; k++) {
  const done = await write(file)(filled(k))()
  if (done._tag === 'Left') throw done.left
  process.stdout.write(`${k}\n`)
}
