/** Where the time of a run goes, by the names of functions: V8's sampling profiler, which knows the kernels of a module by name. */
import { Session } from 'node:inspector/promises'

/** Milliseconds of each function itself, by its name, in a run. */
export const profile = async (run: () => void): Promise<ReadonlyMap<string, number>> => {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.setSamplingInterval', { interval: 200 })
    await session.post('Profiler.start')
    run()
    const { profile: { nodes, samples = [], timeDeltas = [] } } = await session.post('Profiler.stop')
    const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]))
    const times = new Map<string, number>()
    samples.forEach((id, i) => {
      const name = names.get(id) ?? ''
      times.set(name, (times.get(name) ?? 0) + (timeDeltas[i] ?? 0) / 1000)
    })
    return times
  } finally {
    session.disconnect()
  }
}
