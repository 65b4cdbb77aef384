/** Events of a training on their way to `run.jsonl`: gathered, and written before each checkpoint. */
import { run } from 'tenfold'
import { given } from './failure.js'

export interface Recording {
  readonly add: (event: run.RunEvent) => void
  /** Writes what was gathered; by then it is in the file. */
  readonly flush: () => Promise<void>
}

export const recording = (file: string): Recording => {
  const gathered: run.RunEvent[] = []
  return {
    add: (event) => void gathered.push(event),
    flush: async () => given(await run.append(file)(gathered.splice(0))()),
  }
}
