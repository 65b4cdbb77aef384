/**
 * `node large.js save FILE ROWS`, then `node large.js load FILE ROWS`: the state of an embedding of so many rows of 64 with Adam,
 * 768 bytes a row; says how fast it was, and how much memory was in use before and at most. 3,000,000 rows are more than a file
 * that is read in one piece can have.
 */
import { statSync } from 'node:fs'
import type { Either } from 'fp-ts/lib/Either.js'
import { checkpoint, loss, network as n, optimizer, pipe, random, trainer, type TenfoldError } from '../../src/index.js'
import { count } from '../../src/program/program.js'
import { concrete, elements, type AnyTensor } from '../../src/tensor/tensor.js'
import * as tree from '../../src/tensor/tree.js'

const [what, file = '', rows] = process.argv.slice(2)

const done = <A>(result: Either<TenfoldError, A>): A => {
  if (result._tag === 'Left') throw result.left
  return result.right
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
const timed = async <A>(act: () => Promise<A>): Promise<A> => {
  const [before, begin] = [process.memoryUsage().rss, performance.now()]
  const result = await act()
  const seconds = (performance.now() - begin) / 1000
  const { size } = statSync(file)
  const peak = process.resourceUsage().maxRSS * 1024
  console.log(`${what} ${megabytes(size)}: ${megabytes(size / seconds)}/s, ${megabytes(before)} in use before, ${megabytes(peak)} at most`)
  return result
}

/** Elements that tell their places. */
const pattern = (i: number): number => (i % 8191) - (i % 127)
const numbered = (x: AnyTensor): AnyTensor => {
  if (x.dtype !== 'f32') return x
  const made = new Float32Array(count(x.shape))
  for (let i = 0; i < made.length; i++) made[i] = pattern(i)
  return concrete(x, made)
}

const net = pipe(n.input([1], 'i32'), n.embedding(Number(rows), 64, { table: n.initializer.zeros }), n.flatten, n.dense(1))
const { init, codec } = trainer(net)({ loss: loss.squaredError(), optimizer: optimizer.adam({ learningRate: 1e-3 }) })

if (what === 'save') {
  const state = tree.map(init(random.key(0)), numbered)
  done(await timed(checkpoint.save(file, codec)(state)))
} else {
  const state = done(await timed(checkpoint.load(file, codec)))
  for (const x of tree.tensors(state)) {
    if (x.dtype === 'f32' && elements(x).some((e, i) => e !== pattern(i))) throw new Error('another state')
  }
}
