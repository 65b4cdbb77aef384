/**
 * All trainings on all backends, in whatever engine this runs in: bundled, it is one file without imports. In a shell it
 * prints, in a page it posts to /report: a line of JSON for each backend, and `{"done":true}`. `--wider` runs those that make
 * modules, with wider vectors.
 */
import { wider } from '../../src/backend/index.js'
import { backends, digestOn } from './backends.js'
import type { Row } from './row.js'
import { trainings } from './trainings.js'

/** The parts of engines that are used here, where they are. */
interface Host {
  readonly document?: object
  readonly fetch?: (url: string, options: { readonly method: string; readonly body: string }) => Promise<unknown>
  readonly print?: (line: string) => void
  readonly process?: { readonly argv?: readonly string[] }
}
const host = globalThis as Host

const report = async (said: Row | { readonly done: true }): Promise<void> => {
  const line = JSON.stringify(said)
  if (host.document !== undefined) await host.fetch?.('/report', { method: 'POST', body: line })
  else (host.print ?? console.log)(line)
}

const row = async (backend: string, { lacks, begin }: (typeof backends)[string]): Promise<Row> => {
  const lacking = lacks()
  if (lacking !== undefined) return { backend, lacks: lacking }
  const start = Date.now()
  try {
    const begun = await begin()
    const digests: Record<string, string> = {}
    for (const [name, train] of Object.entries(trainings)) digests[name] = await digestOn(begun, train)
    await begun.close?.()
    return { backend, digests, seconds: (Date.now() - start) / 1000 }
  } catch (error) {
    return { backend, failed: String(error) }
  }
}

const isWider = host.process?.argv?.includes('--wider') === true
const answer = isWider ? await wider() : undefined
for (const [name, variant] of Object.entries(backends)) {
  if (isWider && !variant.modules) continue
  await report(answer?.wider === false ? { backend: name, lacks: answer.why } : await row(name, variant))
}
await report({ done: true })
