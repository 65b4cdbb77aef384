/**
 * The protocol that every peer speaks, JSON lines: first what it is, with values to compare with the others'; then, for
 * each `{"steps": n, "runs": r}` on stdin, `{"ms": [...], "cpuMs": [...]}`: r times of one step in milliseconds, each the
 * mean of n steps, by the clock and of processors, all threads together. `{"steps": n, "digest": true}` asks for the SHA-256
 * of the parameters after n steps more, one after another in the file's order: `{"digest": "…"}`.
 */
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`)

/** Steps before the loss that is compared. */
export const checkedSteps = 20

/**
 * Training begins anew after so many steps: on four batches, averages of gradients that have become 0 would fade into
 * subnormal numbers, at which processors are a hundred times slower. Where a step costs the caller more than the processor,
 * as in the other libraries' small steps, that cannot be seen.
 */
export const stepsPerTraining = 500

/** Adam's settings in all peers. */
export const adam = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

/** What comes after a file's name on the command line: `step`, `predict`, `predict-1` or `matmul`; then options in JSON. */
export const [file = '', work = 'step', options = '{}'] = process.argv.slice(2)

/**
 * @typedef {object} Peer
 * @property {string} about Versions, and what was chosen.
 * @property {readonly number[]} check What is compared: the loss after 20 steps, or elements of the result.
 * @property {() => Iterable<Float32Array> | Promise<Iterable<Float32Array>>} [params] What training has come to.
 * @property {(steps: number) => unknown} run Does n steps, and comes back (or resolves) when they are done.
 * @param {() => Peer | Promise<Peer>} make
 */
export const serve = async (make) => {
  let peer
  try {
    peer = await make()
  } catch (error) {
    say({ cannot: String(error instanceof Error ? error.message : error) })
    process.exit(0)
  }
  const { about, check, run, params } = peer
  say({ about, check: Array.from(check) })
  for await (const line of createInterface({ input: process.stdin })) {
    const { steps, runs = 1, digest = false } = JSON.parse(line)
    if (digest) {
      await run(steps)
      const hash = createHash('sha256')
      for (const values of await params()) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
      say({ digest: hash.digest('hex') })
      continue
    }
    const [ms, cpuMs] = [[], []]
    for (let i = 0; i < runs; i++) {
      const [start, used] = [performance.now(), process.cpuUsage()]
      await run(steps)
      ms.push((performance.now() - start) / steps)
      const { user, system } = process.cpuUsage(used)
      cpuMs.push((user + system) / 1000 / steps)
    }
    say({ ms, cpuMs })
  }
  process.exit(0)
}

/**
 * The elements of a result that are compared: up to 64, from its beginning to its end.
 * @param {ArrayLike<number>} values
 */
export const sample = (values) => {
  const n = Math.min(64, values.length)
  return Array.from({ length: n }, (_, i) => values[Math.floor(i * (values.length - 1) / Math.max(1, n - 1))])
}
