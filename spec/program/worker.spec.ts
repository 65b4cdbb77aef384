/** A program goes to another thread as it is, and runs there to the same bits. */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { receipt } from '../../src/index.js'
import { wasm } from '../../src/backend/index.js'
import type { Elements } from '../../src/program/elements.js'
import { steps, type Step } from './steps.js'

const index = fileURLToPath(new URL('../../dist/src/index.js', import.meta.url))
const code = `
  const { parentPort, workerData } = require('node:worker_threads')
  import(${JSON.stringify(index)}).then(({ backend, receipt }) => parentPort.on('message', ({ program, inputs }) =>
    parentPort.postMessage({ digest: receipt.programDigest(program), results: backend.wasm.compile(program)(inputs) })))
`

interface Answer {
  readonly digest: string
  readonly results: readonly Elements[]
}

test('steps of trainings, posted', async () => {
  const worker = new Worker(code, { eval: true })
  const failed = new Promise<never>((_, reject) => { worker.once('error', reject) })
  const answer = (message: Step): Promise<Answer> => {
    const answered = new Promise<Answer>((resolve) => { worker.once('message', resolve) })
    worker.postMessage(message)
    return Promise.race([answered, failed])
  }
  try {
    for (const { name, make } of steps) {
      const { program, inputs } = make()
      const { digest, results } = await answer({ program, inputs })
      expect([name, digest]).toEqual([name, receipt.programDigest(program)])
      expect([name, results]).toEqual([name, wasm.compile(program)(inputs)])
    }
  } finally { await worker.terminate() }
})
